import { formatDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import type { DatedRate } from '../rates.ts'
import type { FileKind } from './file.ts'
import type { SpendRow } from './spend.ts'

/** What a file holds; amounts are decimal strings. */
export interface FileSummary {
  kind: FileKind
  /** Of spend: campaigns by period, after lines of one were added up. */
  rows: number
  /** 2026-09-01, first and last day; null without a row. */
  from: string | null
  to: string | null
  spend: { currency: string; amount: string }[]
  /** In the order of the file; of several currencies a campaign has an entry of each, which names it. */
  campaigns: { campaign: string; currency?: string; amount: string }[]
}

/** What rows of spend come to. */
export function summaryOf(kind: FileKind, rows: readonly SpendRow[]): FileSummary {
  const spend = [...sumsBy(rows, ({ currency }) => currency).values()]
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
    .map(({ currency, amount }) => ({ currency, amount: formatAmount(amount, currency) }))
  return {
    ...{ kind, rows: rows.length },
    ...periodOf(rows),
    spend,
    campaigns: [...sumsBy(rows, campaignKey).values()].map(({ campaign, amount, currency }) => ({
      campaign,
      ...(spend.length > 1 && { currency }),
      amount: formatAmount(amount, currency),
    })),
  }
}

/** A name may be that of several campaigns, as people see them. */
const campaignKey = (row: SpendRow): string => JSON.stringify([campaignName(row), row.currency])

export const campaignName = ({ campaign, campaignId }: SpendRow): string => campaign || campaignId

interface Sum {
  campaign: string
  currency: string
  amount: number
}

/** Sums in minor units, in the order of the file. */
export function sumsBy(
  rows: readonly SpendRow[],
  keyOf: (row: SpendRow) => string,
): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const row of [...rows].sort((a, b) => a.line - b.line)) {
    const sum = sums.get(keyOf(row))
    if (sum) sum.amount += row.amount
    else
      sums.set(keyOf(row), {
        ...{ campaign: campaignName(row), currency: row.currency },
        amount: row.amount,
      })
  }
  return sums
}

export function ratesSummary(rates: readonly DatedRate[]): FileSummary {
  const days = rates.map(({ day }) => ({ from: day, to: day }))
  return { kind: 'ecb_rates', rows: rates.length, ...periodOf(days), spend: [], campaigns: [] }
}

/** First and last day of all, YYYYMMDD. */
export const firstDay = (rows: readonly { from: number }[]): number =>
  rows.reduce((first, { from }) => Math.min(first, from), Infinity)
export const lastDay = (rows: readonly { to: number }[]): number =>
  rows.reduce((last, { to }) => Math.max(last, to), 0)

function periodOf(rows: readonly { from: number; to: number }[]) {
  if (rows.length === 0) return { from: null, to: null }
  return { from: formatDay(firstDay(rows)), to: formatDay(lastDay(rows)) }
}
