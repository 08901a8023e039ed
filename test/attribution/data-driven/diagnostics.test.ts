import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaUnderCurve } from '../../../collector/attribution/data-driven/auc.ts'
import { bootstrap, resampled } from '../../../collector/attribution/data-driven/bootstrap.ts'
import { diagnoseOrders, heldOut } from '../../../collector/attribution/data-driven/diagnostics.ts'
import { type NamedPath, PathSet } from '../../../collector/attribution/data-driven/paths.ts'
import { Random } from '../../../collector/attribution/data-driven/random.ts'
import { removalEffects } from '../../../collector/attribution/data-driven/removal.ts'
import { supportOf } from '../../../collector/attribution/data-driven/support.ts'
import { WindowTally } from '../../../collector/attribution/data-driven/window-tally.ts'

const path = (text: string, conversions: number, nulls = 0): NamedPath => ({
  channels: text.split(' > '),
  conversions,
  value: conversions * 10,
  nulls,
})

/** B after A converts, B after C does not: order 1 can't tell. */
const REMEMBERED = PathSet.of([path('A > B', 400, 100), path('C > B', 50, 450)])

const sum = (numbers: Float64Array) => numbers.reduce((all, one) => all + one, 0)

describe('the area under the curve', () => {
  const area = (...paths: [score: number, conversions: number, nulls: number][]) =>
    areaUnderCurve(
      ...([0, 1, 2].map((at) => Float64Array.from(paths, (one) => one[at] ?? 0)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ]),
    )

  it('is 1 when every conversion scores higher, and 0 when none does', () => {
    expect(area([0.9, 3, 0], [0.1, 0, 5])).toBe(1)
    expect(area([0.1, 3, 0], [0.9, 0, 5])).toBe(0)
  })

  it('counts ties half', () => {
    expect(area([0.5, 3, 5])).toBe(0.5)
    expect(area([0.5, 1, 1], [0.7, 1, 0])).toBe(0.75)
  })

  it('is nothing when all converted, or none', () => {
    expect(area([0.5, 3, 0])).toBeNull()
    expect(area([0.5, 0, 3])).toBeNull()
    expect(area()).toBeNull()
  })

  it('is what comparing every pair of journeys gives', () => {
    const anyPath = fc.tuple(fc.nat(4), fc.nat(3), fc.nat(3))
    fc.assert(
      fc.property(fc.array(anyPath, { maxLength: 8 }), (paths) => {
        let won = 0
        let pairs = 0
        for (const [score, conversions] of paths)
          for (const [other, , nulls] of paths) {
            pairs += conversions * nulls
            won += conversions * nulls * (score > other ? 1 : score === other ? 0.5 : 0)
          }
        if (pairs === 0) expect(area(...paths)).toBeNull()
        else expect(area(...paths)).toBeCloseTo(won / pairs, 12)
      }),
    )
  })
})

describe('the diagnostics of orders', () => {
  const [first, second] = diagnoseOrders(REMEMBERED, [1, 2], { seed: 1 })

  it('show which order sees what matters', () => {
    expect(first).toMatchObject({ order: 1, states: 3, auc: 0.5 })
    expect(second).toMatchObject({ order: 2, states: 2 })
    // A conversion comes by A with 400/450, a null journey by C with 450/550.
    const expected = (400 * 450 + (400 * 100 + 50 * 450) / 2) / (450 * 550)
    expect(second?.auc).toBeCloseTo(expected, 12)
  })

  it('are about as good on journeys held out, where there is much to learn from', () => {
    expect(second?.heldOutAuc).toBeCloseTo(second?.auc ?? 9, 1)
    expect(second?.heldOutSeen).toBe(1)
  })

  it('say how many journeys were unlike all others', () => {
    const singles = Array.from({ length: 300 }, (_, at) => path(`A > x${at}`, at % 2, (at + 1) % 2))
    const { seen, auc } = heldOut(PathSet.of(singles), 2, { seed: 5 })
    expect(seen).toBe(0)
    expect(auc).toBe(0.5)
    expect(heldOut(PathSet.of([path('A', 500, 500)]), 1, { seed: 5 }).seen).toBe(1)
  })

  it('follow from the seed', () => {
    const few = PathSet.of([path('A > B', 9, 8), path('B', 7, 9), path('A', 5, 9), path('C', 2, 3)])
    const drawn = [1, 2, 3, 4].map((seed) => heldOut(few, 1, { seed }).auc)
    expect(heldOut(few, 1, { seed: 1 }).auc).toBe(drawn[0])
    expect(new Set(drawn).size).toBeGreaterThan(1)
  })

  it('of no journeys are nothing', () => {
    expect(diagnoseOrders(new PathSet(), [1], { seed: 1 })).toEqual([
      { order: 1, states: 0, auc: null, heldOutAuc: null, heldOutSeen: null },
    ])
  })
})

describe('a bootstrap', () => {
  const paths = PathSet.of([path('A', 60, 40), path('A > B', 30, 70), path('B', 10, 90)])
  const effects = (counts: Parameters<Parameters<typeof bootstrap>[1]>[0]) => {
    const tally = new WindowTally({ order: 1 })
    paths.replay(tally, counts)
    return removalEffects(tally.chain(paths.channels)).conversions
  }

  it('draws as many journeys as there are, and never one that there is not', () => {
    const random = new Random(2)
    for (let draw = 0; draw < 50; draw++) {
      const { conversions, nulls, values } = resampled(paths, random)
      expect(sum(conversions) + sum(nulls)).toBe(300)
      expect(sum(values)).toBeCloseTo(sum(conversions) * 10, 9)
    }
    const always = resampled(PathSet.of([path('A', 7, 0)]), random)
    expect([[...always.conversions], [...always.nulls]]).toEqual([[7], [0]])
  })

  it('spreads draws as chance does', () => {
    const random = new Random(9)
    const draws = Array.from({ length: 4000 }, () => resampled(paths, random).conversions[0] ?? 0)
    const mean = draws.reduce((all, one) => all + one, 0) / draws.length
    const spread = draws.reduce((all, one) => all + (one - mean) * (one - mean), 0) / draws.length
    expect(Math.abs(mean - 60)).toBeLessThan(0.5)
    expect(Math.abs(spread - 48)).toBeLessThan(4) // 300 × 1/5 × 4/5
  })

  it('holds the effects of channels in intervals that are no wider than they need', () => {
    const found = bootstrap(paths, effects, { seed: 3 })
    const fitted = effects(paths)
    expect(found).toHaveLength(2)
    found.forEach(({ low, high }, at) => {
      expect(low).toBeLessThan(fitted[at] ?? -9)
      expect(high).toBeGreaterThan(fitted[at] ?? 9)
      expect(high - low).toBeLessThan(0.35)
    })
  })

  it('is narrower where there are more journeys', () => {
    const many = PathSet.of([path('A', 6000, 4000), path('A > B', 3000, 7000)])
    const share = (counts: { conversions: Float64Array }) =>
      Float64Array.of((counts.conversions[0] ?? 0) / sum(counts.conversions))
    const [interval] = bootstrap(many, share, { seed: 3 })
    expect((interval?.high ?? 9) - (interval?.low ?? 0)).toBeLessThan(0.03)
  })

  it('follows from the seed, and tells how far it is', () => {
    const told: number[] = []
    const options = { seed: 3, replicates: 4, progress: (done: number) => told.push(done) }
    expect(bootstrap(paths, effects, options)).toEqual(bootstrap(paths, effects, options))
    expect(told).toEqual([1, 2, 3, 4, 1, 2, 3, 4])
  })
})

describe('chance', () => {
  it('is the same for the same seed, on any machine', () => {
    const random = new Random(1)
    const drawn = Array.from({ length: 3 }, () => random.below(1_000_000))
    expect(drawn).toEqual([91_569, 506_197, 888_192])
  })

  it.each([
    [10, 0.3],
    [1_000_000, 0.000_01],
    [1_000_000, 0.4],
    [1e12, 3e-13],
    [50, 0.97],
  ])('draws of %d trials at %d about as many as it should', (trials, probability) => {
    const random = new Random(4)
    const draws = Array.from({ length: 3000 }, () => random.binomial(trials, probability))
    const mean = draws.reduce((all, one) => all + one, 0) / draws.length
    const expected = trials * probability
    const error = Math.sqrt((expected * (1 - probability)) / draws.length)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error)
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThanOrEqual(trials)
  })

  it('needs a whole seed', () => {
    expect(() => new Random(0.5)).toThrow(RangeError)
  })
})

describe('what a fit rests on', () => {
  it('is enough with 300 conversions, and 30 of each channel', () => {
    const support = supportOf(PathSet.of([path('A', 270), path('A > B > B', 30), path('B', 0, 9)]))
    expect(support).toMatchObject({ conversions: 300, thin: [], isEnough: true })
    expect([...support.byChannel]).toEqual([300, 30])
  })

  it('is too little with fewer', () => {
    expect(supportOf(PathSet.of([path('A', 299)])).isEnough).toBe(false)
    const thin = supportOf(PathSet.of([path('A', 400), path('A > B', 29), path('C', 0, 99)]))
    expect(thin).toMatchObject({ thin: ['B', 'C'], isEnough: false })
  })
})
