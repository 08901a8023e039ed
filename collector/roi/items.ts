import { normalise } from '../attribution/split.ts'

/** An item of an order as GA4 has it; `price` is of one. */
export interface SoldItem {
  id: string
  price: number
  quantity: number
}

/** What of an order is an item's. */
export interface ItemShare {
  id: string
  /** Shares of one order sum to 10⁹. */
  weight: number
}

/** No price of a single thing is more, and sums of 200 stay far from infinity. */
const AMOUNT_MAX = 1e12

/**
 * An order is shared over its items by price × quantity; where none has a price, alike. Lines of one
 * id are one item. An order that names no items has one, called ''.
 */
export function itemShares(items: readonly SoldItem[]): ItemShare[] {
  const amounts = new Map<string, number>()
  for (const { id, price, quantity } of items)
    amounts.set(id, (amounts.get(id) ?? 0) + amountOf(price) * amountOf(quantity))
  if (amounts.size === 0) amounts.set('', 0)
  const parts = [...amounts.values()]
  const weights = normalise(parts.some((part) => part > 0) ? parts : parts.map(() => 1))
  return [...amounts.keys()].map((id, index) => ({ id, weight: weights[index] ?? 0 }))
}

const amountOf = (n: number): number => (n > 0 && Number.isFinite(n) ? Math.min(n, AMOUNT_MAX) : 0)
