import type { Chain } from './chain.ts'
import { componentsOf } from './components.ts'
import { LostVisits } from './lost-visits.ts'

/** By channel: the share of conversions, and of their value, that is lost without it, 0 to 1. */
export interface RemovalEffects {
  conversions: Float64Array
  values: Float64Array
}

/**
 * The removal effect of every channel: 1 − P(conversion without it) ÷ P(conversion), where without
 * it every journey that would come to a state whose window contains it is lost. For the value it is
 * 1 − E(value without it) ÷ E(value), where a conversion from a state is worth the average of those
 * that were counted there (as ChannelAttribution, which draws it from them). All 0 when there is no
 * conversion, or no value, to lose.
 *
 * What is computed is the loss itself, not a difference of two probabilities: the share of the
 * visits to each state that came by the channel. It solves the same absorbing chain, and every term
 * of it is positive, so that small effects keep their digits. One elimination for all channels (by
 * Sherman–Morrison–Woodbury) would need the inverse of the whole chain, which is dense; a channel's own
 * loss touches only what it reaches, and needs no difference of nearly equal numbers.
 */
export function removalEffects(chain: Chain): RemovalEffects {
  const channels = chain.channels.length
  const effects = {
    conversions: new Float64Array(channels),
    values: new Float64Array(channels),
  }
  if (chain.converted === 0) return effects
  const lost = new LostVisits(chain, componentsOf(chain))
  for (let channel = 0; channel < channels; channel++) {
    const { conversions, value } = lossOf(chain, lost.without(channel))
    effects.conversions[channel] = shareOf(conversions, chain.converted)
    effects.values[channel] = shareOf(value, chain.value)
  }
  return effects
}

function lossOf(
  { states, conversions, values }: Chain,
  lost: Float64Array,
): { conversions: number; value: number } {
  const loss = { conversions: 0, value: 0 }
  for (let state = 0; state < states; state++) {
    loss.conversions += (lost[state] as number) * (conversions[state] as number)
    loss.value += (lost[state] as number) * (values[state] as number)
  }
  return loss
}

/** A share of all, which rounding may have made a bit more than all. */
const shareOf = (part: number, all: number): number => (all > 0 ? Math.min(1, part / all) : 0)
