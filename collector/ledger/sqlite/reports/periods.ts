import { addDays, daysOfMonth, monthOf } from '../../../../shared/dates.ts'

/** Periods as rollups are keyed, both ends inclusive: days (YYYYMMDD) or months (YYYYMM). */
export interface PeriodRange {
  from: number
  to: number
}

const firstOf = (yearMonth: number): number => yearMonth * 100 + 1
const lastOf = (yearMonth: number): number => yearMonth * 100 + daysOfMonth(yearMonth)

/**
 * The fewest ranges of rollup rows that cover the days from…to once each: whole months by their own
 * rows, the days before and after by theirs. With `byDay`, all days by their own.
 */
export function periodRanges(from: number, to: number, byDay: boolean): PeriodRange[] {
  const startsMonth = from === firstOf(monthOf(from))
  const endsMonth = to === lastOf(monthOf(to))
  const firstFull = startsMonth ? monthOf(from) : monthOf(addDays(lastOf(monthOf(from)), 1))
  const lastFull = endsMonth ? monthOf(to) : monthOf(addDays(firstOf(monthOf(to)), -1))
  if (byDay || firstFull > lastFull) return [{ from, to }]
  const ranges = [{ from: firstFull, to: lastFull }]
  if (!startsMonth) ranges.push({ from, to: lastOf(monthOf(from)) })
  if (!endsMonth) ranges.push({ from: firstOf(monthOf(to)), to })
  return ranges
}

/** The day that a report takes a rollup row for: its own, or the first of its month. */
export const dayOfPeriod = (period: number): number =>
  period < 1_000_000 ? firstOf(period) : period
