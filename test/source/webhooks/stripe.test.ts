import { describe, expect, test } from 'vitest'
import { stripe } from '../../../collector/source/webhooks/stripe.ts'
import { wireConversion } from '../../../shared/wire/conversions.ts'
import { conversionIn, delivered, refundsIn, sampleOf } from './orders.ts'
import {
  ago,
  checkout,
  invoice,
  invoicePayment,
  olderInvoice,
  stripeEvent,
  stripeRefund,
  subscribing,
} from './stripe-events.ts'

const read = (event: unknown) => stripe.read(delivered(event, {}))

const sessionRead = (more: Record<string, unknown> = {}, type = 'completed', at = {}) =>
  read(stripeEvent(`checkout.session.${type}`, checkout(more), at))

const saleOf = (more: Record<string, unknown> = {}) => conversionIn(sessionRead(more))

const VISITOR = '0192f5a0-0000-7000-8000-000000000001'

describe('a checkout of Stripe', () => {
  test('is what was paid for the goods, under the name that its refunds have', () => {
    expect(saleOf()).toMatchObject({
      ...{ goal: 'purchase', transaction_id: 'pi_3Pgafy', ts: '2026-11-20T11:59:20.000Z' },
      ...{ value: '89.90', tax: '17.08', shipping: '4.90', total: '111.88', currency: 'EUR' },
      ...{ email: 'ana@example.com', sales_channel: 'web' },
      updated_at: '2026-11-20T11:59:50.001Z',
    })
    expect(saleOf()).not.toMatchObject({ discount: expect.anything() })
    expect(saleOf()?.status).toBe(undefined)
  })

  test('that waits for its money is unpaid until the event that it is there', () => {
    const statusAfter = (type: string, payment_status: string) =>
      conversionIn(sessionRead({ payment_status }, type))?.status
    expect(statusAfter('completed', 'unpaid')).toBe('unpaid')
    expect(statusAfter('async_payment_succeeded', 'paid')).toBe(undefined)
    expect(statusAfter('async_payment_failed', 'unpaid')).toBe('cancelled')
    expect(statusAfter('completed', 'no_payment_required')).toBe(undefined)
  })

  test('that cost nothing has its own name, since there is no payment', () => {
    const free = saleOf({
      ...{ payment_intent: null, amount_total: 0, payment_status: 'no_payment_required' },
      total_details: { amount_discount: 11188, amount_shipping: 0, amount_tax: 0 },
    })
    expect(free).toMatchObject({
      ...{ transaction_id: 'cs_live_a1YS1URlnyQCN5fUUduORoQ7', value: '0.00' },
      discount: '111.88',
    })
  })

  test('that only keeps a card is none', () => {
    expect(sessionRead({ mode: 'setup' })).toMatchObject([{ kind: 'ignored' }])
  })

  test('whose prices contain the tax has the parts that add up', () => {
    // 107.00 in goods with 17.08 inside, 6.00 of shipping with 1.00 inside; amount_tax is of both.
    const inclusive = saleOf({
      ...{ amount_total: 11300 },
      shipping_cost: { amount_subtotal: 600, amount_tax: 100, amount_total: 600 },
      total_details: { amount_discount: 0, amount_shipping: 600, amount_tax: 1808 },
    })
    expect(inclusive).toMatchObject({
      value: '89.92',
      tax: '18.08',
      shipping: '5.00',
      total: '113.00',
    })
  })

  test.each([
    ['its client_reference_id', { client_reference_id: VISITOR }, VISITOR],
    ['its metadata', { metadata: { pathworth_visitor: VISITOR } }, VISITOR],
    ['a reference that is no visitor', { client_reference_id: 'cart-17' }, undefined],
    ['other metadata', { metadata: { my_pathworth_visitor: VISITOR } }, undefined],
    [
      'metadata beside a reference of the shop',
      { client_reference_id: 'cart-17', metadata: { pathworth_visitor: VISITOR } },
      VISITOR,
    ],
  ])('has the visitor of %s', (_, more, visitor) => {
    expect(saleOf(more)?.visitor).toBe(visitor)
  })

  test('says to where it is shipped, in the place of before basil and of since', () => {
    const to = { shipping_details: { address: { country: 'CH' } } }
    expect(saleOf(to)?.market).toBe('CH')
    expect(saleOf({ collected_information: to })?.market).toBe('CH')
    expect(saleOf()?.market).toBe(undefined)
  })

  test('names its customer, also where the delivery has it whole', () => {
    expect(saleOf({ customer: 'cus_1' })?.customer_id).toBe('cus_1')
    expect(saleOf({ customer: { id: 'cus_1', object: 'customer' } })?.customer_id).toBe('cus_1')
    expect(saleOf()?.customer_id).toBe(undefined)
  })

  test('that is a test says so, and is none', () => {
    const event = stripeEvent('checkout.session.completed', checkout(), { livemode: false })
    expect(read(event)).toEqual([{ kind: 'ignored', reason: 'a test payment' }])
  })

  test.each([
    ['amount_total', null, 'data.object.amount_total is missing'],
    ['amount_total', 12.5, 'data.object.amount_total is no whole number'],
    ['currency', '', 'data.object.currency is missing'],
    ['created', '2026-11-20', 'data.object.created is no time in seconds'],
    ['mode', null, 'data.object.mode is missing'],
  ])('whose %s is %s is unreadable there', (field, value, message) => {
    expect(() => sessionRead({ [field]: value })).toThrow(message)
  })
})

describe('amounts', () => {
  test.each([
    ['eur', 1234, '12.34'],
    ['jpy', 1234, '1234'],
    ['kwd', 12340, '12.340'],
    // Without decimals, and in hundredths all the same.
    ['isk', 123400, '1234'],
    ['ugx', 123400, '1234'],
    ['huf', 123450, '1234.50'],
    ['twd', 123450, '1234.50'],
    // With decimals in ISO 4217, and without them at Stripe.
    ['mga', 1234, '1234'],
  ])('in %s: %i is %s', (currency, amount, text) => {
    const total_details = { amount_discount: 0, amount_shipping: 0, amount_tax: 0 }
    const sale = saleOf({ currency, amount_total: amount, total_details })
    expect(sale).toMatchObject({ value: text, total: text, currency: currency.toUpperCase() })
    expect(wireConversion.safeParse(sale).success).toBe(true)
  })
})

describe('a subscription', () => {
  const paid = (more = {}) => read(stripeEvent('invoice.paid', invoice(more)))

  test('begins by a purchase that its checkout and its first invoice name alike', () => {
    const session = conversionIn(read(stripeEvent('checkout.session.completed', subscribing())))
    const first = conversionIn(paid({ id: 'in_1', billing_reason: 'subscription_create' }))
    const said = { goal: 'purchase', transaction_id: 'sub_1Pgc6', value: '50.00', tax: '10.00' }
    expect(session).toMatchObject({ ...said, customer_id: 'cus_QXg1o8' })
    expect(first).toMatchObject({ ...said, customer_id: 'cus_QXg1o8' })
    // What the checkout says stands: it knows the visitor.
    expect(Date.parse(String(first?.updated_at))).toBeLessThan(
      Date.parse(String(session?.updated_at)),
    )
  })

  test.each([
    ['since basil', invoice],
    ['before basil', olderInvoice],
  ])('is renewed by its later invoices, in the shape %s', (_, shape) => {
    expect(conversionIn(read(stripeEvent('invoice.paid', shape())))).toMatchObject({
      ...{ goal: 'renewal', transaction_id: 'in_2', ts: '2026-11-20T11:59:30.000Z' },
      ...{ value: '50.00', tax: '10.00', total: '60.00', currency: 'EUR' },
      subscription: { goal: 'purchase', transaction_id: 'sub_1Pgc6' },
      ...{ customer_id: 'cus_QXg1o8', email: 'ana@example.com' },
      items: [{ item_id: 'prod_tea', item_name: '1 × Tea club', quantity: 1, line_total: '50.00' }],
    })
  })

  test.each([
    ['since basil', invoice, { parent: details({ pathworth_visitor: VISITOR }) }],
    [
      'before',
      olderInvoice,
      { subscription_details: { metadata: { pathworth_visitor: VISITOR } } },
    ],
  ])('has the visitor of its own metadata, %s', (_, shape, more) => {
    const actions = read(
      stripeEvent('invoice.paid', shape({ ...more, billing_reason: 'subscription_create' })),
    )
    expect(conversionIn(actions)?.visitor).toBe(VISITOR)
    expect(actions[1]).toEqual({
      kind: 'identity',
      identity: { visitor: VISITOR, customer_id: 'cus_QXg1o8', ts: '2026-11-20T11:59:30.000Z' },
    })
  })

  test('that is not paid for, in a trial, brings no renewal of nothing', () => {
    expect(paid({ total: 0, total_taxes: [] })).toMatchObject([{ kind: 'ignored' }])
    expect(paid({ total: -500, total_taxes: [] })).toMatchObject([{ kind: 'ignored' }])
    const trial = { billing_reason: 'subscription_create', total: 0, total_taxes: [] }
    expect(conversionIn(paid(trial))).toMatchObject({ goal: 'purchase', value: '0.00' })
  })

  test('ends by a churn', () => {
    const subscription = {
      ...{ id: 'sub_1Pgc6', object: 'subscription', status: 'canceled', customer: 'cus_QXg1o8' },
      ...{ canceled_at: ago(500), ended_at: ago(25), metadata: {} },
    }
    const churn = conversionIn(read(stripeEvent('customer.subscription.deleted', subscription)))
    expect(churn).toMatchObject({
      ...{ goal: 'churn', transaction_id: 'sub_1Pgc6', ts: '2026-11-20T11:59:35.000Z' },
      subscription: { goal: 'purchase', transaction_id: 'sub_1Pgc6' },
      customer_id: 'cus_QXg1o8',
    })
    expect(wireConversion.safeParse(churn).success).toBe(true)
  })

  test('is not what an invoice by hand, or that of a checkout, is of', () => {
    expect(paid({ parent: null, billing_reason: 'manual' })).toMatchObject([{ kind: 'ignored' }])
  })
})

const details = (metadata: Record<string, unknown>) => ({
  subscription_details: { subscription: 'sub_1Pgc6', metadata },
})

describe('a refund', () => {
  const refundRead = (more = {}, type = 'refund.created') =>
    read(stripeEvent(type, stripeRefund(more)))

  test.each(['refund.created', 'refund.updated', 'charge.refund.updated'])('by %s', (type) => {
    expect(refundsIn(refundRead({}, type))).toEqual([
      {
        ...{ goal: 'purchase', transaction_id: 'pi_3Pgafy', refund_id: 're_1Pgc72' },
        ...{ ts: '2026-11-20T11:59:40.000Z', amount: '55.94', currency: 'EUR' },
      },
    ])
  })

  test('that is under way waits, and one that has failed comes to nothing', () => {
    expect(refundRead({ status: 'pending' })).toMatchObject([{ kind: 'ignored' }])
    expect(refundRead({ status: 'requires_action' })).toMatchObject([{ kind: 'ignored' }])
    for (const status of ['failed', 'canceled'])
      expect(refundRead({ status }, 'refund.failed')).toMatchObject([
        { staysWithdrawn: true, refund: { refund_id: 're_1Pgc72', amount: '0' } },
      ])
  })

  test('of a payment that no checkout has begun is none of ours', () => {
    expect(refundRead({ payment_intent: null })).toMatchObject([{ kind: 'ignored' }])
  })

  test('in a sum over a charge is not counted, and those that it lists are', () => {
    const charge = (more = {}) => ({
      ...{ id: 'ch_3', object: 'charge', amount: 11188, amount_refunded: 7000, currency: 'eur' },
      ...{ payment_intent: 'pi_3Pgafy', refunded: false },
      ...more,
    })
    expect(read(stripeEvent('charge.refunded', charge()))).toMatchObject([{ kind: 'ignored' }])
    const data = [
      stripeRefund({ payment_intent: null }),
      stripeRefund({ id: 're_2', amount: 1406 }),
    ]
    const listed = refundsIn(read(stripeEvent('charge.refunded', charge({ refunds: { data } }))))
    expect(listed).toMatchObject([
      { transaction_id: 'pi_3Pgafy', refund_id: 're_1Pgc72', amount: '55.94' },
      { transaction_id: 'pi_3Pgafy', refund_id: 're_2', amount: '14.06' },
    ])
  })
})

describe('the names by which refunds know a payment of a subscription', () => {
  const namesIn = (type: string, object: Record<string, unknown>) =>
    read(stripeEvent(type, object)).filter(({ kind }) => kind === 'name')
  const nameOf = (payment: string, goal: string, transaction_id: string) => ({
    ...{ kind: 'name', payment },
    of: { goal, transaction_id },
  })
  const first = { id: 'in_1', billing_reason: 'subscription_create' }

  test('are told by its checkout and its invoices', () => {
    const checkedOut = namesIn('checkout.session.completed', subscribing())
    expect(checkedOut).toEqual([nameOf('in_1', 'purchase', 'sub_1Pgc6')])
    expect(namesIn('invoice.paid', invoice(first))).toEqual(checkedOut)
    expect(namesIn('invoice.paid', invoice())).toEqual([nameOf('in_2', 'renewal', 'in_2')])
  })

  test('are told by what has paid an invoice', () => {
    const pays = nameOf('pi_2', 'purchase', 'in_2')
    expect(namesIn('invoice_payment.paid', invoicePayment('in_2', 'pi_2'))).toEqual([pays])
    const listed = { payments: { data: [invoicePayment('in_2', 'pi_2')] } }
    expect(namesIn('invoice.paid', invoice(listed))).toContainEqual(pays)
    expect(namesIn('invoice.paid', olderInvoice({ payment_intent: 'pi_2' }))).toContainEqual(pays)
    const charge = { id: 'ch_2', payment_intent: 'pi_2', invoice: 'in_2', amount_refunded: 1 }
    expect(namesIn('charge.refunded', charge)).toEqual([pays])
  })

  test('are none of a payment outside of Stripe, or of a checkout without a subscription', () => {
    const outside = { payment: { type: 'payment_record', payment_record: 'prec_1' } }
    expect(
      read(stripeEvent('invoice_payment.paid', invoicePayment('in_2', 'pi_2', outside))),
    ).toMatchObject([{ kind: 'ignored' }])
    expect(namesIn('checkout.session.completed', checkout({ invoice: 'in_9' }))).toEqual([])
    expect(namesIn('invoice.paid', invoice({ total: 0, total_taxes: [] }))).toEqual([])
  })
})

describe('a dispute', () => {
  const disputed = (status: string, type = 'charge.dispute.closed') =>
    read(
      stripeEvent(type, {
        ...{ id: 'du_1', object: 'dispute', amount: 11188, currency: 'eur', status },
        ...{ created: ago(20), charge: 'ch_3', payment_intent: 'pi_3Pgafy' },
      }),
    )

  test('that is lost takes the money back', () => {
    expect(refundsIn(disputed('lost'))).toMatchObject([
      { transaction_id: 'pi_3Pgafy', refund_id: 'du_1', amount: '111.88' },
    ])
    for (const status of ['won', 'warning_closed', 'needs_response'])
      expect(disputed(status)).toMatchObject([{ kind: 'ignored' }])
  })

  test('that is open, or only a question, does not', () => {
    for (const type of ['charge.dispute.created', 'charge.dispute.funds_withdrawn'])
      expect(disputed('needs_response', type)).toMatchObject([{ kind: 'ignored' }])
  })

  test('whose money the bank has given back comes to nothing', () => {
    expect(refundsIn(disputed('lost', 'charge.dispute.funds_reinstated'))).toMatchObject([
      { refund_id: 'du_1', amount: '0' },
    ])
  })
})

describe('an event', () => {
  test('that says nothing of money is ignored, whatever stands in it', () => {
    for (const type of [
      'customer.created',
      'payment_intent.succeeded',
      'toString',
      'v2.core.thing',
    ])
      expect(read(stripeEvent(type, {}))).toMatchObject([{ kind: 'ignored' }])
  })

  test('says by its body what it is', () => {
    const topicOf = (body: string) => stripe.topic({ header: () => 'x', body })
    expect(topicOf(JSON.stringify(stripeEvent('invoice.paid', {})))).toBe('invoice.paid')
    expect([topicOf('not JSON'), topicOf('null'), topicOf('{"type":7}')]).toEqual(['', '', ''])
  })
})

describe("Stripe's own fixtures, where they are at hand, filled in", () => {
  const filled = (file: string, more: Record<string, unknown>, ours: Record<string, unknown>) => {
    const text = sampleOf(stripe, file)
    const event = text ? (JSON.parse(text) as ReturnType<typeof stripeEvent>) : ours
    const { object } = event['data'] as { object: Record<string, unknown> }
    return read({ ...event, livemode: true, data: { object: { ...object, ...more } } })
  }

  test('a checkout', () => {
    const more = {
      ...{ amount_total: 2000, currency: 'usd', payment_status: 'paid', shipping_cost: null },
      ...{ total_details: { amount_discount: 0, amount_shipping: null, amount_tax: 300 } },
    }
    const ours = stripeEvent('checkout.session.completed', checkout())
    expect(conversionIn(filled('event.checkout.session.completed.json', more, ours))).toMatchObject(
      { value: '17.00', tax: '3.00', total: '20.00', currency: 'USD' },
    )
  })

  test('an invoice, a refund and an end', () => {
    const more = { shipping_cost: null, billing_reason: 'subscription_cycle', total_taxes: null }
    const paid = filled(
      'event.invoice.paid.json',
      { ...more, total: 1000, currency: 'usd' },
      stripeEvent('invoice.paid', invoice()),
    )
    expect(conversionIn(paid)).toMatchObject({ goal: 'renewal', value: '10.00', currency: 'USD' })
    const returned = filled(
      'event.refund.created.json',
      { payment_intent: 'pi_1', amount: 100 },
      stripeEvent('refund.created', stripeRefund({ currency: 'usd' })),
    )
    expect(refundsIn(returned)).toMatchObject([{ transaction_id: 'pi_1', amount: '1.00' }])
    const subscription = { id: 'sub_1', customer: 'cus_1', metadata: {}, ended_at: ago(9) }
    const ended = filled(
      'event.customer.subscription.deleted.json',
      { id: 'sub_1' },
      stripeEvent('customer.subscription.deleted', subscription),
    )
    expect(conversionIn(ended)).toMatchObject({ goal: 'churn', transaction_id: 'sub_1' })
  })
})
