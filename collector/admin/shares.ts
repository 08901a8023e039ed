import type { KeyRecord } from '../ledger/ledger.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminInputError, AdminUnknownError } from './errors.ts'
import { newKey } from './new-site.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'

const DAY_MS = 86_400_000

/**
 * A link is a key that reads reports alone: so it is revoked, moved and restored as keys are.
 * @throws AdminInputError for an end that has been
 */
export async function createShare(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, name, days, expires_at }: Parsed<'share_create'>,
  owner: string,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const now = clock()
  const expiresAt = days === undefined ? (expires_at ?? null) : now + days * DAY_MS
  if (expiresAt !== null && expiresAt <= now)
    throw new AdminInputError([{ field: 'expires_at', message: 'has been: give a time to come' }])
  const { key, record } = await newKey(site, 'share', name, now)
  await ledger.change({ kind: 'key_created', key: { ...record, expiresAt }, owner })
  const { id, expires_at: ends } = shareShown({ ...record, expiresAt })
  return { site, id, name, expires_at: ends, secret: key }
}

/** Those that were revoked or have ended, too. */
export async function listShares(ledgers: ReadableSites, site: string): Promise<AdminAnswer> {
  const { keys } = await (await ledgerOf(ledgers, site)).state()
  return { site, shares: keys.filter(({ scope }) => scope === 'share').map(shareShown) }
}

/** One that is revoked already stays as it is: the command may be sent again. */
export async function revokeShare(
  ledgers: OwnedLedgers,
  clock: () => number,
  { site, id }: Parsed<'share_revoke'>,
  owner: string,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  const { keys } = await ledger.state()
  const share = keys.find((known) => known.id === id && known.scope === 'share')
  if (!share)
    throw new AdminUnknownError(
      'share',
      `${site} has no shared link ${id}: "share list ${site}" shows them`,
    )
  if (share.revokedAt === null) await ledger.change({ kind: 'key_revoked', id, at: clock(), owner })
  return { site, id, name: share.holder, revoked: true }
}

const shareShown = ({ id, holder, createdAt, expiresAt, revokedAt }: KeyRecord) => ({
  ...{ id, name: holder, created_at: iso(createdAt) },
  expires_at: expiresAt == null ? null : iso(expiresAt),
  revoked_at: revokedAt === null ? null : iso(revokedAt),
})

const iso = (ms: number): string => new Date(ms).toISOString()
