/**
 * Why what was credited has changed. The first six are facts that came late, and what they concern is
 * a conversion, a cost or a rate; the others concern the whole site.
 *
 * - `touch`, `identity`, `conversion`, `refund`, `rate`, `code`: a fact of that kind (`conversion` also when it
 *   is another of the same person); `cost`: an amount was replaced; `other`: not known any more
 * - `alias`: a campaign of a platform means another campaign of links
 * - `import`: a file of costs or orders took the place of others, or was rolled back
 * - `settings`: they were changed; `generation`: figures under other rules took the place of the old
 * - `key_created`, `key_revoked`, `share_created`, `share_revoked`: who may ask has changed, and no figure; the entry
 *   has the id of a key or of a shared link, and never its secret
 * - `period_closed`, `period_reopened`: from then on reports show its figures of then, or those of now
 * - `erasure`: a person was erased; no figure has changed, and it does not say who it was
 * - `move`, `restore`: the site went to another host, or back to a snapshot
 */
export const AUDIT_KINDS = [
  'touch',
  'identity',
  'conversion',
  'refund',
  'rate',
  'code',
  'cost',
  'import',
  'alias',
  'other',
  'settings',
  'key_created',
  'key_revoked',
  'share_created',
  'share_revoked',
  'generation',
  'move',
  'restore',
  'period_closed',
  'period_reopened',
  'erasure',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Values of an entry: what people read, in the words of the wire. */
export type AuditFigures = Readonly<Record<string, unknown>>

/** One change of what was credited, or of who may ask. */
export interface AuditEntry {
  /** Its number in the site's one sequence of facts. */
  seq: number
  /** When it was found, ms since the epoch. */
  at: number
  kind: AuditKind
  /** What has changed: `{ goal, transaction_id }`, `{ external_id }`, `{ settings_version }`… */
  subject: AuditFigures
  /** null where there was nothing, or is nothing any more. */
  before: AuditFigures | null
  after: AuditFigures | null
  /** The highest number of a fact that the change may follow from. */
  facts: number
  /** SHA-256 of the entry and the hash before it, hex. */
  hash: string
}

/** A place in the chain: an entry's number and hash; of the beginning 0, and a hash of the site. */
export interface AuditHead {
  seq: number
  hash: string
}

/** Entries in their order. */
export interface AuditQuery {
  kind: 'audit'
  /** Those with a number above this one; 0 for all. */
  after: number
  limit: number
}

export interface AuditAnswer {
  kind: 'audit'
  entries: AuditEntry[]
  /** Where to go on; null at the end. */
  next: number | null
  head: AuditHead
}

/** Computes a part of the chain anew. */
export interface AuditCheckQuery {
  kind: 'audit_check'
  /** Where the part before has ended; the beginning when it is left out. */
  from?: AuditHead | undefined
  limit: number
}

export interface AuditCheckAnswer {
  kind: 'audit_check'
  checked: number
  /** The last entry that fits; where to go on. */
  head: AuditHead
  /** Nothing is left to check. */
  done: boolean
  /** The entry that does not follow from those before it, or was changed; null when all fit. */
  broken: number | null
  /** Heads that restores of this part say were given up by them. */
  givenUp: AuditHead[]
}
