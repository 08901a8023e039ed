import type { ImportedOrder } from '../../imports.ts'
import type { OrdersCheckAnswer, OrdersCheckQuery } from '../../reports-imports.ts'
import { contentOf, isSameSaid, type StandingConversion } from '../conversion-rows.ts'
import { Conversions } from '../conversions.ts'
import { refundContent } from '../refund-rows.ts'
import { Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { KnownVisitors } from './known-visitors.ts'

/** What an import of these orders would replace, and what is there already. */
export function ordersCheck(
  { sql, queries }: Snapshot,
  { orders }: OrdersCheckQuery,
): OrdersCheckAnswer {
  const known = new KnownOrders(sql)
  let [replaces, unchanged, told] = [0, 0, 0]
  for (const order of orders) {
    const { isTold, imported } = known.of(order)
    if (imported === 'same') unchanged += 1
    else if (imported === 'other') replaces += 1
    if (isTold) told += 1
  }
  return { kind: 'orders_check', ...freshness(queries), replaces, unchanged, told }
}

interface Known {
  /** Somebody has told of it who stands before files. */
  isTold: boolean
  /** What the last import that counts says of it. */
  imported: 'same' | 'other' | 'none'
}

class KnownOrders {
  readonly #conversions: Conversions
  readonly #visitors: KnownVisitors

  constructor(sql: Sql) {
    this.#conversions = new Conversions(sql, new Sequence(sql))
    this.#visitors = new KnownVisitors(sql)
  }

  of({ conversion: fact, refund }: ImportedOrder): Known {
    const conversion = this.#conversions.find(fact.goal, fact.transactionId)
    const standing = conversion === undefined ? undefined : this.#conversions.standing(conversion)
    if (conversion === undefined || !standing) return { isTold: false, imported: 'none' }
    const isTold = standing.brought_by === null && standing.source !== 'tag'
    const imported = this.#conversions.imported(conversion)
    if (!imported) return { isTold, imported: 'none' }
    const isAlike =
      isSameSaid(imported, this.#contentOf(fact)) &&
      this.#isSameRefund(imported, conversion, refund)
    return { isTold, imported: isAlike ? 'same' : 'other' }
  }

  #contentOf(fact: ImportedOrder['conversion']) {
    const { origin, visitor } = fact
    const from = origin && this.#conversions.find(origin.goal, origin.transactionId)
    // Of an origin that nobody knows yet there is no number.
    return contentOf(fact, this.#visitors.numberOf(visitor), origin ? (from ?? -1) : null)
  }

  #isSameRefund(
    { brought_by }: StandingConversion,
    conversion: number,
    refund: ImportedOrder['refund'],
  ): boolean {
    const before = this.#conversions.broughtRefund(conversion, brought_by ?? 0)
    if (!before || !refund) return !before && !refund
    const fresh = refundContent({ ...refund, restocked: refund.restocked === false ? 0 : null })
    return JSON.stringify(refundContent(before)) === JSON.stringify(fresh)
  }
}
