import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPaths, linesOf } from '../../../collector/attribution/data-driven/canonical.ts'
import { CoalitionTally } from '../../../collector/attribution/data-driven/coalitions.ts'
import { diagnoseCoalitions } from '../../../collector/attribution/data-driven/diagnostics.ts'
import { type FitTerms, Fitting } from '../../../collector/attribution/data-driven/fit.ts'
import { fitMarkov } from '../../../collector/attribution/data-driven/fit-markov.ts'
import { type NamedPath, PathSet } from '../../../collector/attribution/data-driven/paths.ts'
import { Routes } from '../../../collector/attribution/data-driven/routes.ts'
import { shapley } from '../../../collector/attribution/data-driven/shapley.ts'
import { WindowTally } from '../../../collector/attribution/data-driven/window-tally.ts'

const MARKOV: FitTerms = { model: 'markov', order: 1, seed: 1, statesMax: 1000 }
const SHAPLEY: FitTerms = { model: 'shapley', order: null, seed: 1, statesMax: 1000 }

const path = (text: string, conversions: number, nulls = 0): NamedPath => ({
  channels: text.split(' > '),
  conversions,
  value: conversions * 10,
  nulls,
})

const SHOP = [path('A', 60, 40), path('A > B', 30, 70), path('B > A > B', 9, 20), path('B', 10, 90)]

function fitted(paths: PathSet, terms: FitTerms) {
  const fitting = new Fitting(paths, terms)
  while (fitting.stage) fitting.advance()
  return fitting.result()
}

const anyPaths = fc.array(
  fc.record({
    channels: fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1, maxLength: 6 }),
    conversions: fc.nat(12),
    value: fc.nat(1000),
    nulls: fc.nat(12),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('a fit in steps', () => {
  it('has the effects of the model, with intervals round them', () => {
    const paths = canonicalPaths(PathSet.of(SHOP))
    const { channels, states, orders, resamples } = fitted(paths, MARKOV)
    const { effects } = fitMarkov(paths, { order: 1 })
    channels.forEach(({ effect, effectValue, low, high }, at) => {
      expect(effect).toBeCloseTo(effects.conversions[at] ?? 9, 9)
      expect(effectValue).toBeCloseTo(effects.values[at] ?? 9, 9)
      expect(low).toBeLessThan(effect)
      expect(high).toBeGreaterThan(effect)
      expect(high - low).toBeLessThan(0.5)
    })
    expect([states, resamples]).toEqual([2, 200])
    expect(orders.map(({ order }) => order)).toEqual([1, 2, 3, 4])
  })

  it('of Shapley has values as shares of all conversions', () => {
    const paths = canonicalPaths(PathSet.of(SHOP))
    const tally = new CoalitionTally()
    paths.replay(tally)
    const { conversions } = shapley(tally.coalitions(2))
    const { channels, auc } = fitted(paths, SHAPLEY)
    channels.forEach(({ effect }, at) => {
      expect(effect).toBeCloseTo((conversions[at] ?? 9) / 109, 9)
    })
    expect(channels.reduce((sum, { effect }) => sum + effect, 0)).toBeCloseTo(1, 9)
    expect(auc).toBeGreaterThan(0.6)
  })

  it('of more channels than all combinations can be computed of is near to what each adds', () => {
    const many = Array.from({ length: 16 }, (_, at) => path(`C${at} > D`, at, 16 - at))
    const { channels } = fitted(canonicalPaths(PathSet.of(many)), SHAPLEY)
    expect(channels).toHaveLength(17)
    expect(channels.reduce((sum, { effect }) => sum + effect, 0)).toBeCloseTo(1, 6)
  }, 60_000)

  it('goes on from what was kept of it, wherever that was', () => {
    const paths = canonicalPaths(PathSet.of(SHOP))
    for (const terms of [MARKOV, SHAPLEY]) {
      let kept = new Fitting(paths, terms)
      for (let steps = 0; kept.stage; steps++) {
        expect(steps).toBeLessThan(300)
        kept.advance()
        kept = new Fitting(paths, terms, JSON.parse(JSON.stringify(kept.progress)))
      }
      expect(kept.result()).toEqual(fitted(paths, terms))
    }
  })

  it('tells how far it is, always further', () => {
    const fitting = new Fitting(canonicalPaths(PathSet.of(SHOP)), MARKOV)
    const shares = [fitting.share]
    while (fitting.stage) {
      fitting.advance()
      shares.push(fitting.share)
    }
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares[0]).toBe(0)
    expect(shares.at(-1)).toBeCloseTo(1, 9)
  })

  it('has no AUC where all journeys converted, and resamples large chains less often', () => {
    const { auc, heldOutAuc } = fitted(canonicalPaths(PathSet.of([path('A > B', 9)])), MARKOV)
    expect([auc, heldOutAuc]).toEqual([null, null])
    const long = Array.from({ length: 2100 }, (_, at) => path(`C${at} > C${at + 1}`, 1, 1))
    const terms = { ...MARKOV, order: 2, statesMax: 3000 }
    expect(fitted(canonicalPaths(PathSet.of(long)), terms).resamples).toBe(40)
  }, 60_000)
})

describe('canonical paths', () => {
  it('are the same in whatever order journeys were read', () => {
    fc.assert(
      fc.property(anyPaths, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (list, ranks) => {
        const turned = list
          .map((one, at) => ({ one, rank: ranks[at] ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ one }) => one)
        const lines = [...linesOf(canonicalPaths(PathSet.of(list)))]
        expect([...linesOf(canonicalPaths(PathSet.of(turned)))]).toEqual(lines)
      }),
    )
  })

  it('know no channel that no journey touched', () => {
    const paths = new PathSet(['Z', 'Email', 'Direct'])
    paths.addNamed(path('Email > Direct', 1))
    expect(canonicalPaths(paths).channels).toEqual(['Direct', 'Email'])
  })
})

describe('routes', () => {
  it('count what a tally of the same paths counts', () => {
    fc.assert(
      fc.property(anyPaths, fc.integer({ min: 1, max: 4 }), (list, order) => {
        const paths = PathSet.of(list)
        const counted = new Routes(paths, order).counted(paths)
        const tally = new WindowTally({ order })
        paths.replay(tally)
        const { windows } = counted
        for (let window = 0; window <= windows.size; window++) {
          // The tally numbers windows in the order in which journeys that count have come to them.
          const known = tally.windows.size >= window ? (tally.ends[window] ?? 0) : 0
          if (list.every(({ conversions, nulls }) => conversions + nulls > 0))
            expect(counted.ends[window]).toBe(known)
        }
        const all = (numbers: Float64Array) => numbers.reduce((sum, one) => sum + one, 0)
        expect(all(counted.made)).toBe(all(tally.made))
        expect(all(counted.conversions)).toBe(all(tally.conversions))
        expect(all(counted.values)).toBe(all(tally.values))
      }),
    )
  })
})

describe('the diagnosis of sets of channels', () => {
  it('sees which set converts, and not in which order', () => {
    const sets = PathSet.of([path('A > B', 200), path('B > A', 200), path('A', 0, 400)])
    expect(diagnoseCoalitions(sets, { seed: 1 })).toEqual({
      ...{ auc: 1, heldOutAuc: 1, heldOutSeen: 1 },
    })
    const orders = PathSet.of([path('A > B', 200), path('B > A', 0, 200)])
    expect(diagnoseCoalitions(orders, { seed: 1 })).toMatchObject({ auc: 0.5, heldOutAuc: 0.5 })
  })
})
