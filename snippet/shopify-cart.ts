import { attempt } from './attempt.ts'
import { store } from './store.ts'
import type { Tag } from './tag.ts'
import { visitorField } from './visitor-field.ts'

declare global {
  interface Window {
    /** What Shopify puts into every page of a theme; `root` begins the addresses of its language. */
    Shopify?: { routes?: { root?: string } }
  }
}

/** Shopify's own cookie that names the cart; '' where there is none, or scripts may not read it. */
const cartToken = () => attempt(() => /(^| )cart=([^;]+)/.exec(document.cookie)?.[2]) || ''

/**
 * Gives the visitor id to the cart of a Shopify shop as an attribute, of which the order makes a note
 * attribute: once for each cart and visitor, and never for a visitor who has put nothing into one.
 * Takes it out again when the visitor denies consent. `data-cart="shopify"` says that a page is of
 * Shopify which does not look like it, and `off` that the cart is to be left alone.
 */
export function shopifyCart(tag: Tag): void {
  const { cart } = tag.settings_
  if (cart === 'off' || (cart !== 'shopify' && !window.Shopify)) return
  const earlier = tag.onVisitor_
  let hasAdded = false
  let turn = Promise.resolve()

  /** One request after the other, each by what holds when its turn has come. */
  function soon(): void {
    turn = turn.then(tell).catch(() => {})
  }

  async function tell(): Promise<void> {
    const visitor = tag.visitor_() || ''
    const token = cartToken()
    const told = `${token} ${visitor}`
    // `pw_cart` is what a cart was told last, and there as long as one may hold an id.
    const isNews = visitor ? (token || hasAdded) && store['pw_cart'] !== told : store['pw_cart']
    if (!isNews) return
    hasAdded = false
    attempt(() => {
      store['pw_cart'] = '-'
    })
    const { ok } = await fetch(`${window.Shopify?.routes?.root || '/'}cart/update.js`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ attributes: { [visitorField]: visitor } }),
      keepalive: true,
    })
    if (!ok) return
    if (visitor) store['pw_cart'] = told
    else delete store['pw_cart']
  }

  tag.onVisitor_ = () => {
    earlier?.()
    soon()
  }
  // Themes that add to the cart without leaving the page: heard, and never touched.
  attempt(() =>
    new PerformanceObserver((list) => {
      if (!list.getEntries().some(({ name }) => /\/cart\/add(\.js)?(\?|$)/.test(name))) return
      hasAdded = true
      if (tag.visitor_()) soon()
    }).observe({ type: 'resource', buffered: true }),
  )
}
