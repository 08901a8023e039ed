import { formatDay } from '../../../../shared/dates.ts'
import { exponentOf, formatAmount, parseAmount } from '../../../../shared/money.ts'
import type { FileSummary } from '../summary.ts'
import type { OrderLine, OrdersKind } from './order-file.ts'

/** What a file of orders holds; amounts are decimal strings. */
export interface OrdersSummary extends FileSummary {
  /** What the orders were worth, and what was given back of them. */
  value: { currency: string; amount: string }[]
  refunded: { currency: string; amount: string }[]
  /** How many orders name their customer by it; `none`: by nothing at all. */
  identified_by: Record<'email' | 'customer_id' | 'visitor' | 'none', number>
}

export function ordersSummary(kind: OrdersKind, orders: readonly OrderLine[]): OrdersSummary {
  const days = orders.map(dayOf).toSorted((a, b) => a - b)
  const [first, last] = [days[0], days.at(-1)]
  return {
    ...{ kind, rows: orders.length, spend: [], campaigns: [] },
    from: first === undefined ? null : formatDay(first),
    to: last === undefined ? null : formatDay(last),
    value: shown(worthOf(orders)),
    refunded: shown(sumsOf(orders, ({ refund }) => refund?.amount)),
    identified_by: identifiersOf(orders),
  }
}

/** YYYYMMDD, as the file writes it. */
export const dayOf = ({ conversion: { ts } }: OrderLine): number =>
  Number(String(ts).slice(0, 10).replaceAll('-', ''))

/** In minor units. */
export const worthOf = (orders: readonly OrderLine[]) =>
  sumsOf(orders, ({ conversion: { value } }) => String(value))

function sumsOf(orders: readonly OrderLine[], amountOf: (order: OrderLine) => string | undefined) {
  const sums = new Map<string, number>()
  for (const order of orders) {
    const [currency, amount] = [String(order.conversion['currency']), amountOf(order)]
    if (amount === undefined || exponentOf(currency) === undefined) continue
    sums.set(currency, (sums.get(currency) ?? 0) + parseAmount(amount, currency))
  }
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
}

const shown = (sums: readonly { currency: string; amount: number }[]) =>
  sums.map(({ currency, amount }) => ({ currency, amount: formatAmount(amount, currency) }))

function identifiersOf(orders: readonly OrderLine[]): OrdersSummary['identified_by'] {
  const count = { email: 0, customer_id: 0, visitor: 0, none: 0 }
  for (const { conversion } of orders) {
    const names = (['email', 'customer_id', 'visitor'] as const).filter(
      (name) => conversion[name] !== undefined,
    )
    for (const name of names) count[name]++
    if (names.length === 0) count.none++
  }
  return count
}
