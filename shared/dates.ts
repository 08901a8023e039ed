/*
 * Days without clocks or time zones. A day is the integer YYYYMMDD, a month YYYYMM; both sort and
 * compare as numbers, and are the same in every time zone. Gregorian throughout.
 */

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

const WEEK = 7
/** The days of 400 Gregorian years, after which the calendar repeats. */
const ERA_DAYS = 146_097
/** From 0000-03-01, where the algorithm counts from, to 1970-01-01. */
const EPOCH_SHIFT = 719_468
const FIRST_DAY = 19700101

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
export function monthOf(day: number): number {
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

/**
 * 'YYYY-MM-DD' of a day that exists, from 1970 on; undefined for any other text. Nothing that is
 * measured here is older: an earlier date is a slip.
 */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Number(text.replaceAll('-', ''))
  return day >= FIRST_DAY && dayOfNumber(dayNumber(day)) === day ? day : undefined
}

/** YYYYMMDD as 'YYYY-MM-DD'. */
export function formatDay(day: number): string {
  return `${formatMonth(monthOf(day))}-${padded(day % 100, 2)}`
}

/** YYYYMM as 'YYYY-MM'. */
export function formatMonth(yearMonth: number): string {
  return `${padded(Math.floor(yearMonth / 100), 4)}-${padded(yearMonth % 100, 2)}`
}

const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/

/**
 * An RFC 3339 timestamp as ms since the epoch (finer fractions are cut off); undefined for other
 * text, for a day that doesn't exist or lies before 1970, for a time without its offset, and for
 * the leap seconds that ms since the epoch can't tell apart from the next.
 */
export function parseInstant(text: string): number | undefined {
  const match = RFC_3339.exec(text)
  if (!match) return undefined
  const [, date = '', hour, minute, second, fraction = '', sign, zoneHour = '0', zoneMinute = '0'] =
    match
  const day = parseDay(date)
  if (day === undefined) return undefined
  const east = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  const minutes = Number(hour) * 60 + Number(minute) - east
  const ms = Number(second) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  const instant = dayNumber(day) * DAY_MS + minutes * MINUTE_MS + ms
  return instant < 0 ? undefined : instant
}

function padded(n: number, digits: number): string {
  return String(n).padStart(digits, '0')
}
