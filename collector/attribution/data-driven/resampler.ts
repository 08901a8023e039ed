import type { PathCounts, PathSet } from './paths.ts'
import type { Random } from './random.ts'

/** Counts up to this are drawn journey by journey, all cells of one count together. */
const SMALL_MAX = 8

/** Cells of one count: of path p, conversions are cell 2p and nulls cell 2p + 1. */
interface Group {
  count: number
  cells: Int32Array
}

/**
 * Draws journeys anew, with replacement: as many as there are, a multinomial over the cells of paths.
 * Most paths of a large site are those of one journey or a few. How many fall on all cells of one small
 * count is one binomial, and which of those cells they fall on is a whole number each; larger cells have
 * a binomial each, of those that are left to draw.
 */
export class Resampler {
  readonly #paths: PathSet
  readonly #groups: readonly Group[]
  readonly #large: Int32Array
  readonly #journeys: number
  /** Filled anew by each draw: two hundred of them would be much to clear away. */
  readonly #cells: Float64Array
  readonly #counts: PathCounts

  constructor(paths: PathSet) {
    const cells = Int32Array.from({ length: paths.size * 2 }, (_, cell) => cell)
    const ofCount = (count: number) => cells.filter((cell) => countOf(paths, cell) === count)
    const small = Array.from({ length: SMALL_MAX }, (_, at) => at + 1)
    this.#paths = paths
    this.#cells = new Float64Array(paths.size * 2)
    this.#counts = {
      conversions: new Float64Array(paths.size),
      values: new Float64Array(paths.size),
      nulls: new Float64Array(paths.size),
    }
    this.#groups = small.map((count) => ({ count, cells: ofCount(count) }))
    this.#large = cells.filter((cell) => {
      const count = countOf(paths, cell)
      return count > 0 && !small.includes(count)
    })
    this.#journeys = cells.reduce((sum, cell) => sum + countOf(paths, cell), 0)
  }

  /** Counts that hold until the next draw. */
  draw(random: Random): PathCounts {
    this.#drawCells(random)
    const { size, conversions: before, values: worth } = this.#paths
    const { conversions, values, nulls } = this.#counts
    for (let path = 0; path < size; path++) {
      const converted = this.#cells[path * 2] as number
      conversions[path] = converted
      nulls[path] = this.#cells[path * 2 + 1] as number
      const each = converted > 0 ? (worth[path] as number) / (before[path] as number) : 0
      values[path] = each * converted
    }
    return this.#counts
  }

  #drawCells(random: Random): void {
    const drawn = this.#cells.fill(0)
    const lot = new Lot(this.#journeys, random)
    for (const { count, cells } of this.#groups)
      for (let left = lot.draw(count * cells.length); left > 0; left--) {
        const cell = cells[random.below(cells.length)] as number
        drawn[cell] = (drawn[cell] as number) + 1
      }
    for (const cell of this.#large) drawn[cell] = lot.draw(countOf(this.#paths, cell))
  }
}

const countOf = ({ conversions, nulls }: PathSet, cell: number): number =>
  (cell & 1 ? nulls : conversions)[cell >> 1] as number

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
