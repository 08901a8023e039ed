import { beforeEach, describe, expect, test } from 'vitest'
import {
  ago,
  checkout,
  invoice,
  invoicePayment,
  olderInvoice,
  stripeEvent,
  stripeRefund,
  subscribing,
} from '../source/webhooks/stripe-events.ts'
import { at, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, addSecret, command } from './shop-hooks.ts'
import { deliverStripe, STRIPE_SECRET } from './stripe-hooks.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  await addSecret(collector, 'stripe', STRIPE_SECRET)
})

const deliver = (type: string, object: Record<string, unknown>, more = {}) =>
  deliverStripe(collector, stripeEvent(type, object, more))

const completed = (more = {}) => deliver('checkout.session.completed', checkout(more))

const total = async (goal = 'purchase') =>
  at((await collector.get(`${ROI_OF_YEAR}&goal=${goal}`, keys.read)).json, 'total')

const journey = async (name: string, goal = 'purchase') =>
  at((await collector.get(`/v1/journeys/${name}?goal=${goal}`, keys.read)).json, 'journey')

/** A browser that has come by an ad. */
async function visitorOfAd(): Promise<string> {
  const visitor = visitorId()
  await collector.send([pageView()], { visitor })
  return visitor
}

describe('a checkout', () => {
  test('of a payment link has the journey of the visitor that rode on it', async () => {
    const answer = await completed({ client_reference_id: await visitorOfAd() })
    expect({ status: answer.status, json: answer.json }).toEqual({
      status: 200,
      json: { outcome: 'accepted' },
    })
    expect(await journey('pi_3Pgafy')).toMatchObject({
      touches: [{ source: 'google', medium: 'cpc', campaign: 'autumn' }],
    })
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('waits for its money, and counts once it is there', async () => {
    await completed({ payment_status: 'unpaid' })
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
    await deliver('checkout.session.async_payment_succeeded', checkout(), { created: ago(0) })
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
    // The first word comes again, late.
    await completed({ payment_status: 'unpaid' })
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('whose payment fails in the end never counts', async () => {
    await completed({ payment_status: 'unpaid' })
    const failed = checkout({ payment_status: 'unpaid' })
    await deliver('checkout.session.async_payment_failed', failed, { created: ago(0) })
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })

  test('twice, or three times at once, counts once', async () => {
    await completed()
    await Promise.all([1, 2, 3].map(() => completed()))
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('of test mode is answered 200, and is no revenue', async () => {
    const answer = await deliver('checkout.session.completed', checkout(), { livemode: false })
    expect({ status: answer.status, json: answer.json }).toEqual({
      status: 200,
      json: { outcome: 'ignored', reason: 'a test payment' },
    })
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })
})

describe('a refund', () => {
  test('lowers its sale, also when it comes first, and fails days later', async () => {
    // 55.94 of the 111.88 that were paid: 55.94 × 89.90 ÷ 111.88 = 44.95
    await deliver('refund.created', stripeRefund())
    await completed()
    expect(await total()).toMatchObject({ value: '44.95', conversions: '1' })
    await deliver('refund.failed', stripeRefund({ status: 'failed' }))
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
    await deliver('refund.created', stripeRefund())
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('is not counted by its charge a second time', async () => {
    await completed()
    await deliver('refund.created', stripeRefund())
    const charge = { id: 'ch_3', payment_intent: 'pi_3Pgafy', amount_refunded: 5594 }
    await deliver('charge.refunded', { ...charge, refunds: { data: [stripeRefund()] } })
    await deliver('charge.refunded', charge)
    expect(await total()).toMatchObject({ value: '44.95', conversions: '1' })
  })
})

describe('a subscription', () => {
  test('is one purchase, renewed with its journey, and over in the end', async () => {
    const visitor = await visitorOfAd()
    const first = invoice({ id: 'in_1', billing_reason: 'subscription_create', created: ago(35) })
    await deliver('invoice.paid', first)
    await deliver('checkout.session.completed', subscribing({ client_reference_id: visitor }))
    await deliver('invoice.paid', first)
    await deliver('invoice.paid', invoice())
    expect(await total()).toMatchObject({ value: '50.00', conversions: '1' })
    expect(await total('renewal')).toMatchObject({ value: '50.00', conversions: '1' })
    const subscription = { id: 'sub_1Pgc6', customer: 'cus_QXg1o8', ended_at: ago(5) }
    await deliver('customer.subscription.deleted', subscription)
    for (const [name, goal] of [
      ['sub_1Pgc6', 'purchase'],
      ['in_2', 'renewal'],
      ['sub_1Pgc6', 'churn'],
    ] as const)
      expect(await journey(name, goal)).toMatchObject({ touches: [{ source: 'google' }] })
  })

  test('has the journey of the visitor in its metadata, when its checkout knows none', async () => {
    const metadata = { pathworth_visitor: await visitorOfAd() }
    const subscription_details = { subscription: 'sub_1Pgc6', metadata }
    await deliver('checkout.session.completed', subscribing())
    await deliver(
      'invoice.paid',
      invoice({
        ...{ id: 'in_1', billing_reason: 'subscription_create', created: ago(35) },
        parent: { subscription_details },
      }),
    )
    expect(await journey('sub_1Pgc6')).toMatchObject({ touches: [{ source: 'google' }] })
  })
})

describe("a refund of a subscription's payment", () => {
  const first = { id: 'in_1', billing_reason: 'subscription_create', created: ago(35) }
  const refunded = (id: string, payment_intent: string, amount: number, more = {}) =>
    deliver('refund.created', stripeRefund({ id, payment_intent, amount, ...more }))

  const leftOut = async () => {
    const { json } = await collector.get(`${ROI_OF_YEAR}&goal=purchase`, keys.read)
    return at(json, 'meta', 'left_out', 'refunds')
  }

  test('lowers the purchase or the renewal that it has paid, whatever comes first', async () => {
    // 60.00 were paid for 50.00 each time: a refund of 12.00 takes 10.00 of the value.
    await refunded('re_2', 'pi_2', 1200)
    await deliver('invoice_payment.paid', invoicePayment('in_2', 'pi_2'))
    expect(await leftOut()).toBe(1)
    await deliver('invoice.paid', invoice())
    await deliver('checkout.session.completed', subscribing())
    await refunded('re_1', 'pi_1', 2400)
    await refunded('re_3', 'pi_1', 600)
    expect(await leftOut()).toBe(2)
    await deliver('invoice_payment.paid', invoicePayment('in_1', 'pi_1'))
    expect(await leftOut()).toBe(0)
    expect(await total()).toMatchObject({ value: '25.00', conversions: '1' })
    expect(await total('renewal')).toMatchObject({ value: '40.00', conversions: '1' })
    // All of it comes again.
    await deliver('invoice.paid', invoice(first))
    await deliver('invoice_payment.paid', invoicePayment('in_1', 'pi_1'))
    await refunded('re_1', 'pi_1', 2400)
    expect(await total()).toMatchObject({ value: '25.00', conversions: '1' })
    expect(await total('renewal')).toMatchObject({ value: '40.00', conversions: '1' })
  })

  test('comes to nothing when it fails', async () => {
    await deliver('invoice.paid', invoice(first))
    await deliver('invoice_payment.paid', invoicePayment('in_1', 'pi_1'))
    await refunded('re_1', 'pi_1', 6000)
    expect(await total()).toMatchObject({ value: '0.00', conversions: '1' })
    await deliver(
      'refund.failed',
      stripeRefund({ id: 're_1', payment_intent: 'pi_1', status: 'failed' }),
    )
    await refunded('re_1', 'pi_1', 6000)
    expect(await total()).toMatchObject({ value: '50.00', conversions: '1' })
  })

  test('finds it by the invoice of an API before basil, and by the charge', async () => {
    await deliver('checkout.session.completed', subscribing())
    await refunded('re_4', 'pi_4', 1200)
    await deliver('invoice.paid', olderInvoice())
    expect(await total('renewal')).toMatchObject({ value: '40.00', conversions: '1' })
    await refunded('re_1', 'pi_1', 1200)
    const charge = { id: 'ch_1', payment_intent: 'pi_1', invoice: 'in_1', amount_refunded: 1200 }
    await deliver('charge.refunded', charge)
    expect(await total()).toMatchObject({ value: '40.00', conversions: '1' })
    expect(await leftOut()).toBe(0)
  })

  test('in another currency is that of the payment', async () => {
    const yen = { currency: 'jpy', total: 6000, total_taxes: [] }
    await deliver('invoice.paid', invoice({ ...first, ...yen }))
    await deliver('invoice_payment.paid', invoicePayment('in_1', 'pi_1', { currency: 'jpy' }))
    await refunded('re_1', 'pi_1', 1200, { currency: 'jpy' })
    const { json } = await collector.get('/v1/reconcile?from=2026-01-01&to=2026-12-31', keys.read)
    expect(at(json, 'left_out')).toMatchObject([
      { reason: 'pending_rate', amounts: [{ amount: '6000', currency: 'JPY' }] },
      { reason: 'refund_pending_rate', amounts: [{ amount: '1200', currency: 'JPY' }] },
    ])
  })
})

describe('a delivery that is not believed', () => {
  const event = stripeEvent('checkout.session.completed', checkout())
  const changed = JSON.stringify(event).replace('11188', '91188')

  test.each([
    ['a flipped bit', () => ({ text: changed })],
    ['the secret of another', () => ({ secret: 'whsec_other' })],
    ['a signature of 301 s before', () => ({ at: collector.now - 301_000 })],
    ['a signature of 301 s ahead', () => ({ at: collector.now + 301_000 })],
  ])('for %s is refused, and nothing is stored', async (_, sent) => {
    const answer = await deliverStripe(collector, event, sent())
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })

  test('is taken 300 s off', async () => {
    expect((await deliverStripe(collector, event, { at: collector.now - 300_000 })).status).toBe(
      200,
    )
  })
})

test('what is signed and can not be read is kept, with its place and its event', async () => {
  const answer = await completed({ amount_total: 'a lot' })
  expect(answer.json).toEqual({
    outcome: 'quarantined',
    reason: 'data.object.amount_total is no decimal number',
  })
  const listed = await command(collector, { command: 'quarantine_list' })
  expect(at(listed.json, 'deliveries')).toMatchObject([
    { source: 'stripe', topic: 'checkout.session.completed' },
  ])
})
