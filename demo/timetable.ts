import { parisMidnight, weekday } from './paris.ts'
import type { Random } from './random.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Visits by weekday, Monday first. */
const BY_WEEKDAY = [100, 97, 96, 100, 104, 118, 141]

/** Visits by local hour, midnight first. */
const BY_HOUR = [
  8, 4, 2, 1, 1, 2, 7, 18, 30, 38, 42, 44, 52, 48, 40, 38, 40, 48, 60, 74, 88, 92, 66, 28,
]
const HOURS = BY_HOUR.map((_, hour) => hour)

/** How much more goes on at the end of the period than at its beginning. */
const GROWTH = 0.3

/** After how many days people come back. */
const RETURNS = [
  { min: 0, max: 0, weight: 20 },
  { min: 1, max: 3, weight: 35 },
  { min: 4, max: 10, weight: 30 },
  { min: 11, max: 35, weight: 15 },
]

/** Draws a day of the period, `from` included and `until` not. */
export function drawDay(random: Random, from: number, until: number): number {
  const days = Array.from({ length: until - from }, (_, index) => from + index)
  return random.weighted(days, (day) => {
    const growth = 1 + (GROWTH * (day - from)) / (until - from)
    return (BY_WEEKDAY[weekday(day)] ?? 0) * growth
  })
}

/** Draws a time of a day by the hours in which people shop; ms since the epoch. */
export function drawTime(random: Random, day: number): number {
  const hour = random.weighted(HOURS, (index) => BY_HOUR[index] ?? 0)
  return parisMidnight(day) + hour * HOUR_MS + random.between(0, HOUR_MS - 1)
}

/** Draws when someone comes back after `ts`, on `day`: always a visit of its own. */
export function drawReturn(random: Random, ts: number, day: number): number {
  const { min, max } = random.weighted(RETURNS, (gap) => gap.weight)
  const soonest = ts + random.between(31, 300) * MINUTE_MS
  const days = random.between(min, max)
  return days === 0 ? soonest : Math.max(soonest, drawTime(random, day + days))
}
