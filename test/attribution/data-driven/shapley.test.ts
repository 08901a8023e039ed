import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Coalitions,
  CoalitionTally,
} from '../../../collector/attribution/data-driven/coalitions.ts'
import { type NamedPath, PathSet } from '../../../collector/attribution/data-driven/paths.ts'
import { Random } from '../../../collector/attribution/data-driven/random.ts'
import {
  type Game,
  type ShapleyOptions,
  shapley,
  shapleyOfGame,
} from '../../../collector/attribution/data-driven/shapley.ts'
import { Fraction } from './fractions.ts'

const path = (text: string, conversions: number, nulls = 0, value = conversions): NamedPath => ({
  channels: text.split(' > '),
  conversions,
  value,
  nulls,
})

function coalitionsOf(paths: readonly NamedPath[], nulls = true): [Coalitions, readonly string[]] {
  const set = PathSet.of(paths)
  const tally = new CoalitionTally({ nulls })
  set.replay(tally)
  return [tally.coalitions(set.channels.length), set.channels]
}

function creditsOf(paths: readonly NamedPath[], options: ShapleyOptions = {}) {
  const [coalitions, channels] = coalitionsOf(paths)
  const fit = shapley(coalitions, options)
  const byName = (numbers: Float64Array) =>
    Object.fromEntries(channels.map((channel, at) => [channel, numbers[at] ?? Number.NaN]))
  return { ...fit, byName: byName(fit.conversions), valueByName: byName(fit.values) }
}

/** Marginal contributions over every order of the channels, in fractions. Counts are whole. */
function byEveryOrder(paths: readonly NamedPath[], game: Game): Record<string, number> {
  const journeys = (one: NamedPath) => one.conversions + one.nulls
  const counted = paths.filter((one) => journeys(one) > 0)
  const channels = [...new Set(counted.flatMap((one) => one.channels))]
  const all = counted.reduce((sum, one) => sum + journeys(one), 0)
  const worth = (coalition: readonly string[]): Fraction => {
    const within = counted.filter((one) => one.channels.every((step) => coalition.includes(step)))
    const total = within.reduce((sum, one) => sum + journeys(one), 0)
    const converted = within.reduce((sum, one) => sum + one.conversions, 0)
    if (game === 'conversions') return Fraction.of(converted)
    return total === 0 ? Fraction.zero : new Fraction(BigInt(converted * all), BigInt(total))
  }
  const orders = permutations(channels)
  const added = new Map(channels.map((channel) => [channel, Fraction.zero]))
  for (const order of orders)
    order.forEach((channel, at) => {
      const more = worth(order.slice(0, at + 1)).minus(worth(order.slice(0, at)))
      added.set(channel, (added.get(channel) ?? Fraction.zero).plus(more))
    })
  return Object.fromEntries(
    [...added].map(([channel, sum]) => [
      channel,
      sum.dividedBy(Fraction.of(orders.length)).toNumber(),
    ]),
  )
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
  )
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0)

describe('the Shapley value of a channel', () => {
  it('is its average contribution to the rate of journeys with these channels and no others', () => {
    // Alone A converts half, B none; together three of four; of all ten journeys, five.
    const paths = [path('A', 2, 2), path('B', 0, 2), path('B > A', 3, 1)]
    // A first adds 1/2, then B 0; B first adds 0, then A 1/2: all is A's.
    const { byName, permutations: drawn } = creditsOf(paths)
    expect(byName['A']).toBeCloseTo(5, 12)
    expect(byName['B']).toBeCloseTo(0, 12)
    expect(drawn).toBe(0)
  })

  it('is below zero for a channel that comes with lower rates, and is shown so', () => {
    const { byName } = creditsOf([path('A', 9, 1), path('A > B', 1, 9)])
    expect(byName['A']).toBeCloseTo(14, 12)
    expect(byName['B']).toBeCloseTo(-4, 12)
  })

  it('asks neither for the order nor for repeats', () => {
    const once = creditsOf([path('A > B', 3, 1), path('B', 1, 5)]).byName
    const often = creditsOf([path('B > A > B > B', 3, 1), path('B > B', 1, 5)]).byName
    expect(often['A']).toBeCloseTo(once['A'] ?? 9, 12)
    expect(often['B']).toBeCloseTo(once['B'] ?? 9, 12)
  })

  it('of the game of sums divides each conversion among its channels', () => {
    const paths = [path('a', 4), path('a > b', 6, 100)]
    expect(creditsOf(paths, { game: 'conversions' }).byName).toEqual({ a: 7, b: 3 })
  })

  it('adds up to all conversions and to all value', () => {
    const paths = [path('A > B', 3, 4, 70), path('C', 1, 9, 5), path('B > C', 2, 0, 44)]
    for (const game of ['conversion_rate', 'conversions'] as const) {
      const { conversions, values } = creditsOf(paths, { game })
      expect(sum(conversions)).toBeCloseTo(6, 10)
      expect(sum(values)).toBeCloseTo(119, 10)
    }
  })

  it('is 0 for a channel that nobody touched, and for no journeys at all', () => {
    expect(creditsOf([path('A', 1), path('B', 0, 0)]).byName).toEqual({ A: 1, B: 0 })
    expect(creditsOf([]).byName).toEqual({})
    expect(creditsOf([path('A > B', 0, 3)]).byName).toEqual({ A: 0, B: 0 })
  })

  it('without null journeys asks converting ones alone', () => {
    const [coalitions] = coalitionsOf([path('A', 3, 9), path('A > B', 1, 5)], false)
    // Every coalition with journeys converts always: A adds 1 before B and after it.
    expect([...shapley(coalitions).conversions]).toEqual([4, 0])
  })

  it('agrees with every order of the channels, in fractions, to 1e-10', () => {
    const anyPath = fc.record({
      channels: fc.array(fc.constantFrom('A', 'B', 'C', 'D', 'E'), { minLength: 1, maxLength: 5 }),
      conversions: fc.nat(9),
      value: fc.constant(0),
      nulls: fc.nat(9),
    })
    const anyPaths = fc.array(anyPath, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        anyPaths,
        fc.constantFrom<Game>('conversion_rate', 'conversions'),
        (paths, game) => {
          const { byName } = creditsOf(paths, { game })
          for (const [channel, credit] of Object.entries(byEveryOrder(paths, game)))
            expect(Math.abs((byName[channel] ?? Number.NaN) - credit)).toBeLessThan(1e-10)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of any game follows its four axioms', () => {
    // Players 0 and 1 are alike, player 2 adds 5 to whatever there is, player 3 adds nothing.
    const worth = Float64Array.from(
      { length: 16 },
      (_, set) => ((set & 3) === 3 ? 8 : 0) + (set & 4 ? 5 : 0),
    )
    expect([...shapleyOfGame(worth, 4)].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([
      4, 4, 5, 0,
    ])
  })
})

describe('beyond 14 channels', () => {
  function journeysOver(channels: number): NamedPath[] {
    const random = new Random(11)
    return Array.from({ length: 400 }, () => {
      const conversions = random.below(3)
      const length = 1 + random.below(4)
      return {
        channels: Array.from(
          { length },
          () => `c${Math.floor(random.next() * random.next() * channels)}`,
        ),
        conversions,
        value: conversions * 10,
        nulls: random.below(8),
      }
    })
  }

  it('orders are sampled, with an error that holds what it says', () => {
    const paths = journeysOver(15)
    const exact = creditsOf(paths, { exactMax: 15 })
    const sampled = creditsOf(paths, { pairs: 400 })
    expect(exact.errors).toBeNull()
    expect(sampled.permutations).toBe(800)
    const errors = sampled.errors?.conversions ?? []
    const off = [...exact.conversions].map((credit, at) =>
      Math.abs(credit - (sampled.conversions[at] ?? 0)),
    )
    expect(errors).toHaveLength(15)
    // Of 15 that are normally distributed, one in 20 lies beyond two errors, and none beyond five.
    expect(off.filter((one, at) => one > 2 * (errors[at] ?? 0)).length).toBeLessThanOrEqual(3)
    for (const [at, one] of off.entries()) expect(one).toBeLessThan(5 * (errors[at] ?? 0) + 1e-9)
  })

  it('the same seed draws the same, and another does not', () => {
    const paths = journeysOver(16)
    const one = creditsOf(paths, { pairs: 5, seed: 3 })
    expect(creditsOf(paths, { pairs: 5, seed: 3 })).toEqual(one)
    expect(creditsOf(paths, { pairs: 5, seed: 4 }).byName).not.toEqual(one.byName)
  })

  it('what is sampled still adds up to all conversions', () => {
    const paths = journeysOver(40)
    const fit = creditsOf(paths, { pairs: 3 })
    expect(sum(fit.conversions)).toBeCloseTo(sum(paths.map(({ conversions }) => conversions)), 8)
  })

  it('the game of sums is exact for any number', () => {
    const fit = creditsOf(journeysOver(40), { game: 'conversions' })
    expect(fit.errors).toBeNull()
  })

  it('fewer than two pairs, which have no error, are refused', () => {
    expect(() => creditsOf(journeysOver(20), { pairs: 1 })).toThrow(RangeError)
  })
})

interface Published {
  id: string
  model: string
  input: {
    paths?: { path: string[]; conversions: number; null: number }[]
    v?: string | Record<string, number>
  }
  expected: Record<string, number>
}

/** Beside the project where its makers work, or absent. */
const FILE = '../shared/vectors/attribution/fixtures.json'
const published: Published[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []

if (published.length > 0)
  describe('a published example of Shapley', () => {
    for (const { id, model, input, expected } of published) {
      if (!model.startsWith('shapley')) continue
      it(`${id} is met`, () => {
        expect(Object.keys(expected).length).toBeGreaterThan(0)
        const credited = input.paths
          ? creditsOf(
              input.paths.map((one) => path(one.path.join(' > '), one.conversions, one.null)),
              { game: 'conversions' },
            ).byName
          : ofGame(input.v as Record<string, number>)
        for (const [channel, credit] of Object.entries(expected))
          expect(credited[channel]).toBeCloseTo(credit, 12)
      })
    }

    function ofGame(game: Record<string, number>): Record<string, number> {
      const players = [...new Set(Object.keys(game).join(''))]
      const worth = new Float64Array(1 << players.length)
      for (const [coalition, value] of Object.entries(game)) {
        const set = [...coalition].reduce(
          (bits, player) => bits | (1 << players.indexOf(player)),
          0,
        )
        worth[set] = value
      }
      const values = shapleyOfGame(worth, players.length)
      return Object.fromEntries(players.map((player, at) => [player, values[at] ?? Number.NaN]))
    }
  })
