import { exponentOf, formatAmount } from '../../../../shared/money.ts'
import { quoted } from '../choices.ts'
import type { FileOptions } from '../file.ts'
import type { Header } from '../header.ts'
import { minorOf, readNumber } from '../numbers.ts'
import { addressIn, firstOf, idIn, isShortened } from './ids.ts'
import type { SalesLayout, SalesRole } from './layouts.ts'
import type { Spelling } from './spelling.ts'
import { readTime } from './times.ts'

/** A line below the header: its cells by what they mean; what is not reported is ''. */
export interface Draft {
  line: number
  cells: Readonly<Partial<Record<SalesRole, string>>>
}

/** A line that can't be read; the message is what is refused, and the way out. */
export class SalesLineError extends Error {
  override name = 'SalesLineError'
}

/** Who a line is about. */
export interface Who {
  customer_id?: string
  email?: string
  visitor?: string
}

/** What lines are read with, once the whole file is known. */
export class LineTools {
  readonly header: Header<SalesLayout>
  readonly options: FileOptions
  readonly #decimal: '.' | ','
  readonly #order: 'DMY' | 'MDY'
  /** Lines of which only the first of several contacts is kept. */
  oneOfMany = 0

  constructor(header: Header<SalesLayout>, options: FileOptions, ways: Spelling) {
    this.header = header
    this.options = options
    this.#decimal = ways.decimal
    this.#order = ways.order
  }

  get crm(): string {
    return this.header.layout.crm
  }

  /** @returns undefined for an empty cell. @throws SalesLineError for one that is no date */
  time({ cells }: Draft, role: SalesRole): string | undefined {
    const cell = cells[role] ?? ''
    if (cell === '') return undefined
    const time = readTime(cell, this.#order)
    if (time === undefined) throw new SalesLineError(`${quoted(cell)} is no date`)
    return time
  }

  currency({ cells }: Draft): string {
    const { currency } = cells
    const code = currency?.toUpperCase() || this.header.currency || this.options.currency
    if (code === undefined)
      throw new SalesLineError('names no currency: say which it is with --currency')
    if (exponentOf(code) === undefined)
      throw new SalesLineError(`${quoted(code)} is no currency code such as "EUR"`)
    return code
  }

  /** As a decimal string; undefined for none. */
  amount({ cells }: Draft, currency: string): string | undefined {
    const cell = cells.amount ?? ''
    if (cell === '') return undefined
    const { point, comma } = readNumber(cell)
    const exact = this.#decimal === '.' ? point : comma
    if (exact === null)
      throw new SalesLineError(`${quoted(cell)} is no amount: write it out, as in 250000.00`)
    const minor = minorOf(exact, currency)
    if (minor === undefined) throw new SalesLineError(`${quoted(cell)} is too large for an amount`)
    return formatAmount(minor, currency)
  }

  /** The id of the line, as it is kept. */
  id({ cells }: Draft): string {
    return this.#kept(cells.id ?? '')
  }

  /** The shop's own customer number before the CRM's contact. */
  who({ cells }: Draft): Who {
    const { first, isOneOfMany } = firstOf(cells.contact ?? '')
    if (isOneOfMany) this.oneOfMany++
    const email = addressIn(cells.email ?? '')
    const customer = cells.customer || (first && this.#kept(first))
    return {
      ...(customer && { customer_id: customer }),
      ...(email && { email }),
      ...(cells.visitor && { visitor: cells.visitor }),
    }
  }

  #kept(id: string): string {
    if (isShortened(id))
      throw new SalesLineError(
        `the id ${quoted(id)} was shortened by a spreadsheet: import the file as it was downloaded`,
      )
    return idIn(this.crm, id)
  }
}
