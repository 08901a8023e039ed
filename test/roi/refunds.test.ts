import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise, split } from '../../collector/attribution/split.ts'
import { netRefunds, type Refund, refundSplits } from '../../collector/roi/refunds.ts'
import { roundedRatio } from '../../collector/roi/rounding.ts'

/** An order of 119.00 cash with 19.00 tax. */
const SALE = { value: 10_000, tax: 1900, total: 11_900 }
const FEB = Date.UTC(2026, 1, 2)

function refund(id: string, amount: number, more: Partial<Refund> = {}): Refund {
  return { id, ts: FEB, amount, ...more }
}

const nets = (sale: { value: number; total?: number }, refunds: Refund[]) =>
  netRefunds(sale, refunds).map(({ net }) => net)

describe('a refund', () => {
  it('of half the cash takes half the value, to the cent, and falls on the touches as the sale', () => {
    const linear = normalise([1, 1, 1])
    expect(split(SALE.value, linear)).toEqual([3334, 3333, 3333])
    const [first] = netRefunds(SALE, [refund('r', 5950)])
    expect(first).toEqual({ id: 'r', state: 'counted', net: 5000, cumulative: 5000 })
    expect(refundSplits(linear, [5000])).toEqual([[1667, 1667, 1666]])
  })

  it('is all value where the order says no total', () => {
    expect(nets({ value: 10_001 }, [refund('r', 5000)])).toEqual([5000])
  })

  it('with its own tax or shipping nets to what is left without them', () => {
    expect(nets(SALE, [refund('r', 5950, { tax: 0 })])).toEqual([5950])
    expect(nets(SALE, [refund('r', 5950, { tax: 950 })])).toEqual([5000])
    expect(nets(SALE, [refund('r', 5950, { tax: 900, shipping: 490 })])).toEqual([4560])
    expect(nets(SALE, [refund('r', 490, { shipping: 490 })])).toEqual([0])
  })

  it('never gives value back, however much tax it claims', () => {
    expect(nets(SALE, [refund('r', 100, { tax: 500 })])).toEqual([0])
  })

  it('of all the cash takes exactly the value, itemised or not', () => {
    expect(nets(SALE, [refund('r', 11_900)])).toEqual([10_000])
    expect(nets(SALE, [refund('r', 11_900, { tax: 1000 })])).toEqual([10_000])
    expect(nets(SALE, [refund('r', 11_900, { tax: 2500 })])).toEqual([10_000])
    expect(nets(SALE, [refund('a', 900, { tax: 900 }), refund('b', 11_000)])).toEqual([0, 10_000])
    expect(nets(SALE, [refund('a', 5000, { tax: 0 }), refund('b', 6900)])).toEqual([5000, 5000])
  })

  it('rounds half up, and on the cumulative amount', () => {
    expect(nets({ value: 1, total: 2 }, [refund('r', 1)])).toEqual([1])
    const odd = { value: 100, total: 119 }
    const thirds = [refund('a', 40), refund('b', 40), refund('c', 39)]
    expect(nets(odd, thirds)).toEqual([34, 33, 33])
    const cents = Array.from({ length: 119 }, (_, n) => refund(String(n).padStart(3, '0'), 1))
    expect(nets(odd, cents).reduce((a, b) => a + b)).toBe(100)
  })

  it('that exceeds what is left is left out wholly, and a later smaller one still counts', () => {
    const refunds = netRefunds(SALE, [
      refund('a', 10_000, { ts: FEB }),
      refund('b', 1901, { ts: FEB + 1 }),
      refund('c', 1900, { ts: FEB + 2 }),
    ])
    expect(refunds.map(({ id, state, net }) => [id, state, net])).toEqual([
      ['a', 'counted', 8403],
      ['b', 'excess', 0],
      ['c', 'counted', 1597],
    ])
  })

  it('counts by its time and id, in whatever order it comes', () => {
    const refunds = [
      refund('b', 700, { ts: FEB }),
      refund('a', 700, { ts: FEB }),
      refund('late', 700, { ts: FEB + 1 }),
    ]
    const answer = netRefunds({ value: 1400 }, refunds)
    expect(answer.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'counted'],
      ['b', 'counted'],
      ['late', 'excess'],
    ])
    expect(netRefunds({ value: 1400 }, refunds.toReversed())).toEqual(answer)
  })

  it('of an order that cost nothing divides by nothing', () => {
    expect(netRefunds({ value: 0, total: 0 }, [refund('r', 0)])).toEqual([
      { id: 'r', state: 'counted', net: 0, cumulative: 0 },
    ])
    expect(netRefunds({ value: 500, total: 0 }, [refund('r', 0)])[0]?.net).toBe(0)
    expect(netRefunds({ value: 500, total: 0 }, [refund('r', 1)])[0]?.state).toBe('excess')
    expect(nets({ value: 0, total: 490 }, [refund('r', 490)])).toEqual([0])
  })

  const amounts = fc.nat({ max: 5000 })
  const refunds = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      ts: fc.nat({ max: 3 }),
      amount: amounts,
      tax: fc.option(fc.nat({ max: 900 }), { nil: undefined }),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )

  it('and its like never take more than the value, and all of it once the cash is back', () => {
    fc.assert(
      fc.property(amounts, amounts, refunds, (value, total, all) => {
        const netted = netRefunds({ value, total }, all)
        const counted = netted.filter(({ state }) => state === 'counted')
        const cash = counted.reduce(
          (sum, { id }) => sum + (all.find((it) => it.id === id)?.amount ?? 0),
          0,
        )
        const last = counted.at(-1)?.cumulative ?? 0
        expect(cash).toBeLessThanOrEqual(total)
        expect(last).toBe(counted.reduce((sum, { net }) => sum + net, 0))
        expect(last).toBeLessThanOrEqual(value)
        expect(netted.every(({ net }) => net >= 0)).toBe(true)
        if (total > 0 && cash === total) expect(last).toBe(value)
      }),
    )
  })

  it('and its like come to the same in any order', () => {
    const shuffled = refunds.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(amounts, amounts, shuffled, (value, total, [one, other]) => {
        expect(netRefunds({ value, total }, other)).toEqual(netRefunds({ value, total }, one))
      }),
    )
  })
})

describe('the splits of refunds', () => {
  it('add up to the split of the sale once everything is refunded', () => {
    const weights = fc.array(fc.nat({ max: 99 }), { minLength: 1 }).map((all) => [...all, 1])
    const steps = fc.array(fc.nat({ max: 400 }))
    fc.assert(
      fc.property(weights, steps, fc.nat({ max: 9999 }), (shares, some, rest) => {
        const cumulative: number[] = []
        for (const step of [...some, rest]) cumulative.push((cumulative.at(-1) ?? 0) + step)
        const parts = refundSplits(shares, cumulative)
        const sums = shares.map((_, index) =>
          parts.reduce((sum, part) => sum + (part[index] ?? 0), 0),
        )
        expect(sums).toEqual(split(cumulative.at(-1) ?? 0, shares))
        const first = parts[0] ?? []
        expect(first.reduce((a, b) => a + b, 0)).toBe(cumulative[0])
      }),
    )
  })

  it('of no refunds are none', () => {
    expect(refundSplits([1, 1], [])).toEqual([])
  })
})

describe('a rounded ratio', () => {
  it('rounds halves up, below zero too', () => {
    expect([1, 3, 4, -1, -3].map((n) => roundedRatio(n, 1, 2))).toEqual([1, 2, 2, 0, -1])
    expect(roundedRatio(4, 1, 10)).toBe(0)
    expect(roundedRatio(-6, 1, 10)).toBe(-1)
  })

  it('is exact where doubles are not', () => {
    const safe = Number.MAX_SAFE_INTEGER
    expect(roundedRatio(safe, safe - 1, safe)).toBe(safe - 1)
  })

  it('refuses to divide by nothing', () => {
    expect(() => roundedRatio(1, 1, 0)).toThrow(RangeError)
  })
})
