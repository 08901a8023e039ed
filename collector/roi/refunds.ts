import { split } from '../attribution/split.ts'
import { roundedRatio } from './rounding.ts'

/** What was paid, in minor units. `value` is without tax and shipping; `total` is the cash. */
export interface Sale {
  value: number
  /** The value where absent. */
  total?: number | undefined
}

/** Cash that went back, in minor units; `tax` and `shipping` where the shop itemised it. */
export interface Refund {
  id: string
  ts: number
  amount: number
  tax?: number | undefined
  shipping?: number | undefined
}

export interface NettedRefund {
  id: string
  /** `excess`: more than what was left of the cash, so left out wholly. */
  state: 'counted' | 'excess'
  /** What it takes from the sale's value; 0 for an excess. */
  net: number
  /** The net of all counted refunds up to and with this one; at most the sale's value. */
  cumulative: number
}

/** What has gone back so far. `proRata` is the part of the cash that came without tax or shipping. */
interface Returned {
  cash: number
  proRata: number
  net: number
}

/**
 * The net of each refund of one sale, in the order of (ts, id) whatever the order they come in.
 *
 * A refund with its own tax or shipping nets to amount − tax − shipping. The others net to
 * amount × value ÷ total, rounded half up on their cumulative amount, so that many small ones
 * round no worse than one. The cumulative net stays within 0 and the value, and is exactly the
 * value once all the cash is back.
 */
export function netRefunds(sale: Sale, refunds: readonly Refund[]): NettedRefund[] {
  const total = sale.total ?? sale.value
  let before: Returned = { cash: 0, proRata: 0, net: 0 }
  return [...refunds].sort(byTime).map(({ id, ...refund }) => {
    if (before.cash + refund.amount > total) {
      return { id, state: 'excess', net: 0, cumulative: before.net }
    }
    const after = returnedAfter(before, refund, sale.value, total)
    const net = after.net - before.net
    before = after
    return { id, state: 'counted', net, cumulative: after.net }
  })
}

function returnedAfter(
  before: Returned,
  refund: Omit<Refund, 'id'>,
  value: number,
  total: number,
): Returned {
  const cash = before.cash + refund.amount
  const itemised = refund.tax !== undefined || refund.shipping !== undefined
  const proRata = before.proRata + (itemised ? 0 : refund.amount)
  const net = itemised
    ? refund.amount - (refund.tax ?? 0) - (refund.shipping ?? 0)
    : valueShare(proRata, value, total) - valueShare(before.proRata, value, total)
  const all = total > 0 && cash === total
  return { cash, proRata, net: all ? value : Math.min(value, before.net + Math.max(0, net)) }
}

function valueShare(amount: number, value: number, total: number): number {
  return total > 0 ? roundedRatio(amount, value, total) : 0
}

function byTime(a: Refund, b: Refund): number {
  return a.ts - b.ts || (a.id < b.id ? -1 : 1)
}

/**
 * How each refund falls on the touches (or cells) that its sale was split over with the same
 * weights: the k-th is split(cumulative k) − split(cumulative k − 1), so that a full refund
 * leaves zero everywhere. A part may be −1 where a larger sum rounds another way; only the
 * running sums are never below zero.
 * @param cumulative nets of the counted refunds, in order, as netRefunds gives them
 */
export function refundSplits(
  weights: readonly number[],
  cumulative: readonly number[],
): number[][] {
  let before = weights.map(() => 0)
  return cumulative.map((net) => {
    const after = split(net, weights)
    const parts = after.map((part, index) => part - (before[index] ?? 0))
    before = after
    return parts
  })
}
