import { wireConversion, wireRefund } from '../../shared/wire/conversions.ts'
import type { ImportedOrder } from '../ledger/imports.ts'
import type { OrderLine } from '../source/files/sales/order-file.ts'
import { conversionFact, refundFact } from './facts-of.ts'
import { checked, NotTakenError, type RefusedAt, type SalesTerms, timed } from './sales.ts'

/** What the sum is called that a file says was given back of an order. */
const REFUNDED = 'refunded'

/** An order as it goes to whoever keeps it. */
export type OrderSaid = Pick<OrderLine, 'conversion' | 'refund'>

/** What orders of a file are as facts; nothing of it is to be stored while one is refused. */
export interface OrderFacts {
  orders: ImportedOrder[]
  refused: RefusedAt[]
}

/** Reads orders of a file as the site understands them: all are of the past, and earn nobody credit. */
export async function orderFacts(
  lines: readonly OrderSaid[],
  terms: SalesTerms,
): Promise<OrderFacts> {
  const facts: OrderFacts = { orders: [], refused: [] }
  for (const [at, line] of lines.entries()) {
    try {
      facts.orders.push(await orderOf(line, terms))
    } catch (error) {
      if (!(error instanceof NotTakenError)) throw error
      facts.refused.push({ at, reason: error.message })
    }
  }
  return facts
}

async function orderOf({ conversion, refund }: OrderSaid, terms: SalesTerms) {
  const said = { ...timed(conversion, terms), historical: true }
  const record = checked(wireConversion, said, terms)
  const fact = await conversionFact(record, terms)
  const { goal, transaction_id, currency } = record
  if (!refund) return { conversion: fact, refund: null }
  const back = { goal, transaction_id, refund_id: REFUNDED, currency, ...refund }
  return {
    conversion: fact,
    refund: refundFact(checked(wireRefund, timed(back, terms), terms), terms.provenance),
  }
}
