import { formatDay, parseDay } from '../../../shared/dates.ts'
import { MONTH_NUMBERS } from './months.ts'

/** What a date is with the day first, and with the month first, as YYYYMMDD; null where it is none. */
export interface DayReading {
  DMY: number | null
  MDY: number | null
}

/** A day or a stretch of days; `to` is the same as `from` for a day. */
export interface PeriodReading {
  from: DayReading
  to: DayReading
}

const NONE: DayReading = { DMY: null, MDY: null }
/** No date is longer, and longer texts would keep the patterns busy. */
const CHARS_MAX = 80
const FIRST_YEAR = 2000
const LAST_YEAR = 2099

const TIME =
  /(?:,?[T ]\s*\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?|\|\d{1,2})$/
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/

/**
 * A date as a report writes it: `2026-09-01`, `20260901`, `1.9.2026`, `9/1/2026`, `Sep 1, 2026`,
 * `1 de septiembre de 2026`, each with or without a time, which is left out. Between points the day is
 * first; between slashes and hyphens it may be either.
 */
export function readDay(cell: string): DayReading {
  const text = cell.length > CHARS_MAX ? '' : cell.trim()
  const plain = numeric(text) ?? numeric(text.replace(TIME, '')) ?? named(text.replace(TIME, ''))
  return plain ?? NONE
}

function numeric(text: string): DayReading | undefined {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return certain(day(yearFirst[1], yearFirst[3], yearFirst[4]))
  const compact = COMPACT.exec(text)
  if (compact) return certain(day(compact[1], compact[2], compact[3]))
  const yearLast = YEAR_LAST.exec(text)
  if (!yearLast) return undefined
  const [, a, sign, b, year = ''] = yearLast
  const fullYear = year.length === 2 ? `20${year}` : year
  const dayFirst = day(fullYear, b, a)
  return sign === '.' ? certain(dayFirst) : { DMY: dayFirst, MDY: day(fullYear, a, b) }
}

/** After a weekday or none: `September 1, 2026`, `1. September 2026`, `1 de septiembre de 2026`, `1-Sep-2026`. */
function named(text: string): DayReading | undefined {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && word !== 'de' && word !== 'of')
  const [first = '', second = '', year = ''] = words.length === 4 ? words.slice(1) : words
  const named = MONTH_NUMBERS.get(first) ?? MONTH_NUMBERS.get(second)
  const date = DAY_OF_MONTH.exec(MONTH_NUMBERS.has(first) ? second : first)?.[1]
  const isFull = words.length === 3 || (words.length === 4 && /^\D+$/.test(words[0] ?? ''))
  if (named === undefined || !isFull || !/^\d{4}$/.test(year)) return undefined
  return certain(day(year, String(named), date))
}

const DAY_OF_MONTH = /^(\d{1,2})(?:st|nd|rd|th|er|º|ª)?$/

const certain = (only: number | null): DayReading => ({ DMY: only, MDY: only })

function day(year = '', month = '', date = ''): number | null {
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return null
  return parseDay(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`) ?? null
}

export const isDay = ({ DMY, MDY }: DayReading): boolean => DMY !== null || MDY !== null

const BETWEEN = /\s*(?:~|–|—)\s*|\s+(?:-|to|until|bis|au|al|a|t\/m|até)\s+/

/** A day, or two with a sign between them: `2026-09-01 ~ 2026-09-07`. undefined for neither. */
export function readPeriod(cell: string): PeriodReading | undefined {
  if (cell.length > CHARS_MAX) return undefined
  const one = readDay(cell)
  if (isDay(one)) return { from: one, to: one }
  const [first, last, more] = cell.split(BETWEEN)
  if (first === undefined || last === undefined || more !== undefined) return undefined
  const [from, to] = [readDay(first), readDay(last)]
  return isDay(from) && isDay(to) ? { from, to } : undefined
}

/** All dates between slashes in a text: they tell which comes first. */
export const slashedDates = (text: string): string[] =>
  text.match(/\b\d{1,2}\/\d{1,2}\/\d{4}\b/g) ?? []

/** For messages: '2026-09-01', or '2026-09-01 to 2026-09-30'. */
export const shownPeriod = (from: number, to: number): string =>
  from === to ? formatDay(from) : `${formatDay(from)} to ${formatDay(to)}`
