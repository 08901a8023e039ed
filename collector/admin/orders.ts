import type { Ledger } from '../ledger/ledger.ts'
import { ordersDoor } from '../records/importing-orders.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { salesTermsOf, takingImports } from './sales-terms.ts'

/** Keeps orders of an import that has begun. @throws AdminError when that is not possible as things are */
export async function addOrders(
  ledger: Ledger,
  clock: () => number,
  { site, id, orders }: Parsed<'import_orders'>,
): Promise<AdminAnswer> {
  const door = ordersDoor(ledger, await salesTermsOf(ledger, clock()))
  await takingImports(door.add(id, orders))
  return { site, id, outcome: 'done' }
}

/** What an import of these orders would do. */
export async function checkOrders(
  ledger: Ledger,
  now: number,
  { site, orders }: Parsed<'orders_check'>,
): Promise<AdminAnswer> {
  return { site, ...(await ordersDoor(ledger, await salesTermsOf(ledger, now)).check(orders)) }
}
