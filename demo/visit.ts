import { BROWSERS, type Entrance, PAYMENT_REFERRERS } from './entrances.ts'
import { isoDay, parisDay, weekday } from './paris.ts'
import type { Random } from './random.ts'
import type { EventRecord } from './records.ts'
import { CATALOGUE, type Product } from './shop/catalogue.ts'
import { itemOf, type Line, type Prices } from './shop/prices.ts'

export const SHOP_ORIGIN = 'https://www.demo.example'

/** Longest time from one page to the next; a visit has at most 12 pages, so it stays below 30 min. */
const PAUSE_MS_MAX = 110_000

/** One browser's walk through the shop: each step is a hit, some time after the last. */
export class Visit {
  readonly events: EventRecord[] = []
  readonly #random: Random
  #ts: number
  #url = ''

  constructor(random: Random, ts: number) {
    this.#random = random
    this.#ts = ts
  }

  /** When the last step was, ms. */
  get ts(): number {
    return this.#ts
  }

  /** Comes in from outside. */
  land(entrance: Entrance): void {
    const referrer = entrance.referrers ? this.#random.pick(entrance.referrers) : ''
    this.#show(entrance.path + this.#query(entrance), referrer)
  }

  page(path: string): void {
    this.#show(path, this.#url)
  }

  /** A product's page, as the shop's data layer reports it. */
  product(product: Product): void {
    this.page(`/products/${product.id}`)
    this.step('view_item', ecommerce([{ product, quantity: 1 }]))
  }

  /** A GA4 event on the page that is open. */
  step(name: string, props: Record<string, unknown>): void {
    this.#record(name, this.#url, '', props)
  }

  /** Pays elsewhere and comes back to the thank-you page. */
  pay(transactionId: string, lines: readonly Line[], prices: Prices): void {
    const referrer = this.#random.chance(0.7) ? this.#random.pick(PAYMENT_REFERRERS) : this.#url
    this.#show(`/thank-you?order=${transactionId}`, referrer)
    this.step('purchase', {
      ...ecommerce(lines),
      transaction_id: transactionId,
      value: prices.value / 100,
      tax: prices.tax / 100,
      shipping: prices.shipping / 100,
    })
  }

  #query({ params = {}, clickId }: Entrance): string {
    const day = parisDay(this.#ts)
    const monday = isoDay(day - weekday(day))
    const pairs = Object.entries(params).map(([name, value]): [string, string] => [
      name,
      value.replace('{monday}', monday),
    ])
    if (clickId) pairs.push([clickId, this.#random.text(24)])
    return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
  }

  #show(path: string, referrer: string): void {
    this.#url = SHOP_ORIGIN + path
    this.#record('page_view', this.#url, referrer, {})
  }

  #record(name: string, url: string, referrer: string, props: Record<string, unknown>): void {
    const id = this.#random.uuid(this.#ts)
    this.events.push({ id, name, ts: this.#ts, url, referrer, props })
    this.#ts += name === 'page_view' ? this.#random.between(4_000, PAUSE_MS_MAX) : 400
  }
}

const ecommerce = (lines: readonly Line[]): Record<string, unknown> => ({
  currency: 'EUR',
  items: lines.map(itemOf),
})

/** Looks around: up to four pages, now and then over a banner of the shop's own. */
export function browse(visit: Visit, random: Random): void {
  for (let pages = random.between(0, 3); pages > 0; pages--) {
    if (random.chance(0.04)) visit.page(OWN_BANNER)
    else if (random.chance(0.5)) visit.product(random.pick(CATALOGUE))
    else visit.page('/products')
  }
}

/** A link inside the shop that someone tagged by mistake: it must not count as a campaign. */
export const OWN_BANNER = '/products?utm_source=homepage&utm_medium=banner&utm_campaign=own-sale'

/** Fills a cart, and stops there or at the checkout. */
export function fillCart(visit: Visit, random: Random, lines: readonly Line[]): void {
  for (const line of lines) {
    visit.product(line.product)
    visit.step('add_to_cart', ecommerce([line]))
  }
  visit.page('/cart')
  visit.step('view_cart', ecommerce(lines))
  if (lines.length > 1 && random.chance(0.05))
    visit.step('remove_from_cart', ecommerce(lines.slice(1)))
}

export function checkOut(visit: Visit, lines: readonly Line[]): void {
  visit.page('/checkout')
  visit.step('begin_checkout', ecommerce(lines))
}

/** What people put into a cart: one to three products, mostly one of each. */
export function drawCart(random: Random): Line[] {
  const lines = new Map<string, Line>()
  for (let count = random.weighted([1, 2, 3], (n) => 4 - n); count > 0; count--) {
    const product = random.pick(CATALOGUE)
    lines.set(product.id, { product, quantity: random.chance(0.15) ? 2 : 1 })
  }
  return [...lines.values()]
}

export const drawBrowser = (random: Random): string => random.pick(BROWSERS)
