import fc from 'fast-check'
import type { Batch, ConversionFact, CostFact } from '../../collector/ledger/facts.ts'
import type { Hit } from '../../collector/touch/hit.ts'
import { addDays } from '../../shared/dates.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  offline,
  refund,
  START,
  visitorUuid,
} from './shop.ts'

// Random facts of small shops, each in a batch of its own. A world says how large it is, and what its
// facts may be; what makes them meet (few visitors, customers and orders) is the same for all.

export const visitor = fc.integer({ min: 1, max: 4 })

export const timeWithin = (days: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.nat(days), fc.constantFrom(0, 10, 40, 300))
    .map(([day, minute]) => START + day * DAY + minute * MINUTE)

interface Length {
  minLength?: number
  maxLength: number
}

/** Hits of all visitors on some pages, each event id once. */
export const hitsOf = (
  time: fc.Arbitrary<number>,
  page: fc.Arbitrary<Partial<Hit>>,
  length: Length,
): fc.Arbitrary<Batch[]> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 60 }), visitor, time, page), {
      selector: ([id]) => id,
      ...length,
    })
    .map((list) => list.map(([id, who, ts, given]) => ({ hits: [hit(id, who, ts, given)] })))

/** What a world says of an order: `T${id}` of a visitor, or of nobody who is known. */
interface Order extends Partial<ConversionFact> {
  id: number
  who: number | null
  ts: number
}

export const ordersOf = (list: readonly Order[]): Batch[] =>
  list.map(({ id, who, ts, ...more }) => ({
    conversions: [
      conversion(`T${id}`, ts, { visitor: who === null ? null : visitorUuid(who), ...more }),
    ],
  }))

/** Refunds of orders up to `T${idMax}`, which may not be there, or be of less. */
export const refundsOf = (
  time: fc.Arbitrary<number>,
  given: Length & { idMax: number; cashMax: number; currency?: fc.Arbitrary<string> },
): fc.Arbitrary<Batch[]> => {
  const { idMax, cashMax, currency = fc.constant('EUR'), ...length } = given
  return fc
    .array(fc.tuple(fc.nat(idMax), fc.integer({ min: 1, max: cashMax }), time, currency), length)
    .map((list) =>
      list.map(([id, cash, ts, of], index) => ({
        refunds: [refund(`T${id}`, `R${index}`, cash, { ts, currency: of })],
      })),
    )
}

/** Visitors who say that they are one of two customers. */
export const identitiesOf = (time: fc.Arbitrary<number>): fc.Arbitrary<Batch[]> =>
  fc.array(fc.tuple(visitor, fc.constantFrom('ana', 'ben'), time), { maxLength: 3 }).map((list) =>
    list.map(([who, customerId, ts]) => ({
      identities: [identity({ visitor: visitorUuid(who), customerId, ts })],
    })),
  )

/** Costs of up to forty days, which begin within some days of the first. */
export const costsOf = (
  within: number,
  scope: fc.Arbitrary<Partial<CostFact>>,
  { currency = fc.constant('EUR'), ...length }: Length & { currency?: fc.Arbitrary<string> },
): fc.Arbitrary<Batch[]> =>
  fc
    .array(
      fc.record({
        amount: fc.integer({ min: 1, max: 99_999 }),
        first: fc.nat(within),
        days: fc.nat(40),
        spread: fc.constantFrom('day' as const, 'month' as const),
        currency,
        scope,
      }),
      length,
    )
    .map((list) =>
      list.map(({ amount, first, days, scope: named, ...more }) => {
        const from = addDays(20260901, first)
        return { costs: [cost(amount, { from, to: addDays(from, days), ...more, ...named })] }
      }),
    )

/** Offline touches, each id once, some with a cost of their own: of visitors, of customers, or of both. */
export const touchesOf = (
  time: fc.Arbitrary<number>,
  currency: fc.Arbitrary<string>,
): fc.Arbitrary<Batch[]> =>
  fc
    .uniqueArray(
      fc.record({
        id: fc.nat(20),
        ts: time,
        who: fc.option(visitor, { freq: 2 }),
        customerId: fc.constantFrom(null, 'ana', 'ben'),
        names: fc.constantFrom(
          {},
          { campaignSource: 'google', campaignMedium: 'cpc', campaign: 'autumn' },
          { campaignSource: 'news', campaignMedium: 'email', campaign: 'autumn' },
        ),
        cost: fc.option(
          fc.record({
            amount: fc.nat(5000),
            currency,
            category: fc.constantFrom('ad_spend', 'personnel'),
          }),
          { freq: 3 },
        ),
      }),
      { selector: ({ id }) => id, maxLength: 4 },
    )
    .map((list) =>
      list.map(({ id, ts, who, customerId, names, cost: of }) => {
        const whose = {
          visitor: who === null ? null : visitorUuid(who),
          customerId: who === null ? (customerId ?? 'eva') : customerId,
        }
        return { touches: [offline(`call-${id}`, ts, { ...whose, ...names, cost: of })] }
      }),
    )

/** All facts in another order of arrival. */
export const shuffled = (batches: readonly Batch[]): fc.Arbitrary<Batch[]> =>
  fc.shuffledSubarray([...batches], { minLength: batches.length })
