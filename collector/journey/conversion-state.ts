import { DEAL, isNoConversion, type Status } from '../../shared/wire/goals.ts'

/**
 * What a conversion is to the sums: only those that are `counted` are in them. `pending_rate` is until a
 * rate is known; `unconfirmed` was said by a page alone; `historical` is order history; `unpaid` waits for
 * its money; `open` and `lost` are deals that nothing, or nothing yet, has come of.
 */
export type ConversionState =
  | 'counted'
  | 'pending_rate'
  | 'unconfirmed'
  | 'cancelled'
  | 'unpaid'
  | 'historical'
  | 'open'
  | 'lost'

/**
 * States of conversions that have happened: the next journey of their person starts after them, and later
 * ones are told from the first by them. All others leave no trace.
 */
export const HAPPENED = ['counted', 'pending_rate', 'historical'] as const

/** What a version of a conversion says of itself. */
export interface SaidOfConversion {
  goal: string
  status: Status | null
  historical: boolean
  /** Only a page has reported it, and the site does not count what pages say. */
  unconfirmed: boolean
}

/** @param hasAmounts whether its amounts are known in the site's currency */
export function conversionState(said: SaidOfConversion, hasAmounts: boolean): ConversionState {
  const { goal, status, historical, unconfirmed } = said
  if (unconfirmed) return 'unconfirmed'
  if (isNoConversion(status)) return status
  if (goal === DEAL && (status === 'open' || status === 'lost')) return status
  if (!hasAmounts) return 'pending_rate'
  return historical ? 'historical' : 'counted'
}
