/*
 * Days without clocks or time zones. A day is the integer YYYYMMDD, a month YYYYMM; both sort and
 * compare as numbers. Gregorian throughout, years 1 to 9999.
 */

const WEEK = 7
/** The days of 400 Gregorian years, after which the calendar repeats. */
const ERA_DAYS = 146_097
/** From 0000-03-01, where the algorithm counts from, to 1970-01-01. */
const EPOCH_SHIFT = 719_468

/**
 * Days since 1970-01-01 of a civil date, by counting years from March so that the leap day comes
 * last (Howard Hinnant, "chrono-compatible low-level date algorithms").
 */
export function dayNumber(day: number): number {
  const monthOfYear = Math.floor(day / 100) % 100
  const year = Math.floor(day / 10_000) - (monthOfYear <= 2 ? 1 : 0)
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const monthFromMarch = monthOfYear + (monthOfYear > 2 ? -3 : 9)
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + (day % 100) - 1
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * ERA_DAYS + yearOfEra * 365 + leapDays + dayOfYear - EPOCH_SHIFT
}

/** The day that is so many days after 1970-01-01; the inverse of dayNumber. */
export function dayOfNumber(number: number): number {
  const shifted = number + EPOCH_SHIFT
  const era = Math.floor(shifted / ERA_DAYS)
  const dayOfEra = shifted - era * ERA_DAYS
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - (365 * yearOfEra + leapDays)
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const monthOfYear = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
  const year = yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0)
  return year * 10_000 + monthOfYear * 100 + dayOfMonth
}

export function addDays(day: number, days: number): number {
  return dayOfNumber(dayNumber(day) + days)
}

/** Days from one day to another: 1 from a day to the next, negative backwards. */
export function daysBetween(from: number, to: number): number {
  return dayNumber(to) - dayNumber(from)
}

/** YYYYMM of a day. */
export function month(day: number): number {
  return Math.floor(day / 100)
}

/** Days of a month given as YYYYMM: 28 to 31. */
export function daysOfMonth(yearMonth: number): number {
  const next = yearMonth % 100 === 12 ? yearMonth + 89 : yearMonth + 1
  return daysBetween(yearMonth * 100 + 1, next * 100 + 1)
}

/** ISO 8601 week, 'YYYY-Www': from Monday on, and of the year that its Thursday lies in. */
export function isoWeek(day: number): string {
  const number = dayNumber(day)
  const weekday = (((number + 3) % WEEK) + WEEK) % WEEK // Monday is 0; 1970-01-01 was a Thursday
  const thursday = number - weekday + 3
  const year = Math.floor(dayOfNumber(thursday) / 10_000)
  const week = 1 + Math.floor((thursday - dayNumber(year * 10_000 + 101)) / WEEK)
  return `${padded(year, 4)}-W${padded(week, 2)}`
}

/** 'YYYY-MM-DD' of a day that exists as YYYYMMDD; undefined for any other text. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Number(text.replaceAll('-', ''))
  return day >= 10_101 && dayOfNumber(dayNumber(day)) === day ? day : undefined
}

/** YYYYMMDD as 'YYYY-MM-DD'. */
export function formatDay(day: number): string {
  return `${formatMonth(month(day))}-${padded(day % 100, 2)}`
}

/** YYYYMM as 'YYYY-MM'. */
export function formatMonth(yearMonth: number): string {
  return `${padded(Math.floor(yearMonth / 100), 4)}-${padded(yearMonth % 100, 2)}`
}

function padded(n: number, digits: number): string {
  return String(n).padStart(digits, '0')
}
