import { DECLARED } from '../../../shared/touch-kinds.ts'
import type { Link } from '../../journey/persons.ts'
import type { FactOutcome, OfflineTouchFact, Provenance, TouchFact } from '../facts.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import {
  linkOfTouch,
  type OfflineTouch,
  StoredTouches,
  standingOf,
  type ToldTouch,
  type Version,
} from './stored-touches.ts'

/** What makes two versions the same: all that a sender says, and nothing of how it came. */
const CONTENT = [
  'kind',
  'external_id',
  'conversion',
  'ts',
  'visitor',
  'made_up',
  'customer_id',
  'email_hash',
  'channel',
  'campaign_source',
  'campaign_medium',
  'campaign',
  'url',
  'referrer',
  'amount',
  'currency',
  'category',
  'updated_at',
  'removed',
] as const satisfies readonly (keyof ToldTouch)[]

type Content = Omit<ToldTouch, 'seq' | 'brought_by'>

/** What has become of a version of an offline touch; `before` and `after` are of those that stand. */
export interface ToldChange {
  outcome: FactOutcome
  number: number
  before: OfflineTouch | undefined
  after: OfflineTouch | undefined
}

/** What the ledger knows a touch by besides what its sender says. */
export interface ToldOf {
  conversion: number | null
  visitor: number | null
  madeUp: boolean
}

/** The same, for writing, too. */
export class ToldTouches extends StoredTouches {
  readonly #insert
  readonly #sequence: Sequence

  constructor(sql: Sql, sequence: Sequence) {
    super(sql)
    this.#sequence = sequence
    this.#insert = sql.prepare(
      `INSERT INTO told_touches (seq, ${CONTENT.join(', ')}, brought_by, source, owner,
         schema_version, received_at)
       VALUES (?, ${CONTENT.map(() => '?').join(', ')}, ?, ?, ?, ?, ?)`,
    )
  }

  /** Who every offline touch that stands names together. */
  *allLinks(): Generator<Link & { touch: number }> {
    for (let after = 0; ; ) {
      const page = this.offlineAfter(after, PAGE)
      if (!page) return
      for (const touch of page.numbers) {
        const link = linkOfTouch(this.offline(touch))
        if (link) yield { ...link, touch }
      }
      after = page.last
    }
  }

  standingOf(externalId: string): OfflineTouch | undefined {
    return standingOf(this.versionsOf(externalId))
  }

  /** Stores a version, unless it is known. One that does not stand leaves the touch `unchanged`. */
  appendOffline(fact: OfflineTouchFact, of: ToldOf): ToldChange {
    const versions = this.versionsOf(fact.externalId)
    const before = standingOf(versions)
    const { outcome, seq } = this.#append(versions, fact, of)
    const after = standingOf(this.versionsOf(fact.externalId))
    const number = Math.min(seq, ...versions.map((version) => version.seq))
    return { outcome, number, before, after }
  }

  appendDeclared(fact: TouchFact, conversion: number): FactOutcome {
    const versions = this.declaredVersions(conversion)
    const of = { conversion, visitor: null, madeUp: false }
    return this.#append(versions, fact, of).outcome
  }

  /** Keeps what a file says of a deal, beside all else: it counts once its import does. */
  bring(fact: TouchFact, conversion: number, broughtBy: number): void {
    this.#store(contentOf(fact, { conversion, visitor: null, madeUp: false }), fact, broughtBy)
  }

  /** @param versions that there are, the one that stands first */
  #append(versions: readonly Version[], fact: TouchFact, of: ToldOf) {
    const fresh = contentOf(fact, of)
    const [standing] = versions
    const seq = this.#sequence.next
    if (isKnown(versions, fresh)) return { outcome: 'unchanged' as const, seq }
    this.#store(fresh, fact, null)
    if (standing && !isLater(fresh, fact.receivedAt, standing))
      return { outcome: 'unchanged' as const, seq }
    return { outcome: standing?.removed === 0 ? ('updated' as const) : ('created' as const), seq }
  }

  #store(fresh: Content, of: Provenance, broughtBy: number | null): void {
    const { source, owner, schemaVersion, receivedAt } = of
    const values = CONTENT.map((name) => fresh[name])
    const provenance = [source, owner, schemaVersion, receivedAt]
    this.#insert.run(this.#sequence.take(), ...values, broughtBy, ...provenance)
  }
}

/** Touches that are gone over together. */
const PAGE = 1000

const isLater = (
  fresh: Content,
  receivedAt: number,
  { updated_at, received_at }: Version,
): boolean => (fresh.updated_at ?? receivedAt) >= (updated_at ?? received_at)

/**
 * Without an `updated_at` only the version that stands counts as known: A, B, A ends at A. What is removed
 * before it was told is not there either way, unless it says when.
 */
function isKnown(versions: readonly ToldTouch[], fresh: Content): boolean {
  const [standing] = versions
  const told = versions.filter(({ brought_by: by = null }) => by === null)
  if (fresh.updated_at !== null) return told.some((version) => isSame(version, fresh))
  // What a file has brought stands only as long as its import does.
  if (standing && !told.includes(standing)) return false
  if (!standing) return fresh.removed === 1
  return isSame(standing, fresh) || (standing.removed === 1 && fresh.removed === 1)
}

const isSame = (a: Content, b: Content): boolean => CONTENT.every((name) => a[name] === b[name])

function contentOf(fact: TouchFact, { conversion, visitor, madeUp }: ToldOf): Content {
  const { kind, ts, updatedAt: updated_at } = fact
  const removed = fact.removed ? 1 : 0
  const head = { kind, ts, updated_at, removed, conversion, visitor, made_up: madeUp ? 1 : 0 }
  if (fact.kind === DECLARED)
    return { ...head, ...NOT_DECLARED, url: fact.url, referrer: fact.referrer }
  return {
    ...head,
    ...{ external_id: fact.externalId, url: '', referrer: '' },
    ...{ customer_id: fact.customerId, email_hash: fact.emailHash },
    channel: fact.channel,
    campaign_source: fact.campaignSource,
    campaign_medium: fact.campaignMedium,
    campaign: fact.campaign,
    amount: fact.cost?.amount ?? null,
    currency: fact.cost?.currency ?? '',
    category: fact.cost?.category ?? '',
  }
}

/** What one that an order declares does not say. */
const NOT_DECLARED = {
  ...{ external_id: null, customer_id: null, email_hash: null, channel: null },
  ...{ campaign_source: '', campaign_medium: '', campaign: '' },
  ...{ amount: null, currency: '', category: '' },
}
