import type { PathCounts, PathSet } from './paths.ts'
import { Random } from './random.ts'

export interface Interval {
  low: number
  high: number
}

export interface BootstrapOptions {
  seed: number
  /** Resamples; 200 by default. */
  replicates?: number
  /** Share of resamples within the interval; 0.95 by default. */
  level?: number
  /** Called after each resample with how many are done. */
  progress?: (done: number, replicates: number) => void
}

/**
 * Percentile intervals (Efron) of numbers that are fitted on journeys: as many journeys are drawn
 * anew, with replacement, and fitted again. Journeys are whole; counts that are not are rounded. Of
 * the value, only what the number of conversions of a path does to it is drawn, since a path set
 * keeps no single amounts.
 * @param refit gives the same numbers in the same order each time, such as effects by channel
 */
export function bootstrap(
  paths: PathSet,
  refit: (counts: PathCounts) => Float64Array,
  { seed, replicates = 200, level = 0.95, progress }: BootstrapOptions,
): Interval[] {
  const random = new Random(seed)
  const draws: Float64Array[] = []
  for (let draw = 0; draw < replicates; draw++) {
    draws.push(refit(resampled(paths, random)))
    progress?.(draw + 1, replicates)
  }
  const outside = (1 - level) / 2
  return Array.from(draws[0] ?? [], (_, at) => {
    const values = Float64Array.from(draws, (draw) => draw[at] as number).sort()
    return { low: quantile(values, outside), high: quantile(values, 1 - outside) }
  })
}

/** Draws as many journeys as there are, path by path: a binomial of those that are left to draw. */
export function resampled(paths: PathSet, random: Random): PathCounts {
  const size = paths.size
  const lot = new Lot(total(paths), random)
  const conversions = new Float64Array(size)
  const nulls = new Float64Array(size)
  const values = new Float64Array(size)
  for (let path = 0; path < size; path++) {
    const before = paths.conversions[path] as number
    conversions[path] = lot.draw(before)
    nulls[path] = lot.draw(paths.nulls[path] as number)
    if (before > 0)
      values[path] = ((paths.values[path] as number) / before) * (conversions[path] as number)
  }
  return { conversions, values, nulls }
}

class Lot {
  #toDraw: number
  #among: number
  readonly #random: Random

  constructor(journeys: number, random: Random) {
    this.#toDraw = Math.round(journeys)
    this.#among = journeys
    this.#random = random
  }

  draw(count: number): number {
    if (count === 0) return 0
    const drawn = this.#random.binomial(this.#toDraw, count / this.#among)
    this.#toDraw -= drawn
    this.#among -= count
    return drawn
  }
}

function total({ size, conversions, nulls }: PathSet): number {
  let sum = 0
  for (let path = 0; path < size; path++)
    sum += (conversions[path] as number) + (nulls[path] as number)
  return sum
}

/** Nearest rank. */
const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? Number.NaN
