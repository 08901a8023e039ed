import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATES_MAX, TooManyStatesError } from '../../../collector/attribution/data-driven/chain.ts'
import { creditsOfEffects } from '../../../collector/attribution/data-driven/effects.ts'
import {
  fitMarkov,
  type MarkovOptions,
} from '../../../collector/attribution/data-driven/fit-markov.ts'
import { type NamedPath, PathSet } from '../../../collector/attribution/data-driven/paths.ts'
import { Random } from '../../../collector/attribution/data-driven/random.ts'
import { removalByFractions } from './brute-force.ts'

const ORDERS = [1, 2, 3, 4]

/** `A > B` with so many conversions and null journeys; a conversion is worth 1 unless told. */
const path = (text: string, conversions: number, nulls = 0, value = conversions): NamedPath => ({
  channels: text.split(' > '),
  conversions,
  value,
  nulls,
})

function effectsOf(paths: readonly NamedPath[], options: MarkovOptions) {
  const fit = fitMarkov(PathSet.of(paths), options)
  const byName = (numbers: Float64Array) =>
    Object.fromEntries(fit.channels.map((channel, number) => [channel, numbers[number] ?? -1]))
  return {
    ...fit,
    removal: byName(fit.effects.conversions),
    removalOfValue: byName(fit.effects.values),
  }
}

/** The largest difference from the solution in fractions. */
function worstError(paths: readonly NamedPath[], order: number, nulls: boolean): number {
  const exact = removalByFractions(paths, order, nulls)
  const { removal, removalOfValue, pConversion } = effectsOf(paths, { order, nulls })
  const errors = [...exact.effects].flatMap(([channel, { conversions, values }]) => [
    Math.abs((removal[channel] ?? 9) - conversions.toNumber()),
    Math.abs((removalOfValue[channel] ?? 9) - values.toNumber()),
  ])
  return Math.max(Math.abs((pConversion ?? 0) - exact.pConversion.toNumber()), ...errors)
}

describe('a removal effect', () => {
  it('is the share of conversions that needed the channel', () => {
    const { removal, pConversion } = effectsOf(
      [path('Ads > Mail', 1), path('Mail', 1), path('Ads', 0, 2)],
      { order: 1 },
    )
    expect(pConversion).toBe(0.5)
    expect(removal['Mail']).toBe(1)
    // Ads begins one of the two that convert; of its three journeys one goes on to Mail.
    expect(removal['Ads']).toBeCloseTo(0.5, 15)
  })

  it('counts paths that nobody took yet, through a loop', () => {
    // A converts with ½ and goes to B with ½, and B always back: without B, half is lost.
    const { removal } = effectsOf([path('A', 1), path('A > B > A', 1)], { order: 1 })
    expect(removal['A']).toBe(1)
    expect(removal['B']).toBeCloseTo(1 / 3, 15)
  })

  it('of order 2 sees what order 1 does not: which channel came before', () => {
    const paths = [path('A > B', 8, 2), path('C > B', 1, 9)]
    const first = effectsOf(paths, { order: 1 }).removal
    const second = effectsOf(paths, { order: 2 }).removal
    expect(first['A']).toBeCloseTo(0.5, 15)
    expect(second['A']).toBeCloseTo(8 / 9, 15)
  })

  it('of value follows the money, and not the number of conversions', () => {
    const { removal, removalOfValue } = effectsOf([path('A', 9, 0, 10), path('B', 1, 0, 90)], {
      order: 1,
    })
    expect(removal).toEqual({ A: 0.9, B: 0.1 })
    expect(removalOfValue).toEqual({ A: 0.1, B: 0.9 })
  })

  it('without null journeys asks converting ones alone', () => {
    const paths = [path('A > B', 1, 9), path('A', 1, 0), path('C', 0, 5)]
    const { removal, pConversion } = effectsOf(paths, { order: 1, nulls: false })
    expect(pConversion).toBe(1)
    expect(removal).toEqual({ A: 1, B: 0.5, C: 0 })
  })

  it('leaves out a window that equals the one before it', () => {
    const once = effectsOf([path('A > B', 3, 1), path('B', 1, 4)], { order: 1 }).removal
    const often = effectsOf([path('A > A > A > B > B', 3, 1), path('B > B', 1, 4)], { order: 1 })
    expect(often.removal).toEqual(once)
    expect(often.states).toBe(2)
  })

  it('keeps a short journey apart from the windows of longer ones', () => {
    const { states } = effectsOf([path('A', 1), path('A > B', 1), path('A > B > C', 1)], {
      order: 2,
    })
    expect(states).toBe(4 - 1) // A, AB, BC
  })

  it('splits conversions in proportion', () => {
    expect([...creditsOfEffects(Float64Array.of(0.75, 0.5, 0, -0.1), 4)]).toEqual([2.4, 1.6, 0, 0])
    expect([...creditsOfEffects(Float64Array.of(0, 0), 4)]).toEqual([0, 0])
  })
})

describe('journeys that say little', () => {
  it('none at all: no probability, and no channel', () => {
    const fit = effectsOf([], { order: 2 })
    expect(fit).toMatchObject({ pConversion: null, states: 0, removal: {} })
  })

  it('no conversions: every effect is 0', () => {
    const fit = effectsOf([path('A > B > A', 0, 5)], { order: 1 })
    expect(fit).toMatchObject({ pConversion: 0, removal: { A: 0, B: 0 } })
  })

  it('no value: its effects are 0, and those of conversions are not', () => {
    const fit = effectsOf([path('A > B', 2, 1, 0)], { order: 1 })
    expect(fit).toMatchObject({ removal: { A: 1, B: 1 }, removalOfValue: { A: 0, B: 0 } })
  })

  it('one channel: it is needed for all', () => {
    for (const order of ORDERS)
      expect(effectsOf([path('A > A > A', 3, 7)], { order }).removal).toEqual({ A: 1 })
  })

  it('paths that nobody took: their channels are named, and have no effect', () => {
    const fit = effectsOf([path('A', 1, 1), path('B > C', 0, 0)], { order: 1 })
    expect(fit).toMatchObject({ states: 1, removal: { A: 1, B: 0, C: 0 } })
  })

  it('a journey without a touch is nobody’s', () => {
    const paths = PathSet.of([{ channels: [], conversions: 5, value: 5, nulls: 0 }])
    expect(fitMarkov(paths, { order: 1 })).toMatchObject({ pConversion: null, converted: 0 })
  })

  it('a channel in every path: it is needed for all', () => {
    for (const order of ORDERS) {
      const { removal } = effectsOf([path('A > B', 3, 4), path('C > A > B > A', 2, 2)], { order })
      expect(removal['A']).toBe(1)
    }
  })

  it('fractions of conversions count as what they are', () => {
    const { removal } = effectsOf([path('A', 0.5, 0.25), path('B', 1.5, 0)], { order: 1 })
    expect(removal).toEqual({ A: 0.25, B: 0.75 })
  })

  it('counts near 2^53 keep their digits', () => {
    const many = 2 ** 50
    const paths = [path('A > B', many, many), path('B > A', 1, many), path('A', 3, 5)]
    for (const order of ORDERS) expect(worstError(paths, order, true)).toBeLessThan(1e-15)
  })

  it.each([0, 5, 1.5, Number.NaN])('order %d is refused', (order) => {
    expect(() => fitMarkov(new PathSet(), { order })).toThrow(RangeError)
  })

  it('too many states are refused, with both numbers', () => {
    const paths = [path('A > B > C > D', 1)]
    expect(effectsOf(paths, { order: 1, statesMax: 4 }).states).toBe(4)
    expect(() => effectsOf(paths, { order: 1, statesMax: 3 })).toThrow(new TooManyStatesError(4, 3))
    expect(new TooManyStatesError(4, 3).message).toContain('"pathworth attribute"')
    expect(STATES_MAX).toBe(50_000)
  })
})

describe('the solver', () => {
  const channel = fc.constantFrom('A', 'B', 'C', 'D')
  const anyPath = fc.record({
    channels: fc.array(channel, { minLength: 1, maxLength: 6 }),
    conversions: fc.nat(6),
    value: fc.nat(50),
    nulls: fc.nat(6),
  })
  const worthNothingWithoutConversion = (one: NamedPath): NamedPath =>
    one.conversions > 0 ? one : { ...one, value: 0 }
  const anyPaths = fc
    .array(anyPath, { minLength: 1, maxLength: 7 })
    .map((paths) => paths.map(worthNothingWithoutConversion))
    .filter((paths) => paths.some(({ conversions }) => conversions > 0))

  it('agrees with fractions to 1e-12, at every order, with nulls and without', () => {
    fc.assert(
      fc.property(anyPaths, fc.constantFrom(...ORDERS), fc.boolean(), (paths, order, nulls) => {
        expect(worstError(paths, order, nulls)).toBeLessThan(1e-12)
      }),
      { numRuns: 150 },
    )
  })

  it('keeps every digit of a loop that goes round a million times', () => {
    const paths = [path('A > B > A', 999_999, 0), path('A', 1, 0), path('B > A > B', 0, 1)]
    paths.push({
      channels: Array.from({ length: 4001 }, (_, at) => 'AB'[at % 2] ?? ''),
      conversions: 1,
      value: 7,
      nulls: 499,
    })
    for (const order of ORDERS) expect(worstError(paths, order, true)).toBeLessThan(1e-14)
  })

  /** Journeys over many channels, each going round for long, so that one group has all states. */
  function tangled(channels: number, journeys: number, length: number, seed: number): NamedPath[] {
    const random = new Random(seed)
    return Array.from({ length: journeys }, () => {
      const conversions = random.below(3)
      return {
        channels: Array.from({ length }, () => `c${random.below(channels)}`),
        conversions,
        value: conversions * random.below(90),
        nulls: random.below(3),
      }
    })
  }

  it('sweeps through a large group to what elimination gives', () => {
    // 14 channels of order 2: 196 states, beyond what is eliminated.
    const paths = tangled(14, 400, 8, 5)
    const set = PathSet.of(paths)
    expect(fitMarkov(set, { order: 2 }).states).toBeGreaterThan(180)
    const { effects } = fitMarkov(set, { order: 2 })
    const checked = effectsByElimination(paths, 2)
    for (const [at, name] of set.channels.entries())
      expect(Math.abs((effects.conversions[at] ?? 9) - (checked[name] ?? -9))).toBeLessThan(1e-12)
  })

  it('sweeps through a large group whose journeys hardly ever end', () => {
    const paths = tangled(14, 3, 20_000, 6).map((one) => ({
      ...one,
      conversions: 1,
      value: 2,
      nulls: 1,
    }))
    paths.push(path('c1 > c2 > c3', 5, 100))
    const { channels, effects, states } = fitMarkov(PathSet.of(paths), { order: 2 })
    expect(states).toBeGreaterThan(180)
    const checked = effectsByElimination(paths, 2)
    for (const [at, name] of channels.entries())
      expect(Math.abs((effects.conversions[at] ?? 9) - (checked[name] ?? -9))).toBeLessThan(1e-12)
  })

  it('eliminates a large group that sweeps do not settle: two circles that hardly ever meet', () => {
    const random = new Random(8)
    const circle = (first: number, length: number) =>
      Array.from({ length }, () => `c${first + random.below(40)}`)
    const paths = [1, 2, 3].flatMap((nulls) => [
      { channels: [...circle(0, 900), ...circle(40, 900)], conversions: 1, value: 1, nulls },
      { channels: [...circle(40, 900), ...circle(0, 900)], conversions: 2, value: 1, nulls },
    ])
    const { channels, effects, states } = fitMarkov(PathSet.of(paths), { order: 1 })
    expect(states).toBe(80)
    const checked = effectsByElimination(paths, 1)
    for (const [at, name] of channels.entries())
      expect(Math.abs((effects.conversions[at] ?? 9) - (checked[name] ?? -9))).toBeLessThan(1e-12)
  })
})

/** In doubles with pivots, for chains that fractions take too long for. */
function effectsByElimination(paths: readonly NamedPath[], order: number): Record<string, number> {
  const journeys = paths.filter(({ conversions, nulls }) => conversions + nulls > 0)
  const names = [...new Set(journeys.flatMap(({ channels }) => channels))]
  const all = conversionChance(journeys, order)
  return Object.fromEntries(
    names.map((name) => [name, 1 - conversionChance(journeys, order, name) / all]),
  )
}

function conversionChance(journeys: readonly NamedPath[], order: number, removed?: string): number {
  const places = new Map<string, number>()
  const rows: Map<number, number>[] = []
  const left: number[] = []
  const converted: number[] = []
  const started: number[] = []
  let total = 0
  for (const { channels, conversions, nulls } of journeys) {
    const count = conversions + nulls
    total += count
    let before = -1
    let window = ''
    const windows = Math.max(1, channels.length - order + 1)
    for (let at = 0; at < windows; at++) {
      const next = channels.slice(at, at + order)
      if (next.join() === window) continue
      window = next.join()
      const isKept = removed === undefined || !next.includes(removed)
      if (isKept && !places.has(window)) places.set(window, places.size)
      const place = isKept ? (places.get(window) ?? -1) : -1
      if (at === 0 && place >= 0) started[place] = (started[place] ?? 0) + count
      if (place >= 0) left[place] = (left[place] ?? 0) + count
      if (before >= 0 && place >= 0) {
        rows[before] ??= new Map()
        rows[before]?.set(place, (rows[before]?.get(place) ?? 0) + count)
      }
      before = place
    }
    if (before >= 0) converted[before] = (converted[before] ?? 0) + conversions
  }
  const size = places.size
  const matrix: Float64Array[] = Array.from({ length: size }, (_, row) => {
    const line = new Float64Array(size + 1)
    line[row] = 1
    for (const [to, count] of rows[row] ?? []) line[to] = (line[to] ?? 0) - count / (left[row] ?? 1)
    line[size] = (converted[row] ?? 0) / (left[row] ?? 1)
    return line
  })
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row
    const line = matrix[pivot] as Float64Array
    matrix[pivot] = matrix[column] as Float64Array
    matrix[column] = line
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const other = matrix[row] as Float64Array
      const factor = (other[column] ?? 0) / (line[column] ?? 1)
      if (factor === 0) continue
      for (let at = column; at <= size; at++)
        other[at] = (other[at] ?? 0) - factor * (line[at] ?? 0)
    }
  }
  return matrix.reduce(
    (sum, line, row) =>
      sum + (((line[size] ?? 0) / (line[row] ?? 1)) * (started[row] ?? 0)) / total,
    0,
  )
}

interface Published {
  paths: { path: string[]; conversions: number; value: number; null: number }[]
  results: Record<
    string,
    {
      p_conversion: string
      removal_effect: Record<string, string>
      attributed_conversions: Record<string, number>
    }
  >
}

/** Beside the project where its makers work, or absent. */
const FILE = '../shared/vectors/attribution/markov_small_exact.json'
const published: Record<string, Published> = existsSync(FILE)
  ? JSON.parse(readFileSync(FILE, 'utf8'))
  : {}

const fraction = (text: string): number => {
  const [over, under = '1'] = text.split('/')
  return Number(over) / Number(under)
}

if (Object.keys(published).length > 0)
  describe('a published chain', () => {
    for (const [name, { paths, results }] of Object.entries(published))
      for (const [kind, expected] of Object.entries(results))
        it(`${name}, ${kind}, is met`, () => {
          const named = paths.map((one) => ({ ...one, channels: one.path, nulls: one.null }))
          const order = Number(/^order(\d)/.exec(kind)?.[1])
          const fit = effectsOf(named, { order, nulls: kind.endsWith('withnull') })
          expect(fit.pConversion).toBeCloseTo(fraction(expected.p_conversion), 14)
          const effects = Object.entries(expected.removal_effect)
          expect(effects.length).toBeGreaterThan(1)
          for (const [channel, effect] of effects)
            expect(Math.abs((fit.removal[channel] ?? 9) - fraction(effect))).toBeLessThan(1e-14)
          const credits = creditsOfEffects(fit.effects.conversions, fit.converted)
          for (const [channel, conversions] of Object.entries(expected.attributed_conversions))
            expect(
              Math.abs((credits[fit.channels.indexOf(channel)] ?? 9) - conversions),
            ).toBeLessThan(1e-12)
        })
  })
