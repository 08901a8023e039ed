import type { Minor } from '../../../shared/money.ts'

/** Layouts of files of spend. `mapped` is any CSV by a mapping of the user's. */
export const SPEND_KINDS = [
  ...(['google_ads', 'meta_ads', 'microsoft_ads', 'tiktok_ads', 'linkedin_ads'] as const),
  ...(['ga4', 'unified', 'mapped'] as const),
] as const

export type SpendKind = (typeof SPEND_KINDS)[number]

/**
 * What one campaign cost in one period: all lines of a file that are of it (by device, ad set, hour…),
 * added up. A file has one row for each (platform, account, campaign id or else name, utm, from, to).
 */
export interface SpendRow {
  /** 1-based line of the file; of several that were added up the first. */
  line: number
  /** 'google_ads', 'meta_ads', …; 'ga4'; or what the unified file or the mapping names. */
  platform: string
  /** Id, else name; '' when the file does not say. */
  account: string
  /** '' when the file does not say */
  campaignId: string
  /** Name as written; '' when the file does not say. */
  campaign: string
  /** Named by the file itself (GA4, unified, a mapping); fields that it leaves empty are ''. */
  utm: { source: string; medium: string; campaign: string } | null
  /** YYYYMMDD, both inclusive; equal for a daily row. */
  from: number
  to: number
  /** ISO 4217 */
  currency: string
  /** Added up exactly as written, then rounded once, half to even. Never below 0. */
  amount: Minor
  /** null: not reported, which is not 0. */
  impressions: number | null
  clicks: number | null
  /** Millionths of a conversion. */
  claimedConversions: number | null
  claimedValue: Minor | null
}

/** A line that is not read, why, and the way out. */
export interface RefusedLine {
  /** 1-based */
  line: number
  reason: string
}

/**
 * A file of spend, read to its end. With a refused line the rows are not all that the file says: import
 * them only when somebody has said that this is meant.
 */
export interface ReadSpend {
  family: 'spend'
  kind: SpendKind
  rows: SpendRow[]
  /** By line. Where the whole file waits for a choice (decimals, dates, currency), there are no rows. */
  refused: RefusedLine[]
  /** What somebody should know, in sentences: lines of totals left out, an encoding that was guessed… */
  notes: string[]
}
