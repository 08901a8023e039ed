import type { KeyRecord } from '../ledger/ledger.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminUnknownError } from './errors.ts'
import { newKey } from './new-site.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

export async function createKey(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, scope, holder }: Parsed<'key_create'>,
  owner: string,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { key, record } = await newKey(site, scope, holder, clock())
  await ledger.change({ kind: 'key_created', key: record, owner })
  return { site, id: record.id, scope, holder, key }
}

export async function listKeys(ledgers: ReadableSites, site: string): Promise<AdminAnswer> {
  const { keys } = await (await ledgerOf(ledgers, site)).state()
  return { site, keys: keys.map(keyShown) }
}

/** A key that is revoked already stays as it is: the command may be sent again. */
export async function revokeKey(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id }: Parsed<'key_revoke'>,
  owner: string,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const key = (await ledger.state()).keys.find((known) => known.id === id)
  if (!key)
    throw new AdminUnknownError('key', `${site} has no key ${id}: "key list ${site}" shows them`)
  if (key.revokedAt === null) await ledger.change({ kind: 'key_revoked', id, at: clock(), owner })
  return { site, id, scope: key.scope, holder: key.holder, revoked: true }
}

/** What people may see of a key: no hash. */
export type KeyShown = ReturnType<typeof keyShown>

const keyShown = ({ id, scope, holder, createdAt, expiresAt, revokedAt }: KeyRecord) => ({
  id,
  scope,
  holder,
  created_at: new Date(createdAt).toISOString(),
  ...(expiresAt != null && { expires_at: new Date(expiresAt).toISOString() }),
  revoked_at: revokedAt === null ? null : new Date(revokedAt).toISOString(),
})
