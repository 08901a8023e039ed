import { emailHasher } from '../http/email.ts'
import { Signer } from '../http/secrets.ts'
import { ImportError } from '../ledger/importing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { deliveredTo } from '../records/delivery.ts'
import { ordersDoor } from '../records/importing-orders.ts'
import type { SalesTerms } from '../records/sales.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError } from './errors.ts'

/** Keeps orders of an import that has begun. @throws AdminError when that is not possible as things are */
export async function addOrders(
  ledger: Ledger,
  clock: () => number,
  { site, id, orders }: Parsed<'import_orders'>,
): Promise<AdminAnswer> {
  try {
    await ordersDoor(ledger, await termsOf(ledger, clock())).add(id, orders)
    return { site, id, outcome: 'done' }
  } catch (error) {
    throw error instanceof ImportError ? new AdminError(error.message) : error
  }
}

/** What an import of these orders would do. */
export async function checkOrders(
  ledger: Ledger,
  now: number,
  { site, orders }: Parsed<'orders_check'>,
): Promise<AdminAnswer> {
  return { site, ...(await ordersDoor(ledger, await termsOf(ledger, now)).check(orders)) }
}

async function termsOf(ledger: Ledger, receivedAt: number): Promise<SalesTerms> {
  const state = await ledger.state()
  const { currency: siteCurrency, timeZone } = state.settings
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt } as const
  const hashOf = emailHasher(state, new Signer())
  return { provenance, hashOf, siteCurrency, timeZone, home: deliveredTo(state).home }
}
