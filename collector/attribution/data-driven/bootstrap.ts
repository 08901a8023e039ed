import type { PathCounts, PathSet } from './paths.ts'
import { Random } from './random.ts'
import { Resampler } from './resampler.ts'

/** Resamples of a bootstrap that is told no other number. */
export const REPLICATES = 200

/** More than resamples that anybody draws: those of two seeds have nothing to do with one another. */
const SEEDS_APART = 1_000_003

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

/** Numbers that are fitted on journeys, in the same order each time, such as effects by channel. */
export type Refit = (counts: PathCounts) => Float64Array

/**
 * Percentile intervals (Efron) of numbers that are fitted on journeys: as many journeys are drawn
 * anew, with replacement, and fitted again. Journeys are whole; counts that are not are rounded. Of
 * the value, only what the number of conversions of a path does to it is drawn, since a path set
 * keeps no single amounts.
 */
export function bootstrap(
  paths: PathSet,
  refit: Refit,
  { seed, replicates = REPLICATES, level, progress }: BootstrapOptions,
): Interval[] {
  const draws: Float64Array[] = []
  const resampler = new Resampler(paths)
  for (let number = 0; number < replicates; number++) {
    draws.push(refitted(resampler, refit, seed, number))
    progress?.(number + 1, replicates)
  }
  return intervalsOf(draws, level)
}

/** One resample fitted. Each has chance of its own, so that they can be drawn at different times. */
export const refitted = (
  resampler: Resampler,
  refit: Refit,
  seed: number,
  number: number,
): Float64Array => refit(resampler.draw(new Random(seed * SEEDS_APART + number)))

/** @param draws what the resamples gave */
export function intervalsOf(draws: readonly ArrayLike<number>[], level = 0.95): Interval[] {
  const outside = (1 - level) / 2
  return Array.from(draws[0] ?? [], (_, at) => {
    const values = Float64Array.from(draws, (draw) => draw[at] as number).sort()
    return { low: quantile(values, outside), high: quantile(values, 1 - outside) }
  })
}

/** Draws as many journeys as there are. */
export const resampled = (paths: PathSet, random: Random): PathCounts =>
  new Resampler(paths).draw(random)

/** Nearest rank. */
const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? Number.NaN
