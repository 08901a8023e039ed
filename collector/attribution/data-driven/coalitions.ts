import { longer, PairTable } from './pair-table.ts'
import type { PathSet, PathTally } from './paths.ts'

/** Journeys by the set of channels that they touched, in any order and however often. */
export interface Coalitions {
  /** How many channels there are, in a coalition or not. */
  channels: number
  size: number
  /** Channels of coalition k, ascending: entries at[k] to at[k + 1]. */
  at: Int32Array
  members: Int32Array
  /** By coalition. Journeys are above zero. */
  journeys: Float64Array
  conversions: Float64Array
  values: Float64Array
}

export interface CoalitionOptions {
  /** Whether journeys without a conversion count; they do unless this is false. */
  nulls?: boolean
}

export class CoalitionTally implements PathTally {
  readonly #countsNulls: boolean
  /** Sets as ascending sequences; set n + 1 has number n, 0 is the empty one. */
  readonly #sets = new PairTable()
  #journeys = new Float64Array(1024)
  #conversions = new Float64Array(1024)
  #values = new Float64Array(1024)
  #members = new Int32Array(16)
  /** By channel: the path that it was last seen in. */
  #seenIn = new Int32Array(64)
  #path = 0

  constructor({ nulls = true }: CoalitionOptions = {}) {
    this.#countsNulls = nulls
  }

  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void {
    const journeys = this.#countsNulls ? conversions + nulls : conversions
    if (!(journeys > 0)) return
    const count = this.#collect(steps, length)
    let set = 0
    for (let at = 0; at < count; at++)
      set = this.#sets.numberOf(set, this.#members[at] as number) + 1
    while (this.#journeys.length <= set) this.#grow()
    this.#journeys[set] = (this.#journeys[set] as number) + journeys
    this.#conversions[set] = (this.#conversions[set] as number) + conversions
    this.#values[set] = (this.#values[set] as number) + value
  }

  coalitions(channels: number): Coalitions {
    const sets = this.#counted()
    const at = new Int32Array(sets.length + 1)
    const members: number[] = []
    sets.forEach((set, index) => {
      members.push(...this.#membersOf(set))
      at[index + 1] = members.length
    })
    const bySet = (numbers: Float64Array) =>
      Float64Array.from(sets, (set) => numbers[set] as number)
    return {
      channels,
      size: sets.length,
      at,
      members: Int32Array.from(members),
      journeys: bySet(this.#journeys),
      conversions: bySet(this.#conversions),
      values: bySet(this.#values),
    }
  }

  /** By path: its coalition among those of `coalitions`; −1 for one of which no journey counts. */
  coalitionsOf(paths: PathSet): Int32Array {
    const numberOf = new Map(this.#counted().map((set, number) => [set, number]))
    return Int32Array.from({ length: paths.size }, (_, path) => {
      const steps = paths.stepsOf(path)
      const count = this.#collect(steps, steps.length)
      let set = 0
      for (let at = 0; at < count; at++) set = this.#sets.find(set, this.#members[at] as number) + 1
      return numberOf.get(set) ?? -1
    })
  }

  #counted(): number[] {
    const sets: number[] = []
    this.#journeys.forEach((journeys, set) => {
      if (journeys > 0) sets.push(set)
    })
    return sets
  }

  /** The channels of a path once each and ascending, in #members. */
  #collect(steps: Int32Array, length: number): number {
    this.#path++
    let count = 0
    for (let at = 0; at < length; at++) {
      const channel = steps[at] as number
      while (this.#seenIn.length <= channel) this.#seenIn = longer(this.#seenIn)
      if (this.#seenIn[channel] === this.#path) continue
      this.#seenIn[channel] = this.#path
      if (this.#members.length === count) this.#members = longer(this.#members)
      this.#insert(channel, count++)
    }
    return count
  }

  #insert(channel: number, count: number): void {
    let place = count
    for (; place > 0 && (this.#members[place - 1] as number) > channel; place--)
      this.#members[place] = this.#members[place - 1] as number
    this.#members[place] = channel
  }

  #membersOf(set: number): number[] {
    const members: number[] = []
    for (let at = set; at > 0; at = this.#sets.left[at - 1] as number)
      members.push(this.#sets.right[at - 1] as number)
    return members.reverse()
  }

  #grow(): void {
    this.#journeys = longer(this.#journeys)
    this.#conversions = longer(this.#conversions)
    this.#values = longer(this.#values)
  }
}
