import type { CostCategory } from '../../shared/cost-categories.ts'
import { addDays, daysBetween, daysOfMonth, monthOf } from '../../shared/dates.ts'
import { split } from '../attribution/split.ts'

/** `day`: the same each day. `month`: the same share of each month, accrued as its days pass. */
export type Spread = 'day' | 'month'

/** The part of a cost that falls on one day (YYYYMMDD), in minor units. */
export interface DayAmount {
  day: number
  amount: number
}

/** A cost for a period: first and last day (YYYYMMDD, both included), amount in minor units. */
export interface PeriodCost {
  from: number
  to: number
  amount: number
  spread: Spread
}

/** A multiple of 28, 29, 30 and 31: covered ÷ days of a month times this is a whole number. */
const MONTH_PARTS = 755_160

/** Ads are bought by the day; salaries, software and agencies by the month. */
export function defaultSpread(category: CostCategory): Spread {
  return category === 'ad_spend' ? 'day' : 'month'
}

/**
 * Spreads a cost over its days so that they sum to it exactly, by largest remainder, the earliest
 * day first. Days that get nothing (1.00 over 365 days) are left out. By month, each month first
 * gets its share by covered days ÷ days of the month, so a full February costs what a full March
 * does, and then spreads it over its covered days.
 * @throws RangeError when the period ends before it begins
 */
export function spreadCost({ from, to, amount, spread }: PeriodCost): DayAmount[] {
  const count = daysBetween(from, to) + 1
  if (count < 1) throw new RangeError(`a cost can't end (${to}) before it begins (${from})`)
  const days = Array.from({ length: count }, (_, index) => addDays(from, index))
  const parts = spread === 'day' ? overDays(amount, days) : overMonths(amount, days)
  return parts.filter((part) => part.amount !== 0)
}

function overDays(amount: number, days: readonly number[]): DayAmount[] {
  const parts = split(
    amount,
    days.map(() => 1),
  )
  return days.map((day, index) => ({ day, amount: parts[index] ?? 0 }))
}

function overMonths(amount: number, days: readonly number[]): DayAmount[] {
  const months = [...Map.groupBy(days, monthOf)]
  const weights = months.map(
    ([yearMonth, covered]) => covered.length * (MONTH_PARTS / daysOfMonth(yearMonth)),
  )
  const parts = split(amount, weights)
  return months.flatMap(([, covered], index) => overDays(parts[index] ?? 0, covered))
}
