/** Windows of at most this many touches. */
export const ORDER_MAX = 4

/** What a collector fits beside its other work. The command line, which has a machine to itself, sets none. */
export const STATES_MAX = 50_000

/**
 * An absorbing Markov chain of journeys. Its states are windows of touches; each journey enters at
 * one, moves on, and ends at its last with a conversion or with none ("null").
 *
 * The counts of journeys are also the solution of the chain with no channel removed: in a chain
 * that was counted from journeys, the expected number of visits to a state is the number that was
 * counted. So the probability of a conversion is the share of journeys that converted, exactly, for
 * every order, and nothing has to be solved for it.
 */
export interface Chain {
  order: number
  /** Names of channels by number; also of those that no counted journey touched. */
  channels: readonly string[]
  states: number
  /** By state: how often journeys passed through it. Above zero. */
  visits: Float64Array
  /** By state: journeys that ended there, converted or not. */
  ends: Float64Array
  /** By state: conversions of journeys that ended there, and their value. */
  conversions: Float64Array
  values: Float64Array
  /** Moves from state s: entries rowAt[s] to rowAt[s + 1] of `to` and `moves`. */
  rowAt: Int32Array
  to: Int32Array
  /** How often each move was made. */
  moves: Float64Array
  /** States whose window contains channel c: entries holdsAt[c] to holdsAt[c + 1] of `holds`. */
  holdsAt: Int32Array
  holds: Int32Array
  /** Sums over all journeys. Without null journeys, `journeys` is `conversions`. */
  journeys: number
  converted: number
  value: number
}

/** More states than the caller is ready to solve for; `statesMax` says how many it is. */
export class TooManyStatesError extends Error {
  readonly states: number
  readonly statesMax: number

  constructor(states: number, statesMax: number) {
    super(
      `the chain has ${states} states, more than ${statesMax}: use a lower order or fewer channels, or "pathworth attribute" on a file of the paths, which has no limit`,
    )
    this.name = 'TooManyStatesError'
    this.states = states
    this.statesMax = statesMax
  }
}
