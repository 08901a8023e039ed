import type { SpendKind } from '../spend.ts'
import type { Layout, Names } from './layout.ts'

/** What a column of a file of spend says. */
export type Role =
  | ('day' | 'from' | 'to' | 'coarse')
  | ('platform' | 'account_id' | 'account' | 'campaign_id' | 'campaign')
  | ('source' | 'medium' | 'utm_campaign' | 'currency' | 'cost' | 'cost_micros')
  | ('impressions' | 'clicks' | 'conversions' | 'value' | 'results' | 'result_indicator')

/** A layout of files of spend. */
export interface SpendLayout extends Layout {
  kind: SpendKind
  /** What its rows are kept under; null where each line names its platform. */
  platform: string | null
  columns: Readonly<Partial<Record<Role, Names>>>
  required: readonly (readonly Role[])[]
  amounts: readonly Role[]
  /**
   * Whether programs write it: a point is then the decimal point, and a line without a campaign is of the
   * account. In what people download, such a line is a total.
   */
  isMachine?: boolean
  /** Whether its day is the start of a period, of one day if the report was made by days. */
  isStart?: boolean
}

/** Every file of spend has a cost, which may name its currency as its claimed value may. */
export const COST = ['cost', 'cost_micros'] as const satisfies readonly Role[]
export const AMOUNTS = ['cost', 'value'] as const satisfies readonly Role[]
