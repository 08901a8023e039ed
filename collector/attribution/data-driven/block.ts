import type { Chain } from './chain.ts'

/** One group of states of the chain as far as it is left, and what comes into it. */
export interface Block {
  chain: Chain
  /** Its states. */
  states: readonly number[]
  /** By state of the chain: whether it is one of these. */
  within: Uint8Array
  /** By state of the chain: visits that are lost before they come to it, and not passed on yet. */
  pending: Float64Array
  /** By state of the chain: the share of its visits that is lost. To be filled in for these. */
  lost: Float64Array
}
