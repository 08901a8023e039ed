import { isNobody, NOBODY_NAMED } from '../../shared/wire/erasures.ts'
import { emailHasher } from '../http/email.ts'
import { Signer } from '../http/secrets.ts'
import { erasePerson, erasuresOf, personNamed } from '../records/erasing.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError, AdminInputError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'
import { listSnapshots, type SnapshotShown } from './snapshots.ts'

export async function eraseOne(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, apply, command: _, ...named }: Parsed<'erase'>,
): Promise<AdminAnswer> {
  if (isNobody(named)) throw new AdminInputError([{ field: 'customer_id', message: NOBODY_NAMED }])
  const ledger = await ledgerOf(ledgers, site)
  const person = await personNamed(named, emailHasher(await ledger.state(), new Signer()))
  const by = { dryRun: !apply, at: clock(), owner: 'cli' }
  return { site, ...(await erasePerson(ledger, person, by)), ...(await copiesOf(ledgers, site)) }
}

/** Those made before hold whoever was erased since, until they are deleted. */
async function copiesOf(ledgers: OwnedLedgers, site: string): Promise<{ snapshots: unknown[] }> {
  try {
    const { snapshots } = await listSnapshots(ledgers, site)
    return { snapshots: (snapshots as SnapshotShown[]).map(({ id }) => id) }
  } catch (error) {
    // A host without snapshots has none to name.
    if (error instanceof AdminError) return { snapshots: [] }
    throw error
  }
}

export async function listErasures(sites: ReadableSites, site: string): Promise<AdminAnswer> {
  return { site, ...(await erasuresOf(await ledgerOf(sites, site))) }
}
