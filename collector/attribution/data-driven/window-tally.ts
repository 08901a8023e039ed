import { type Chain, ORDER_MAX } from './chain.ts'
import { chainOf } from './chain-of.ts'
import { longer, PairTable } from './pair-table.ts'
import type { PathTally } from './paths.ts'

export interface WindowOptions {
  /** Touches in a window, 1 to 4. */
  order: number
  /** Whether journeys without a conversion count; they do unless this is false. */
  nulls?: boolean
}

/**
 * Counts how journeys move between windows of touches.
 *
 * **What a state is.** The windows of a journey are its runs of `order` consecutive touches, the
 * first beginning at its first touch, each moved on by one touch; a journey of fewer touches is one
 * window, itself. A window equal to the one before it is left out, and with it the move between
 * them: that happens only when all its touches have one channel. The journey enters at its first
 * window and ends at its last. So A > A > B of order 1 is A, B; A > A > A > B of order 2 is AA, AB;
 * A > B of order 3 is AB, and that is another state than the AB of any longer journey's windows.
 *
 * **Sources.** This is how the C++ behind the R package ChannelAttribution builds them
 * (`markov_model_mp_cpp`), and its steps without a name are left out before, as here by the reader.
 * Others differ: textbook chains of order k (and markovchain's) begin with windows that grow, A, AB,
 * BC, which makes a short journey a prefix of longer ones and so gives other removal effects; DP6's
 * package knows order 1 only, and keeps repeats as loops, which changes no removal effect. Some
 * write-ups remove a channel by bridging over it; here, as in the package above, a journey that
 * would touch a removed channel is lost. We followed ChannelAttribution, since figures of this field
 * are compared with its.
 */
export class WindowTally implements PathTally {
  readonly #order: number
  readonly #countsNulls: boolean
  /** Windows by (window without its last touch, last touch); window n + 1 has number n, 0 is none. */
  readonly windows = new PairTable()
  /** By (window, next touch), for full windows. */
  readonly moves = new PairTable()
  /** By move: the window it leads to, and how often it was made. */
  targets = new Int32Array(1024)
  made = new Float64Array(1024)
  /** By window, of the journeys that ended there. */
  ends = new Float64Array(1024)
  conversions = new Float64Array(1024)
  values = new Float64Array(1024)

  constructor({ order, nulls = true }: WindowOptions) {
    if (!(Number.isInteger(order) && order >= 1 && order <= ORDER_MAX))
      throw new RangeError(`order ${order}: is 1 to ${ORDER_MAX}`)
    this.#order = order
    this.#countsNulls = nulls
  }

  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void {
    const journeys = this.#countsNulls ? conversions + nulls : conversions
    if (!(journeys > 0)) return
    const full = length < this.#order ? length : this.#order
    let window = 0
    for (let at = 0; at < full; at++)
      window = this.windows.numberOf(window, steps[at] as number) + 1
    for (let at = full; at < length; at++) {
      const move = this.moves.numberOf(window, steps[at] as number)
      if (move >= this.targets.length) this.#growMoves()
      if (this.targets[move] === 0) this.targets[move] = this.#slide(window, steps[at] as number)
      const next = this.targets[move] as number
      if (next === window) continue
      this.made[move] = (this.made[move] as number) + journeys
      window = next
    }
    this.#end(window, journeys, conversions, value)
  }

  /**
   * How a path that was added goes: the moves that it makes, into `moves`, which has room for its steps.
   * @returns how many, and the window that it ends in
   */
  routeOf(steps: Int32Array, moves: Int32Array): { made: number; end: number } {
    const full = Math.min(steps.length, this.#order)
    let window = 0
    for (let at = 0; at < full; at++) window = this.windows.find(window, steps[at] as number) + 1
    let made = 0
    for (let at = full; at < steps.length; at++) {
      const move = this.moves.find(window, steps[at] as number)
      const next = this.targets[move] as number
      if (next !== window) moves[made++] = move
      window = next
    }
    return { made, end: window }
  }

  /** @param channels their names by number */
  chain(channels: readonly string[], statesMax?: number): Chain {
    return chainOf(this, this.#order, channels, statesMax)
  }

  /** The touches of a window, the earliest first. */
  touchesOf(window: number): number[] {
    const touches: number[] = []
    for (let at = window; at > 0; at = this.windows.left[at - 1] as number)
      touches.unshift(this.windows.right[at - 1] as number)
    return touches
  }

  #slide(window: number, touch: number): number {
    const [, ...rest] = this.touchesOf(window)
    let next = 0
    for (const one of [...rest, touch]) next = this.windows.numberOf(next, one) + 1
    return next
  }

  #end(window: number, journeys: number, conversions: number, value: number): void {
    while (this.ends.length <= window) this.#growWindows()
    this.ends[window] = (this.ends[window] as number) + journeys
    this.conversions[window] = (this.conversions[window] as number) + conversions
    this.values[window] = (this.values[window] as number) + value
  }

  #growMoves(): void {
    this.targets = longer(this.targets)
    this.made = longer(this.made)
  }

  #growWindows(): void {
    this.ends = longer(this.ends)
    this.conversions = longer(this.conversions)
    this.values = longer(this.values)
  }
}
