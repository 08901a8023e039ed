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

  constructor(paths: PathSet) {
    const cells = Int32Array.from({ length: paths.size * 2 }, (_, cell) => cell)
    const ofCount = (count: number) => cells.filter((cell) => countOf(paths, cell) === count)
    const small = Array.from({ length: SMALL_MAX }, (_, at) => at + 1)
    this.#paths = paths
    this.#groups = small.map((count) => ({ count, cells: ofCount(count) }))
    this.#large = cells.filter((cell) => {
      const count = countOf(paths, cell)
      return count > 0 && !small.includes(count)
    })
    this.#journeys = cells.reduce((sum, cell) => sum + countOf(paths, cell), 0)
  }

  draw(random: Random): PathCounts {
    const { size, conversions: before, values: worth } = this.#paths
    const drawn = this.#drawCells(random)
    const [conversions, values, nulls] = [0, 0, 0].map(() => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    for (let path = 0; path < size; path++) {
      const converted = drawn[path * 2] as number
      conversions[path] = converted
      nulls[path] = drawn[path * 2 + 1] as number
      if (converted > 0)
        values[path] = ((worth[path] as number) / (before[path] as number)) * converted
    }
    return { conversions, values, nulls }
  }

  #drawCells(random: Random): Float64Array {
    const drawn = new Float64Array(this.#paths.size * 2)
    const lot = new Lot(this.#journeys, random)
    for (const { count, cells } of this.#groups)
      for (let left = lot.draw(count * cells.length); left > 0; left--) {
        const cell = cells[random.below(cells.length)] as number
        drawn[cell] = (drawn[cell] as number) + 1
      }
    for (const cell of this.#large) drawn[cell] = lot.draw(countOf(this.#paths, cell))
    return drawn
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
