import { cleanText } from '../../../shared/clean-text.ts'
import { exponentOf } from '../../../shared/money.ts'
import { Choice, quoted } from './choices.ts'
import { type DayReading, type PeriodReading, readDay, readPeriod } from './days.ts'
import type { FileOptions } from './file.ts'
import type { Header } from './header.ts'
import { PURCHASE_RESULTS } from './layouts/meta.ts'
import { PLATFORM_NAMES } from './layouts/plain.ts'
import type { Role, SpendLayout } from './layouts/spend-layout.ts'
import {
  currenciesIn,
  isReported,
  microsOnly,
  type Reading,
  readNumber,
  wholeOnly,
  withoutThousandths,
} from './numbers.ts'
import type { Preamble } from './preamble.ts'
import type { Row } from './records.ts'
import type { Measure, SpendLine } from './sums.ts'

/** A line that can't be read; the message is what is refused, and the way out. */
class LineError extends Error {
  override name = 'LineError'
}

const PLATFORM = /^[a-z0-9][a-z0-9_-]{0,63}$/
const NAME_MAX = 500
/** Between these a column of numbers is whole, and tells a point of thousands from one of decimals. */
const WHOLE: ReadonlySet<Measure> = new Set(['impressions', 'clicks'])

/** Reads lines below a header, and gathers what they say of the way in which the file is written. */
export class LineReader {
  readonly #header: Header<SpendLayout>
  readonly #preamble: Preamble
  readonly #options: FileOptions
  readonly decimals: Choice<'.' | ','>
  readonly dates: Choice<'DMY' | 'MDY'>
  /** A line whose currency nothing tells: the first. */
  withoutCurrency: number | null = null

  constructor(header: Header<SpendLayout>, preamble: Preamble, options: FileOptions) {
    this.#header = header
    this.#preamble = preamble
    this.#options = options
    this.decimals = new Choice(['.', ','], options.decimal)
    this.dates = new Choice(['DMY', 'MDY'], options.dates)
    for (const { line, text } of preamble.dates) this.#hear(readDay(text), line, text)
  }

  /** @returns the line; null when it reports no cost; a text when it can't be read */
  read(row: Row): SpendLine | null | string {
    try {
      return this.#read(row)
    } catch (error) {
      if (error instanceof LineError) return error.message
      throw error
    }
  }

  /** The cell of a role; '' when there is no such column, or it reports nothing. */
  cell(row: Row, role: Role): string {
    const index = this.#header.columns.get(role)
    const cell = index === undefined ? '' : (row.cells[index] ?? '')
    return isReported(cell) ? cell : ''
  }

  has(role: Role): boolean {
    return this.#header.columns.has(role)
  }

  /** The cost of a line that is a total. */
  costOf(row: Row): Reading {
    return readNumber(this.cell(row, 'cost'))
  }

  #read(row: Row): SpendLine | null {
    const costRole = this.has('cost') ? 'cost' : 'cost_micros'
    if (this.cell(row, costRole) === '') {
      this.#hear(readDay(this.cell(row, 'day')), row.line, this.cell(row, 'day'))
      return null
    }
    const period = this.#period(row)
    const currency = this.#currency(row)
    const cost = this.#number(row, costRole, currency)
    return {
      line: row.line,
      platform: this.#platform(row),
      account: this.#id(row, 'account_id') || this.#name(row, 'account') || this.#preamble.account,
      campaignId: this.#id(row, 'campaign_id'),
      campaign: this.#name(row, this.has('campaign') ? 'campaign' : 'utm_campaign'),
      utm: this.#utm(row),
      ...{ period, currency },
      measures: { cost, ...this.#claims(row, currency) },
    }
  }

  #claims(row: Row, currency: string): Partial<Record<Measure, Reading>> {
    const roles: [Measure, Role][] = [
      ['impressions', 'impressions'],
      ['clicks', 'clicks'],
      ['conversions', this.#conversionsRole(row)],
      ['value', 'value'],
    ]
    return Object.fromEntries(
      roles
        .filter(([, role]) => this.cell(row, role) !== '')
        .map(([measure, role]) => [measure, this.#number(row, role, currency, WHOLE.has(measure))]),
    )
  }

  /** Results of any kind stand in one column; those that are purchases count. */
  #conversionsRole(row: Row): Role {
    if (this.has('conversions') || !PURCHASE_RESULTS.test(this.cell(row, 'result_indicator')))
      return 'conversions'
    return 'results'
  }

  #number(row: Row, role: Role, currency: string, isWhole = false): Reading {
    const cell = this.cell(row, role)
    const reading = this.#plain(cell, role, currency, isWhole)
    const said = currenciesIn(cell)
    if (said && currency !== '' && !said.includes(currency))
      throw new LineError(
        `${this.#shown(role, cell)} is not in ${currency}, as the file says it is`,
      )
    const { point, comma } = reading
    const isOpen = point !== null && comma !== null && point !== comma
    const possible = [point !== null, comma !== null] as const
    if (!this.decimals.take(possible, isOpen, { line: row.line, text: cell }))
      throw new LineError(
        `${this.#shown(role, cell)} is no ${isWhole ? 'whole ' : ''}number of 0 or more`,
      )
    return reading
  }

  #plain(cell: string, role: Role, currency: string, isWhole: boolean): Reading {
    const { isMachine = false } = this.#header.layout
    // Some programs write 144. for 144.0.
    const number = readNumber(isMachine ? cell.replace(/^(\d+)\.$/, '$1') : cell)
    // What a program writes has no separators of thousands: 1.234 is a little over one.
    const isPoint = isMachine && number.point !== null && cell.includes('.')
    const reading = asUsed(number, isPoint ? '' : cell, { role, currency, isWhole })
    return isPoint ? { ...reading, comma: null } : reading
  }

  #period(row: Row): PeriodReading {
    const { from, to } = this.#options
    const start = this.has('day') ? 'day' : 'from'
    if (!this.has(start)) return constant(from ?? 0, to ?? 0)
    const period = this.#daysIn(row, start)
    const hasEnd = this.has('to') && (start === 'from' || this.#header.layout.isStart)
    const end = hasEnd && this.cell(row, 'to') !== '' ? this.#daysIn(row, 'to').to : period.to
    return { from: period.from, to: end }
  }

  #daysIn(row: Row, role: Role): PeriodReading {
    const cell = this.cell(row, role)
    const period = readPeriod(cell)
    if (!period) throw new LineError(noDay(this.#shown(role, cell), cell))
    for (const one of [period.from, period.to])
      if (!this.#takeDay(one, row.line, cell))
        throw new LineError(
          `${this.#shown(role, cell)} is no date with ${this.#options.dates === 'DMY' ? 'the day' : 'the month'} first`,
        )
    return period
  }

  /** A date that nothing is counted on may decide, and need not be decided. */
  #hear({ DMY, MDY }: DayReading, line: number, text: string): void {
    this.dates.take([DMY !== null, MDY !== null], false, { line, text })
  }

  #takeDay({ DMY, MDY }: DayReading, line: number, text: string): boolean {
    const isOpen = DMY !== null && MDY !== null && DMY !== MDY
    return this.dates.take([DMY !== null, MDY !== null], isOpen, { line, text })
  }

  #currency(row: Row): string {
    const said = this.cell(row, 'currency').toUpperCase()
    const { currency: ofHeader } = this.#header
    if (said !== '' && exponentOf(said) === undefined)
      throw new LineError(`${this.#shown('currency', said)} is no currency code such as "EUR"`)
    const named = [said, ofHeader ?? '', this.#preamble.currency ?? ''].filter(
      (name) => name !== '',
    )
    const [currency = this.#options.currency ?? ''] = named
    const other = [...named, this.#options.currency ?? currency].find((name) => name !== currency)
    if (other !== undefined)
      throw new LineError(
        `its amount is in ${currency} by one place of the file and in ${other} by another, or by --currency: export it again, or leave --currency out`,
      )
    if (currency === '') this.withoutCurrency ??= row.line
    return currency
  }

  #platform(row: Row): string {
    const { platform } = this.#header.layout
    if (platform !== null) return platform
    const cell = this.cell(row, 'platform')
    const name = cell.toLowerCase().replace(/\s+/g, '_')
    if (!PLATFORM.test(name))
      throw new LineError(
        `${this.#shown('platform', cell)} is no name of a platform such as "google_ads"`,
      )
    return PLATFORM_NAMES.get(name) ?? name
  }

  #utm(row: Row): SpendLine['utm'] {
    const [source, medium] = [this.#name(row, 'source'), this.#name(row, 'medium')]
    const campaign = this.#name(row, 'utm_campaign')
    return source + medium + campaign === '' ? null : { source, medium, campaign }
  }

  /** Excel shows a long id as 1.23457E+10, and then saves it so: two campaigns may have become one. */
  #id(row: Row, role: Role): string {
    const id = this.#name(row, role)
    if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(id))
      throw new LineError(
        `${this.#shown(role, id)} is an id that a spreadsheet has shortened: download the file again, and bring it without opening it`,
      )
    return id
  }

  #name(row: Row, role: Role): string {
    const cell = this.cell(row, role)
    if (cell.includes('\n'))
      throw new LineError(`${this.#shown(role, cell)} has a line break: is a quote (") missing?`)
    const name = cleanText(cell)
    if (name.length > NAME_MAX)
      throw new LineError(`${this.#shown(role, cell)} has more than ${NAME_MAX} characters`)
    return name
  }

  #shown(role: Role, cell: string): string {
    const index = this.#header.columns.get(role) ?? 0
    return `${quoted(this.#header.row.cells[index] ?? role)}: ${quoted(cell)}`
  }
}

/** A number as a column of this role can mean it. */
function asUsed(
  number: Reading,
  cell: string,
  { role, currency, isWhole }: { role: Role; currency: string; isWhole: boolean },
): Reading {
  if (role === 'cost_micros') return microsOnly(number)
  if (isWhole) return wholeOnly(number, cell)
  return exponentOf(currency) === 0 ? withoutThousandths(number, cell) : number
}

function constant(from: number, to: number): PeriodReading {
  return { from: { DMY: from, MDY: from }, to: { DMY: to, MDY: to } }
}

function noDay(shown: string, cell: string): string {
  const isSerial = /^\d{5}(?:\.\d+)?$/.test(cell)
  return isSerial
    ? `${shown} is a date as Excel keeps it: give the column the format YYYY-MM-DD before saving`
    : `${shown} is no date from 2000 on such as "2026-09-01"`
}
