import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { RoiReportAnswer } from '../../collector/ledger/ledger.ts'
import type { CohortFigures, CohortRow } from '../../collector/roi/cohorts.ts'
import { monthOf } from '../../shared/dates.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import { facts, inAnyOrder, type Question, question } from './cohort-worlds.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, newShop, settleAll } from './shop.ts'

/** The end of a month after all facts. */
const LATER = 20270430

function ask(
  batches: readonly Batch[],
  { model, by, asOn, ...terms }: Question,
  filters?: Filters,
) {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  const months = { from: 202608, to: 202704 }
  const asked = { kind: 'cohorts', ...months, model, by, filters, ...terms } as const
  const told = site.report({ ...asked, asOn })
  const later = site.report({ ...asked, asOn: LATER, refundBasis: 'sale' })
  const period = { from: 20260801, to: LATER, goal: 'purchase', basis: 'conversion_date' } as const
  const roi = site.report({ kind: 'roi', ...period, model, by: [...by, 'month'], today: LATER })
  site.close()
  return { told, later, roi }
}

const SUMS = [
  'customers',
  'orders',
  'orderRevenue',
  'revenue',
  'goods',
  'value',
  'returned',
] as const

const sum = (figures: readonly CohortFigures[], name: (typeof SUMS)[number] | 'cost') =>
  figures.reduce((all, one) => all + one[name], 0)

/** New customers by month and row, without the unattributed, from the sums of the ROI report. */
function newCustomers({ credits }: RoiReportAnswer, by: Question['by']): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { tuple, day, stage, conversions } of credits) {
    if (!tuple || stage !== 'acquisition' || conversions === 0) continue
    const name = JSON.stringify([monthOf(day), by.map((dimension) => tuple[dimension])])
    found[name] = (found[name] ?? 0) + conversions
  }
  return found
}

const byName = (rows: readonly CohortRow[]): Record<string, number> =>
  Object.fromEntries(
    rows
      .filter(({ customers }) => customers > 0)
      .map(({ month, key, customers }) => [JSON.stringify([month, key]), customers]),
  )

const hasHistory = ({ conversions = [] }: Batch): boolean =>
  conversions.some(({ historical }) => historical === true)

describe('whatever the facts', () => {
  it(
    'cohorts add up to their total, under refunds and stages, on any day',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { rows, months, unattributed, overhead, total } = ask(batches, asked).told
          for (const name of SUMS) {
            expect(sum(rows, name) + unattributed[name]).toBe(total[name])
            expect(sum(months, name)).toBe(total[name])
          }
          expect(sum(rows, 'cost') + overhead).toBe(total.cost)
          expect(sum(months, 'cost')).toBe(total.cost)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'cohorts have the new customers, the costs and the value of the ROI report',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { later, roi } = ask(batches, asked)
          expect(byName(later.rows)).toEqual(newCustomers(roi, asked.by))
          const spent = roi.costs.reduce((all, { amount }) => all + amount, 0)
          expect(later.total.cost).toBe(spent)
          // What they have paid is in the other report alone, and order history in this one alone.
          const { customers_not_counted: waiting = 0, customers_before: before = 0 } = later.leftOut
          if (waiting + before > 0 || batches.some(hasHistory)) return
          const known = later.total.orderRevenue + later.unidentified.revenue
          const earned = roi.credits.reduce((all, cell) => all + cell.value - cell.refunded, 0)
          expect(known).toBe(earned)
          const orders = later.total.orders / 1_000_000 + later.unidentified.orders
          expect(orders).toBe(roi.eligible)
        }),
        runs(60),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'under a filter there are the rows of its channel, and countries add up to all that touches have won',
    () => {
      const channel = fc.constantFrom('Paid Search', 'Email', 'Paid Social', 'Direct')
      const only = (...values: string[]) => ({ not: false, values })
      fc.assert(
        fc.property(facts, question, channel, (batches, given, name) => {
          const asked = { ...given, by: ['channel'] as const }
          const all = ask(batches, asked).told
          const { told } = ask(batches, asked, { channel: only(name) })
          expect(told.rows).toEqual(all.rows.filter(({ key }) => key[0] === name))
          for (const figure of [...SUMS, 'cost' as const])
            expect(told.total[figure]).toBe(sum(told.rows, figure))
          expect([told.eligible, told.matched]).toEqual([all.eligible, all.matched])
          const [here, elsewhere] = [false, true].map(
            (not) => ask(batches, asked, { country: { not, values: ['FR'] } }).told,
          )
          for (const figure of SUMS)
            expect(here?.total[figure] ?? 0).toBe(
              all.total[figure] - all.unattributed[figure] - (elsewhere?.total[figure] ?? 0),
            )
          expect([here?.total.cost, here?.notBrokenDown]).toEqual([0, all.total.cost])
          expect(here?.total.costUnknown).toEqual(all.total.cost === 0 ? [] : ['country'])
        }),
        runs(30),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'cohorts are the same in any order of arrival',
    () => {
      fc.assert(
        fc.property(inAnyOrder, question, ([batches, another], asked) => {
          const { freshTo: _, asOf: _first, generation: _one, ...told } = ask(batches, asked).told
          const {
            freshTo: _at,
            asOf: _last,
            generation: _other,
            ...again
          } = ask(another, asked).told
          expect(again).toEqual(told)
        }),
        runs(30),
      )
    },
    TIMEOUT_MS,
  )
})
