import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoryReport } from '../../collector/roi/categories.ts'
import type { Metrics } from '../../collector/roi/metrics.ts'
import { type CostCell, type RoiReport, roiReport, type Tuple } from '../../collector/roi/report.ts'
import { DIMENSIONS } from '../../shared/wire/roi.ts'
import { cost, credit, touches } from './cells.ts'

const names = fc.constantFrom('', 'a', 'b', 'not broken down', 'x,"y"')
const tuples: fc.Arbitrary<Tuple> = fc.record({
  channel: names,
  source: names,
  medium: names,
  campaign: names,
})
const days = fc.constantFrom(20261031, 20261101, 20261102, 20261231, 20270101)
const amounts = fc.nat({ max: 100_000 })

const credits = fc.array(
  fc
    .record({
      tuple: fc.option(tuples),
      reason: fc.constantFrom('consent', 'no_id', 'no_touch'),
      day: days,
      stage: fc.constantFrom('acquisition', 'retention', 'unknown'),
      conversions: fc.nat({ max: 3_000_000 }),
      value: amounts,
      refunded: amounts,
    })
    .map(credit),
)
const visits = fc.array(
  fc.tuple(tuples, fc.nat(50), days).map(([tuple, count, day]) => touches(tuple, count, day)),
)
const scopes = fc.record(
  { channel: names, source: names, medium: names, campaign: names },
  { requiredKeys: [] },
)
const categories = fc.constantFrom('ad_spend', 'agency', 'software')
const costs: fc.Arbitrary<CostCell[]> = fc.array(
  fc
    .tuple(scopes, amounts, fc.record({ day: days, accrues: fc.boolean(), category: categories }))
    .map(([scope, amount, more]) => cost(scope, amount, more)),
)
const cells = fc.record({ credits, touches: visits, costs })

/** A decimal string as an integer of its last digit's unit; none for what is not known. */
const whole = (text: string | null, decimals: number) =>
  Math.round(Number(text ?? '0') * 10 ** decimals)

function sumsOf(parts: readonly Partial<Metrics>[]) {
  const sum = (one: (part: Partial<Metrics>) => number) =>
    parts.reduce((all, it) => all + one(it), 0)
  return {
    touches: sum((it) => it.touches ?? 0),
    conversions: sum((it) => whole(it.conversions ?? '0', 6)),
    value: sum((it) => whole(it.value ?? '0', 2)),
    cost: sum((it) => whole(it.cost ?? '0', 2)),
  }
}

const inputFor = (
  given: Pick<Parameters<typeof roiReport>[0], 'credits' | 'touches' | 'costs'>,
) => ({
  ...given,
  currency: 'EUR',
  today: 20261102,
})

describe('under any choice of dimensions', () => {
  const bys = fc.shuffledSubarray([...DIMENSIONS])

  it('the total is the rows, what is unattributed, and overhead, exactly', () => {
    fc.assert(
      fc.property(cells, bys, (given, by) => {
        const { rows, unattributed, overhead, total }: RoiReport = roiReport({
          ...inputFor(given),
          by,
        })
        expect(sumsOf([...rows, unattributed, overhead])).toEqual(sumsOf([total]))
        expect(sumsOf(unattributed.by_reason)).toEqual(sumsOf([unattributed]))
      }),
      { numRuns: 300 },
    )
  })

  it('the total, what is unattributed and overhead are the same, and are those of the cells', () => {
    fc.assert(
      fc.property(cells, bys, (given, by) => {
        const categoryToo = by.filter((name) => name === 'category')
        const { rows: _, ...coarse } = roiReport({ ...inputFor(given), by: categoryToo })
        const { rows: __, ...fine } = roiReport({ ...inputFor(given), by })
        expect(fine).toEqual(coarse)
        const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)
        expect(sumsOf([fine.total])).toEqual({
          touches: sum(given.touches.map((it) => it.touches)),
          conversions: sum(given.credits.map((it) => it.conversions)),
          value: sum(given.credits.map((it) => it.value - it.refunded)),
          cost: sum(
            given.costs.filter((it) => !it.accrues || it.day <= 20261102).map((it) => it.amount),
          ),
        })
      }),
      { numRuns: 300 },
    )
  })

  it('categories add up to the costs of each row, and to the total of each', () => {
    fc.assert(
      fc.property(cells, bys, (given, some) => {
        const by = [...some.filter((name) => name !== 'category'), 'category' as const]
        const { rows, overhead, total } = roiReport({ ...inputFor(given), by })
        const sum = (all: readonly string[]) => all.reduce((a, b) => a + whole(b, 2), 0)
        for (const part of [...rows, overhead, total])
          expect(sum(Object.values(part.costs ?? {}))).toBe(whole(part.cost, 2))
        for (const [category, cost] of Object.entries(total.costs ?? {}))
          expect(sum([...rows, overhead].map(({ costs }) => costs?.[category] ?? '0'))).toBe(
            whole(cost, 2),
          )
      }),
    )
  })

  it('a report by category alone has all costs in its rows, and all value beside them', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const { total } = roiReport({ ...inputFor(given), by: [] })
        const report = categoryReport({ ...inputFor(given), by: ['category'] })
        const { rows, credited, unattributed, overhead } = report
        expect(sumsOf([...rows, credited, unattributed, overhead])).toEqual(sumsOf([total]))
        expect(overhead).toEqual({ cost: '0.00' })
      }),
    )
  })

  it('the order of the cells makes no difference', () => {
    fc.assert(
      fc.property(cells, bys, (given, by) => {
        const backwards = {
          credits: given.credits.toReversed(),
          touches: given.touches.toReversed(),
          costs: given.costs.toReversed(),
        }
        expect(roiReport({ ...inputFor(backwards), by })).toEqual(
          roiReport({ ...inputFor(given), by }),
        )
      }),
    )
  })
})
