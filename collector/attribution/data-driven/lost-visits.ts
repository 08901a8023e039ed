import type { Block } from './block.ts'
import type { Chain } from './chain.ts'
import type { Components } from './components.ts'
import { eliminate } from './elimination.ts'
import { sweep } from './sweeps.ts'

/** Groups up to so many states are eliminated, which takes a third of their cube in steps; sweeps take fewer beyond. */
const ELIMINATED_MAX = 64

/** Groups up to so many are, too, once sweeps have taken as long and not settled: seconds, and 32 MB. */
const ELIMINATED_LATE_MAX = 2_000

/** Larger ones are given up after so many moves have been passed on along: minutes. */
const PASSES_MAX = 20_000_000_000

/**
 * What is left over by sweeps, against all conversions and all value. It bounds the error of an
 * effect, and lies below what the rounding of doubles does anyway.
 */
const LEFT_OVER_MAX = 1e-16

/** Sweeps did not settle in any reasonable time; no journeys that we know of make such a chain. */
export class UnsettledChainError extends Error {
  constructor(states: number) {
    super(
      `a loop of ${states} states does not settle: use a lower order, or shorten the longest paths`,
    )
    this.name = 'UnsettledChainError'
  }
}

/**
 * The share of the visits to each state that is lost without a channel, y. It is 1 for states that
 * contain the channel, and for the others Σ y(from) × moves(from → state) ÷ visits(state): a linear
 * system with the matrix of the absorbing chain. It is solved group by group in the order of the
 * moves, since what is lost in one group is lost in those behind it and never before it.
 */
export class LostVisits {
  readonly #chain: Chain
  readonly #components: Components
  readonly #lost: Float64Array
  readonly #pending: Float64Array
  readonly #within: Uint8Array
  readonly #leftOverMax: number

  constructor(chain: Chain, components: Components) {
    this.#chain = chain
    this.#components = components
    this.#lost = new Float64Array(chain.states)
    this.#pending = new Float64Array(chain.states)
    this.#within = new Uint8Array(chain.states)
    this.#leftOverMax = LEFT_OVER_MAX * Math.min(chain.converted, conversionsWorthAll(chain))
  }

  /** By state; the array is used again by the next call. @throws UnsettledChainError */
  without(channel: number): Float64Array {
    this.#lost.fill(0)
    this.#pending.fill(0)
    this.#remove(channel)
    for (let group = 0; group < this.#components.count; group++) this.#solve(group)
    return this.#lost
  }

  #remove(channel: number): void {
    const { holds, holdsAt } = this.#chain
    const removed = holds.subarray(holdsAt[channel], holdsAt[channel + 1])
    for (const state of removed) this.#lost[state] = 1
    for (const state of removed) this.#passOn(state)
  }

  #solve(group: number): void {
    const { at, states } = this.#components
    const first = at[group] as number
    const end = at[group + 1] as number
    if (end - first === 1) this.#solveOne(states[first] as number)
    else this.#solveBlock(states.subarray(first, end))
  }

  #solveOne(state: number): void {
    const pending = this.#pending[state] as number
    if (this.#lost[state] === 1 || pending === 0) return
    this.#lost[state] = pending / (this.#chain.visits[state] as number)
    this.#passOn(state)
  }

  #solveBlock(group: Int32Array): void {
    const states = [...group].filter((state) => this.#lost[state] !== 1)
    if (!states.some((state) => (this.#pending[state] as number) > 0)) return
    for (const state of states) this.#within[state] = 1
    this.#fill({
      chain: this.#chain,
      states,
      within: this.#within,
      pending: this.#pending,
      lost: this.#lost,
    })
    for (const state of states) this.#passOn(state)
    for (const state of states) this.#within[state] = 0
  }

  #fill(block: Block): void {
    const size = block.states.length
    const isEliminable = size <= ELIMINATED_LATE_MAX
    const passesMax = isEliminable ? (size * size * size) / 3 : PASSES_MAX
    if (size > ELIMINATED_MAX && sweep(block, this.#leftOverMax, passesMax)) return
    if (!isEliminable) throw new UnsettledChainError(size)
    eliminate(block)
  }

  /** To states of other groups, and to those of its own that are not solved together with it. */
  #passOn(state: number): void {
    const { rowAt, to, moves } = this.#chain
    const share = this.#lost[state] as number
    const end = rowAt[state + 1] as number
    for (let entry = rowAt[state] as number; entry < end; entry++) {
      const next = to[entry] as number
      if (this.#within[next] === 1 || this.#lost[next] === 1) continue
      this.#pending[next] = (this.#pending[next] as number) + share * (moves[entry] as number)
    }
  }
}

/** How many of the dearest conversions are worth all there is: what is lost of them loses that share of the value. */
function conversionsWorthAll({ conversions, values, value, states }: Chain): number {
  let dearest = 0
  for (let state = 0; state < states; state++)
    if ((conversions[state] as number) > 0)
      dearest = Math.max(dearest, (values[state] as number) / (conversions[state] as number))
  return dearest > 0 ? value / dearest : Infinity
}
