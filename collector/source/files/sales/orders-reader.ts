import { quoted } from '../choices.ts'
import type { FileOptions } from '../file.ts'
import type { Header } from '../header.ts'
import { isReported } from '../numbers.ts'
import type { Row } from '../records.ts'
import type { RefusedLine } from '../spend.ts'
import { SalesLineError } from './line-tools.ts'
import type { OrderLine, OrdersKind, ReadOrders } from './order-file.ts'
import type { OrderLayout, OrderRole } from './order-layouts.ts'
import { plainOrder } from './order-plain.ts'
import { shopifyOrder } from './order-shopify.ts'
import { stripePayment } from './order-stripe.ts'
import {
  currencyIn,
  type OrderCells,
  type OrderDraft,
  OrderTools,
  readAmount,
  SkippedOrderError,
} from './order-tools.ts'
import { woocommerceOrder } from './order-woocommerce.ts'
import { Spellings } from './spelling.ts'

const READERS: Readonly<Record<OrdersKind, (draft: OrderDraft, tools: OrderTools) => OrderLine>> = {
  orders: plainOrder,
  shopify_orders: shopifyOrder,
  woocommerce_orders: woocommerceOrder,
  stripe_payments: stripePayment,
}

const DATES: readonly OrderRole[] = ['created', 'paid', 'updated', 'refundedAt', 'cancelled']
const ITEM_ROLES: readonly OrderRole[] = ['itemName', 'itemId', 'itemQuantity', 'itemPrice']

/** Reads the lines of a file of orders; all of them are held, as none is without its file. */
export class OrdersReader {
  readonly #header: Header<OrderLayout>
  readonly #options: FileOptions
  readonly #spellings: Spellings
  readonly #orders = new Map<string, OrderDraft>()
  /** Lines of items whose order's first line has not been seen. */
  readonly #loose = new Map<string, { line: number; items: OrderCells[] }>()
  readonly #refused: RefusedLine[] = []
  #leftOut = 0

  constructor(header: Header<OrderLayout>, options: FileOptions) {
    this.#header = header
    this.#options = options
    this.#spellings = new Spellings(options)
  }

  take(row: Row): void {
    if (row.line <= this.#header.row.line || row.cells.every((cell) => cell === '')) return
    const { length } = this.#header.row.cells
    if (row.fault !== null) this.#refuse(row.line, row.fault)
    else if (row.cells.filter((cell) => cell !== '').length === 1) this.#leftOut++
    else if (row.cells.length !== length)
      this.#refuse(
        row.line,
        `has ${row.cells.length} cells, and the header has ${length}: is one split by the delimiter?`,
      )
    else this.#place(row.line, this.#cellsOf(row))
  }

  end(): ReadOrders {
    const { kind } = this.#header.layout
    for (const [key, { line }] of this.#loose)
      this.#refuse(line, `is of the order ${key}, whose first line is not in the file`)
    const read = { family: 'orders' as const, kind, notes: this.#notes() }
    const { questions } = this.#spellings
    if (questions.length > 0)
      return { ...read, orders: [], skipped: [], refused: [...this.#refused, ...questions] }
    const tools = new OrderTools(this.#header.layout, this.#options, this.#spellings.decided)
    const skipped: RefusedLine[] = []
    const orders = this.#unlike(
      [...this.#orders.values()].flatMap((draft) => this.#read(draft, tools, skipped)),
    )
    const refused = this.#refused.toSorted((a, b) => a.line - b.line)
    return { ...read, ...this.#inPeriod(orders, read.notes), refused, skipped }
  }

  #read(draft: OrderDraft, tools: OrderTools, skipped: RefusedLine[]): OrderLine[] {
    try {
      return [READERS[this.#header.layout.kind](draft, tools)]
    } catch (error) {
      if (error instanceof SkippedOrderError)
        skipped.push({ line: draft.line, reason: error.message })
      else if (error instanceof SalesLineError) this.#refuse(draft.line, error.message)
      else throw error
      return []
    }
  }

  /** Two orders of one name would be versions of one. */
  #unlike(orders: readonly OrderLine[]): OrderLine[] {
    const seen = new Map<string, number>()
    return orders.filter(({ line, conversion: { goal = 'purchase', transaction_id: id } }) => {
      const first = seen.get(`${goal} ${id}`)
      seen.set(`${goal} ${id}`, first ?? line)
      if (first !== undefined) this.#refuse(line, `the order ${id} is in line ${first}, too`)
      return first === undefined
    })
  }

  /** `--from` and `--to`: days as the file writes them. */
  #inPeriod(orders: OrderLine[], notes: string[]): { orders: OrderLine[] } {
    const { from = 0, to = Number.POSITIVE_INFINITY } = this.#options
    const within = orders.filter(({ conversion: { ts } }) => {
      const day = Number(String(ts).slice(0, 10).replaceAll('-', ''))
      return from <= day && day <= to
    })
    const others = orders.length - within.length
    if (others > 0) notes.push(`Left out: ${others} orders before --from or after --to.`)
    return { orders: within }
  }

  #cellsOf({ cells }: Row): OrderCells {
    const said = [...this.#header.columns].map(([role, index]) => {
      const cell = cells[index] ?? ''
      return [role, isReported(cell) ? cell : '']
    })
    return Object.fromEntries(said)
  }

  /** An order's first line says all of it; others of the same order say it again, or items alone. */
  #place(line: number, cells: OrderCells): void {
    const { groupedBy, amounts } = this.#header.layout
    const key = cells[groupedBy] || cells.id || cells.number || ''
    const order = this.#orders.get(key)
    const isFirst = Boolean(cells.status || amounts.some((role) => cells[role]))
    if (key === '') this.#refuse(line, 'has no id: export that column, too')
    else if (!isFirst) {
      if (order) order.items.push(cells)
      else this.#addLoose(key, line, cells)
    } else if (order && saysOf(order.cells) !== saysOf(cells))
      this.#refuse(line, `the order ${key} is in line ${order.line}, which says otherwise`)
    else if (order) order.items.push(cells)
    else {
      this.#orders.set(key, { line, cells, items: this.#loose.get(key)?.items ?? [] })
      this.#loose.delete(key)
      this.#hear(line, cells)
    }
  }

  #addLoose(key: string, line: number, cells: OrderCells): void {
    const loose = this.#loose.get(key) ?? { line, items: [] }
    loose.items.push(cells)
    this.#loose.set(key, loose)
  }

  /** What a cell tells of the whole file; what it is itself is known at the end. */
  #hear(line: number, cells: OrderCells): void {
    for (const text of DATES.flatMap((role) => cells[role] || []))
      this.#spellings.hearDate(text, line)
    const currency = currencyIn(cells, this.#options) ?? ''
    for (const text of this.#header.layout.amounts.flatMap((role) => cells[role] || []))
      this.#spellings.hearAmount(readAmount(text, currency), text, line)
  }

  #refuse(line: number, reason: string): void {
    this.#refused.push({ line, reason })
  }

  /** A shop without subscriptions need not mind. */
  #untoldRenewals(): string[] {
    const { columns, layout } = this.#header
    const roles = TELLS_RENEWALS[layout.kind]
    if (!roles || roles.some((role) => columns.has(role))) return []
    const names = roles.map((role) => quoted(layout.columns[role]?.en?.[0] ?? role)).join(' or ')
    return [
      `Nothing in the file tells renewals of subscriptions, which are taken for purchases: export ${names}, too, if there are any.`,
    ]
  }

  #notes(): string[] {
    const { kind } = this.#header.layout
    const isByNumber = kind === 'woocommerce_orders' && !this.#header.columns.has('id')
    return [
      ...(this.#leftOut > 0
        ? [`Left out: ${this.#leftOut} lines that are no orders, such as totals and footers.`]
        : []),
      ...(isByNumber
        ? [
            'Orders are known by their number: export the order id, too, if a plugin gives numbers of its own.',
          ]
        : []),
      ...this.#untoldRenewals(),
      ...(kind === 'stripe_payments'
        ? ["Stripe's export does not tell tax and shipping: they are in the value."]
        : []),
    ]
  }
}

/** Columns that tell the payments of a subscription from purchases: one of them is enough. */
const TELLS_RENEWALS: Readonly<Partial<Record<OrdersKind, readonly OrderRole[]>>> = {
  shopify_orders: ['channel', 'tags'],
  woocommerce_orders: ['channel', 'renewal'],
}

/** All that an order's lines say alike. */
const saysOf = (cells: OrderCells): string =>
  JSON.stringify(Object.entries(cells).filter(([role]) => !isOfItem(role)))

const isOfItem = (role: string): boolean => (ITEM_ROLES as readonly string[]).includes(role)
