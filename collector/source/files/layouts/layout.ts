import type { SpendKind } from '../spend.ts'

/** What a column of a file of spend says. */
export const ROLES = [
  ...(['day', 'from', 'to', 'coarse'] as const),
  ...(['platform', 'account_id', 'account', 'campaign_id', 'campaign'] as const),
  ...(['source', 'medium', 'utm_campaign', 'currency', 'cost', 'cost_micros'] as const),
  ...(['impressions', 'clicks', 'conversions', 'value', 'results', 'result_indicator'] as const),
] as const

export type Role = (typeof ROLES)[number]

export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'nl' | 'pt'

/** The names that a column has, by language; of several in one file the first of its language is read. */
export type Names = Readonly<Partial<Record<Language, readonly string[]>>>

/** A layout of files, as data: which columns it has, by the names that stand in its header. */
export interface Layout {
  kind: SpendKind
  /** What its rows are kept under; null where each line names its platform. */
  platform: string | null
  columns: Readonly<Partial<Record<Role, Names>>>
  /** Columns that it must have besides a cost, one of each group. */
  required: readonly (readonly Role[])[]
  /**
   * Names of columns, read or not, that no other platform's reports have. Where there are any, a file
   * needs one of them, a title, or to be called by its kind: `Day,Campaign,Cost` alone may be anybody's.
   */
  marks: readonly string[]
  /** Lines above the header that say the same. */
  titles?: RegExp
  /** Whether `Amount spent (EUR)`, a cost with its currency in the header, is a mark, too. */
  marksCurrency?: boolean
  /**
   * Whether programs write it: a point is then the decimal point, and a line without a campaign is of the
   * account. In what people download, such a line is a total.
   */
  isMachine?: boolean
  /** Whether its day is the start of a period, of one day if the report was made by days. */
  isStart?: boolean
}
