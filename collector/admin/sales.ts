import type { Ledger } from '../ledger/ledger.ts'
import { salesDoor } from '../records/importing-sales.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { salesTermsOf, takingImports } from './sales-terms.ts'

/** Keeps lines of an import that has begun. @throws AdminError when that is not possible as things are */
export async function addRecords(
  ledger: Ledger,
  clock: () => number,
  { site, id, records }: Parsed<'import_records'>,
): Promise<AdminAnswer> {
  const door = salesDoor(ledger, await salesTermsOf(ledger, clock()))
  await takingImports(door.add(id, records))
  return { site, id, outcome: 'done' }
}

/** What an import of these lines would do. */
export async function checkRecords(
  ledger: Ledger,
  now: number,
  { site, records }: Parsed<'records_check'>,
): Promise<AdminAnswer> {
  return { site, ...(await salesDoor(ledger, await salesTermsOf(ledger, now)).check(records)) }
}
