import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { CohortsQuery } from '../../collector/ledger/reports-cohorts.ts'
import type { CohortAdds, CohortPlace } from '../../collector/roi/cohort-figure.ts'
import { LTV_DAYS } from '../../collector/roi/cohort-sums.ts'
import type { CohortFigures, CohortRow } from '../../collector/roi/cohorts.ts'
import type { CohortMeasure } from '../../shared/cohort-measures.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import { facts, type Question, question } from './cohort-worlds.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, newShop, settleAll } from './shop.ts'

const MONTHS = { from: 202608, to: 202704 }
const LTV_EVERY = 45

const filters = fc.constantFrom<Filters | undefined>(
  ...[undefined, undefined],
  { channel: { not: false, values: ['Email', 'Paid Search'] } },
  { campaign: { not: true, values: ['winter'] } },
)

/** The shop with its cohorts, and what parts of a figure add up to. */
function world(batches: readonly Batch[], asked: Question, kept: Filters | undefined) {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  const report: CohortsQuery = {
    ...{ kind: 'cohorts', ...MONTHS, ...asked, filters: kept },
    ltvEvery: LTV_EVERY,
  }
  const answer = site.report(report)
  const added = (at: CohortPlace, measure: CohortMeasure, { months = 0, days = 0 } = {}) => {
    const { parts, count, adds } = site.report({
      ...{ kind: 'explain_cohorts', report, model: asked.model },
      ...{ place: { at, measure, months, days }, page: { skip: 0, limit: 1000 } },
    })
    expect(parts).toHaveLength(count)
    return (name: CohortAdds): number => {
      const all = adds[name] ?? 0
      expect(parts.reduce((sum, part) => sum + (part.adds[name] ?? 0), 0)).toBe(all)
      return all
    }
  }
  const places: [CohortPlace, CohortFigures][] = [
    [{ cell: 'total' }, answer.total],
    [{ cell: 'unattributed' }, answer.unattributed],
    ...answer.months.map(({ month, ...of }): [CohortPlace, CohortFigures] => [
      { cell: 'cohort', month },
      of,
    ]),
    ...answer.rows.map((row: CohortRow): [CohortPlace, CohortFigures] => [
      { cell: 'row', month: row.month, key: row.key },
      row,
    ]),
  ]
  return { site, places, added }
}

describe('whatever the facts, a figure of cohorts', () => {
  it(
    'is what its parts add up to, in each place',
    () => {
      fc.assert(
        fc.property(facts, question, filters, (batches, asked, kept) => {
          const { site, places, added } = world(batches, asked, kept)
          for (const [place, of] of places) {
            expect(added(place, 'customers')('customers')).toBe(of.customers)
            expect(added(place, 'aov')('orders')).toBe(of.orders)
            expect(added(place, 'aov')('value')).toBe(of.orderRevenue)
            expect(added(place, 'revenue')('value')).toBe(of.revenue)
            expect(added(place, 'margin')('value')).toBe(of.revenue - of.goods)
            expect(added(place, 'cac')('cost')).toBe(of.cost)
            expect(added(place, 'ltv_to_date')('value')).toBe(of.value)
            expect(added(place, 'repeat_rate')('returned')).toBe(of.returned)
            for (const [at, days] of LTV_DAYS.entries()) {
              const sum = added(place, `ltv_${days}`)('value')
              if (of.ltv[at] !== null) expect(sum).toBe(of.ltv[at])
            }
            for (const [point, sum] of of.ltvByAge.entries())
              expect(added(place, 'ltv_by_age', { days: point * LTV_EVERY })('value')).toBe(sum)
          }
          site.close()
        }),
        runs(20),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'has those parts with which it was paid back, and who had come back by then',
    () => {
      fc.assert(
        fc.property(facts, question, filters, (batches, asked, kept) => {
          const { site, places, added } = world(batches, asked, kept)
          for (const [place, of] of places) {
            const until = added(place, 'payback_day')
            if (of.paybackDay !== null) expect(until('value')).toBeGreaterThanOrEqual(until('cost'))
            for (const [month, returned] of of.returnedByMonth.entries())
              expect(added(place, 'bought_again', { months: month })('returned')).toBe(returned)
          }
          site.close()
        }),
        runs(20),
      )
    },
    TIMEOUT_MS,
  )
})
