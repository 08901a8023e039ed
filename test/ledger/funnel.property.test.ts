import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import { localDay } from '../../collector/roi/dates.ts'
import { funnelOf } from '../../collector/roi/funnel.ts'
import { addDays } from '../../shared/dates.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import { FUNNEL_BYS } from '../../shared/wire/funnel.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, DAY, newShop, settings, settleAll } from './shop.ts'
import { facts, period } from './worlds.ts'

const question = fc.record({
  period,
  by: fc.constantFrom(...FUNNEL_BYS),
  abandonedAfterDays: fc.integer({ min: 1, max: 20 }),
})

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

function ask(batches: readonly Batch[], { period: asked, by, abandonedAfterDays }: Question) {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  const { from, days, now } = asked
  const to = addDays(from, days)
  const answer = site.report({
    ...{ kind: 'funnel', from, to, by, now },
    abandonedAfterMs: abandonedAfterDays * DAY,
  })
  const query = {
    kind: 'roi',
    goal: 'purchase',
    model: 'linear',
    basis: 'conversion_date',
  } as const
  const roi = site.report({ ...query, from, to, by: [] })
  const ever = site.report({ ...query, from: 20260101, to: 20271231, by: [] })
  site.close()
  const { visits, levels, carts, withoutVisit } = answer
  return {
    funnel: funnelOf({ by, currency: 'EUR', visits, levels, carts }),
    withoutVisit,
    roi,
    ever,
  }
}

/** How many touches of a period were told. */
const toldIn = (batches: readonly Batch[], { from, days }: Question['period']): number =>
  batches
    .flatMap(({ touches = [] }) => touches)
    .map(({ ts }) => localDay(ts ?? 0, settings.timeZone))
    .filter((day) => day >= from && day <= addDays(from, days)).length

describe('whatever the facts', () => {
  it(
    'the funnel has the visits among the touches of the ROI report, fewer at each step, and no order twice',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { funnel, withoutVisit, roi, ever } = ask(batches, asked)
          const { total, rows } = funnel
          const touches = roi.touches.reduce((sum, cell) => sum + cell.touches, 0)
          expect(total.steps[0]?.visits).toBe(touches - toldIn(batches, asked.period))
          for (const { steps, orders } of [...rows, total]) {
            const visits = steps.map((step) => step.visits)
            expect(visits.toSorted((a, b) => b - a)).toEqual(visits)
            for (const [at, { drop_off = 0 }] of steps.entries())
              expect(drop_off).toBe((visits[at] ?? 0) - (visits[at + 1] ?? visits[at] ?? 0))
            expect(orders).toBeGreaterThanOrEqual(visits.at(-1) ?? 0)
          }
          expect(total.orders).toBeLessThanOrEqual(ever.matched)
          // Who was only called has a touch, and no visit.
          expect(withoutVisit.orders).toBeGreaterThanOrEqual(roi.eligible - roi.matched)
          if (batches.every(({ touches: told }) => !told))
            expect(withoutVisit.orders).toBe(roi.eligible - roi.matched)
          for (const at of total.steps.keys())
            expect(rows.reduce((sum, { steps }) => sum + (steps[at]?.visits ?? 0), 0)).toBe(
              total.steps[at]?.visits,
            )
        }),
        runs(50),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'visits, orders and carts of each country, and of none, add up to those of all',
    () => {
      const field = fc.constantFrom('channel', 'campaign', 'country', 'device')
      fc.assert(
        fc.property(facts, question, field, (batches, asked, by) => {
          const site = newShop()
          for (const batch of batches) append(site, batch)
          settleAll(site)
          const { from, days, now } = asked.period
          const funnel = (filters?: Filters) => {
            const { visits, levels, carts, withoutVisit } = site.report({
              ...{ kind: 'funnel', from, to: addDays(from, days), by, now, filters },
              abandonedAfterMs: asked.abandonedAfterDays * DAY,
            })
            const figures = funnelOf({ by, currency: 'EUR', visits, levels, carts })
            return { ...figures, withoutVisit }
          }
          const all = funnel()
          for (const row of all.rows) {
            const name = row[by] ?? ''
            const part = funnel({ [by]: { not: false, values: [name] } })
            expect(part.rows).toEqual([row])
            const rest = funnel({ [by]: { not: true, values: [name] } })
            expect(rest.rows).toEqual(all.rows.filter((other) => other !== row))
            expect(rest.withoutVisit).toEqual({ orders: 0, value: 0 })
          }
          site.close()
        }),
        runs(25),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'over all days each order is of one visit, or of none',
    () => {
      fc.assert(
        fc.property(facts, (batches) => {
          const all = { from: 20260601, days: 400, now: 0 }
          const { funnel, withoutVisit, ever } = ask(batches, {
            ...{ period: all, by: 'channel', abandonedAfterDays: 7 },
          })
          if (batches.every(({ touches: told }) => !told))
            expect(funnel.total.orders).toBe(ever.matched)
          expect(funnel.total.orders + withoutVisit.orders).toBe(ever.eligible)
        }),
        runs(40),
      )
    },
    TIMEOUT_MS,
  )

  it(
    'the funnel is the same in whatever order facts came',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const { funnel } = ask(batches, asked)
          expect(ask(batches.toReversed(), asked).funnel).toEqual(funnel)
        }),
        runs(40),
      )
    },
    TIMEOUT_MS,
  )
})
