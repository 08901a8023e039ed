import type { DemoData, Order, Refund } from './records.ts'

/** The shop's own sums, in cents, made without the collector: what ROI must come to. */
export interface Books {
  orders: number
  /** Value of all orders, without tax and shipping. */
  sold: number
  /** The part of it that went back. */
  refunded: number
  net: number
  cost: number
}

export function keepBooks({ orders, refunds, costs }: DemoData): Books {
  const byOrder = Map.groupBy(refunds, ({ record }) => record.transaction_id)
  const sold = orders.reduce((sum, { value }) => sum + value, 0)
  const refunded = orders.reduce(
    (sum, order) => sum + netRefund(order, byOrder.get(order.record.transaction_id) ?? []),
    0,
  )
  const cost = costs.reduce((sum, { amount }) => sum + Number(amount.replace('.', '')), 0)
  return { orders: orders.length, sold, refunded, net: sold - refunded, cost }
}

/**
 * What refunds take from an order's value: all of it when all cash is back; else cash without tax
 * where it is itemised, and the same part of the value as of the cash where it is not.
 */
function netRefund({ value, total }: Order, refunds: readonly Refund[]): number {
  const back = refunds.reduce((sum, { amount }) => sum + amount, 0)
  if (back === total) return value
  const itemised = refunds.filter(({ tax }) => tax !== undefined)
  const goods = itemised.reduce((sum, { amount, tax = 0 }) => sum + amount - tax, 0)
  const rest = back - itemised.reduce((sum, { amount }) => sum + amount, 0)
  return goods + (rest === 0 ? 0 : roundedHalfUp(rest * value, total))
}

const roundedHalfUp = (a: number, b: number): number => Math.floor((2 * a + b) / (2 * b))
