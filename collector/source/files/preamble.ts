import { exponentOf } from '../../../shared/money.ts'
import { isDay, type PeriodReading, readDay, readPeriod, slashedDates } from './days.ts'
import type { Row } from './records.ts'

const CHARS_MAX = 300

/** What the lines above the header say. */
export interface Preamble {
  currency: string | null
  account: string
  /** Of `Report Aggregation: Daily`, in small letters; '' when it is not said. */
  aggregation: string
  /** How many lines of data the file says it has; null when it does not. */
  rows: number | null
  /** The days that were asked for; not always those that there is data of. */
  period: PeriodReading | null
  /** Dates with slashes: they are written in the same order as those below. */
  dates: { line: number; text: string }[]
}

const CURRENCY =
  /^(?:account )?(?:currency|währung|devise|moneda|divisa|valuta|moeda)[^:]*:\s*([A-Z]{3})\b/i
const ACCOUNT = /^(?:account|account name|konto|compte|cuenta|conta)\s*:\s*(.+)$/i
const AGGREGATION = /^report aggregation:\s*(.+)$/i
const START = /^(?:report )?start(?: date)?:\s*(.+)$/i
const END = /^(?:report )?end(?: date)?:\s*(.+)$/i
/** What stands before a period: `Date range: …`. */
const NAME = /^[^:]{1,40}:\s*/
const ROWS = /^rows:\s*(\d{1,9})$/i

/** Reads the lines above the header, each as one text. */
export function preambleOf(rows: readonly Row[]): Preamble {
  const lines = rows.map(({ line, cells }) => ({
    line,
    text: cells
      .filter((cell) => cell !== '')
      .join(', ')
      .slice(0, CHARS_MAX),
  }))
  const said = (pattern: RegExp) =>
    lines.map(({ text }) => pattern.exec(text)?.[1]?.trim()).find((found) => found !== undefined)
  const currency = said(CURRENCY)?.toUpperCase() ?? ''
  const count = said(ROWS)
  return {
    currency: exponentOf(currency) === undefined ? null : currency,
    account: said(ACCOUNT) ?? '',
    aggregation: said(AGGREGATION)?.toLowerCase() ?? '',
    rows: count === undefined ? null : Number(count),
    period:
      lines.map(({ text }) => periodIn(text)).find((period) => period !== null) ??
      between(said(START), said(END)),
    dates: lines.flatMap(({ line, text }) =>
      slashedDates(text).map((date) => ({ line, text: date })),
    ),
  }
}

function periodIn(text: string): PeriodReading | null {
  const period = rangeIn(text) ?? rangeIn(text.replace(NAME, ''))
  if (period) return period
  const [first, last] = slashedDates(text)
  return between(first, last)
}

/** A day alone may be any, such as that of making the report. */
function rangeIn(text: string): PeriodReading | undefined {
  const period = readPeriod(text)
  return period && period.from !== period.to ? period : undefined
}

function between(first: string | undefined, last: string | undefined): PeriodReading | null {
  const [from, to] = [readDay(first ?? ''), readDay(last ?? '')]
  return isDay(from) && isDay(to) ? { from, to } : null
}
