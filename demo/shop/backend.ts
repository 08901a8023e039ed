import { createHash, randomUUID } from 'node:crypto'
import type { ConversionRecord } from '../records.ts'
import { decimal, itemOf, type Line, type Prices, priceOrder, readCart } from './prices.ts'

/** An order as the shop keeps it. */
export interface ShopOrder {
  transactionId: string
  /** ms */
  ts: number
  lines: readonly Line[]
  prices: Prices
  /** '' when the tag gave none. */
  visitor: string
  customerId: string
  email: string
  coupon: string
  /** Whether the collector has it. */
  report: 'waiting' | 'stored' | 'failed'
}

/** A checkout form that can't become an order; the message is for the customer. */
export class CheckoutError extends Error {
  override name = 'CheckoutError'
}

/** Reads a posted checkout form into an order, priced by the shop's own list. @throws CheckoutError */
export function takeOrder(form: Readonly<Record<string, string>>, now: number): ShopOrder {
  const lines = readCart(form['cart'] ?? '')
  if (!lines) throw new CheckoutError('Your cart is empty, or holds what we do not sell.')
  const email = (form['email'] ?? '').trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new CheckoutError('Please give your e-mail address.')
  const coupon = (form['coupon'] ?? '').trim().toUpperCase()
  return {
    transactionId: `W-${randomUUID().slice(0, 13)}`,
    ts: now,
    lines,
    prices: priceOrder(lines, coupon),
    visitor: form['pathworth_visitor'] ?? '',
    customerId: customerIdOf(email),
    email,
    coupon,
    report: 'waiting',
  }
}

/** The same customer has the same number after a restart of a shop that remembers nothing. */
const customerIdOf = (email: string): string =>
  `K-${createHash('sha256').update(email).digest('hex').slice(0, 10)}`

/** The order as `POST /v1/conversions` wants it. */
export function conversionOf(order: ShopOrder): ConversionRecord {
  const { prices, visitor, coupon } = order
  return {
    goal: 'purchase',
    transaction_id: order.transactionId,
    ts: new Date(order.ts).toISOString(),
    value: decimal(prices.value),
    currency: 'EUR',
    tax: decimal(prices.tax),
    shipping: decimal(prices.shipping),
    total: decimal(prices.total),
    cost_of_goods: decimal(prices.costOfGoods),
    customer_id: order.customerId,
    email: order.email,
    items: order.lines.map(itemOf),
    ...(visitor ? { visitor } : {}),
    ...(coupon ? { coupon } : {}),
  }
}
