import { describe, expect, test } from 'vitest'
import { lemonsqueezy } from '../../../collector/source/webhooks/lemonsqueezy.ts'
import { wireConversion } from '../../../shared/wire/conversions.ts'
import { conversionIn, delivered, refundsIn, sampleOf } from './orders.ts'
import {
  lemonBack,
  lemonEvent,
  lemonInvoice,
  lemonSale,
  lemonSubscribed,
  VISITOR,
} from './payment-events.ts'

const read = (event: unknown, headers = {}) => lemonsqueezy.read(delivered(event, headers))

const saleOf = (more = {}, meta = {}) =>
  conversionIn(read(lemonEvent('order_created', lemonSale(more), meta)))

describe('an order of Lemon Squeezy', () => {
  test('is what was paid without its tax', () => {
    const sale = saleOf()
    expect(sale).toMatchObject({
      ...{ goal: 'purchase', transaction_id: '17', ts: '2026-11-20T11:59:20.000Z' },
      ...{ value: '89.90', tax: '17.98', total: '107.88', discount: '10.00', currency: 'EUR' },
      ...{ customer_id: '9', email: 'ana@example.com', updated_at: '2026-11-20T11:59:21.001Z' },
      items: [{ item_id: '4', item_name: 'Tea', quantity: 1 }],
    })
    expect(wireConversion.safeParse(sale).success).toBe(true)
  })

  test('keeps all digits of an id that is no number of JavaScript', () => {
    const text = JSON.stringify(lemonEvent('order_created', lemonSale({}, '@'))).replace(
      '"@"',
      '820982911946154508',
    )
    expect(conversionIn(read(text))?.transaction_id).toBe('820982911946154508')
  })

  test.each([
    ['paid', undefined],
    ['partial_refund', undefined],
    ['refunded', undefined],
    ['pending', 'unpaid'],
    ['failed', 'unpaid'],
    ['fraudulent', 'cancelled'],
  ])('that is %s has the status %s', (status, wanted) => {
    expect(saleOf({ status })?.status).toBe(wanted)
  })

  test('has the visitor of its custom data, and no other', () => {
    const visitorOf = (custom_data: unknown) => saleOf({}, { custom_data })?.visitor
    expect(visitorOf({ pathworth_visitor: VISITOR })).toBe(VISITOR)
    expect(visitorOf({ pathworth_visitor: 'cart-17' })).toBe(undefined)
    expect(visitorOf({ visitor_id: VISITOR })).toBe(undefined)
  })

  test('that is a test is none', () => {
    const test = [{ kind: 'ignored', reason: 'a test payment' }]
    expect(read(lemonEvent('order_created', lemonSale(), { test_mode: true }))).toEqual(test)
    expect(read(lemonEvent('order_created', lemonSale({ test_mode: true })))).toEqual(test)
  })

  test('brings the sum of what was given back, in the place of earlier sums', () => {
    const [sale, refund] = read(lemonEvent('order_refunded', lemonBack(5394, 40)))
    expect(sale).toMatchObject({ refundIds: ['17-53.94'] })
    expect(refund).toMatchObject({
      isDatedLate: true,
      refund: {
        ...{ transaction_id: '17', refund_id: '17-53.94', amount: '53.94', currency: 'EUR' },
        ts: '2026-11-20T11:59:40.000Z',
      },
    })
    expect(read(lemonEvent('order_created', lemonSale()))[0]).toMatchObject({ refundIds: [] })
  })
})

describe('a subscription', () => {
  test('is renewed by its later payments, and its first is its order', () => {
    const renewal = conversionIn(read(lemonEvent('subscription_payment_success', lemonInvoice())))
    expect(renewal).toMatchObject({ goal: 'renewal', transaction_id: '33', value: '89.90' })
    expect(wireConversion.safeParse(renewal).success).toBe(true)
    const first = lemonInvoice({ billing_reason: 'initial' })
    expect(read(lemonEvent('subscription_payment_success', first))).toMatchObject([
      { kind: 'ignored' },
    ])
  })

  test('gives back what a payment of it has brought', () => {
    const back = lemonInvoice({ status: 'refunded', refunded_amount: 10788, refunded: true })
    const [refund] = refundsIn(read(lemonEvent('subscription_payment_refunded', back)))
    expect(refund).toMatchObject({ goal: 'renewal', transaction_id: '33', amount: '107.88' })
  })

  test('that is cancelled is a churn, and none when it is taken up again', () => {
    const churnOf = (event: string, status: string) =>
      conversionIn(read(lemonEvent(event, lemonSubscribed(status, 30))))
    const churn = churnOf('subscription_cancelled', 'cancelled')
    expect(churn).toMatchObject({
      ...{ goal: 'churn', transaction_id: '5', ts: '2026-11-20T11:59:30.000Z' },
      subscription: { transaction_id: '17' },
    })
    expect(churn?.status).toBe(undefined)
    expect(wireConversion.safeParse(churn).success).toBe(true)
    expect(churnOf('subscription_expired', 'expired')?.updated_at).toBe('2026-11-20T11:59:30.001Z')
    expect(churnOf('subscription_resumed', 'active')?.status).toBe('cancelled')
  })
})

describe('an event', () => {
  test('is what the signed body says, whatever the header does', () => {
    const body = lemonEvent('license_key_created', lemonSale())
    expect(read(body, { 'x-event-name': 'order_created' })).toMatchObject([{ kind: 'ignored' }])
    expect(lemonsqueezy.topic(delivered(body, { 'x-event-name': 'order_created' }))).toBe(
      'license_key_created',
    )
  })

  test('that can not be read says where', () => {
    expect(() => saleOf({ total: '12.50' })).toThrow('data.attributes.total is no whole number')
    expect(() => saleOf({ created_at: 'yesterday' })).toThrow('data.attributes.created_at')
  })
})

test('a sample in the shape of its types, where it is at hand, but live', () => {
  const text = sampleOf(lemonsqueezy, 'derived.order_created.json')
  const own = lemonEvent('order_created', lemonSale({ total: 1199, tax: 200, currency: 'USD' }))
  const sample = (text ? JSON.parse(text) : own) as { meta: object; data: { id: string } }
  const live = { ...sample, meta: { ...sample.meta, test_mode: false } }
  expect(conversionIn(read(live))).toMatchObject({ value: '9.99', tax: '2.00', currency: 'USD' })
})
