import { type DayAmount, spreadCost } from '../../roi/spread.ts'

export interface CostRow {
  seq: number
  external_id: string | null
  from_day: number
  to_day: number
  category: string
  channel: string | null
  campaign_source: string | null
  campaign_medium: string | null
  campaign: string | null
  amount: number
  currency: string
  spread: string
  /** Set in a commission: the conversion that it is of, on whose day it counts */
  conversion: number | null
  /** Set in what a file has brought, and the rest with it: seq of the import */
  import: number | null
  platform: string | null
  account: string | null
  platform_campaign_id: string | null
  platform_campaign: string | null
}

/** A cost as far as its days depend on it; by its number where those are kept in another currency. */
export type SpentRow = Pick<
  CostRow,
  'seq' | 'from_day' | 'to_day' | 'amount' | 'currency' | 'spread'
>

/** A cost by its days, in its own currency. */
export function daysOf({ from_day: from, to_day: to, amount, spread }: SpentRow): DayAmount[] {
  return spreadCost({ from, to, amount, spread: spread === 'month' ? 'month' : 'day' })
}
