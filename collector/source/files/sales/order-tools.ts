import { exponentOf } from '../../../../shared/money.ts'
import { amountText, type Decimal, isZero, ZERO } from '../../webhooks/decimal.ts'
import { ITEMS_MAX } from '../../webhooks/order-fields.ts'
import { quoted } from '../choices.ts'
import type { FileOptions } from '../file.ts'
import { type Reading, readNumber, withoutThousandths } from '../numbers.ts'
import { isShortened } from './ids.ts'
import { SalesLineError } from './line-tools.ts'
import type { OrderLayout, OrderRole } from './order-layouts.ts'
import type { Spelling } from './spelling.ts'
import { readTime } from './times.ts'

/** Cells by what they mean; what is not reported is ''. */
export type OrderCells = Readonly<Partial<Record<OrderRole, string>>>

/** All lines of one order: the first that says what it is, and the rest for its items. */
export interface OrderDraft {
  line: number
  cells: OrderCells
  items: OrderCells[]
}

/** An order that is no revenue; the message is why. */
export class SkippedOrderError extends Error {
  override name = 'SkippedOrderError'
}

/** Decimals that numbers of files are read with. */
const SCALE = 18

/** As the cell of an order can mean it: what is taken off or given back is written with a minus by some. */
export function readAmount(cell: string, currency: string): Reading {
  const text = cell.replace(/^[-−](?=[\d\p{Sc}])/u, '')
  const reading = readNumber(text)
  return exponentOf(currency) === 0 ? withoutThousandths(reading, text) : reading
}

/** What orders are read with, once the whole file is known. */
export class OrderTools {
  readonly options: FileOptions
  readonly #layout: OrderLayout
  readonly #decimal: '.' | ','
  readonly #order: 'DMY' | 'MDY'

  constructor(layout: OrderLayout, options: FileOptions, ways: Spelling) {
    this.#layout = layout
    this.options = options
    this.#decimal = ways.decimal
    this.#order = ways.order
  }

  id({ cells: { id = '' } }: OrderDraft): string {
    if (id === '') throw new SalesLineError('has no id: export that column, too')
    if (isShortened(id))
      throw new SalesLineError(
        `the id ${quoted(id)} was shortened by a spreadsheet: import the file as it was downloaded`,
      )
    return id
  }

  /** @returns undefined for an empty cell. @throws SalesLineError for one that is no date */
  time({ cells }: OrderDraft, role: OrderRole): string | undefined {
    const cell = cells[role] ?? ''
    if (cell === '') return undefined
    const time = readTime(cell, this.#order, { isMidnightADay: false, zone: this.#layout.zone })
    if (time === undefined) throw new SalesLineError(`${quoted(cell)} is no date from 2000 on`)
    return time
  }

  needTime(draft: OrderDraft, role: OrderRole): string {
    const time = this.time(draft, role)
    if (time === undefined)
      throw new SalesLineError('says not when it was placed: export that column, too')
    return time
  }

  currency({ cells }: OrderDraft): string {
    const code = currencyIn(cells, this.options)
    if (code === undefined)
      throw new SalesLineError('names no currency: say which it is with --currency')
    if (exponentOf(code) === undefined)
      throw new SalesLineError(`${quoted(code)} is no currency code such as "EUR"`)
    return code
  }

  /** Exactly; undefined for an empty cell. */
  amount(draft: OrderDraft, role: OrderRole, currency: string): Decimal | undefined {
    const cell = draft.cells[role] ?? ''
    if (cell === '') return undefined
    const { point, comma } = readAmount(cell, currency)
    const units = this.#decimal === '.' ? point : comma
    if (units === null) throw new SalesLineError(`${quoted(cell)} is no amount, as in 89.90`)
    return { units, scale: SCALE }
  }

  needAmount(draft: OrderDraft, role: OrderRole, currency: string): Decimal {
    const amount = this.amount(draft, role, currency)
    if (amount === undefined)
      throw new SalesLineError('has no amount: export the column with it, too')
    return amount
  }

  /** What was given back, and when: on the day of the order where the file does not say. */
  refund(draft: OrderDraft, amount: Decimal, currency: string): OrderRefund {
    if (isZero(amount)) return null
    const ts = this.time(draft, 'refundedAt') ?? this.needTime(draft, 'created')
    return { amount: amountText(amount, currency), ts }
  }

  /** Lines without a name of their own say nothing of items. */
  items({ cells, items }: OrderDraft): Record<string, unknown>[] | undefined {
    const all = [cells, ...items].filter(({ itemName, itemId }) => itemName || itemId)
    if (all.length === 0) return undefined
    return all.slice(0, ITEMS_MAX).map(({ itemName, itemId, itemQuantity, itemPrice }) => ({
      item_id: itemId || itemName,
      ...(itemName && { item_name: itemName }),
      quantity: itemQuantity && /^\d{1,9}$/.test(itemQuantity) ? Number(itemQuantity) : 1,
      ...(itemPrice && { price: itemPrice }),
    }))
  }
}

export type OrderRefund = { amount: string; ts: string } | null

/** What a line, or else who imports the file, says that amounts are in. */
export const currencyIn = (cells: OrderCells, options: FileOptions): string | undefined =>
  cells.currency?.toUpperCase() || options.currency

export const orZero = (amount: Decimal | undefined): Decimal => amount ?? ZERO

/** Fields that are not empty. */
export const filled = (fields: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value))
