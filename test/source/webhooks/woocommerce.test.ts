import { describe, expect, test } from 'vitest'
import { woocommerce } from '../../../collector/source/webhooks/woocommerce.ts'
import { conversionIn, delivered, landingIn, NOW, refundsIn, sampleOf, wooOrder } from './orders.ts'

const read = (body: unknown, topic = 'order.updated') =>
  woocommerce.read(delivered(body, { 'x-wc-webhook-topic': topic }))

const conversionOf = (more: Record<string, unknown> = {}) => conversionIn(read(wooOrder(more)))

const VISITOR = '0192f5a0-0000-7000-8000-000000000001'

describe('an order of WooCommerce', () => {
  test('is what was paid for the goods, and dated when it was placed, in UTC', () => {
    expect(conversionOf()).toMatchObject({
      ...{ goal: 'purchase', transaction_id: '727', ts: '2026-11-20T11:59:30.000Z' },
      // 29.35 − 1.35 − 10.00
      ...{ value: '18.00', tax: '1.35', shipping: '10.00', total: '29.35', discount: '5.00' },
      ...{ currency: 'EUR', email: 'john.doe@example.com', market: 'US', sales_channel: 'web' },
      items: [{ item_id: '93', item_name: 'Woo Single #1', quantity: 2, price: '3' }],
    })
    expect(conversionOf()).not.toMatchObject({ customer_id: expect.anything() })
  })

  test.each([
    ['processing', 'stripe', '2026-11-20T11:59:45', undefined],
    ['completed', 'stripe', '2026-11-20T11:59:45', undefined],
    ['refunded', 'stripe', '2026-11-20T11:59:45', undefined],
    ['processing', 'stripe', null, undefined],
    ['processing', 'cod', null, 'unpaid'],
    ['completed', 'cod', null, undefined],
    ['on-hold', 'bacs', null, 'unpaid'],
    ['pending', 'stripe', null, 'unpaid'],
    ['failed', 'stripe', null, 'unpaid'],
    ['cancelled', 'stripe', '2026-11-20T11:59:45', 'cancelled'],
    ['trash', 'stripe', '2026-11-20T11:59:45', 'cancelled'],
    ['shipped', 'stripe', '2026-11-20T11:59:45', undefined],
    ['shipped', 'bacs', null, 'unpaid'],
  ])('that is %s by %s, paid at %s, has the status %s', (status, method, paid, wanted) => {
    const order = conversionOf({ status, payment_method: method, date_paid_gmt: paid })
    expect(order?.status).toBe(wanted)
  })

  test('that is only a draft of the checkout is none', () => {
    expect(read(wooOrder({ status: 'checkout-draft' }))).toMatchObject([{ kind: 'ignored' }])
  })

  test('carries the visitor that was written last', () => {
    const other = VISITOR.replace(/1$/, '2')
    const meta = (key: string, value: unknown) => ({ id: 1, key, value })
    const meta_data = [
      meta('_pathworth_visitor', other),
      meta('pathworth_visitor', VISITOR),
      meta('pathworth_visitor', ''),
      meta('_wc_order_attribution_utm_source', { not: 'a text' }),
    ]
    expect(conversionOf({ meta_data })?.visitor).toBe(VISITOR)
    expect(conversionOf({ meta_data: [meta('pathworth_visitor', '(none)')] })?.visitor).toBe(
      undefined,
    )
    expect(conversionOf({ meta_data: [meta('my_pathworth_visitor', VISITOR)] })?.visitor).toBe(
      undefined,
    )
  })

  test.each([
    ['checkout', 'web'],
    ['store-api', 'web'],
    ['rest-api', 'web'],
    ['admin', 'phone'],
    ['pos-rest-api', 'pos'],
    ['amazon_fba', 'marketplace'],
    ['my-amazon-like-shop', 'web'],
  ])('that came by %s is of %s', (via, channel) => {
    expect(conversionOf({ created_via: via })?.sales_channel).toBe(channel)
  })

  test('that a subscription has made is a renewal, and so are its refunds', () => {
    const actions = read(
      wooOrder({ created_via: 'subscription', refunds: [{ id: 9, total: '-2.00' }] }),
    )
    expect(conversionIn(actions)?.goal).toBe('renewal')
    expect(refundsIn(actions)[0]?.goal).toBe('renewal')
  })

  describe('says where WooCommerce has seen it come from:', () => {
    const landingOf = (said: Record<string, unknown>) => {
      const meta_data = Object.entries(said).map(([name, value], id) => ({
        ...{ id, key: `_wc_order_attribution_${name}`, value },
      }))
      return landingIn(read(wooOrder({ meta_data })))
    }
    const entry = 'https://shop.example/lamps?fbclid=abc'
    const utm = { source_type: 'utm', utm_source: 'facebook', utm_medium: 'paid_social' }

    test('a campaign, with its tags and the time of the session', () => {
      const session = { session_entry: entry, session_start_time: '2026-09-20 02:25:13' }
      expect(landingOf({ ...utm, ...session, utm_campaign: '(none)', referrer: '' })).toEqual({
        ...{ url: `${entry}&utm_source=facebook&utm_medium=paid_social`, referrer: '' },
        ts: Date.parse('2026-09-20T02:25:13Z'),
      })
    })

    test('an entry page that shows its tags itself, as it is', () => {
      const session_entry = 'https://shop.example/?utm_source=news'
      expect(landingOf({ ...utm, session_entry })?.url).toBe(session_entry)
    })

    test('another site, and no time that is none', () => {
      const referrer = 'https://www.google.com/'
      const said = { source_type: 'organic', referrer, session_start_time: 'yesterday' }
      expect(landingOf(said)).toEqual({ url: 'https://shop.example/', referrer, ts: undefined })
    })

    test.each(['typein', 'admin', 'mobile_app', { not: 'a text' }])(
      'nothing of %j',
      (source_type) => {
        expect(landingOf({ ...utm, source_type, session_entry: entry })).toBe(undefined)
      },
    )

    test('the last that it has noted', () => {
      const meta = (value: string) => ({ key: '_wc_order_attribution_utm_source', value })
      const type = { key: '_wc_order_attribution_source_type', value: 'utm' }
      const landing = landingIn(read(wooOrder({ meta_data: [type, meta('old'), meta('new')] })))
      expect(landing?.url).toBe('https://shop.example/?utm_source=new')
    })
  })

  test('brings its refunds, and tells which there are', () => {
    const refunds = [
      { id: 726, reason: 'damaged', total: '-10.00' },
      { id: 728, reason: '', total: '-0.5' },
    ]
    const actions = read(wooOrder({ refunds }))
    expect(actions[0]).toMatchObject({ refundIds: ['726', '728'] })
    expect(refundsIn(actions)).toMatchObject([
      { transaction_id: '727', refund_id: '726', amount: '10.00', ts: '2026-11-20T11:59:50.000Z' },
      { transaction_id: '727', refund_id: '728', amount: '0.5' },
    ])
    expect(read(wooOrder())[0]).toMatchObject({ refundIds: [] })
  })

  test('that is deleted is cancelled, whatever it was', () => {
    expect(conversionIn(read({ id: 727 }, 'order.deleted'))).toMatchObject({
      ...{ transaction_id: '727', status: 'cancelled', value: '0' },
      updated_at: new Date(NOW).toISOString(),
    })
  })

  test('that comes back from the trash counts again', () => {
    const restored = conversionIn(read(wooOrder(), 'order.restored'))
    expect(restored?.updated_at).toBe('2026-11-20T12:00:00.001Z')
    expect(restored?.status).toBe(undefined)
  })

  test('that was paid within the second in which it was placed is the later version', () => {
    const placed = conversionOf({ status: 'pending', date_paid_gmt: null })
    const gone = conversionOf({ status: 'cancelled' })
    const times = [placed, conversionOf(), gone].map((one) => one?.updated_at)
    expect(times).toEqual([
      '2026-11-20T11:59:50.000Z',
      '2026-11-20T11:59:50.001Z',
      '2026-11-20T11:59:50.002Z',
    ])
  })

  test('of a shop that shows more decimals than there are is rounded', () => {
    const order = conversionOf({
      currency: 'JPY',
      total: '1200.00',
      total_tax: '0',
      shipping_total: '0.00',
    })
    expect(order).toMatchObject({ value: '1200', tax: '0', total: '1200' })
  })

  test('of customers and products says nothing', () => {
    for (const topic of ['customer.created', 'product.updated', 'action.wc_thing', ''])
      expect(read({ id: 1 }, topic)).toMatchObject([{ kind: 'ignored' }])
  })
})

describe('a ping', () => {
  test.each([
    ['webhook_id=3', true],
    [' webhook_id=142\n', true],
    ['webhook_id=', false],
    ['webhook_id=3&id=4', false],
    ['{"webhook_id":3}', false],
  ])('is %j: %s', (body, is) => {
    expect(woocommerce.isPing?.({ header: () => undefined, body })).toBe(is)
  })
})

describe("WooCommerce's own samples, where they are at hand", () => {
  test.each([
    ['docs-v3.order.created.json', { value: '18.00', status: undefined }],
    ['docs-v3.order.updated-status-completed.json', { value: '18.00', status: undefined }],
    ['derived.order.created.with-attribution.json', { value: '18.00', market: 'US' }],
    ['derived.order.updated.refund.json', { value: '18.00', status: undefined }],
  ])('%s', (file, expected) => {
    const text = sampleOf(woocommerce, file) ?? JSON.stringify(wooOrder())
    const actions = read(text)
    expect(conversionIn(actions)).toMatchObject({ transaction_id: '727', ...expected })
    expect(refundsIn(actions).map(({ amount }) => amount)).toEqual(
      file.includes('refund') && text.includes('"damaged"') ? ['10.00'] : [],
    )
  })
})
