import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import { localDay } from '../../collector/roi/dates.ts'
import { earnedOf } from '../../collector/roi/worth.ts'
import { addDays } from '../../shared/dates.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import {
  costsOf,
  hitsOf,
  identitiesOf,
  ordersOf,
  refundsOf,
  timeWithin,
  touchesOf,
  visitor,
} from './generators.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, DAY, newShop, START, settings, settleAll, tagged } from './shop.ts'

// A small world over a hundred days, so that journeys are lost, reopened and shared by browsers.

const time = timeWithin(100)
const customerId = fc.constantFrom(null, 'ana', 'ben')
const page = fc.constantFrom(
  {},
  tagged('google', 'cpc'),
  tagged('news', 'email'),
  tagged('facebook', 'paid_social', 'winter'),
)

const hits = hitsOf(time, page, { minLength: 1, maxLength: 25 })

const orders = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(9),
      who: fc.option(visitor),
      ts: time,
      customerId,
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      consent: fc.constantFrom(null, null, null, 'denied' as const),
      costOfGoods: fc.constantFrom(null, 3333),
      discount: fc.constantFrom(null, 1001),
    }),
    { selector: ({ id }) => id, maxLength: 6 },
  )
  .map(ordersOf)

const monthLater = fc.constant(START + 30 * DAY)
const refunds = refundsOf(monthLater, { idMax: 9, cashMax: 4000, maxLength: 3 })
const identities = identitiesOf(time)

const scope = fc.constantFrom(
  {},
  { channel: 'Paid Search' },
  { campaign: 'autumn' },
  { campaignSource: 'news', campaignMedium: 'email' },
)
const costs = costsOf(90, scope, { maxLength: 5 })

const touches = touchesOf(time, fc.constant('EUR'))

const facts = fc.tuple(hits, orders, refunds, identities, costs, touches).map((all) => all.flat())

/** Some of the days have not come yet at the time of asking. */
const question = fc.record({
  from: fc.nat(120).map((day) => addDays(20260825, day)),
  days: fc.nat(100),
  now: fc.nat(130).map((day) => START + day * DAY),
  overhead: fc.boolean(),
  of: fc.constantFrom('channel' as const, 'campaign' as const),
  shape: fc.constantFrom('sequence' as const, 'set' as const),
  refundBasis: fc.constantFrom('sale' as const, 'refund' as const),
  worth: fc.constantFrom(
    undefined,
    { value: 'margin' as const, discountAs: 'reduction' as const },
    { value: 'revenue' as const, discountAs: 'cost' as const },
  ),
})

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

function ask(
  batches: readonly Batch[],
  { from, days, now, overhead, of, shape, refundBasis, worth }: Question,
  filters?: Filters,
) {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  const to = addDays(from, days)
  const period = { from, to, goal: 'purchase' } as const
  const ranking = { of, shape, sort: 'value', skip: 0, limit: 1000 } as const
  const asked = { ...period, ...ranking, filters, refundBasis, worth, costs: { now, overhead } }
  const paths = site.report({ kind: 'paths', ...asked })
  const roi = site.report({
    ...{ kind: 'roi', ...period, model: 'linear', basis: 'conversion_date', by: [] },
    ...{ allocateAt: now, refundBasis },
  })
  site.close()
  const { generation: _, freshTo: _at, asOf: _seq, ...told } = paths
  return { told, roi, today: localDay(now, settings.timeZone) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('whatever the facts', () => {
  it(
    'paths add up to what was spent and earned in the period, to the minor unit',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { told, roi, today } = ask(batches, asked)
          const { spend, ...parts } = told.bridge
          const counted = roi.costs.filter(({ accrues, day }) => !accrues || day <= today)
          expect(spend).toBe(sum(counted.map(({ amount }) => amount)))
          expect(sum(Object.values(parts))).toBe(spend)
          const earned = roi.credits.map((cell) => earnedOf(cell, asked.worth))
          for (const name of ['value', 'revenue', 'goods'] as const)
            expect(told.closed[name] + told.unattributed[name]).toBe(
              sum(earned.map((one) => one[name])),
            )
          const discounts = sum(earned.map(({ discount }) => discount))
          expect(told.closed.cost - told.bridge.closed + told.unattributed.cost).toBe(discounts)
          expect(told.closed.conversions + told.unattributed.conversions).toBe(roi.eligible)
          expect(told.closed.conversions).toBe(roi.matched)
          for (const name of ['journeys', 'conversions', 'value', 'revenue', 'cost'] as const)
            expect(sum(told.paths.map((path) => path[name]))).toBe(told.closed[name])
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'under a filter on a channel there are the paths through it, and spend adds up all the same',
    () => {
      const channel = fc.constantFrom('Paid Search', 'Email', 'Paid Social', 'Direct')
      fc.assert(
        fc.property(facts, question, channel, (batches, asked, name) => {
          const byChannel = { ...asked, of: 'channel' as const }
          const all = ask(batches, byChannel).told
          const filters = { channel: { not: false, values: [name] } }
          const { told } = ask(batches, byChannel, filters)
          expect(told.paths).toEqual(all.paths.filter(({ steps }) => steps.includes(name)))
          const { spend, ...parts } = told.bridge
          expect(spend).toBe(all.bridge.spend)
          expect(sum(Object.values(parts))).toBe(spend)
          expect(told.unattributed.conversions).toBe(0)
        }),
        runs(40),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'stages add up to all conversions, to the minor unit',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const all = ask(batches, asked).told
          const parts = ['acquisition', 'retention', 'unknown'].map(
            (stage) => ask(batches, asked, { stage: { not: false, values: [stage] } }).told,
          )
          for (const name of ['conversions', 'value', 'revenue', 'goods'] as const) {
            expect(sum(parts.map(({ closed }) => closed[name]))).toBe(all.closed[name])
            expect(sum(parts.map(({ unattributed }) => unattributed[name]))).toBe(
              all.unattributed[name],
            )
          }
          for (const { bridge } of parts) {
            const { spend, ...lines } = bridge
            expect(sum(Object.values(lines))).toBe(spend)
          }
        }),
        runs(30),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'paths are the same in whatever order facts came',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { told } = ask(batches, asked)
          expect(ask(batches.toReversed(), asked).told).toEqual(told)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )
})
