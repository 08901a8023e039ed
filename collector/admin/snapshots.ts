import type { AuditHead } from '../ledger/audit.ts'
import type { Ledger } from '../ledger/ledger.ts'
import {
  type FactCounts,
  type Restored,
  type Snapshot,
  SnapshotError,
  type Snapshots,
} from '../ledger/snapshots.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError } from './errors.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

export async function createSnapshot(
  ledgers: OwnedLedgers,
  { site, note }: Parsed<'snapshot_create'>,
): Promise<AdminAnswer> {
  await ledgerOf(ledgers, site)
  return snapshotShown(await told(snapshotsOf(ledgers).create(site, { note })))
}

export async function listSnapshots(sites: ReadableSites, site: string): Promise<AdminAnswer> {
  await ledgerOf(sites, site)
  const snapshots = await told(snapshotsOf(sites).list(site))
  return { site, snapshots: snapshots.map(snapshotShown) }
}

/**
 * A key that was revoked since the snapshot is one again: the answer names it.
 * @throws AdminError, also for a site that moves: it would be open again here, and be in two places
 */
export async function restoreSnapshot(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id }: Parsed<'snapshot_restore'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { status = 'open', statusNote = '' } = await ledger.state()
  if (status !== 'open')
    throw new AdminError(
      `${site} is not open here (${status}, ${statusNote}): restore it where it is`,
    )
  const revoked = await revokedKeys(ledger)
  const givenUp = await headOf(ledger)
  const restored = await told(snapshotsOf(ledgers).restore(site, id))
  const change = { snapshot: id, undo: restored.undo.id, givenUp, at: clock() }
  await (await ledgerOf(ledgers, site)).change({ kind: 'restored', ...change })
  const stillRevoked = await revokedKeys(await ledgerOf(ledgers, site))
  return {
    ...restoredShown(restored),
    keys_valid_again: revoked.filter((key) => !stillRevoked.includes(key)),
  }
}

/** What people see of a snapshot. */
export type SnapshotShown = ReturnType<typeof snapshotShown>

const snapshotShown = ({ id, site, createdAt, note, bytes, facts }: Snapshot) => ({
  id,
  site,
  created_at: new Date(createdAt).toISOString(),
  note,
  bytes,
  facts,
})

function restoredShown({ site, id, facts, undo }: Restored): AdminAnswer {
  // Of a present that was damaged nobody knows what there was.
  const isKnown = Object.keys(undo.facts).length > 0
  return {
    site,
    id,
    restored: true,
    facts,
    undone: isKnown ? moreThan(facts, undo.facts) : null,
    brought_back: isKnown ? moreThan(undo.facts, facts) : null,
    undo: undo.id,
  }
}

/** By kind, how many more there are than there were. */
export function moreThan(before: FactCounts, after: FactCounts): FactCounts {
  const kinds = Object.entries(after).map(([kind, n]) => [kind, n - (before[kind] ?? 0)] as const)
  return Object.fromEntries(kinds.map(([kind, n]) => [kind, Math.max(0, n)]))
}

/** Where the audit trail ends; null when the site is so damaged that nobody can tell. */
async function headOf(ledger: Pick<Ledger, 'report'>): Promise<AuditHead | null> {
  try {
    return (await ledger.report({ kind: 'audit', after: 0, limit: 1 })).head
  } catch {
    return null
  }
}

async function revokedKeys(ledger: Pick<Ledger, 'state'>): Promise<string[]> {
  const { keys } = await ledger.state()
  return keys.filter(({ revokedAt }) => revokedAt !== null).map(({ id }) => id)
}

function snapshotsOf<Some extends Partial<Snapshots>>(host: { snapshots?: Some }): Some {
  if (host.snapshots) return host.snapshots
  throw new AdminError('this collector keeps no snapshots')
}

async function told<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked
  } catch (error) {
    throw error instanceof SnapshotError ? new AdminError(error.message) : error
  }
}
