import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { ExplainQuery } from '../../collector/ledger/ledger.ts'
import { EXPLAIN_STAGES, type ExplainPart } from '../../collector/ledger/reports-explain.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { localDay } from '../../collector/roi/dates.ts'
import { type CellAsked, cellTest, sumOf } from '../../collector/roi/explain.ts'
import { addTo, noSums, type Sums } from '../../collector/roi/metrics.ts'
import { roiParts, summed, type Worth } from '../../collector/roi/report.ts'
import { addDays } from '../../shared/dates.ts'
import { ROW_DIMENSIONS } from '../../shared/wire/explain.ts'
import { BASES, DISCOUNT_RULES, REFUND_BASES, VALUES } from '../../shared/wire/roi.ts'
import { append, newShop, settings, settleAll } from './shop.ts'
import { facts, period } from './worlds.ts'

const question = fc.record({
  period,
  by: fc.subarray([...ROW_DIMENSIONS], { maxLength: 3 }),
  model: fc.constantFrom('linear', 'last_touch', 'position_based', 'w_shaped'),
  basis: fc.constantFrom(...BASES),
  refundBasis: fc.constantFrom(...REFUND_BASES),
  value: fc.constantFrom(...VALUES),
  discountAs: fc.constantFrom(...DISCOUNT_RULES),
  allocate: fc.boolean(),
  adSpendAlone: fc.boolean(),
  limit: fc.constantFrom(1, 3, 200),
})

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

const queryOf = (asked: Question, cell: CellAsked): ExplainQuery => {
  const { from, days, now } = asked.period
  const { by, model, basis, refundBasis, allocate, adSpendAlone, limit } = asked
  return {
    ...{ kind: 'explain', from, to: addDays(from, days), goal: 'purchase', model, basis, by },
    ...{ refundBasis, now, limit, today: localDay(now, settings.timeZone), ...cell },
    allocateAt: allocate ? now : undefined,
    categories: adSpendAlone ? ['ad_spend'] : undefined,
    stages: EXPLAIN_STAGES,
  }
}

/** What the parts of all pages add up to, each by itself. */
function sumOfParts(site: SqliteSite, query: ExplainQuery, worth: Worth) {
  const test = cellTest(query)
  const terms = { today: query.today as number, worth }
  const sums = noSums()
  const none = { credits: [], touches: [], costs: [], allocated: [] }
  const cellsOf = (part: ExplainPart) => {
    if (part.kind === 'conversion') return { ...none, credits: part.cells }
    if (part.kind === 'cost') return { ...none, costs: part.cells }
    if (part.kind === 'allocated') return { ...none, allocated: [part.cell] }
    return { ...none, touches: [part.cell] }
  }
  let cursor: string | undefined
  let pages = 0
  do {
    const page = site.report({ ...query, cursor })
    expect(page.parts.length).toBeLessThanOrEqual(query.limit)
    for (const part of page.parts) {
      addTo(sums, sumOf(cellsOf(part), terms, test.allocated))
      if (part.kind === 'conversion') {
        expect(part.journey.touches.length).toBe(part.touches.length)
        for (const { hit } of part.touches) expect(hit?.seq).toBeGreaterThan(0)
      }
    }
    cursor = page.next ?? undefined
    pages += 1
  } while (cursor !== undefined && pages < 500)
  expect(cursor).toBeUndefined()
  return sums
}

/** The cells of the report, with what each says. */
function cellsOfReport(site: SqliteSite, asked: Question, worth: Worth) {
  const { stages: _, cell: __, names: ___, ...query } = queryOf(asked, { cell: 'total', names: {} })
  const roi = site.report({ ...query, kind: 'roi' })
  const { by } = asked
  const input = { ...roi, by, currency: 'EUR', today: query.today as number, worth }
  const { rows, reasons, overhead } = roiParts(input)
  const all: [CellAsked, Sums][] = []
  for (const group of rows.sorted)
    all.push([{ cell: 'row', names: rows.named(group) as CellAsked['names'] }, group.sums])
  const none = summed([...reasons.values()])
  all.push([{ cell: 'unattributed', names: {} }, none.sums])
  all.push([{ cell: 'overhead', names: {} }, overhead.sums])
  all.push([{ cell: 'total', names: {} }, summed([...rows.sorted, none, overhead]).sums])
  return all
}

function shopWith(batches: readonly Batch[]): SqliteSite {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  return site
}

describe('whatever the facts and the cell', () => {
  it('the parts of all pages add up to it, to the minor unit', () => {
    fc.assert(
      fc.property(facts, question, (batches, asked) => {
        const site = shopWith(batches)
        const worth = { value: asked.value, discountAs: asked.discountAs }
        for (const [cell, sums] of cellsOfReport(site, asked, worth)) {
          const query = queryOf(asked, cell)
          const { credits, touches, costs, allocated } = site.report(query)
          const terms = { today: query.today as number, worth }
          const cells = { credits, touches, costs, allocated }
          expect(sumOf(cells, terms, cellTest(cell).allocated)).toEqual(sums)
          expect(sumOfParts(site, query, worth)).toEqual(sums)
        }
        site.close()
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})
