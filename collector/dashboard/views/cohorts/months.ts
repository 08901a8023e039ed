import type { Period } from '../../state/period.ts'

/** Months as `/v1/cohorts` is asked for them. */
export interface Months {
  from: string
  to: string
}

/** Where the address asks for no longer time: a cohort needs months to show what becomes of it. */
const MONTHS_MIN = 12

type Params = Readonly<Record<string, string>>

/**
 * Months of first purchases: those that the period touches, or at least the last twelve up to its end, since
 * customers of the last weeks have had no time to come back. `months=period` keeps to the period.
 */
export function monthsOf(period: Period, { months }: Params): Months {
  const [first, last] = [numberOf(period.from), numberOf(period.to)]
  const from = months === 'period' ? first : Math.min(first, last - MONTHS_MIN + 1)
  return { from: nameOf(from), to: nameOf(last) }
}

/** @param day YYYYMMDD */
const numberOf = (day: number): number =>
  Math.floor(day / 10_000) * 12 + (Math.floor(day / 100) % 100) - 1

const nameOf = (number: number): string =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
