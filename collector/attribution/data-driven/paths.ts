import { longer, PairTable } from './pair-table.ts'

/**
 * Takes paths one by one. A path is the channels of a journey as numbers, repeats included, the
 * earliest first, and at least one of them.
 */
export interface PathTally {
  /**
   * @param steps numbers of channels; only the first `length` count, and the array is used again
   * @param conversions how many journeys of this path converted; need not be whole
   * @param value what those conversions were worth together
   * @param nulls how many journeys of this path did not convert
   */
  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void
}

/** Journeys of one path, as their makers name the channels. */
export interface NamedPath {
  channels: readonly string[]
  conversions: number
  value: number
  nulls: number
}

/**
 * Paths in memory, each sequence of channels once with the sums of its journeys. What is fitted
 * several times (orders, resamples, folds) is fitted from here.
 */
export class PathSet implements PathTally {
  /** By the number that stands for each. */
  readonly channels: string[]
  /** Of each path in the order in which they first came. */
  conversions = new Float64Array(64)
  values = new Float64Array(64)
  nulls = new Float64Array(64)
  size = 0
  #numbers: Map<string, number>
  #sequences = new PairTable()
  /** Path + 1 by number of its sequence in the table, which numbers prefixes, too. */
  #pathOf = new Int32Array(64)
  #steps = new Int32Array(256)
  #starts = new Int32Array(65)
  #scratch = new Int32Array(16)

  constructor(channels: readonly string[] = []) {
    this.channels = [...channels]
    this.#numbers = new Map(channels.map((channel, number) => [channel, number]))
  }

  static of(paths: Iterable<NamedPath>): PathSet {
    const set = new PathSet()
    for (const path of paths) set.addNamed(path)
    return set
  }

  /** A journey without touches is nobody's path, and is left out. */
  addNamed({ channels, conversions, value, nulls }: NamedPath): void {
    if (channels.length === 0) return
    while (this.#scratch.length < channels.length) this.#scratch = longer(this.#scratch)
    channels.forEach((channel, at) => {
      this.#scratch[at] = this.#numberOf(channel)
    })
    this.add(this.#scratch, channels.length, conversions, value, nulls)
  }

  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void {
    const path = this.#find(steps, length)
    this.conversions[path] = (this.conversions[path] as number) + conversions
    this.values[path] = (this.values[path] as number) + value
    this.nulls[path] = (this.nulls[path] as number) + nulls
  }

  /** Gives one path after another to a tally, or with other counts than its own. */
  replay(tally: PathTally, counts: PathCounts = this): void {
    for (let path = 0; path < this.size; path++) {
      const steps = this.stepsOf(path)
      const [conversions, value, nulls] = [counts.conversions, counts.values, counts.nulls]
      tally.add(
        steps,
        steps.length,
        conversions[path] as number,
        value[path] as number,
        nulls[path] as number,
      )
    }
  }

  /** A view, not a copy. */
  stepsOf(path: number): Int32Array {
    return this.#steps.subarray(this.#starts[path], this.#starts[path + 1])
  }

  #numberOf(channel: string): number {
    const known = this.#numbers.get(channel)
    if (known !== undefined) return known
    this.#numbers.set(channel, this.channels.length)
    return this.channels.push(channel) - 1
  }

  #find(steps: Int32Array, length: number): number {
    let node = 0
    for (let at = 0; at < length; at++)
      node = this.#sequences.numberOf(node, steps[at] as number) + 1
    while (this.#pathOf.length <= node) this.#pathOf = longer(this.#pathOf)
    const known = this.#pathOf[node] as number
    if (known > 0) return known - 1
    this.#pathOf[node] = this.size + 1
    return this.#append(steps, length)
  }

  #append(steps: Int32Array, length: number): number {
    const path = this.size++
    const start = this.#starts[path] as number
    while (this.#steps.length < start + length) this.#steps = longer(this.#steps)
    for (let at = 0; at < length; at++) this.#steps[start + at] = steps[at] as number
    if (this.size === this.conversions.length) this.#growCounts()
    this.#starts[this.size] = start + length
    return path
  }

  #growCounts(): void {
    this.conversions = longer(this.conversions)
    this.values = longer(this.values)
    this.nulls = longer(this.nulls)
    this.#starts = longer(this.#starts)
  }
}

/** Counts by path, as PathSet holds them. */
export interface PathCounts {
  conversions: Float64Array
  values: Float64Array
  nulls: Float64Array
}
