import fc from 'fast-check'
import { addDays } from '../../shared/dates.ts'
import {
  costsOf,
  hitsOf,
  identitiesOf,
  ordersOf,
  refundsOf,
  shuffled,
  timeWithin,
  visitor,
} from './generators.ts'
import { tagged } from './shop.ts'

// A small world over two hundred days, in which people come back, are told apart late, and give things back.

const time = timeWithin(200)
const customerId = fc.constantFrom(null, 'ana', 'ben', 'cid')
const page = fc.constantFrom(
  {},
  tagged('google', 'cpc'),
  tagged('news', 'email'),
  tagged('facebook', 'paid_social', 'winter'),
)

const hits = hitsOf(time, page, { maxLength: 20, minLength: 1 })

/** In every other world somebody has bought before: what came of it is not all in the other reports. */
const ordersWith = (hasHistory: boolean) =>
  fc.uniqueArray(
    fc.record({
      id: fc.nat(12),
      who: fc.option(visitor),
      ts: time,
      customerId,
      value: fc.integer({ min: 0, max: 20_000 }),
      costOfGoods: fc.constantFrom(null, 0, 777, 30_000),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'USD'),
      consent: fc.constantFrom(null, null, null, 'denied' as const),
      source: fc.constantFrom('backend' as const, 'backend' as const, 'tag' as const),
      goal: fc.constantFrom('purchase', 'purchase', 'purchase', 'renewal'),
      status: fc.constantFrom(null, null, null, null, 'cancelled' as const),
      historical: fc.constantFrom(null, null, hasHistory || null),
      customerSince: fc.constantFrom(null, null, hasHistory ? 20250101 : null),
    }),
    { selector: ({ id }) => id, maxLength: 10 },
  )

const orders = fc.boolean().chain(ordersWith).map(ordersOf)
const refunds = refundsOf(time, { idMax: 12, cashMax: 8000, maxLength: 4 })
const identities = identitiesOf(time)

const scope = fc.constantFrom(
  {},
  { channel: 'Paid Search' },
  { campaign: 'autumn' },
  { campaignSource: 'news', campaignMedium: 'email' },
)
const costs = costsOf(180, scope, { maxLength: 4 })

export const facts = fc.tuple(hits, orders, refunds, identities, costs).map((all) => all.flat())

/** All facts, and another order of their arrival. */
export const inAnyOrder = facts.chain((batches) =>
  fc.tuple(fc.constant(batches), shuffled(batches)),
)

export const question = fc.record({
  model: fc.constantFrom('linear', 'last_non_direct', 'position_based'),
  by: fc.constantFrom([], ['channel' as const], ['source' as const, 'campaign' as const]),
  value: fc.constantFrom('revenue' as const, 'margin' as const),
  refundBasis: fc.constantFrom('sale' as const, 'refund' as const),
  asOn: fc.nat(260).map((days) => addDays(20260901, days)),
})

export type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never
