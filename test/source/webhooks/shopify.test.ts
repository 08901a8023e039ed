import { describe, expect, test } from 'vitest'
import { shopify } from '../../../collector/source/webhooks/shopify.ts'
import { wireConversion } from '../../../shared/wire/conversions.ts'
import { shopifyOrder } from '../../http/shopify-order.ts'
import { conversionIn, delivered, landingIn, refundsIn, sampleOf } from './orders.ts'

const read = (body: unknown, topic = 'orders/updated') =>
  shopify.read(delivered(body, { 'x-shopify-topic': topic }))

const conversionOf = (more: Record<string, unknown> = {}) => conversionIn(read(shopifyOrder(more)))

const VISITOR = '0192f5a0-0000-7000-8000-000000000001'

const both = (shop: string, presentment = shop, currency = 'EUR') => ({
  shop_money: { amount: shop, currency_code: 'EUR' },
  presentment_money: { amount: presentment, currency_code: currency },
})

const refund = (more: Record<string, unknown> = {}) => ({
  id: 890_088,
  order_id: 5_612_345_678_901,
  created_at: '2026-11-20T13:00:00+01:00',
  processed_at: null,
  refund_line_items: [],
  refund_shipping_lines: [],
  order_adjustments: [],
  transactions: [{ id: 1, kind: 'refund', status: 'success', amount: '20.00', currency: 'EUR' }],
  ...more,
})

describe('an order of Shopify', () => {
  test('is what was paid for the goods, and dated when it was placed', () => {
    expect(conversionOf()).toMatchObject({
      ...{ goal: 'purchase', transaction_id: '5612345678901', ts: '2026-11-20T11:59:30.000Z' },
      ...{ value: '89.90', tax: '17.08', shipping: '4.90', total: '111.88', discount: '10.00' },
      ...{ currency: 'EUR', customer_id: '115310627', email: 'Ana@Example.com', coupon: 'AUTUMN' },
      ...{ market: 'FR', sales_channel: 'web', updated_at: '2026-11-20T11:59:50.001Z' },
      items: [{ item_id: 'A-1', item_name: 'A lamp', quantity: 1, price: '99.90' }],
    })
  })

  test('whose prices include tax is worth what is left without it', () => {
    // 107.00 with 17.08 of tax inside, of which 0.78 is the shipping's 4.90.
    const shipping_lines = [
      { price: '4.90', discounted_price: '4.90', tax_lines: [{ price: '0.78' }] },
    ]
    const order = conversionOf({ taxes_included: true, subtotal_price: '102.08', shipping_lines })
    expect(order).toMatchObject({ value: '85.78', tax: '17.08', shipping: '4.12' })
  })

  test('with free shipping had its discount there, and not on the goods', () => {
    const shipping_lines = [
      { price: '10.00', discounted_price: '0.00', tax_lines: [] },
      { price: '99.00', discounted_price: '99.00', is_removed: true },
    ]
    const order = conversionOf({ shipping_lines, total_discounts: '10.00' })
    expect(order).toMatchObject({ shipping: '0.00' })
    expect(order).not.toHaveProperty('discount')
  })

  test.each([
    ['paid', undefined],
    ['partially_refunded', undefined],
    ['refunded', undefined],
    ['partially_paid', undefined],
    ['pending', 'unpaid'],
    ['authorized', 'unpaid'],
    ['voided', 'unpaid'],
    ['expired', 'unpaid'],
    [null, 'unpaid'],
  ])('whose money is %s has the status %s', (financial, wanted) => {
    expect(conversionOf({ financial_status: financial })?.status).toBe(wanted)
    const cancelled = conversionOf({
      financial_status: financial,
      cancelled_at: '2026-11-20T13:00:00+01:00',
    })
    expect(cancelled?.status).toBe('cancelled')
  })

  test.each([
    ['subscription_contract', ''],
    ['subscription_contract_checkout_one', 'Wholesale'],
    ['294517', 'Subscription, Subscription Recurring Order'],
    [null, 'subscription recurring order'],
  ])('that a subscription has made, by %s and the tags "%s", is a renewal', (source, tags) => {
    const landing_site = '/?utm_source=x'
    const actions = read(shopifyOrder({ source_name: source, tags, landing_site }))
    expect(conversionIn(actions)).toMatchObject({
      ...{ goal: 'renewal', transaction_id: '5612345678901', value: '89.90' },
      sales_channel: 'web',
    })
    expect(wireConversion.safeParse(conversionIn(actions)).success).toBe(true)
    expect(landingIn(actions)).toBe(undefined)
    expect(actions[1]).toEqual({
      ...{ kind: 'name', payment: '5612345678901' },
      of: { goal: 'renewal', transaction_id: '5612345678901' },
    })
  })

  test.each([
    ['web', 'Subscription, Subscription First Order'],
    ['294517', 'Subscription First Order, Subscription Recurring Order'],
    ['web', 'Not a Subscription Recurring Order'],
    ['subscription', ''],
    ['my_subscription_contract', ''],
  ])('by %s with the tags "%s" is a purchase', (source, tags) => {
    const actions = read(shopifyOrder({ source_name: source, tags }))
    expect(actions).toMatchObject([{ kind: 'conversion', conversion: { goal: 'purchase' } }])
  })

  test('that gets its tag after it was told is no purchase any more', () => {
    const told = conversionOf()
    const actions = read(shopifyOrder({ tags: 'Subscription Recurring Order' }))
    expect(actions).toMatchObject([
      { conversion: { goal: 'renewal' } },
      { kind: 'name' },
      { conversion: { goal: 'purchase', status: 'cancelled' } },
    ])
    const taken = actions.flatMap((one) => (one.kind === 'conversion' ? [one.conversion] : []))[1]
    expect(Date.parse(String(taken?.updated_at))).toBeGreaterThan(
      Date.parse(String(told?.updated_at)),
    )
  })

  test('that is a test is none, and says so', () => {
    expect(read(shopifyOrder({ test: true }))).toEqual([
      { kind: 'ignored', reason: 'a test order' },
    ])
  })

  test('has an id beyond 2^53 with all its digits', () => {
    const text = JSON.stringify(shopifyOrder()).replace('5612345678901', '820982911946154508')
    expect(conversionIn(read(text))?.transaction_id).toBe('820982911946154508')
  })

  test('carries the visitor that the cart was given last', () => {
    const attribute = (name: string, value: string) => ({ name, value })
    const note_attributes = [
      attribute('pathworth_visitor', VISITOR.replace(/1$/, '2')),
      attribute('gift', 'yes'),
      attribute('pathworth_visitor', ` ${VISITOR} `),
    ]
    expect(conversionOf({ note_attributes })?.visitor).toBe(VISITOR)
    const foreign = [attribute('visitor', VISITOR), attribute('pathworth_visitor', 'null')]
    expect(conversionOf({ note_attributes: foreign })?.visitor).toBe(undefined)
  })

  test.each([
    ['web', 'web'],
    ['580111', 'web'],
    ['pos', 'pos'],
    ['shopify_draft_order', 'phone'],
    ['Amazon-US', 'marketplace'],
    ['notamazon', 'web'],
    [null, 'web'],
  ])('of the source %s is of %s', (source, channel) => {
    expect(conversionOf({ source_name: source })?.sales_channel).toBe(channel)
  })

  test('without a customer and with no address that is one, is nobody’s', () => {
    const order = conversionOf({ customer: null, email: 'no address', contact_email: '' })
    expect([order?.customer_id, order?.email]).toEqual([undefined, undefined])
  })

  test('says where its customer landed, as far as Shopify knows', () => {
    const landingOf = (landing_site: unknown, referring_site: unknown = null) =>
      landingIn(read(shopifyOrder({ landing_site, referring_site })))
    expect(landingOf('/?utm_source=news&gclid=x')).toEqual({
      ...{ url: 'https://shop.example/?utm_source=news&gclid=x', referrer: '' },
    })
    expect(landingOf(null, 'https://www.google.com/')).toEqual({
      ...{ url: 'https://shop.example/', referrer: 'https://www.google.com/' },
    })
    expect(landingOf(null)).toBe(undefined)
    expect(landingOf('javascript:alert(1)', 'https://[')).toBe(undefined)
    expect(landingOf(`/?${'x'.repeat(2000)}`)).toBe(undefined)
  })

  test('brings the refunds that it knows', () => {
    expect(refundsIn(read(shopifyOrder({ refunds: [refund()] })))).toMatchObject([
      { transaction_id: '5612345678901', refund_id: '890088', amount: '20.00', currency: 'EUR' },
    ])
  })
})

describe('a refund of Shopify', () => {
  const refundOf = (more: Record<string, unknown> = {}) => read(refund(more), 'refunds/create')
  const transaction = (more: Record<string, unknown>) => ({
    ...{ id: 2, kind: 'refund', status: 'success', amount: '20.00', currency: 'EUR', ...more },
  })

  test('is the sum of what was paid out', () => {
    const transactions = [
      transaction({ amount: '12.50' }),
      transaction({ amount: '7.25' }),
      transaction({ amount: '100.00', status: 'failure' }),
      transaction({ amount: '100.00', kind: 'void' }),
    ]
    const refund_line_items = [{ subtotal_set: both('134.97'), total_tax_set: both('0.00') }]
    expect(refundsIn(refundOf({ transactions, refund_line_items }))).toEqual([
      {
        ...{ transaction_id: '5612345678901', refund_id: '890088', amount: '19.75' },
        ...{ currency: 'EUR', ts: '2026-11-20T12:00:00.000Z' },
      },
    ])
  })

  test('has its own tax and shipping when its parts add up to it', () => {
    const refund_line_items = [
      { subtotal_set: both('10.00'), total_tax_set: both('2.00'), restock_type: 'return' },
    ]
    const refund_shipping_lines = [
      { subtotal_amount_set: both('6.50'), tax_lines: [{ price: '1.50' }] },
    ]
    expect(refundsIn(refundOf({ refund_line_items, refund_shipping_lines }))).toMatchObject([
      { amount: '20.00', tax: '3.50', shipping: '6.50' },
    ])
  })

  test.each([
    [['no_restock', 'no_restock'], false],
    [['no_restock', 'return'], undefined],
    [[], undefined],
  ])('of goods that are %j is restocked: %s', (types, restocked) => {
    const refund_line_items = types.map((restock_type) => ({ restock_type }))
    expect(refundsIn(refundOf({ refund_line_items }))[0]?.restocked).toBe(restocked)
  })

  test('in the money of the customer is told in that of the shop, at Shopify’s rate', () => {
    const refund_line_items = [{ subtotal_set: both('50.00', '55.00', 'USD') }]
    const transactions = [transaction({ amount: '11.00', currency: 'USD' })]
    expect(refundsIn(refundOf({ refund_line_items, transactions }))).toMatchObject([
      { amount: '10.00', currency: 'EUR' },
    ])
  })

  test('that is under way waits, and one of nothing is none', () => {
    const pending = [transaction({}), transaction({ status: 'pending' })]
    expect(refundOf({ transactions: pending })).toMatchObject([{ kind: 'ignored' }])
    expect(refundOf({ transactions: [] })).toMatchObject([{ kind: 'ignored' }])
  })
})

describe('wishes about personal data', () => {
  const asked = {
    customer: { id: 191_167, email: 'john@example.com', phone: '555-625-1199' },
    orders_to_redact: [299_938, 280_263],
  }

  test('name the customer and the orders', () => {
    expect(read(asked, 'customers/redact')).toEqual([
      {
        kind: 'privacy',
        request: 'erase_person',
        person: {
          ...{ customerId: '191167', email: 'john@example.com' },
          transactionIds: ['299938', '280263'],
        },
      },
    ])
    expect(read(asked, 'customers/data_request')).toMatchObject([{ request: 'tell_person' }])
    expect(read({ shop_id: 1 }, 'shop/redact')).toMatchObject([{ request: 'erase_site' }])
  })
})

describe('other topics', () => {
  test('say nothing', () => {
    for (const topic of ['orders/edited', 'carts/create', 'constructor', ''])
      expect(read({ id: 1 }, topic)).toMatchObject([{ kind: 'ignored' }])
  })

  test('are named by headers of newer deliveries, too', () => {
    const actions = shopify.read(delivered(shopifyOrder(), { 'shopify-topic': 'orders/paid' }))
    expect(actions).toMatchObject([{ kind: 'conversion' }])
  })
})

describe("Shopify's own samples, where they are at hand", () => {
  test('are of a test order, which is worth 404.95 when it is none', () => {
    const text =
      sampleOf(shopify, 'docs-2026-04.orders.paid.json') ??
      JSON.stringify(shopifyOrder({ test: true }))
    expect(read(text)).toMatchObject([{ kind: 'ignored', reason: 'a test order' }])
    const real = conversionIn(read(text.replace('"test": true', '"test": false')))
    const isSample = text.includes('820982911946154508')
    const expected = {
      ...{ transaction_id: '820982911946154508', value: '404.95', total: '404.95' },
      ...{ shipping: '0.00', discount: '10.00', market: 'US', status: 'cancelled' },
    }
    expect(real ?? {}).toMatchObject(isSample ? expected : {})
  })

  test('give back 85.00, and not the 134.97 that the goods cost', () => {
    const text = sampleOf(shopify, 'docs-2026-04.refunds.create.json')
    const refunds = refundsIn(read(text ?? refund(), 'refunds/create'))
    expect(refunds).toMatchObject([
      text === undefined
        ? { amount: '20.00' }
        : {
            ...{ transaction_id: '820982911946154508', refund_id: '890088186047892319' },
            ...{ amount: '85.00', currency: 'USD' },
          },
    ])
  })
})
