import type { RefusedLine } from '../spend.ts'

/** Layouts of files of orders. `orders` has the fields of `POST /v1/conversions`, or a mapping onto them. */
export const ORDER_KINDS = [
  'orders',
  'shopify_orders',
  'woocommerce_orders',
  'stripe_payments',
] as const

export type OrdersKind = (typeof ORDER_KINDS)[number]

export const isOrdersKind = (kind: string): kind is OrdersKind =>
  (ORDER_KINDS as readonly string[]).includes(kind)

/**
 * An order, in the words of `POST /v1/conversions`. A time without an offset is the site's
 * ('2026-10-01T09:20:00', or the day alone).
 */
export interface OrderLine {
  /** 1-based line of the file on which the order begins. */
  line: number
  conversion: Record<string, unknown>
  /** What was given back of it, in one sum; null for nothing. */
  refund: { amount: string; ts: unknown } | null
}

/** A file of orders, read to its end. */
export interface ReadOrders {
  family: 'orders'
  kind: OrdersKind
  orders: OrderLine[]
  /** Where the whole file waits for a choice (decimals, dates) there are no orders. */
  refused: RefusedLine[]
  /** Lines that are no revenue, and why: not paid, cancelled, a test. */
  skipped: RefusedLine[]
  notes: string[]
}
