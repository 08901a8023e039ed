import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DayAmount, defaultSpread, spreadCost } from '../../collector/roi/spread.ts'
import { COST_CATEGORIES } from '../../shared/cost-categories.ts'
import { addDays, daysBetween, monthOf } from '../../shared/dates.ts'

const sum = (parts: readonly DayAmount[]) => parts.reduce((all, { amount }) => all + amount, 0)

function sumsByMonth(parts: readonly DayAmount[]): number[] {
  return [...Map.groupBy(parts, ({ day }) => monthOf(day)).values()].map(sum)
}

describe('a cost spread by day', () => {
  it('costs the same each day', () => {
    const parts = spreadCost({ from: 20261101, to: 20261104, amount: 10_000, spread: 'day' })
    expect(parts).toEqual([
      { day: 20261101, amount: 2500 },
      { day: 20261102, amount: 2500 },
      { day: 20261103, amount: 2500 },
      { day: 20261104, amount: 2500 },
    ])
  })

  it('gives the cents that are over to the earliest days', () => {
    const parts = spreadCost({ from: 20261130, to: 20261202, amount: 1001, spread: 'day' })
    expect(parts.map(({ amount }) => amount)).toEqual([334, 334, 333])
  })

  it('leaves out the days that get nothing', () => {
    const parts = spreadCost({ from: 20260101, to: 20261231, amount: 2, spread: 'day' })
    expect(parts).toEqual([
      { day: 20260101, amount: 1 },
      { day: 20260102, amount: 1 },
    ])
    expect(spreadCost({ from: 20260101, to: 20260131, amount: 0, spread: 'day' })).toEqual([])
  })

  it('takes a single day, and no period that ends before it begins', () => {
    const day = { from: 20240229, to: 20240229, amount: 5, spread: 'day' } as const
    expect(spreadCost(day)).toEqual([{ day: 20240229, amount: 5 }])
    expect(() => spreadCost({ ...day, to: 20240228 })).toThrow(RangeError)
  })
})

describe('a cost spread by month', () => {
  it('costs the same each full month, short or long', () => {
    const parts = spreadCost({ from: 20260101, to: 20261231, amount: 120_000, spread: 'month' })
    expect(sumsByMonth(parts)).toEqual(Array.from({ length: 12 }, () => 10_000))
  })

  it('costs half as much in half a February as in a full March, unlike one spread by day', () => {
    const half = { from: 20260215, to: 20260331, amount: 30_000 }
    expect(sumsByMonth(spreadCost({ ...half, spread: 'month' }))).toEqual([10_000, 20_000])
    expect(sumsByMonth(spreadCost({ ...half, spread: 'day' }))).toEqual([9338, 20_662])
  })

  it('is spread over the covered days within its month', () => {
    const parts = spreadCost({ from: 20260227, to: 20260301, amount: 100, spread: 'month' })
    expect(parts.map(({ day }) => day)).toEqual([20260227, 20260228, 20260301])
    expect(sumsByMonth(parts)).toEqual([69, 31])
    expect(parts.map(({ amount }) => amount)).toEqual([35, 34, 31])
  })
})

describe('any cost', () => {
  it('sums over its days to exactly its amount, on days of its period in order', () => {
    const days = fc.record({ start: fc.nat({ max: 9000 }), length: fc.nat({ max: 800 }) })
    const amounts = fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 9_007_199_254_740 }))
    fc.assert(
      fc.property(days, amounts, fc.constantFrom('day', 'month'), (period, amount, spread) => {
        const from = addDays(20100101, period.start)
        const to = addDays(from, period.length)
        const parts = spreadCost({ from, to, amount, spread })
        expect(sum(parts)).toBe(amount)
        const offsets = parts.map(({ day }) => daysBetween(from, day))
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b))
        expect(offsets.every((offset) => offset >= 0 && offset <= period.length)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('is spread by day when it buys ads, else by month', () => {
    const byDay = COST_CATEGORIES.filter((category) => defaultSpread(category) === 'day')
    expect(byDay).toEqual(['ad_spend'])
  })
})
