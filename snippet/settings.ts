import { attempt } from './attempt.ts'

declare global {
  interface Navigator {
    /** Global Privacy Control (W3C): the visitor wants no sale or sharing of personal data. */
    globalPrivacyControl?: boolean
  }
}

/** The data attributes of the script element. Each is absent unless the page sets it. */
export interface Settings {
  /** `data-site`: the public id of the site. */
  site?: string
  /** `data-endpoint`: the address below which `/v1/events` is; by default where the script is. */
  endpoint?: string
  /** `data-consent="wait"`: store and send nothing before consent is granted. */
  consent?: string
  /** `data-gpc="ignore"`: record although Global Privacy Control is on. */
  gpc?: string
  /** `data-domains`: the shop's other domains, to which links carry the visitor id, by commas. */
  domains?: string
  /** `data-spa="off"`: no page views of single-page navigation. */
  spa?: string
  /** `data-autocart="off"`: no events of `data-pw-event` attributes and of the dataLayer. */
  autocart?: string
  /** `data-hash="on"`: another fragment is another page. */
  hash?: string
  /** `data-cart="shopify"`: the page is of Shopify, though it does not say so; `off`: it is not. */
  cart?: string
  /** `data-payment-hosts`: the shop's own domains of Stripe's payment links, by commas. */
  paymentHosts?: string
}

/** What a tag needs of its script element. */
export type TagScript = Pick<HTMLScriptElement, 'dataset' | 'src'>

/**
 * A script element with what its address says as well (`?site=shop&consent=wait`), for tag managers,
 * which can give it no attributes. An attribute wins.
 */
export const withAddress = ({ dataset, src }: TagScript): TagScript => ({
  src,
  dataset: {
    ...attempt(() => Object.fromEntries(new URL(src).searchParams)),
    ...dataset,
  },
})

/** Where events are posted: below `data-endpoint`, or beside the script. */
export const eventsUrl = ({ dataset, src }: TagScript): string =>
  (dataset['endpoint'] ? `${dataset['endpoint']}/` : src).replace(/\/+[^/?]*(\?.*)?$/, '/v1/events')
