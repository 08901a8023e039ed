/** A calendar date as an integer, 20261130: sortable, and the same in every time zone. */
export type Day = number

const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate()

const dateExists = (year: number, month: number, date: number): boolean =>
  year >= 1970 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)

/** '2026-11-30' → 20261130; undefined for anything else and for dates that do not exist. */
export function parseDay(text: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number]
  return dateExists(year, month, date) ? year * 10_000 + month * 100 + date : undefined
}

/** 20261130 → '2026-11-30' */
export function formatDay(day: Day): string {
  const text = String(day)
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`
}

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-](\d{2}):(\d{2}))$/

/**
 * An RFC 3339 time with an offset, in ms since the epoch; undefined for anything else, for a time
 * without an offset, and for times that do not exist ('2026-02-30T00:00:00Z', '24:00:00').
 */
export function parseInstant(text: string): number | undefined {
  const match = rfc3339.exec(text)
  if (!match) return undefined
  const [, date, hour, minute, second, offsetHour, offsetMinute] = match
  if (parseDay(date as string) === undefined) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return undefined
  const ms = Date.parse(text.replace(' ', 'T').toUpperCase())
  return Number.isNaN(ms) || ms < 0 ? undefined : ms
}
