import type { NamedPath } from '../../../collector/attribution/data-driven/paths.ts'
import { Fraction, solveExactly } from './fractions.ts'

interface Journey {
  windows: string[]
  path: NamedPath
}

export interface ExactRemoval {
  pConversion: Fraction
  effects: Map<string, { conversions: Fraction; values: Fraction }>
}

/** What goes between the touches of a window; no channel of a test has it in its name. */
const BETWEEN = '|'

/**
 * Removal effects by the book, with nothing in common with the project's way: transition
 * probabilities, probability of conversion from every state, once with and once without each
 * channel, all in fractions. Values must be whole numbers.
 */
export function removalByFractions(
  paths: readonly NamedPath[],
  order: number,
  nulls = true,
): ExactRemoval {
  const counted = paths
    .map((path) => (nulls ? path : { ...path, nulls: 0 }))
    .filter((path) => path.conversions + path.nulls > 0)
  const journeys = counted.map((path) => ({ windows: windowsOf(path.channels, order), path }))
  const all = expected(journeys)
  const channels = new Set(counted.flatMap((path) => path.channels))
  const effects = new Map(
    [...channels].map((channel) => {
      const without = expected(journeys, channel)
      return [
        channel,
        {
          conversions: lostShare(without.conversions, all.conversions),
          values: lostShare(without.values, all.values),
        },
      ]
    }),
  )
  return { pConversion: all.conversions, effects }
}

const lostShare = (without: Fraction, all: Fraction): Fraction =>
  all.isZero ? Fraction.zero : Fraction.one.minus(without.dividedBy(all))

export function windowsOf(channels: readonly string[], order: number): string[] {
  const count = Math.max(1, channels.length - order + 1)
  const windows = Array.from({ length: count }, (_, at) =>
    channels.slice(at, at + order).join(BETWEEN),
  )
  return windows.filter((window, at) => at === 0 || window !== windows[at - 1])
}

/** Probability of a conversion, and expected value, of a journey from the start. */
function expected(
  journeys: readonly Journey[],
  removed?: string,
): { conversions: Fraction; values: Fraction } {
  const isKept = (window: string) =>
    removed === undefined || !window.split(BETWEEN).includes(removed)
  const states = [...new Set(journeys.flatMap(({ windows }) => windows))].filter(isKept)
  const placeOf = new Map(states.map((state, place) => [state, place]))
  const moves = states.map(() => states.map(() => 0))
  const left = states.map(() => 0)
  const converted = states.map(() => 0)
  const worth = states.map(() => 0)
  const started = states.map(() => 0)
  let total = 0
  for (const { windows, path } of journeys) {
    const count = path.conversions + path.nulls
    total += count
    const places = windows.map((window) => placeOf.get(window))
    places.forEach((place, at) => {
      if (place === undefined) return
      left[place] = (left[place] ?? 0) + count
      if (at === 0) started[place] = (started[place] ?? 0) + count
      const next = places[at + 1]
      const row = moves[place] as number[]
      if (next !== undefined) row[next] = (row[next] ?? 0) + count
      if (at < places.length - 1) return
      converted[place] = (converted[place] ?? 0) + path.conversions
      worth[place] = (worth[place] ?? 0) + path.value
    })
  }
  const share = (count: number, place: number) =>
    new Fraction(BigInt(count), BigInt(left[place] ?? 0))
  const matrix = moves.map((row, place) =>
    row.map((count, to) =>
      (to === place ? Fraction.one : Fraction.zero).minus(share(count, place)),
    ),
  )
  const fromStart = (ends: number[]): Fraction =>
    solveExactly(matrix, ends.map(share)).reduce(
      (sum, chance, place) =>
        sum.plus(chance.times(new Fraction(BigInt(started[place] ?? 0), BigInt(total)))),
      Fraction.zero,
    )
  return { conversions: fromStart(converted), values: fromStart(worth) }
}
