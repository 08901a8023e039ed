import { formatDay, parseDay } from '../../shared/dates.ts'
import { exponentOf } from '../../shared/money.ts'
import { parseRate, RATE_BASE, RATE_DECIMALS, type RateUnits } from '../../shared/rates.ts'

/** How many units of a currency one euro was on a day. */
export interface DatedRate {
  /** YYYYMMDD */
  day: number
  currency: string
  units: RateUnits
}

export interface ReadRates {
  rates: DatedRate[]
  /** Currencies that no order can be in any more, as the drachma: left out. */
  skipped: string[]
}

/** A file of rates that can't be read; the message names the place and the way out. */
export class RatesFileError extends Error {
  override name = 'RatesFileError'
}

/**
 * Reads a file of rates, in one of these shapes:
 *
 * - The European Central Bank's reference rates as CSV, daily or historical: `Date,USD,JPY,…,` and a
 *   line a day, newest first, `N/A` where there was no rate, a comma at the end of each line. The
 *   daily file writes its date as `21 November 2026` and blanks after commas.
 * - JSON as `{"base":"EUR","rates":{"2026-11-02":{"USD":1.25}}}`, which is what services of the
 *   bank's rates answer with (`{"base":"EUR","date":"2026-11-02","rates":{"USD":1.25}}` for one day).
 * - JSON as `[{"day":"2026-11-02","currency":"USD","rate":"1.25"}]`.
 *
 * Rates are units of the currency per euro.
 * @throws RatesFileError
 */
export function readRates(text: string): ReadRates {
  const content = text.replace(/^\uFEFF/, '').trim()
  if (content === '') throw new RatesFileError('the file is empty')
  return /^[[{]/.test(content) ? fromJson(content) : fromCsv(content)
}

const NOT_QUOTED = 'N/A'

function fromCsv(content: string): ReadRates {
  const [head = '', ...lines] = content.split(/\r?\n/)
  const [first, ...names] = cellsOf(head)
  if (first !== 'Date')
    throw new RatesFileError(
      'line 1: does not begin with "Date": give the European Central Bank\'s reference rates as CSV (Date,USD,JPY,…), or JSON',
    )
  const columns = names.map((name) => currencyOf(name, 'line 1'))
  const read = new Reading()
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const place = `line ${index + 2}`
    const [date = '', ...cells] = cellsOf(line)
    const day = dayOf(date, place)
    if (cells.length > columns.length)
      throw new RatesFileError(`${place}: has more values than line 1 has currencies`)
    for (const [at, currency] of columns.entries()) {
      const cell = cells[at] ?? ''
      if (cell !== '' && cell !== NOT_QUOTED) read.take(day, currency, cell, place)
    }
  }
  return read.result()
}

/** Without the empty cell that a comma at the end makes. */
function cellsOf(line: string): string[] {
  const cells = line.split(',').map((cell) => cell.trim())
  return cells.at(-1) === '' ? cells.slice(0, -1) : cells
}

function fromJson(content: string): ReadRates {
  const parsed = parsedJson(content)
  const read = new Reading()
  if (Array.isArray(parsed)) {
    for (const [index, one] of parsed.entries()) takeRecord(read, one, `[${index}]`)
    return read.result()
  }
  const { base, date, rates } = parsed as Record<string, unknown>
  if (base !== RATE_BASE)
    throw new RatesFileError(`base: is ${JSON.stringify(base)}, and must be "${RATE_BASE}"`)
  const byDay = typeof date === 'string' ? { [date]: rates } : rates
  for (const [day, ofDay] of entriesOf(byDay, 'rates'))
    for (const [name, rate] of entriesOf(ofDay, `rates.${day}`)) {
      const place = `rates.${day}.${name}`
      read.take(dayOf(day, place), currencyOf(name, place), textOf(rate), place)
    }
  return read.result()
}

function takeRecord(read: Reading, one: unknown, place: string): void {
  const { day, currency, rate } = Object(one) as Record<string, unknown>
  const name = currencyOf(textOf(currency), `${place}.currency`)
  read.take(dayOf(textOf(day), `${place}.day`), name, textOf(rate), `${place}.rate`)
}

/** A number is written as it was read: the shortest text that gives it back. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function entriesOf(value: unknown, place: string): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value)
  throw new RatesFileError(`${place}: is no object`)
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new RatesFileError('the file begins as JSON and is none: was it cut off?')
  }
}

function currencyOf(name: string, place: string): string {
  if (/^[A-Z]{3}$/.test(name)) return name
  throw new RatesFileError(`${place}: ${JSON.stringify(name)} is no currency code such as "USD"`)
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
]

function dayOf(text: string, place: string): number {
  const day = parseDay(text) ?? parseDay(isoOf(text))
  if (day !== undefined) return day
  throw new RatesFileError(
    `${place}: ${JSON.stringify(text)} is no date that exists, as "2026-11-30"`,
  )
}

/** '2 November 2026' as '2026-11-02'; '' for other text. */
function isoOf(text: string): string {
  const [, date = '', name = '', year = ''] = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(text) ?? []
  const month = MONTHS.indexOf(name) + 1
  if (month === 0) return ''
  return `${year}-${String(month).padStart(2, '0')}-${date.padStart(2, '0')}`
}

/** What has been read so far. Rates must be said once, or twice the same. */
class Reading {
  readonly #rates = new Map<string, DatedRate>()
  readonly #skipped = new Set<string>()

  take(day: number, currency: string, text: string, place: string): void {
    const units = parseRate(text)
    if (units === undefined)
      throw new RatesFileError(
        `${place}: ${JSON.stringify(text)} is no rate of ${currency}: give units per euro as a decimal above 0, such as "1.0850", with at most ${RATE_DECIMALS} decimals`,
      )
    if (currency === RATE_BASE) this.#takeBase(text, place)
    else if (exponentOf(currency) === undefined) this.#skipped.add(currency)
    else this.#takeRate({ day, currency, units }, place)
  }

  result(): ReadRates {
    const rates = [...this.#rates.values()].sort(
      (a, b) => a.day - b.day || (a.currency < b.currency ? -1 : 1),
    )
    return { rates, skipped: [...this.#skipped].sort() }
  }

  #takeRate(rate: DatedRate, place: string): void {
    const { day, currency, units } = rate
    const key = `${currency} ${day}`
    if ((this.#rates.get(key)?.units ?? units) !== units)
      throw new RatesFileError(`${place}: there are two rates of ${currency} on ${formatDay(day)}`)
    this.#rates.set(key, rate)
  }

  #takeBase(text: string, place: string): void {
    if (!/^1(?:\.0+)?$/.test(text))
      throw new RatesFileError(`${place}: a euro is one euro, not ${text}: rates are per euro`)
  }
}
