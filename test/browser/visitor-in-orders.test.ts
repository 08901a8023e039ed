import { beforeEach, describe, expect, test, vi } from 'vitest'
import { deliverShopify, SHOPIFY_SECRET } from '../http/shop-hooks.ts'
import { shopifyOrder } from '../http/shopify-order.ts'
import { deliverStripe, STRIPE_SECRET } from '../http/stripe-hooks.ts'
import { deliverWoo, WOO_SECRET } from '../http/woo-hooks.ts'
import { wooOrder } from '../source/webhooks/orders.ts'
import { checkout, stripeEvent } from '../source/webhooks/stripe-events.ts'
import { addsToCart, says } from './stub-shop-pages.ts'
import type { StubShopWorld } from './stub-shop-world.ts'
import { useStubShop } from './stub-shop-world.ts'

// The whole way: an ad, a shop of some platform, its order with what the tag has put there, its
// webhook as the platform signs it, and the journey.

const world = useStubShop()

const AD = 'utm_source=google&utm_medium=cpc&utm_campaign=autumn'

/** Nobody has said who the customer is: the visitor id alone leads to the journey. */
const NOBODY = { email: '', contact_email: null, customer: null }

/** A minute from now, so that the visit lies before the order to the second. */
const soon = () => new Date(Date.now() + 60_000)

interface Platform {
  name: string
  source: string
  secret: string
  /** Head and body of the page that the ad leads to; `attributes` are of the tag. */
  page(world: StubShopWorld, attributes: string): { head: string; body: string }
  /** Buys on that page, and answers what the order then holds of the visitor. */
  buy(world: StubShopWorld): Promise<string>
  /** Brings the order as the platform does, and answers its name. */
  deliver(world: StubShopWorld, visitor: string): Promise<string>
}

async function untilOrdered({ shop, page }: StubShopWorld): Promise<string> {
  await page.waitForURL('**/thanks')
  await vi.waitFor(() => expect(shop.orders).toHaveLength(1))
  return shop.orders[0]?.fields['pathworth_visitor'] ?? ''
}

const shopify: Platform = {
  name: 'Shopify, by the attribute of the cart',
  source: 'shopify',
  secret: SHOPIFY_SECRET,
  page: ({ tag }, attributes) => ({
    head: `<script>window.Shopify = { routes: { root: "/" } }</script>${tag('p.shop.js', attributes)}`,
    body: '<form action="/cart/checkout" method="post"><button>Check out</button></form>',
  }),
  async buy(world) {
    const isTold = (await world.id()) !== undefined
    await addsToCart(world.page)
    if (isTold) await vi.waitFor(() => expect(world.shop.updates).toHaveLength(1))
    await world.page.click('button')
    return untilOrdered(world)
  },
  async deliver({ hooks }, visitor) {
    const note_attributes = [{ name: 'gift', value: 'yes' }]
    if (visitor) note_attributes.push({ name: 'pathworth_visitor', value: visitor })
    const at = soon().toISOString()
    const dates = { created_at: at, processed_at: at, updated_at: at }
    await deliverShopify(hooks, shopifyOrder({ ...NOBODY, ...dates, note_attributes }))
    return '5612345678901'
  },
}

const woocommerce: Platform = {
  name: 'WooCommerce, by the hidden field of the checkout',
  source: 'woocommerce',
  secret: WOO_SECRET,
  page: ({ tag }, attributes) => ({
    head: tag('p.js', attributes),
    body: `<form name="checkout" class="checkout" action="/?wc-ajax=checkout" method="post" data-pw-visitor>
      <input type="hidden" name="pathworth_visitor"><button>Place order</button></form>`,
  }),
  async buy(world) {
    await world.page.click('button')
    return untilOrdered(world)
  },
  async deliver({ hooks }, visitor) {
    const meta_data = visitor ? [{ id: 1, key: 'pathworth_visitor', value: visitor }] : []
    const at = soon().toISOString().slice(0, 19)
    const dates = { date_created_gmt: at, date_modified_gmt: at, date_paid_gmt: at }
    const order = wooOrder({ ...dates, meta_data, billing: { email: '', country: 'US' } })
    await deliverWoo(hooks, order, 'order.created')
    return '727'
  },
}

const stripe: Platform = {
  name: 'Stripe, by the reference of a payment link',
  source: 'stripe',
  secret: STRIPE_SECRET,
  page: ({ tag }, attributes) => ({
    head: tag('p.shop.js', attributes),
    body: '<a href="https://buy.stripe.com/9AQ?locale=de">Buy</a>',
  }),
  async buy({ page }) {
    await page.route('https://buy.stripe.com/**', (route) => route.fulfill({ body: 'Stripe' }))
    await page.click('a')
    await page.waitForURL('https://buy.stripe.com/**')
    const asked = new URL(page.url()).searchParams
    expect(asked.get('locale')).toBe('de')
    return asked.get('client_reference_id') ?? ''
  },
  async deliver({ hooks }, visitor) {
    const created = Math.floor(soon().getTime() / 1000)
    const session = checkout({
      ...{ created, client_reference_id: visitor || null },
      customer_details: { email: null, address: { country: 'AT' } },
    })
    await deliverStripe(hooks, stripeEvent('checkout.session.completed', session, { created }))
    return 'pi_3Pgafy'
  },
}

describe.each([shopify, woocommerce, stripe])('an order of $name', (platform) => {
  beforeEach(() => world.addSecret(platform.source, platform.secret))

  async function arriveByAd(attributes = ''): Promise<void> {
    world.shop.serve('/landing', platform.page(world, attributes))
    await world.visit(`/landing?${AD}`)
  }

  test('credits the ad that its visitor came by', async () => {
    await arriveByAd()
    await world.untilSeen(AD)
    const visitor = await world.id()
    const carried = await platform.buy(world)
    expect(carried).toBe(visitor)
    expect(carried).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/)
    const journey = await world.journey(await platform.deliver(world, carried))
    expect(journey).toMatchObject({
      journey: {
        touches: [
          {
            ...{ channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' },
            credits: { last_non_direct: { conversions: '1' } },
          },
        ],
      },
    })
  })

  test('says nothing of a visitor who denied, and has no journey', async () => {
    await arriveByAd('data-consent="wait"')
    await says(world.page, 'denied')
    const carried = await platform.buy(world)
    expect(carried).toBe('')
    expect(world.shop.updates).toEqual([])
    const journey = await world.journey(await platform.deliver(world, carried))
    expect(journey).toMatchObject({ journey: { touches: [] } })
  })
})
