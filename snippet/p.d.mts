/** What `start` takes: the attributes of the script element, without `data-`. */
export interface Options {
  /** The site's public id. */
  site: string
  /** The address below which `/v1/events` is: `https://t.shop.example`. */
  endpoint: string
  /** `wait`: store and send nothing before consent is granted. By default it records at once. */
  consent?: 'wait' | undefined
  /** `ignore`: record although the browser sends Global Privacy Control. By default it is honoured. */
  gpc?: 'ignore' | undefined
  /** The shop's other domains, by commas or spaces: links to them carry the visitor id. */
  domains?: string | undefined
  /** `off`: no page views when a script changes the address. */
  spa?: 'off' | undefined
  /** `on`: another `#fragment` is another page. */
  hash?: 'on' | undefined
  /** `off`: nothing from `data-pw-event` attributes and from the dataLayer. */
  autocart?: 'off' | undefined
  /** `shopify`: the page has Shopify's cart API, though it does not say so; `off`: leave the cart alone. */
  cart?: 'shopify' | 'off' | undefined
  /** Own domains of Stripe's payment links, beside `buy.stripe.com`, by commas or spaces. */
  paymentHosts?: string | undefined
}

/** What an event says beyond its name: GA4's names are known (`value`, `currency`, `items`…). */
export type Props = Readonly<Record<string, unknown>>

/** Starts the tag. There is one on a page: further calls, and those on a server, do nothing. */
export declare function start(options: Options): void

/**
 * Records an event; `name` has 1 to 64 of `a-z`, `0-9` and `_`. What is recorded before `start` waits
 * for it.
 */
export declare function track(name: string, props?: Props): void

/** Tells what the visitor has answered. The tag does not remember it: tell it on each page. */
export declare function consent(answer: 'granted' | 'denied'): void

/** The visitor's id, for the order; undefined before `start`, and while consent is missing. */
export declare function visitorId(): string | undefined
