import type { PathSet } from './paths.ts'
import { type RemovalEffects, removalEffects } from './removal.ts'
import { type WindowOptions, WindowTally } from './window-tally.ts'

export interface MarkovOptions extends WindowOptions {
  /** Above so many states it is refused; 50,000 unless it says otherwise. */
  statesMax?: number
}

export interface MarkovFit {
  order: number
  states: number
  /** Names by number; effects are in this order. */
  channels: readonly string[]
  effects: RemovalEffects
  /** Share of journeys that converted; null for no journeys. */
  pConversion: number | null
  converted: number
  value: number
}

/** @throws TooManyStatesError, UnsettledChainError, RangeError for an order beyond 1 to 4 */
export function fitMarkov(paths: PathSet, options: MarkovOptions): MarkovFit {
  const tally = new WindowTally(options)
  paths.replay(tally)
  return fitOf(tally, paths.channels, options.statesMax)
}

/** Of what was tallied path by path. @throws TooManyStatesError, UnsettledChainError */
export function fitOf(
  tally: WindowTally,
  channels: readonly string[],
  statesMax?: number,
): MarkovFit {
  const chain = tally.chain(channels, statesMax)
  return {
    order: chain.order,
    states: chain.states,
    channels,
    effects: removalEffects(chain),
    pConversion: chain.journeys > 0 ? chain.converted / chain.journeys : null,
    converted: chain.converted,
    value: chain.value,
  }
}
