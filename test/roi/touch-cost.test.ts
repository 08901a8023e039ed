import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CostCell, Tuple } from '../../collector/roi/report.ts'
import {
  type Allocation,
  allocateCosts,
  costOfDays,
  TouchCosts,
  type TouchCount,
} from '../../collector/roi/touch-cost.ts'
import { addDays } from '../../shared/dates.ts'

const SEARCH: Tuple = {
  channel: 'Paid Search',
  source: 'google',
  medium: 'cpc',
  campaign: 'autumn',
}
const DIRECT: Tuple = { channel: 'Direct', source: '(direct)', medium: '(none)', campaign: '' }
const MAIL: Tuple = { channel: 'Email', source: 'news', medium: 'email', campaign: 'autumn' }
const tuples = new Map([
  [1, SEARCH],
  [2, DIRECT],
  [3, MAIL],
])

const cell = (amount: number, given: Partial<CostCell> = {}): CostCell => ({
  scope: {},
  category: 'ad_spend',
  day: 20261101,
  amount,
  accrues: false,
  ...given,
})

const counts = (...rows: [day: number, tuple: number, touches: number][]): TouchCount[] =>
  rows.map(([day, tuple, touches]) => ({ day, tuple, touches }))

const allocated = (costs: CostCell[], of: TouchCount[], given: { overhead?: boolean } = {}) =>
  allocateCosts({ costs, counts: of, tuples, today: 20261130, overhead: false, ...given })

/** The n-th touch of a tuple and day comes at n o'clock. */
const costsOf = (allocation: Allocation, of: readonly TouchCount[]): number[] => {
  const costs = new TouchCosts(allocation, ({ place }) => ({ ts: place, id: 'x' }))
  return of.flatMap(({ day, tuple, touches }) =>
    Array.from({ length: touches }, (_, index) =>
      costs.of({ day, tuple, ts: index + 1 }, () => 'x'),
    ),
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('the cost of a touch', () => {
  const days = [20261101, 20261102, 20261103, 20261104]
  const ads = days.map((day) => cell(2500, { day, scope: { channel: 'Paid Search' } }))
  const searches = counts([20261101, 1, 3], [20261103, 1, 2], [20261104, 1, 5])
  const directs = counts([20261101, 2, 1], [20261102, 2, 1])

  it('is the share of its day: 100.00 over four days, one of which nobody came', () => {
    const allocation = allocated(ads, [...searches, ...directs])
    expect(costsOf(allocation, searches)).toEqual([
      ...[834, 833, 833],
      ...[1250, 1250],
      ...[500, 500, 500, 500, 500],
    ])
    expect(costsOf(allocation, directs)).toEqual([0, 0])
    expect(costOfDays(allocation.days, 20261101, 20261104)).toEqual({
      spend: 10_000,
      touches: 7500,
      withoutTouch: 2500,
      overhead: 0,
      restOfMonth: 0,
    })
  })

  it('has its share of what names nothing when that is shared, over all touches of the month', () => {
    const software = days.map((day) => cell(1200, { day, category: 'overhead', accrues: true }))
    const shared = allocated([...ads, ...software], [...searches, ...directs], { overhead: true })
    expect(costsOf(shared, searches).slice(0, 3)).toEqual([1234, 1233, 1233])
    expect(costsOf(shared, directs)).toEqual([400, 400])
    const kept = allocated([...ads, ...software], [...searches, ...directs])
    expect(costsOf(kept, directs)).toEqual([0, 0])
    expect(costOfDays(kept.days, 20261101, 20261104).overhead).toBe(4800)
  })

  it('by the month is the same for all touches of its days, and says what other days carry', () => {
    const fee = [20261101, 20261102].map((day) =>
      cell(600, { day, category: 'agency', accrues: true, scope: { channel: 'Paid Search' } }),
    )
    const allocation = allocated(fee, counts([20261101, 1, 1], [20261102, 1, 2], [20261103, 1, 7]))
    expect(costsOf(allocation, counts([20261101, 1, 1], [20261102, 1, 2]))).toEqual([400, 400, 400])
    expect(costsOf(allocation, counts([20261103, 1, 1]))).toEqual([0])
    expect(costOfDays(allocation.days, 20261101, 20261101)).toMatchObject({
      spend: 600,
      touches: 400,
      restOfMonth: 200,
    })
    expect(costOfDays(allocation.days, 20261101, 20261130).restOfMonth).toBe(0)
  })

  it('of what accrues counts up to today', () => {
    const fee = [20261130, 20261201].map((day) => cell(600, { day, accrues: true, scope: MAIL }))
    const allocation = allocated(fee, counts([20261130, 3, 1], [20261201, 3, 1]))
    expect(costOfDays(allocation.days, 20261101, 20261231)).toMatchObject({
      spend: 600,
      touches: 600,
    })
  })

  it('follows all that a scope names, and not the half of it', () => {
    const of = counts([20261101, 1, 1], [20261101, 3, 1])
    const byCampaign = allocated([cell(10, { scope: { campaign: 'autumn' } })], of)
    expect(costsOf(byCampaign, of)).toEqual([5, 5])
    const scope = { source: 'news', campaign: 'autumn' }
    expect(costsOf(allocated([cell(10, { scope })], of), of)).toEqual([0, 10])
    const failed = { source: 'news', campaign: 'autumn-2' }
    expect(allocated([cell(10, { scope: failed })], of).days.get(20261101)?.withoutTouch).toBe(10)
  })

  it('gives what is left over to tuples by name, whatever their numbers are', () => {
    const of = counts([20261101, 1, 1], [20261101, 2, 1], [20261101, 3, 1])
    const shared = allocated([cell(5)], of, { overhead: true })
    // Direct, Email, Paid Search.
    expect(costsOf(shared, of)).toEqual([1, 2, 2])
  })

  it('tells touches of one moment apart by their ids', () => {
    const allocation = allocated([cell(3, { scope: SEARCH })], counts([20261101, 1, 2]))
    const costs = new TouchCosts(allocation, () => ({ ts: 7, id: 'b' }))
    const touch = { day: 20261101, tuple: 1, ts: 7 }
    expect(['a', 'b', 'c'].map((id) => costs.of(touch, () => id))).toEqual([2, 2, 1])
  })

  it('adds up to every amount, with what no touch takes', () => {
    const day = fc.integer({ min: 0, max: 40 }).map((n) => addDays(20261020, n))
    const scope = fc.constantFrom<Partial<Tuple>>(
      {},
      { channel: 'Paid Search' },
      { campaign: 'autumn' },
      { ...MAIL },
      { source: 'nobody' },
    )
    const cells = fc.array(
      fc.record({ amount: fc.nat(100_000), day, scope, accrues: fc.boolean() }),
      { maxLength: 12 },
    )
    const touches = fc.uniqueArray(
      fc.tuple(day, fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 9 })),
      {
        maxLength: 40,
        selector: ([on, tuple]) => `${on}.${tuple}`,
      },
    )
    fc.assert(
      fc.property(cells, touches, fc.boolean(), (given, rows, overhead) => {
        const of = counts(...rows)
        const costs = given.map(({ amount, ...more }) => cell(amount, more))
        const allocation = allocateCosts({ costs, counts: of, tuples, today: 20261231, overhead })
        const all = costOfDays(allocation.days, 20261020, 20261231)
        expect(all.spend).toBe(sum(costs.map(({ amount }) => amount)))
        expect(all.restOfMonth).toBe(0)
        expect(sum(costsOf(allocation, of))).toBe(all.touches)
        expect(all.touches + all.withoutTouch + all.overhead).toBe(all.spend)
        for (const { spend, touches: carried, withoutTouch, ...rest } of allocation.days.values())
          expect(carried + withoutTouch + rest.overhead + rest.restOfMonth).toBe(spend)
      }),
    )
  })
})
