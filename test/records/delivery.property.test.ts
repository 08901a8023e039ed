import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { bringFacts } from '../../collector/records/delivery.ts'
import { shopify } from '../../collector/source/webhooks/shopify.ts'
import type { Vendor } from '../../collector/source/webhooks/vendor.ts'
import { VENDORS } from '../../collector/source/webhooks/vendors.ts'
import { woocommerce } from '../../collector/source/webhooks/woocommerce.ts'
import { shopifyOrder } from '../http/shopify-order.ts'
import { newShop, settleAll } from '../ledger/shop.ts'
import { delivered, NOW, wooOrder } from '../source/webhooks/orders.ts'

const hashOf = async (email: string | null | undefined) => (email ? `hash of ${email}` : null)

/** One delivery of an order: its topic and what stands in it. */
interface Sent {
  topic: string
  body: Record<string, unknown>
}

const TOPIC_OF: Record<string, string> = {
  shopify: 'x-shopify-topic',
  woocommerce: 'x-wc-webhook-topic',
}

async function take(site: SqliteSite, vendor: Vendor, { topic, body }: Sent): Promise<void> {
  const headers = { [TOPIC_OF[vendor.name] ?? '']: topic }
  const brought = await bringFacts(vendor, delivered(body, headers), hashOf)
  expect(brought).not.toMatchObject({ outcome: 'unreadable' })
  if (brought.outcome === 'accepted') site.append([brought.batch], NOW)
}

/** All that reports say of a shop that has got these deliveries, in this order. */
async function figuresAfter(vendor: Vendor, sent: readonly Sent[]): Promise<unknown> {
  const site = newShop()
  for (const one of sent) await take(site, vendor, one)
  settleAll(site)
  const days = { from: 20260101, to: 20261231 }
  const { credits, leftOut } = site.report({
    ...{ kind: 'roi', goal: 'purchase', model: 'linear', basis: 'conversion_date', ...days },
    by: ['day'],
    refundBasis: 'refund',
  })
  site.close()
  return { credits, leftOut }
}

/** A day for each step, so that reports tell when a refund was. */
const dayOf = (n: number): string => `2026-11-${10 + n}T11:00:00`

/** What happens to an order, step by step. */
const history = fc.array(
  fc.record({
    what: fc.constantFrom('place', 'pay', 'hold', 'edit', 'refund', 'unrefund', 'cancel'),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 6 },
)

type Step = { what: string; amount: number }

/** The webhooks that WooCommerce sends of it: the whole order each time. */
function wooDeliveries(steps: readonly Step[]): Sent[] {
  let status = 'pending'
  let total = '29.35'
  let refunds: { id: number; total: string }[] = []
  return steps.map(({ what, amount }, at) => {
    if (what === 'pay') status = 'processing'
    if (what === 'hold') status = 'on-hold'
    if (what === 'cancel') status = 'cancelled'
    if (what === 'edit') total = `${20 + amount}.35`
    if (what === 'refund') refunds = [...refunds, { id: 900 + at, total: `-${amount}.00` }]
    if (what === 'unrefund') refunds = refunds.slice(1)
    const body = wooOrder({
      ...{ status, total, refunds },
      date_paid_gmt: status === 'processing' ? dayOf(at) : null,
      date_modified_gmt: dayOf(at),
    })
    return { topic: at === 0 ? 'order.created' : 'order.updated', body }
  })
}

/** Shopify sends a refund by itself, too, and never takes one back. */
function shopifyDeliveries(steps: readonly Step[]): Sent[] {
  const order: Record<string, unknown> = { financial_status: 'pending' }
  const refunds: Record<string, unknown>[] = []
  return steps.flatMap(({ what, amount }, at) => {
    const moment = `${dayOf(at)}Z`
    if (what === 'pay') order['financial_status'] = 'paid'
    if (what === 'hold') order['financial_status'] = 'pending'
    if (what === 'cancel') order['cancelled_at'] = moment
    if (what === 'edit') order['subtotal_price'] = `${80 + amount}.00`
    const sent: Sent[] = []
    if (what === 'refund') {
      const refund = {
        ...{ id: 900 + at, order_id: 5_612_345_678_901, created_at: moment },
        transactions: [
          { kind: 'refund', status: 'success', amount: `${amount}.00`, currency: 'EUR' },
        ],
      }
      refunds.push(refund)
      sent.push({ topic: 'refunds/create', body: refund })
    }
    const body = shopifyOrder({ ...order, refunds: [...refunds], updated_at: moment })
    return [{ topic: at === 0 ? 'orders/create' : 'orders/updated', body }, ...sent]
  })
}

const MAKERS = [
  [shopify, shopifyDeliveries],
  [woocommerce, wooDeliveries],
] as const

describe.each(MAKERS)('the deliveries of an order', (vendor, deliveriesOf) => {
  test(`of ${vendor.name} end in the same state, in any order and however often`, async () => {
    const played = history.chain((steps) => {
      const sent = deliveriesOf(steps)
      const more = fc.array(fc.constantFrom(...sent), { maxLength: 4 })
      return fc.record({
        sent: fc.constant(sent),
        shuffled: more.chain((again) =>
          fc.shuffledSubarray([...sent, ...again], {
            minLength: sent.length + again.length,
          }),
        ),
      })
    })
    await fc.assert(
      fc.asyncProperty(played, async ({ sent, shuffled }) => {
        expect(await figuresAfter(vendor, shuffled)).toEqual(await figuresAfter(vendor, sent))
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})

describe.each(VENDORS.map((vendor) => [vendor] as const))('the reader', (vendor) => {
  const bodies = {
    shopify: [shopifyOrder(), 'orders/paid'],
    woocommerce: [wooOrder(), 'order.updated'],
  } as const
  const [sample, topic] = bodies[vendor.name as keyof typeof bodies] ?? [{}, '']
  const headers = Object.fromEntries(vendor.headers.map((name) => [name, topic]))

  test(`of ${vendor.name} breaks on nothing, and names the place`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        const brought = await bringFacts(vendor, delivered(body, headers), hashOf)
        expect(brought.outcome).toMatch(/^(?:unreadable|ignored)$/)
      }),
    )
  })

  test(`of ${vendor.name} takes an order whole or not at all, whichever field is wrong`, async () => {
    const field = fc.constantFrom(...Object.keys(sample), 'id')
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('-1', '1e3', '9'.repeat(30), '2026-13-01'),
    )
    const site = newShop()
    await fc.assert(
      fc.asyncProperty(field, junk, async (name, value) => {
        const body = { ...sample, [name]: value }
        const brought = await bringFacts(vendor, delivered(body, headers), hashOf)
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
