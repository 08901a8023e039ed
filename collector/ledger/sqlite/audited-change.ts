import { formatDay } from '../../../shared/dates.ts'
import type { AuditFigures } from '../audit.ts'
import type { Settings } from '../facts.ts'
import type { KeyRecord, SiteChange, SiteState } from '../ledger.ts'
import type { Audit } from './audit.ts'

/**
 * Writes what a change of a site does to what was credited, and to who may ask.
 * @param before the site as it was
 * @param version of the settings that the change has made
 */
export function noteChange(
  audit: Audit,
  change: SiteChange,
  { before, version }: { before: SiteState; version: number | undefined },
): void {
  if (change.kind === 'key_created') noteKey(audit, 'created', change.key, change)
  else if (change.kind === 'key_revoked') {
    const key = before.keys.find(({ id }) => id === change.id)
    // To revoke it again changes nothing.
    if (key?.revokedAt === null) noteKey(audit, 'revoked', key, change)
  } else if (change.kind === 'settings') {
    const { at, owner, settings } = change
    const [was, is] = differing(before.settings, settings)
    const subject = { settings_version: version, owner }
    audit.note({ at, kind: 'settings', subject, before: was, after: is })
  } else if (change.kind === 'restored') {
    const { at, snapshot, undo, givenUp } = change
    audit.note({
      ...{ at, kind: 'restore', subject: { snapshot } },
      before: givenUp && { head: givenUp.hash, seq: givenUp.seq },
      after: { undo },
    })
  } else if (change.kind === 'status' && change.status === 'moved_out') {
    // Closed, opened and closed again with nothing in between, it is one move.
    if (audit.endsWith('move')) return
    const { at = 0, note = '' } = change
    audit.note({ at, kind: 'move', subject: { note }, before: null, after: null })
  }
}

/** Neither the key nor its hash: who reads the trail learns of keys, and can't use them. */
function noteKey(
  audit: Audit,
  done: 'created' | 'revoked',
  { id, scope, holder, createdAt, expiresAt = null }: KeyRecord,
  { at = createdAt, owner = 'cli' }: { at?: number; owner?: string },
): void {
  const isShare = scope === 'share'
  const key = {
    name: holder,
    ...(!isShare && { scope }),
    ...(expiresAt !== null && { expires_at: new Date(expiresAt).toISOString() }),
  }
  audit.note({
    ...{ at, kind: `${isShare ? 'share' : 'key'}_${done}` },
    subject: { [isShare ? 'share' : 'key']: id, owner },
    ...(done === 'created' ? { before: null, after: key } : { before: key, after: null }),
  })
}

/** The fields that differ, as they were and as they are. */
function differing(before: Settings, after: Settings): [AuditFigures, AuditFigures] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Settings)[]
  const changed = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const of = (settings: Settings) =>
    Object.fromEntries(changed.map((name) => [name, settings[name] ?? null]))
  return [of(before), of(after)]
}

/** A period is closed, or opened again. */
export type PeriodChange = Extract<SiteChange, { kind: 'period_closed' | 'period_reopened' }>

export function notePeriod(
  audit: Audit,
  { kind, at, note, owner }: PeriodChange,
  { id, from, to }: { id: number; from: number; to: number },
): void {
  const subject = { period: id, from: formatDay(from), to: formatDay(to) }
  audit.note({ at, kind, subject, before: null, after: { note, owner } })
}
