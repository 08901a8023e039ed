/**
 * The demo shop's clock: Europe/Paris, UTC+1, and UTC+2 from the last Sunday of March to the last
 * of October, changing at 01:00 UTC (directive 2000/84/EC).
 */
const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** ms that Paris is ahead of UTC at an instant. */
export function parisOffset(ts: number): number {
  const year = new Date(ts).getUTCFullYear()
  const summer = ts >= lastSunday(year, 2) + HOUR_MS && ts < lastSunday(year, 9) + HOUR_MS
  return summer ? 2 * HOUR_MS : HOUR_MS
}

/** 00:00 UTC of the last Sunday of a month of 31 days; January is 0. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 31)
  return last - new Date(last).getUTCDay() * DAY_MS
}

/** Days since 1970-01-01 of the date that a calendar in Paris shows. */
export function parisDay(ts: number): number {
  return Math.floor((ts + parisOffset(ts)) / DAY_MS)
}

/** When a day, as parisDay counts, begins in Paris: midnight is never in a change of the clocks. */
export function parisMidnight(day: number): number {
  const utc = day * DAY_MS
  return utc - parisOffset(utc - HOUR_MS)
}

/** Day 20000 is '2024-10-04'. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Monday is 0. */
export function weekday(day: number): number {
  return (day + 3) % 7
}
