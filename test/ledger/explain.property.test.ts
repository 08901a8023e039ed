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
import { SALES_APART, SALES_CHANNELS } from '../../shared/sales-channels.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import { BASES, DIMENSIONS, DISCOUNT_RULES, REFUND_BASES, VALUES } from '../../shared/wire/roi.ts'
import { shuffled } from './generators.ts'
import { adFiles, aliases } from './import-steps.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, newShop, START, settings, settleAll, storeVersion } from './shop.ts'
import { codes, facts, period } from './worlds.ts'

const filterOf = (...values: string[]) =>
  fc.record({
    not: fc.boolean(),
    values: fc.subarray(values, { minLength: 1 }),
  })

const filters = fc.record(
  {
    channel: filterOf('Paid Search', 'Email', 'Direct'),
    source: filterOf('google', 'news', 'shop talk'),
    campaign: filterOf('autumn', 'winter', ''),
    country: filterOf('FR', 'DE', ''),
    device: filterOf('mobile', 'desktop'),
    landing_page: filterOf('/', '/shoes'),
    stage: filterOf('acquisition', 'retention', 'unknown'),
    coupon: filterOf('TEN', ''),
    item: filterOf('A', 'B', ''),
    advocacy: filterOf('yes', 'no'),
    market: filterOf('DE', 'AT', ''),
  },
  { requiredKeys: [] },
)

/** At most two of them: what is asked of all at once is empty. */
const fewFilters = fc
  .tuple(filters, fc.nat(20), fc.nat(2))
  .map(([all, first, n]): Filters | undefined => {
    const given = Object.entries(all)
    const some = given.slice(first % (given.length || 1)).slice(0, n)
    return some.length > 0 ? Object.fromEntries(some) : undefined
  })

const question = fc.record({
  period,
  by: fc.shuffledSubarray(
    [...DIMENSIONS].filter((name) => name !== 'site'),
    { maxLength: 3 },
  ),
  filters: fc.option(fewFilters, { nil: undefined }),
  salesChannels: fc.constantFrom(undefined, undefined, SALES_CHANNELS, ['pos', 'phone']),
  model: fc.constantFrom('linear', 'last_touch', 'position_based', 'w_shaped', 'markov'),
  basis: fc.constantFrom(...BASES),
  refundBasis: fc.constantFrom(...REFUND_BASES),
  value: fc.constantFrom(...VALUES),
  discountAs: fc.constantFrom(...DISCOUNT_RULES),
  allocate: fc.boolean(),
  adSpendAlone: fc.boolean(),
  category: fc.constantFrom('ad_spend', 'agency', 'discount'),
  limit: fc.constantFrom(1, 3, 200, 200),
})

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

const queryOf = (asked: Question, cell: CellAsked): ExplainQuery => {
  const { from, days, now } = asked.period
  const { by, model, basis, refundBasis, allocate, adSpendAlone, limit, salesChannels } = asked
  return {
    ...{ kind: 'explain', from, to: addDays(from, days), goal: 'purchase', model, basis },
    ...{ refundBasis, now, limit, today: localDay(now, settings.timeZone), salesChannels },
    by: cell.category ? [...by, 'category'] : by,
    allocateAt: allocate ? now : undefined,
    categories: adSpendAlone ? ['ad_spend'] : undefined,
    stages: EXPLAIN_STAGES,
    ...cell,
    filters: asked.filters,
  }
}

/** What the parts of all pages add up to, each by itself. */
function sumOfParts(site: SqliteSite, query: ExplainQuery, worth: Worth) {
  const test = cellTest(query)
  const { category, cell } = query
  const terms = { today: query.today as number, worth, category, cell }
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
  const orders = new Set<string>()
  do {
    const page = site.report({ ...query, cursor })
    expect(page.parts.length).toBeLessThanOrEqual(query.limit)
    for (const part of page.parts) {
      addTo(sums, sumOf(cellsOf(part), terms, test.allocated))
      if (part.kind === 'conversion') {
        expect(part.journey.touches.length).toBe(part.touches.length)
        expect(orders).not.toContain(part.journey.transactionId)
        orders.add(part.journey.transactionId)
        expectFacts(part, query.model)
      }
    }
    cursor = page.next ?? undefined
    pages += 1
  } while (cursor !== undefined && pages < 500)
  expect(cursor).toBeUndefined()
  return sums
}

/** Every touch leads to its hit, its sender's name for it, or its code, and weights are those of the model. */
function expectFacts({ journey, touches }: ExplainPart & { kind: 'conversion' }, model: string) {
  for (const [at, { hit, weight }] of touches.entries()) {
    const touch = journey.touches[at]
    expect(hit ? hit.seq : (touch?.externalId ?? touch?.content)).toBeTruthy()
    expect(Math.round(weight / 1000)).toBeCloseTo(touch?.credits[model]?.conversions ?? -1, -1)
  }
}

const movedSums = (value: number): Sums => ({ ...noSums(), value, revenue: value })

/** The places of the report, with what each says: whole, and of the costs of one category. */
function cellsOfReport(site: SqliteSite, asked: Question, worth: Worth) {
  const { stages: _, cell: __, names: ___, ...query } = queryOf(asked, { cell: 'total', names: {} })
  const roi = site.report({ ...query, by: [...query.by, 'category'], kind: 'roi' })
  const by = asked.by
  const today = query.today as number
  const parts = roiParts({ ...roi, by, currency: 'EUR', today, worth, filters: asked.filters })
  const { rows, reasons, overhead, undecided } = parts
  const none = summed([...reasons.values()])
  const apart = roiParts({
    ...{ credits: roi.salesApart ?? [], touches: [], costs: [] },
    ...{ by, currency: 'EUR', today, worth },
  })
  const moved = { sums: movedSums(roi.fxDifference), costs: new Map<string, number>() }
  const places: [CellAsked, ReturnType<typeof summed>][] = [
    ...rows.sorted.map((group): [CellAsked, typeof group] => [
      { cell: 'row', names: rows.named(group) as CellAsked['names'] },
      group,
    ]),
    [{ cell: 'unattributed', names: {} }, none],
    ...[...reasons].map(([reason, part]): [CellAsked, typeof part] => [
      { cell: 'unattributed', names: {}, reasons: [reason] },
      part,
    ]),
    [{ cell: 'overhead', names: {} }, overhead],
    [{ cell: 'not_broken_down', names: {} }, undecided],
    [{ cell: 'total', names: {} }, summed([...rows.sorted, none, overhead])],
    [{ cell: 'fx_difference', names: {} }, moved],
    ...SALES_APART.map((reason): [CellAsked, typeof none] => [
      { cell: 'other_sales', names: {}, reasons: [reason] },
      summed([...apart.reasons].flatMap(([name, part]) => (name === reason ? [part] : []))),
    ]),
  ]
  const { category } = asked
  return places.flatMap(([place, { sums, costs }]): [CellAsked, Sums][] => [
    [place, sums],
    [
      { ...place, category },
      { ...noSums(), cost: costs.get(category) ?? 0 },
    ],
  ])
}

/** Markov knows some of the channels, and not all. */
function shopWith(batches: readonly Batch[]): SqliteSite {
  const site = newShop()
  const version = storeVersion(site, 'markov', { 'Paid Search': 0.6, Email: 0.3, Direct: 0.2 })
  const models = [...settings.models, { name: 'markov' as const, version }]
  site.change({ kind: 'settings', settings: { ...settings, models }, owner: 'test', at: START })
  append(site, codes)
  for (const batch of batches) append(site, batch)
  settleAll(site)
  return site
}

/** Files of ads among them, some of whose campaigns have aliases. */
const withFiles = fc
  .tuple(facts, fc.array(fc.oneof(adFiles, aliases), { maxLength: 4 }))
  .chain(([list, files]) => shuffled([...list, ...files]))

const RUNS = runs(40)

describe('whatever the facts and the cell', () => {
  it(
    'the parts of all pages add up to it, to the minor unit',
    () => {
      fc.assert(
        fc.property(withFiles, question, (batches, asked) => {
          const site = shopWith(batches)
          const worth = { value: asked.value, discountAs: asked.discountAs }
          for (const [cell, sums] of cellsOfReport(site, asked, worth)) {
            const query = queryOf(asked, cell)
            const { credits, touches, costs, allocated } = site.report(query)
            const terms = { ...cell, today: query.today as number, worth }
            const cells = { credits, touches, costs, allocated }
            const { allocated: sign } = cellTest(query)
            expect(sumOf(cells, terms, sign), JSON.stringify(cell)).toEqual(sums)
            expect(sumOfParts(site, query, worth), JSON.stringify(cell)).toEqual(sums)
          }
          site.close()
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )
})
