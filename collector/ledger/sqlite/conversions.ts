import { DEAL } from '../../../shared/wire/goals.ts'
import { INHERITING, inheritsJourney } from '../../journey/goal-links.ts'
import type { Link } from '../../journey/persons.ts'
import type {
  ConversionFact,
  ConversionName,
  FactOutcome,
  IdentityFact,
  Provenance,
  RefundFact,
} from '../facts.ts'
import {
  CONTENT,
  type Content,
  contentOf,
  isSame,
  isSameSaid,
  linkOf,
  type StandingConversion,
} from './conversion-rows.ts'
import type { LinkOf } from './links.ts'
import { isKnownRefund, REFUND_STANDS, type RefundRow, refundContent } from './refund-rows.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import { BROUGHT_STANDS, STANDS_FIRST } from './stands-first.ts'

export { linkOf, type StandingConversion, saidOf } from './conversion-rows.ts'
export { STANDS_FIRST } from './stands-first.ts'

/** Stores what others say of money and people, each once; says what was new. */
export class Conversions {
  readonly #statements
  readonly #sequence: Sequence
  /** Most sites sell, and know no deals and no renewals: then nothing need be looked for. */
  #anyLinked: boolean | undefined
  #anyInheriting: boolean | undefined

  constructor(sql: Sql, sequence: Sequence) {
    this.#statements = prepareStatements(sql)
    this.#sequence = sequence
  }

  /** The small integer of (goal, transaction id), made when it is new. */
  idOf(goal: string, transactionId: string): number {
    if (inheritsJourney(goal)) this.#anyInheriting = true
    return (this.find(goal, transactionId) ??
      this.#statements.add.get(goal, transactionId)?.id) as number
  }

  find(goal: string, transactionId: string): number | undefined {
    return this.#statements.find.get(goal, transactionId)?.id
  }

  nameOf(conversion: number): ConversionName | undefined {
    return this.#statements.name.get(conversion)
  }

  /**
   * The version that stands: a backend's before an import's, and that before the public tag's; of a
   * backend's the one its sender changed last (by `updated_at`, else by receipt), then the one stored last.
   * Of imports only those count that are applied.
   */
  standing(conversion: number): StandingConversion | undefined {
    return this.#statements.standing.get(conversion)
  }

  /**
   * Stores a version, unless it is known. One that does not stand, because a later one is there,
   * leaves the conversion `unchanged`.
   *
   * @param visitor the small integer of the fact's
   */
  append(conversion: number, fact: ConversionFact, visitor: number | null): FactOutcome {
    const before = this.standing(conversion)
    const { origin } = fact
    const from = origin ? this.idOf(origin.goal, origin.transactionId) : null
    if (from !== null) this.#anyLinked = true
    const fresh = contentOf(fact, visitor, from)
    if (before && this.#isKnown(conversion, before, fresh)) return 'unchanged'
    const { source } = fact
    const seq = this.#insert(conversion, fresh, fact, null)
    if (!before) this.markReported(conversion, true)
    if (this.standing(conversion)?.seq !== seq) return 'unchanged'
    // It is kept, since the file that said so first may be rolled back.
    if (before && isSameSaid(before, fresh)) return 'unchanged'
    // What the tag has said was no conversion yet, so the backend's first word creates it.
    return before && !(before.source === 'tag' && source !== 'tag') ? 'updated' : 'created'
  }

  #insert(conversion: number, fresh: Content, of: Provenance, broughtBy: number | null): number {
    const values = CONTENT.slice(0, -1).map((name) => fresh[name])
    const { source, owner, schemaVersion, receivedAt } = of
    const provenance = [source, owner, schemaVersion, receivedAt]
    const seq = this.#sequence.take()
    this.#statements.insert.run(seq, conversion, ...values, broughtBy, ...provenance)
    return seq
  }

  isBroughtBy(conversion: number, seq: number): boolean {
    return this.#statements.brought.get(conversion, seq) !== undefined
  }

  /** Keeps what an import says, beside all else: it counts once the import does. */
  bring(
    conversion: number,
    fact: ConversionFact,
    { visitor, broughtBy }: { visitor: number | null; broughtBy: number },
  ): void {
    const { origin } = fact
    const from = origin ? this.idOf(origin.goal, origin.transactionId) : null
    if (from !== null) this.#anyLinked = true
    this.#insert(conversion, contentOf(fact, visitor, from), fact, broughtBy)
  }

  /** The same of the sum that was given back of it. */
  bringRefund(conversion: number, fact: RefundFact, broughtBy: number): void {
    this.#insertRefund(conversion, fact, broughtBy)
  }

  /** What of the imports that count the last says. */
  imported(conversion: number): StandingConversion | undefined {
    return this.#statements.imported.get(conversion)
  }

  /** The sum that an import says was given back. */
  broughtRefund(conversion: number, broughtBy: number): RefundRow | undefined {
    return this.#statements.broughtRefund.get(conversion, broughtBy)
  }

  /** Whether anybody has told of it: else it is known by a refund, or by what no longer counts. */
  markReported(conversion: number, isReported: boolean): void {
    this.#statements.markReported.run(isReported ? 1 : 0, conversion)
  }

  /**
   * Without an `updated_at` only the version that stands counts as known: A, B, A ends at A. What a file has
   * brought is never known: it stands only as long as its import does.
   */
  #isKnown(conversion: number, before: StandingConversion, fresh: Content): boolean {
    if (before.brought_by === null && isSame(before, fresh)) return true
    const isTag = fresh.source === 'tag'
    if (isTag && before.brought_by === null) return before.source !== 'tag'
    if (!isTag && fresh.updated_at === null) return false
    const told = this.#statements.told.all(conversion)
    return told.some((version) => isSame(version, fresh) || (isTag && version.source !== 'tag'))
  }

  /**
   * The conversions that have come from this one, by their versions that stand.
   * @param limit of those that were stored first; all of them when it is left out
   */
  followersOf(conversion: number, limit = -1): StandingConversion[] {
    if (!this.#isAnyLinked()) return []
    return this.#statements.naming
      .all(conversion, limit)
      .map(({ conversion: follower }) => this.standing(follower))
      .filter((standing) => standing?.origin === conversion) as StandingConversion[]
  }

  /** Of a deal: the leads that any of its versions has named. */
  leadsOf(conversion: number): number[] {
    if (!this.#isAnyLinked()) return []
    return this.#statements.named.all(conversion).map(({ origin }) => origin)
  }

  /** How often it was reported, each time otherwise. */
  versionsOf(conversion: number): number {
    return this.#statements.versionsOf.get(conversion)?.n ?? 0
  }

  #isAnyLinked(): boolean {
    this.#anyLinked ??= this.#statements.anyLinked.get() !== undefined
    return this.#anyLinked
  }

  /** Whether there is anything that may have the journey of a first purchase. */
  get anyInheriting(): boolean {
    this.#anyInheriting ??= INHERITING.some((goal) => this.#statements.anyOf.get(goal))
    return this.#anyInheriting
  }

  /** Those that stand, and that its own version does not say are none. */
  refundsOf(conversion: number): RefundRow[] {
    return this.#statements.refunds.all(conversion)
  }

  /** What refunds of a name lower: mostly the conversion of that name. */
  refundCountsFor(conversion: number): number {
    return this.#statements.countsFor.get(conversion)?.place ?? conversion
  }

  /** Of two refunds with one id the later received stands. */
  appendRefund(conversion: number, fact: RefundFact): FactOutcome {
    const before = this.#statements.refund.get(conversion, fact.refundId)
    if (before?.amount === 0 && fact.staysWithdrawn) return 'unchanged'
    const fresh = refundContent({ ...fact, restocked: fact.restocked === false ? 0 : null })
    if (before && isKnownRefund(fresh, refundContent(before), fact.isDatedLate)) return 'unchanged'
    this.#insertRefund(conversion, fact, null)
    return before ? 'updated' : 'created'
  }

  #insertRefund(conversion: number, fact: RefundFact, broughtBy: number | null): void {
    const { refundId, source, owner, schemaVersion, receivedAt } = fact
    const content = refundContent({ ...fact, restocked: fact.restocked === false ? 0 : null })
    const provenance = [source, owner, schemaVersion, receivedAt]
    const seq = this.#sequence.take()
    this.#statements.insertRefund.run(
      ...[seq, conversion, refundId, ...content, broughtBy, conversion],
      ...provenance,
    )
  }

  /** Who was named with whom, by every identity and by the version of each conversion that stands. */
  *allLinks(): Generator<{ link: Link; of: LinkOf }> {
    for (const { claim, identity, ...link } of this.#statements.identityLinks.all())
      yield { link: { ...link, claim: claim === 1 }, of: identity === null ? null : { identity } }
    for (const { id } of this.#statements.all.all()) {
      const standing = this.standing(id)
      if (standing) yield { link: linkOf(standing), of: { conversion: id } }
    }
  }

  /** @param broughtBy seq of the import that brings it: it counts once that does */
  appendIdentity(
    fact: IdentityFact,
    visitor: number | null,
    broughtBy: number | null = null,
  ): FactOutcome {
    const { source, owner, schemaVersion, receivedAt } = fact
    const said = saidOfIdentity(fact, visitor)
    const stored = this.#statements.insertIdentity.run(
      ...[this.#sequence.next, ...said, broughtBy, fingerprintOf(said, broughtBy)],
      ...[source, owner, schemaVersion, receivedAt],
    )
    if (stored > 0) this.#sequence.take()
    return stored > 0 ? 'created' : 'unchanged'
  }

  /** Whether an import has brought it; without one, whether anybody says so who counts. */
  hasIdentity(fact: IdentityFact, visitor: number | null, broughtBy: number | null): boolean {
    const said = saidOfIdentity(fact, visitor)
    if (broughtBy !== null)
      return this.#statements.identity.get(fingerprintOf(said, broughtBy)) !== undefined
    return (
      this.#statements.identity.get(fingerprintOf(said, null)) !== undefined ||
      this.#statements.broughtIdentity.get(...said) !== undefined
    )
  }

  /** The link of an identity that a file has brought; undefined once it counts no more. */
  broughtLink(identity: number): Link | undefined {
    const row = this.#statements.broughtLink.get(identity)
    return row && { ...row, claim: row.claim === 1 }
  }
}

const saidOfIdentity = (
  { customerId, emailHash, ts, claim, customerSince }: IdentityFact,
  visitor: number | null,
): (string | number | null)[] => [
  ...[visitor, customerId, emailHash, ts, claim ? 1 : 0, customerSince ?? null],
]

/**
 * @param said visitor, customer, e-mail, time, 1 for a claim, and since when it is a customer: the same
 * identity is stored once. The last is told only where it is known, as in all of before.
 * @param broughtBy seq of the import: what each file says is kept by itself, so that it can be rolled back
 */
export function fingerprintOf(
  said: readonly (string | number | null)[],
  broughtBy: number | null,
): string {
  const known = said.at(-1) === null ? said.slice(0, -1) : said
  return JSON.stringify(broughtBy === null ? known : [...known, { import: broughtBy }])
}

type LinkRow = Omit<Link, 'claim'> & { claim: number }

const LINK =
  'visitor, customer_id AS customer, email_hash AS email, ts, claim, customer_since AS since'

function prepareStatements(sql: Sql) {
  const columns = CONTENT.slice(0, -1).join(', ')
  return {
    find: sql.prepare<{ id: number }>(
      'SELECT id FROM conversions WHERE goal = ? AND transaction_id = ?',
    ),
    name: sql.prepare<ConversionName>(
      'SELECT goal, transaction_id AS transactionId FROM conversions WHERE id = ?',
    ),
    all: sql.prepare<{ id: number }>('SELECT id FROM conversions'),
    identityLinks: sql.prepare<LinkRow & { identity: number | null }>(
      `SELECT ${LINK}, iif(brought_by IS NULL, NULL, seq) AS identity FROM identities
       WHERE ${BROUGHT_STANDS}`,
    ),
    broughtLink: sql.prepare<LinkRow>(
      `SELECT ${LINK} FROM identities WHERE seq = ? AND ${BROUGHT_STANDS}`,
    ),
    identity: sql.prepare('SELECT 1 FROM identities WHERE fingerprint = ?'),
    broughtIdentity: sql.prepare(
      `SELECT 1 FROM identities WHERE brought_by IS NOT NULL AND visitor IS ?
         AND customer_id IS ? AND email_hash IS ? AND ts = ? AND claim = ?
         AND customer_since IS ? AND ${BROUGHT_STANDS}`,
    ),
    add: sql.prepare<{ id: number }>(
      'INSERT INTO conversions (goal, transaction_id, reported) VALUES (?, ?, 0) RETURNING id',
    ),
    markReported: sql.prepare('UPDATE conversions SET reported = ? WHERE id = ?'),
    standing: sql.prepare<StandingConversion>(
      `SELECT v.*, c.goal, c.transaction_id
       FROM conversion_versions v JOIN conversions c ON c.id = v.conversion
       WHERE v.conversion = ? AND ${BROUGHT_STANDS} ORDER BY ${STANDS_FIRST} LIMIT 1`,
    ),
    imported: sql.prepare<StandingConversion>(
      `SELECT * FROM conversion_versions WHERE conversion = ? AND brought_by IS NOT NULL
         AND ${BROUGHT_STANDS} ORDER BY ${STANDS_FIRST} LIMIT 1`,
    ),
    brought: sql.prepare(
      'SELECT 1 FROM conversion_versions WHERE conversion = ? AND brought_by = ?',
    ),
    broughtRefund: sql.prepare<RefundRow>(
      `SELECT refund_id, ts, amount, currency, tax, shipping, restocked FROM refunds
       WHERE conversion = ? AND brought_by = ?`,
    ),
    anyLinked: sql.prepare('SELECT 1 FROM conversion_versions WHERE origin IS NOT NULL LIMIT 1'),
    anyOf: sql.prepare('SELECT 1 FROM conversions WHERE goal = ? LIMIT 1'),
    naming: sql.prepare<{ conversion: number }>(
      `SELECT DISTINCT conversion FROM conversion_versions WHERE origin = ?
       ORDER BY conversion LIMIT ?`,
    ),
    named: sql.prepare<{ origin: number }>(
      `SELECT DISTINCT v.origin FROM conversions c
       JOIN conversion_versions v ON v.conversion = c.id
       WHERE c.id = ? AND c.goal = '${DEAL}' AND +v.origin IS NOT NULL`,
    ),
    told: sql.prepare<StandingConversion>(
      'SELECT * FROM conversion_versions WHERE conversion = ? AND brought_by IS NULL',
    ),
    versionsOf: sql.prepare<{ n: number }>(
      'SELECT count(*) AS n FROM conversion_versions WHERE conversion = ?',
    ),
    insert: sql.prepare(
      `INSERT INTO conversion_versions
         (seq, conversion, ${columns}, brought_by, source, owner, schema_version, received_at)
       VALUES (?, ?, ${CONTENT.map(() => '?').join(', ')}, ?, ?, ?, ?)`,
    ),
    refunds: sql.prepare<RefundRow>(
      `SELECT refund_id, ts, amount, currency, tax, shipping, restocked FROM refunds r
       WHERE r.counts_for = ? AND ${REFUND_STANDS}`,
    ),
    refund: sql.prepare<RefundRow>(
      `SELECT refund_id, ts, amount, currency, tax, shipping, restocked FROM refunds
       WHERE conversion = ? AND refund_id = ? AND brought_by IS NULL ORDER BY seq DESC LIMIT 1`,
    ),
    countsFor: sql.prepare<{ place: number }>(
      'SELECT counts_for AS place FROM refunds WHERE conversion = ? LIMIT 1',
    ),
    insertRefund: sql.prepare(
      `INSERT INTO refunds (seq, conversion, refund_id, ts, amount, currency, tax, shipping,
         restocked, brought_by, counts_for, source, owner, schema_version, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    insertIdentity: sql.prepare(
      `INSERT INTO identities (seq, visitor, customer_id, email_hash, ts, claim, customer_since,
         brought_by, fingerprint, source, owner, schema_version, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
  }
}
