import { addDays, dayNumber, daysOfMonth, formatDay, monthOf } from '../../shared/dates.ts'
import { MILLIONTHS } from '../../shared/money.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { fourDecimals, type Sums } from './metrics.ts'

/** What a report by the dates of touches needs to know besides its sums. */
export interface TouchBasis {
  /** Last day of the report, YYYYMMDD. */
  to: number
  /** Days within which a touch may still earn credit; null where there is no such limit. */
  lookbackDays: number | null
}

/** What rows say on the touch basis only. */
export interface TouchBasisMetrics {
  /** Credited conversions ÷ touches of the same days, to four decimals. */
  conversions_per_touch: number | null
  /** The day after which no later order can credit the row's touches any more; null where one always can. */
  matures_on: string | null
}

export const TOUCH_BASIS_METRICS = [
  'conversions_per_touch',
  'matures_on',
] as const satisfies readonly (keyof TouchBasisMetrics)[]

/**
 * Both are for the touch basis alone: only there do a row's touches and conversions belong to one
 * another, and only there may a later order still change a row of the past.
 */
export function touchBasisMetrics(
  { conversions, touches }: Sums,
  lastDay: number,
  { lookbackDays }: TouchBasis,
): TouchBasisMetrics {
  return {
    conversions_per_touch: fourDecimals(conversions, touches * MILLIONTHS),
    matures_on: lookbackDays === null ? null : formatDay(addDays(lastDay, lookbackDays)),
  }
}

/** The last day of the period that a day's row stands for, cut off at the end of the report. */
export function lastDayOf(by: readonly Dimension[], day: number, { to }: TouchBasis): number {
  if (by.includes('day')) return day
  if (by.includes('week')) return Math.min(addDays(day, daysToSunday(day)), to)
  if (by.includes('month')) return Math.min(monthOf(day) * 100 + daysOfMonth(monthOf(day)), to)
  return to
}

/** 1970-01-01 was a Thursday: 3 days before a Sunday. */
const daysToSunday = (day: number): number => 6 - ((dayNumber(day) + 3) % 7)
