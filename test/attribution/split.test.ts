import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise, split, WEIGHT_SUM } from '../../collector/attribution/split.ts'

const SAFE = Number.MAX_SAFE_INTEGER
const sum = (parts: readonly number[]) => parts.reduce((all, part) => all + BigInt(part), 0n)

describe('a split', () => {
  it('gives the cents that are over to the largest remainders', () => {
    expect(split(10, [1, 2, 4])).toEqual([1, 3, 6])
    expect(split(100, [335, 330, 335])).toEqual([34, 33, 33])
  })

  it('gives a tie to the earliest', () => {
    expect(split(10_000, normalise([1, 1, 1]))).toEqual([3334, 3333, 3333])
    expect(split(2, [1, 1, 1])).toEqual([1, 1, 0])
  })

  it('gives nothing to a weight of zero, even when a cent is over', () => {
    expect(split(5, [0, 1, 0, 1])).toEqual([0, 3, 0, 2])
  })

  it('of a negative total is the negation of the positive', () => {
    expect(split(-10, [1, 1, 0, 1])).toEqual([-4, -3, 0, -3])
    expect(split(-1, [0, 1])).toEqual([0, -1])
  })

  it('of nothing is nothing for each, whatever the weights', () => {
    expect(split(0, [1, 2])).toEqual([0, 0])
    expect(split(0, [0, 0])).toEqual([0, 0])
    expect(split(0, [])).toEqual([])
  })

  it('never loses a total that nobody can take', () => {
    expect(() => split(1, [])).toThrow(RangeError)
    expect(() => split(1, [0, 0])).toThrow(RangeError)
  })

  it('refuses what are no integers', () => {
    expect(() => split(0.5, [1])).toThrow(RangeError)
    expect(() => split(2 ** 53, [1])).toThrow(RangeError)
    expect(() => split(1, [0.5, 0.5])).toThrow(RangeError)
    expect(() => split(1, [-1, 2])).toThrow(RangeError)
    expect(() => split(1, [SAFE, 1])).toThrow(RangeError)
  })

  it('is exact for the largest total', () => {
    expect(split(SAFE, [1, 1])).toEqual([4_503_599_627_370_496, 4_503_599_627_370_495])
    expect(sum(split(SAFE, normalise([0.1, 0.2, 0.7])))).toBe(BigInt(SAFE))
  })

  const totals = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.maxSafeNat())
  const weights = fc
    .array(fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: WEIGHT_SUM })), { minLength: 1 })
    .filter((all) => all.some((weight) => weight > 0))

  it('sums to its total, each part within one of its exact share', () => {
    fc.assert(
      fc.property(totals, weights, (total, all) => {
        const parts = split(total, all)
        const whole = sum(all)
        expect(sum(parts)).toBe(BigInt(total))
        parts.forEach((part, index) => {
          const apart = BigInt(part) * whole - BigInt(total) * BigInt(all[index] ?? 0)
          expect(apart < whole && -apart < whole).toBe(true)
        })
      }),
    )
  })

  it('never gives less to a larger weight, nor to the earlier of two equal ones', () => {
    fc.assert(
      fc.property(totals, weights, (total, all) => {
        const ranked = split(total, all)
          .map((part, index) => ({ part, index, weight: all[index] ?? 0 }))
          .sort((a, b) => b.weight - a.weight || a.index - b.index)
          .map(({ part }) => part)
        expect(ranked).toEqual(ranked.toSorted((a, b) => b - a))
      }),
    )
  })

  it('takes the same cents in doubles as in big integers', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_000_000 }), weights, (total, all) => {
        const large = 2 ** 22
        const widened = all.map((weight) => weight * large)
        fc.pre(sum(widened) <= BigInt(SAFE))
        expect(split(total, widened)).toEqual(split(total, all))
      }),
    )
  })
})

describe('normalised weights', () => {
  it('sum to a thousand million, ties to the earliest', () => {
    expect(normalise([1, 1, 1])).toEqual([333_333_334, 333_333_333, 333_333_333])
    expect(normalise([0.4, 0.4, 0.2])).toEqual([400_000_000, 400_000_000, 200_000_000])
    expect(normalise([5])).toEqual([WEIGHT_SUM])
    expect(normalise([])).toEqual([])
  })

  it('see a tie between unequal integers, where quotients of doubles would not', () => {
    expect(normalise([1, 3, 1020])).toEqual([976_563, 2_929_687, 996_093_750])
  })

  it('take the smallest and the largest doubles', () => {
    expect(normalise([Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([500_000_000, 500_000_000])
    expect(normalise([1e-200, 3e-200])).toEqual([250_000_000, 750_000_000])
    expect(normalise([1, Number.MIN_VALUE])).toEqual([WEIGHT_SUM, 0])
  })

  it('refuse what is no weight', () => {
    for (const wrong of [-1, Number.NaN, Infinity]) {
      expect(() => normalise([1, wrong])).toThrow(RangeError)
    }
    expect(() => normalise([0, 0])).toThrow(RangeError)
  })

  it('are within one of their share for any doubles', () => {
    const doubles = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(doubles, (all) => {
        const whole = all.reduce((a, b) => a + b)
        const weights = normalise(all)
        expect(sum(weights)).toBe(BigInt(WEIGHT_SUM))
        weights.forEach((weight, index) => {
          expect(Math.abs(weight - ((all[index] ?? 0) / whole) * WEIGHT_SUM)).toBeLessThan(1.001)
        })
      }),
    )
  })
})
