import type { Random } from './random.ts'
import type { Order, Refund } from './records.ts'
import {
  COUPON_CODES,
  decimal,
  itemOf,
  type Line,
  type Prices,
  priceOrder,
  taxInside,
} from './shop/prices.ts'

/** Whom the shop knows behind an order. */
export interface Buyer {
  /** '' for a guest. */
  customerId: string
  email: string
  nextTransactionId(): string
}

/** Three of five have an account; order numbers are made from the number of the person. */
export function drawBuyer(random: Random, number: number): Buyer {
  let orders = 0
  return {
    customerId: random.chance(0.6) ? `C${100_000 + number}` : '',
    email: `customer.${number}@mail.example`,
    nextTransactionId: () => `D${100_000 + number}-${++orders}`,
  }
}

/** An order of these lines, as the shop's backend reports it; without a visitor yet. */
export function drawOrder(
  random: Random,
  buyer: Buyer,
  lines: readonly Line[],
  ts: number,
): { order: Order; prices: Prices } {
  const coupon = random.chance(0.14) ? random.pick(COUPON_CODES) : undefined
  const prices = priceOrder(lines, coupon)
  const record: Order['record'] = {
    goal: 'purchase',
    transaction_id: buyer.nextTransactionId(),
    ts: new Date(ts).toISOString(),
    value: decimal(prices.value),
    currency: 'EUR',
    tax: decimal(prices.tax),
    shipping: decimal(prices.shipping),
    total: decimal(prices.total),
    cost_of_goods: decimal(prices.costOfGoods),
    email: buyer.email,
    ...(buyer.customerId ? { customer_id: buyer.customerId } : {}),
    ...(coupon ? { coupon } : {}),
    items: lines.map(itemOf),
  }
  return { order: { ts, value: prices.value, total: prices.total, record }, prices }
}

/** What customers want back: the days until then, and how much. */
const REFUND_KINDS = [
  { kind: 'none', weight: 900 },
  { kind: 'full', weight: 55 },
  { kind: 'part', weight: 20 },
  { kind: 'itemised part', weight: 15 },
  { kind: 'several', weight: 10 },
] as const

/** Draws the refunds of an order; those that would come at or after `until` (ms) are not yet there. */
export function drawRefunds(random: Random, order: Order, until: number): Refund[] {
  const { kind } = random.weighted(REFUND_KINDS, ({ weight }) => weight)
  return amountsOf(kind, order, random)
    .map((amount, index) => {
      const ts = order.ts + (3 + index * 4) * 86_400_000 + random.between(0, 500_000_000)
      return refundOf(order, { index, ts, amount, itemised: kind === 'itemised part' })
    })
    .filter((refund) => refund.ts < until)
}

/** Cash of each refund, in cents; together at most what was paid. */
function amountsOf(
  kind: (typeof REFUND_KINDS)[number]['kind'],
  { total }: Order,
  random: Random,
): number[] {
  const part = Math.max(1, Math.floor((total * random.between(15, 45)) / 100))
  switch (kind) {
    case 'none':
      return []
    case 'full':
      return [total]
    case 'several':
      return random.chance(0.5) ? [part, total - part] : [part, part]
    default:
      return [part]
  }
}

function refundOf(
  order: Order,
  { index, ts, amount, itemised }: { index: number; ts: number; amount: number; itemised: boolean },
): Refund {
  const tax = itemised ? taxInside(amount) : undefined
  const { transaction_id } = order.record
  return {
    ts,
    amount,
    tax,
    shipping: undefined,
    record: {
      goal: 'purchase',
      transaction_id,
      refund_id: `${transaction_id}-R${index + 1}`,
      amount: decimal(amount),
      currency: 'EUR',
      ts: new Date(ts).toISOString(),
      ...(tax === undefined ? {} : { tax: decimal(tax) }),
    },
  }
}
