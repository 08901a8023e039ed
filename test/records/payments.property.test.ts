import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { bringFacts } from '../../collector/records/delivery.ts'
import { lemonsqueezy } from '../../collector/source/webhooks/lemonsqueezy.ts'
import { paddle } from '../../collector/source/webhooks/paddle.ts'
import { stripe } from '../../collector/source/webhooks/stripe.ts'
import type { Vendor } from '../../collector/source/webhooks/vendor.ts'
import { newShop, settleAll } from '../ledger/shop.ts'
import { delivered, NOW } from '../source/webhooks/orders.ts'
import {
  lemonBack,
  lemonEvent,
  lemonInvoice,
  lemonSale,
  lemonSubscribed,
  paddleEnd,
  paddleEvent,
  paddleFirst,
  paddleRefund,
  paddleRenewal,
  paddleSale,
} from '../source/webhooks/payment-events.ts'
import {
  ago,
  checkout,
  invoice,
  invoicePayment,
  stripeEvent,
  stripeRefund,
  subscribing,
} from '../source/webhooks/stripe-events.ts'

type Body = Record<string, unknown>

const hashOf = async (email: string | null | undefined) => (email ? `hash of ${email}` : null)

async function take(site: SqliteSite, vendor: Vendor, body: Body): Promise<void> {
  const brought = await bringFacts(vendor, delivered(body, {}), hashOf)
  expect(brought).not.toMatchObject({ outcome: 'unreadable' })
  if (brought.outcome === 'accepted') site.append([brought.batch], NOW)
}

const GOALS = ['purchase', 'renewal', 'churn']

/** All that reports say of a shop that has got these deliveries, in this order. */
async function figuresAfter(vendor: Vendor, sent: readonly Body[]): Promise<unknown> {
  const site = newShop()
  for (const one of sent) await take(site, vendor, one)
  settleAll(site)
  const days = { from: 20260101, to: 20261231 }
  const reports = GOALS.map((goal) => {
    const { credits, leftOut } = site.report({
      ...{ kind: 'roi', goal, model: 'linear', basis: 'conversion_date', ...days },
      by: ['day'],
      refundBasis: 'refund',
    })
    return { goal, credits, leftOut }
  })
  site.close()
  return reports
}

/** What a payment goes through, one event a step; several of them within one second. */
const PAYMENT: readonly Body[] = [
  stripeEvent('checkout.session.completed', checkout({ payment_status: 'unpaid' }), {
    created: ago(30),
  }),
  stripeEvent('checkout.session.async_payment_succeeded', checkout(), { created: ago(30) }),
  stripeEvent('refund.created', stripeRefund({ status: 'pending', amount: 2000 })),
  stripeEvent('refund.updated', stripeRefund({ amount: 2000 })),
  stripeEvent('refund.failed', stripeRefund({ amount: 2000, status: 'failed' })),
  stripeEvent('refund.created', stripeRefund({ id: 're_2', amount: 3000, created: ago(100_000) })),
  stripeEvent('charge.refunded', {
    ...{ id: 'ch_3', payment_intent: 'pi_3Pgafy', amount_refunded: 5000 },
    refunds: { data: [stripeRefund({ amount: 2000 })] },
  }),
  stripeEvent('charge.dispute.closed', {
    ...{ id: 'du_1', amount: 1000, currency: 'eur', status: 'lost', created: ago(15) },
    payment_intent: 'pi_3Pgafy',
  }),
]

const SUBSCRIPTION: readonly Body[] = [
  stripeEvent('checkout.session.completed', subscribing(), { created: ago(50) }),
  stripeEvent(
    'invoice.paid',
    invoice({ id: 'in_1', billing_reason: 'subscription_create', created: ago(50), total: 5900 }),
  ),
  stripeEvent('invoice.paid', invoice()),
  stripeEvent('invoice.payment_succeeded', invoice()),
  stripeEvent('invoice.paid', invoice({ id: 'in_3', created: ago(20), total: 7000 })),
  stripeEvent('invoice_payment.paid', invoicePayment('in_1', 'pi_1')),
  stripeEvent('invoice_payment.paid', invoicePayment('in_2', 'pi_2')),
  stripeEvent('refund.created', stripeRefund({ id: 're_1', payment_intent: 'pi_1', amount: 900 })),
  stripeEvent('refund.created', stripeRefund({ id: 're_2', payment_intent: 'pi_2', amount: 800 })),
  stripeEvent('charge.refunded', {
    ...{ id: 'ch_2', payment_intent: 'pi_2', invoice: 'in_2', amount_refunded: 1500 },
    refunds: { data: [stripeRefund({ id: 're_3', amount: 700 })] },
  }),
  stripeEvent('customer.subscription.deleted', {
    ...{ id: 'sub_1Pgc6', customer: 'cus_QXg1o8', ended_at: ago(5) },
  }),
]

const BOUGHT: readonly Body[] = [
  paddleEvent('transaction.paid', paddleSale({ status: 'paid', customer_id: null })),
  paddleEvent('transaction.completed', paddleSale()),
  paddleEvent('adjustment.created', paddleRefund({ status: 'pending_approval' })),
  paddleEvent('adjustment.updated', paddleRefund()),
  paddleEvent('adjustment.created', paddleRefund({ id: 'adj_2', action: 'chargeback' })),
  paddleEvent(
    'adjustment.updated',
    paddleRefund({ id: 'adj_2', action: 'chargeback', status: 'reversed' }),
  ),
  paddleEvent('transaction.completed', paddleFirst()),
  paddleEvent('transaction.completed', paddleRenewal()),
  paddleEvent('adjustment.updated', paddleRefund({ id: 'adj_3', transaction_id: 'txn_02' })),
  paddleEvent('subscription.canceled', paddleEnd()),
  paddleEvent('customer.created', {
    ...{ id: 'ctm_01h8e', email: 'sam@example.com', created_at: '2026-11-18T10:46:18.533Z' },
  }),
]

const ORDERED: readonly Body[] = [
  lemonEvent('order_created', lemonSale()),
  lemonEvent('order_refunded', lemonBack(3000, 40)),
  lemonEvent('order_refunded', lemonBack(10788, 45)),
  lemonEvent('subscription_payment_success', lemonInvoice({ billing_reason: 'initial' })),
  lemonEvent('subscription_payment_success', lemonInvoice()),
  lemonEvent('subscription_payment_refunded', {
    ...lemonInvoice({ refunded_amount: 5000, updated_at: '2026-11-20T11:59:50Z' }),
  }),
  lemonEvent('subscription_cancelled', lemonSubscribed('cancelled', 30)),
  lemonEvent('subscription_resumed', lemonSubscribed('active', 35)),
  lemonEvent('subscription_cancelled', lemonSubscribed('cancelled', 40)),
  lemonEvent('subscription_expired', lemonSubscribed('expired', 40)),
]

const STORIES: readonly (readonly [string, Vendor, readonly Body[]])[] = [
  ['a payment by stripe', stripe, PAYMENT],
  ['a subscription by stripe', stripe, SUBSCRIPTION],
  ['transactions by paddle', paddle, BOUGHT],
  ['orders by lemonsqueezy', lemonsqueezy, ORDERED],
]

describe.each(STORIES)('the deliveries of %s', (_, vendor, story) => {
  test('end in the same state, in any order and however often', async () => {
    const played = fc.array(fc.constantFrom(...story), { maxLength: 5 }).chain((again) => {
      const all = [...story, ...again]
      return fc.shuffledSubarray(all, { minLength: all.length })
    })
    const expected = await figuresAfter(vendor, story)
    await fc.assert(
      fc.asyncProperty(played, async (sent) => {
        expect(await figuresAfter(vendor, sent)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  }, 120_000)

  test('are taken whole or not at all, whichever field is wrong, and say why', async () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('-1', '1e3', '9'.repeat(30), '2026-13-01', -5, 1e18, 99_999_999_999, {}),
    )
    const wrong = fc
      .constantFrom(...story)
      .chain((body) => fc.tuple(fc.constant(body), fc.constantFrom(...placesIn(body)), junk))
    const site = newShop()
    await fc.assert(
      fc.asyncProperty(wrong, async ([body, place, value]) => {
        const brought = await bringFacts(vendor, delivered(withAt(body, place, value), {}), hashOf)
        if (brought.outcome === 'accepted') {
          const [answer] = site.append([brought.batch], NOW)
          expect(answer).not.toHaveProperty('error')
        } else expect(brought.reason).toMatch(/\S/)
        if (brought.outcome === 'unreadable')
          expect(brought.reason).not.toMatch(/^the reader failed/)
      }),
      { numRuns: 300 },
    )
    site.close()
  }, 60_000)
})

type Place = readonly string[]

/** The way to each value in a body, lists too. */
function placesIn(value: unknown, way: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [way]
  const within = Object.entries(value).flatMap(([name, one]) => placesIn(one, [...way, name]))
  return way.length === 0 ? within : [way, ...within]
}

/** The same body with another value in one place. */
function withAt(value: unknown, [name, ...rest]: Place, other: unknown): unknown {
  if (name === undefined) return other
  const copy = structuredClone(value) as Record<string, unknown>
  copy[name] = withAt(copy[name], rest, other)
  return copy
}
