import type { WindowCounts } from './chain-of.ts'
import { longer } from './pair-table.ts'
import type { PathCounts, PathSet } from './paths.ts'
import { WindowTally } from './window-tally.ts'

/**
 * Paths as the moves between windows that they make, worked out once: with other counts of journeys
 * they are counted again by additions alone, which is what a bootstrap spends its time on.
 */
export class Routes {
  readonly #tally: WindowTally
  readonly #paths: PathSet
  /** Moves of path p: entries at[p] to at[p + 1]. */
  readonly #at: Int32Array
  #moves = new Int32Array(1024)
  readonly #ends: Int32Array

  constructor(paths: PathSet, order: number) {
    this.#tally = new WindowTally({ order })
    this.#paths = paths
    this.#at = new Int32Array(paths.size + 1)
    this.#ends = new Int32Array(paths.size)
    for (let path = 0; path < paths.size; path++) this.#add(path)
  }

  /** What a tally of the same paths with these counts has counted. */
  counted(counts: PathCounts): WindowCounts {
    const { windows, moves, targets } = this.#tally
    const made = new Float64Array(moves.size)
    const [ends, conversions, values] = [0, 0, 0].map(() => new Float64Array(windows.size + 1)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    for (let path = 0; path < this.#paths.size; path++) {
      const converted = counts.conversions[path] as number
      const journeys = converted + (counts.nulls[path] as number)
      if (journeys === 0) continue
      const end = this.#ends[path] as number
      ends[end] = (ends[end] as number) + journeys
      conversions[end] = (conversions[end] as number) + converted
      values[end] = (values[end] as number) + (counts.values[path] as number)
      for (let at = this.#at[path] as number; at < (this.#at[path + 1] as number); at++) {
        const move = this.#moves[at] as number
        made[move] = (made[move] as number) + journeys
      }
    }
    const touchesOf = (window: number) => this.#tally.touchesOf(window)
    return { windows, moves, targets, made, ends, conversions, values, touchesOf }
  }

  /** The window that a path ends in. */
  endOf(path: number): number {
    return this.#ends[path] as number
  }

  /** Whether all windows of a path are such. */
  everyWindow(path: number, isSuch: (window: number) => boolean): boolean {
    const { moves, targets } = this.#tally
    const from = this.#at[path] as number
    const end = this.#at[path + 1] as number
    if (from === end) return isSuch(this.endOf(path))
    if (!isSuch(moves.left[this.#moves[from] as number] as number)) return false
    for (let at = from; at < end; at++)
      if (!isSuch(targets[this.#moves[at] as number] as number)) return false
    return true
  }

  /** One journey makes its windows and moves known to the tally; what it counts is not used. */
  #add(path: number): void {
    const steps = this.#paths.stepsOf(path)
    this.#tally.add(steps, steps.length, 1, 0, 0)
    const from = this.#at[path] as number
    while (this.#moves.length < from + steps.length) this.#moves = longer(this.#moves)
    const { made, end } = this.#tally.routeOf(steps, this.#moves.subarray(from))
    this.#at[path + 1] = from + made
    this.#ends[path] = end
  }
}
