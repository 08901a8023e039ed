import { RENEWAL } from '../../../shared/wire/goals.ts'
import { erasedItems } from '../../journey/erased-props.ts'
import { declaredTouchId, endOfId } from '../../journey/told-touches.ts'
import { erasedReferrer, erasedUrl } from '../../touch/erased-address.ts'
import type { ErasedCounts, PersonNamed } from '../erasing.ts'
import type { Audit } from './audit.ts'
import { fingerprintOf } from './conversions.ts'
import { ErasedHits } from './erased-hits.ts'
import { type NewNames, newNames } from './erased-names.ts'
import { QuarantineOf } from './erased-quarantine.ts'
import { type ErasedPerson, erasedPerson, listed } from './erasing-scope.ts'
import type { Sql } from './sql.ts'
import { nameOfOrder, type Tombstones } from './tombstones.ts'

/** When it is done, and who has asked. */
export interface ErasedBy {
  at: number
  owner: string
}

interface Request {
  id: number
  source: string
  customer_id: string | null
  email_hash: string | null
  transaction_ids: string
}

/**
 * Overwrites what names a person, and nothing that a figure follows from: names are exchanged for random
 * ones in all rows alike, so that all links stay what they are (docs/adr/0051).
 */
export class Erasing {
  readonly #sql: Sql
  readonly #audit: Audit
  readonly #tombstones: Tombstones
  readonly #statements
  readonly #hits: ErasedHits
  #mayWait = true
  /** Names that the writer remembers may be of somebody who was erased since: forget all of it. */
  hasErased = false

  constructor(sql: Sql, { audit, tombstones }: { audit: Audit; tombstones: Tombstones }) {
    this.#sql = sql
    this.#audit = audit
    this.#tombstones = tombstones
    this.#statements = prepareStatements(sql)
    this.#hits = new ErasedHits(sql)
  }

  /** Whether somebody is still to be erased, or their hits. */
  get waits(): boolean {
    if (this.#mayWait)
      this.#mayWait =
        this.#statements.nextVisitor.get() !== undefined ||
        this.#statements.nextRequest.get() !== undefined
    return this.#mayWait
  }

  /** A vendor has passed a wish on. */
  wake(): void {
    this.#mayWait = true
  }

  /** One slice: the hits of one visitor, or a person whom a vendor's webhook has named. */
  advance(catchUp: () => void, now: number): boolean {
    if (!this.waits) return false
    const next = this.#statements.nextVisitor.get()
    if (next) {
      this.#hits.erase(next.visitor, new Set(JSON.parse(next.names) as string[]))
      this.#statements.visitorDone.run(next.visitor)
      return true
    }
    const wish = this.#statements.nextRequest.get()
    if (!wish) return false
    catchUp()
    this.erase(personOf(wish), { at: now, owner: wish.source })
    this.#statements.requestDone.run(now, wish.id)
    return true
  }

  /** What names them is gone when this returns; hits are overwritten by the slices that follow. */
  erase(named: PersonNamed, { at, owner }: ErasedBy): void {
    const person = erasedPerson(this.#sql, this.#notYet(named))
    const counts = countsOf(this.#sql, person, named)
    this.#bury(named, person, at)
    this.hasErased = true
    const isEmpty = Object.values(counts).every((n) => n === 0) && !this.#ownsCode(person)
    this.#forgetRequests(named, person, at)
    if (isEmpty) return
    this.#overwrite(person, newNames(this.#sql, person))
    new QuarantineOf(this.#sql, named, person).giveUp(at)
    const id = this.#statements.record.get(at, owner, JSON.stringify(counts))?.id
    const subject = { erasure: id, owner }
    this.#audit.note({ at, kind: 'erasure', subject, before: null, after: { ...counts } })
    this.#mayWait = true
  }

  /** Codes are not counted: they stay. But whoever does nothing else than own one is named there. */
  #ownsCode({ customers }: ErasedPerson): boolean {
    return this.#statements.codeOf.get(listed(customers)) !== undefined
  }

  /** An order that was somebody's who is erased names nobody any more. */
  #notYet(named: PersonNamed): PersonNamed {
    return notErasedYet(this.#tombstones, named)
  }

  /** What is dated up to now can't bring them back. */
  #bury(named: PersonNamed, person: ErasedPerson, at: number): void {
    const put = (kind: Parameters<Tombstones['put']>[0], name: string) =>
      this.#tombstones.put(kind, name, at)
    for (const id of [...person.customers, named.customerId]) if (id) put('customer', id)
    for (const hash of [...person.emails, named.emailHash]) if (hash) put('email', hash)
    if (named.visitor) put('visitor', named.visitor)
    for (const { uuid } of this.#statements.uuids.all(listed(person.visitors))) put('visitor', uuid)
    for (const { goal, transactionId } of named.orders ?? [])
      put('order', nameOfOrder(goal, transactionId))
    for (const row of this.#statements.orders.all(listed(person.conversions)))
      put('order', nameOfOrder(row.goal, row.transaction_id))
    const { customers, emails, visitors } = person
    const touches = this.#statements.touches.all(...[customers, emails, visitors].map(listed))
    for (const { external_id: id } of touches) put('touch', id)
  }

  #overwrite(person: ErasedPerson, names: NewNames): void {
    const { visitors, conversions } = person
    for (const [kind, column] of [
      ['customers', 'customer_id'],
      ['emails', 'email_hash'],
    ] as const)
      for (const [old, fresh] of names[kind]) this.#rename(column, old, fresh)
    this.#refreshFingerprints(names)
    this.#statements.newUuids.run(listed(visitors))
    this.#statements.queue.run(listed(person.customers), listed(visitors))
    for (const { seq, items } of this.#statements.items.all(listed(conversions)))
      this.#statements.setItems.run(erasedItems(items), seq)
    this.#eraseDeclared(conversions, new Set(names.customers.keys()))
    this.#statements.untell.run(listed(conversions))
    this.#statements.unmark.run(listed(conversions))
  }

  #rename(column: 'customer_id' | 'email_hash', old: string, fresh: string): void {
    for (const table of ['conversion_versions', 'identities', 'told_touches', 'links'] as const)
      this.#sql.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(fresh, old)
    const kind = column === 'customer_id' ? 'c:' : 'e:'
    this.#statements.renamePerson.run(kind + fresh, kind + old)
    if (column === 'customer_id') this.#statements.renameInCodes.run(fresh, old)
  }

  /** The same identity is stored once, by a text that has all of it. */
  #refreshFingerprints({ customers, emails }: NewNames): void {
    const lists = [customers, emails].map((names) => JSON.stringify([...names.values()]))
    for (const row of this.#statements.identities.all(...lists)) {
      const { seq, visitor, customer_id, email_hash, ts, claim, customer_since, brought_by } = row
      const said = [visitor, customer_id, email_hash, ts, claim, customer_since]
      this.#statements.setFingerprint.run(fingerprintOf(said, brought_by), seq)
    }
  }

  /** What orders say of where their customer landed. */
  #eraseDeclared(conversions: ReadonlySet<number>, ids: ReadonlySet<string>): void {
    const eraser = { names: (part: string) => ids.has(part), click: this.#hits.newClicks() }
    for (const row of this.#statements.declared.all(listed(conversions))) {
      const { seq, goal, transaction_id: transactionId, url, referrer, id_end } = row
      const id = declaredTouchId({ goal, transactionId, ts: 0 }, { url, referrer })
      const fresh = [erasedUrl(url, eraser), erasedReferrer(referrer)]
      this.#statements.setDeclared.run(...fresh, id_end ?? endOfId(id), seq)
    }
    for (const conversion of conversions) this.#hits.renameClicks(-conversion, eraser.click.given)
  }

  /** Wishes are granted, and name nobody any more. */
  #forgetRequests(named: PersonNamed, person: ErasedPerson, at: number): void {
    const customers = new Set([...person.customers, named.customerId].filter(isText))
    const emails = new Set([...person.emails, named.emailHash].filter(isText))
    this.#statements.forgetRequests.run(at, listed(customers), listed(emails))
  }
}

/** Without orders whose customer was erased before. */
export const notErasedYet = (
  tombstones: Tombstones,
  { orders = [], ...named }: PersonNamed,
): PersonNamed => ({
  ...named,
  orders: orders.filter(
    ({ goal, transactionId }) => !tombstones.has('order', nameOfOrder(goal, transactionId)),
  ),
})

const isText = (value: string | undefined): value is string => value !== undefined

const personOf = (wish: Request): PersonNamed => ({
  ...(wish.customer_id !== null && { customerId: wish.customer_id }),
  ...(wish.email_hash !== null && { emailHash: wish.email_hash }),
  // Shops name orders, and not what they are.
  orders: (JSON.parse(wish.transaction_ids) as string[]).flatMap((transactionId) =>
    ['purchase', RENEWAL].map((goal) => ({ goal, transactionId })),
  ),
})

/** How much there is of somebody. */
export function countsOf(sql: Sql, person: ErasedPerson, named: PersonNamed): ErasedCounts {
  const { customers, emails, visitors, conversions } = person
  const lists = [customers, emails, visitors].map(listed)
  const count = (text: string, ...values: string[]): number =>
    sql.prepare<{ n: number }>(text).get(...values)?.n ?? 0
  const naming = (table: string) => `SELECT count(*) AS n FROM ${table}
    WHERE customer_id IN (SELECT value FROM json_each(?))
      OR email_hash IN (SELECT value FROM json_each(?))
      OR visitor IN (SELECT value FROM json_each(?))`
  const known = (column: string, set: ReadonlySet<string>) =>
    count(
      `SELECT count(*) AS n FROM json_each(?) WHERE EXISTS (
         SELECT 1 FROM links WHERE ${column} = json_each.value)`,
      listed(set),
    )
  return {
    customers: known('customer_id', customers),
    emails: known('email_hash', emails),
    visitors: visitors.size,
    hits: count(
      'SELECT coalesce(sum(hits), 0) AS n FROM visitors WHERE id IN (SELECT value FROM json_each(?))',
      listed(visitors),
    ),
    conversions: conversions.size,
    identities: count(naming('identities'), ...lists),
    touches: count(naming('told_touches'), ...lists),
    quarantined: new QuarantineOf(sql, named, person).ids().length,
  }
}

function prepareStatements(sql: Sql) {
  return {
    nextVisitor: sql.prepare<{ visitor: number; names: string }>(
      'SELECT visitor, names FROM erasing LIMIT 1',
    ),
    visitorDone: sql.prepare('DELETE FROM erasing WHERE visitor = ?'),
    queue: sql.prepare(
      'INSERT OR IGNORE INTO erasing (visitor, names) SELECT value, ? FROM json_each(?)',
    ),
    nextRequest: sql.prepare<Request>(
      `SELECT id, source, customer_id, email_hash, transaction_ids FROM privacy_requests
       WHERE request = 'erase_person' AND done_at IS NULL LIMIT 1`,
    ),
    requestDone: sql.prepare(
      `UPDATE privacy_requests SET done_at = ?, customer_id = NULL, email_hash = NULL,
         transaction_ids = '[]', fingerprint = lower(hex(randomblob(16))) WHERE id = ?`,
    ),
    forgetRequests: sql.prepare(
      `UPDATE privacy_requests SET done_at = coalesce(done_at, ?), customer_id = NULL,
         email_hash = NULL, transaction_ids = '[]', fingerprint = lower(hex(randomblob(16)))
       WHERE customer_id IN (SELECT value FROM json_each(?))
         OR email_hash IN (SELECT value FROM json_each(?))`,
    ),
    record: sql.prepare<{ id: number }>(
      'INSERT INTO erasures (at, owner, counts) VALUES (?, ?, ?) RETURNING id',
    ),
    uuids: sql.prepare<{ uuid: string }>(
      `SELECT substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-' ||
         substr(h, 17, 4) || '-' || substr(h, 21) AS uuid
       FROM (SELECT lower(hex(uuid)) AS h FROM visitors
         WHERE id IN (SELECT value FROM json_each(?)) AND length(uuid) = 16)`,
    ),
    /** Of the same length: one that is made up stays a byte longer. */
    newUuids: sql.prepare(
      `UPDATE visitors SET uuid = randomblob(length(uuid))
       WHERE id IN (SELECT value FROM json_each(?))`,
    ),
    orders: sql.prepare<{ goal: string; transaction_id: string }>(
      `SELECT goal, transaction_id FROM conversions WHERE id IN (SELECT value FROM json_each(?))`,
    ),
    touches: sql.prepare<{ external_id: string }>(
      `SELECT DISTINCT external_id FROM told_touches WHERE external_id IS NOT NULL AND
         (customer_id IN (SELECT value FROM json_each(?))
           OR email_hash IN (SELECT value FROM json_each(?))
           OR visitor IN (SELECT value FROM json_each(?)))`,
    ),
    renamePerson: sql.prepare(
      `UPDATE contributions SET person = ?
       WHERE generation IN (SELECT id FROM generations) AND person = ?`,
    ),
    codeOf: sql.prepare(
      'SELECT 1 FROM codes WHERE customer_id IN (SELECT value FROM json_each(?)) LIMIT 1',
    ),
    /** What others were told, or are about to be told, of orders. */
    untell: sql.prepare(
      `DELETE FROM outgoing
       WHERE event = 'conversion.credited' AND subject IN (SELECT value FROM json_each(?))`,
    ),
    unmark: sql.prepare(
      `DELETE FROM outgoing_marks
       WHERE event = 'conversion.credited' AND subject IN (SELECT value FROM json_each(?))`,
    ),
    renameInCodes: sql.prepare('UPDATE codes SET customer_id = ? WHERE customer_id = ?'),
    identities: sql.prepare<{
      seq: number
      visitor: number | null
      customer_id: string | null
      email_hash: string | null
      ts: number
      claim: number
      customer_since: number | null
      brought_by: number | null
    }>(
      `SELECT seq, visitor, customer_id, email_hash, ts, claim, customer_since, brought_by
       FROM identities
       WHERE customer_id IN (SELECT value FROM json_each(?))
         OR email_hash IN (SELECT value FROM json_each(?))`,
    ),
    setFingerprint: sql.prepare('UPDATE identities SET fingerprint = ? WHERE seq = ?'),
    items: sql.prepare<{ seq: number; items: string }>(
      `SELECT seq, items FROM conversion_versions
       WHERE conversion IN (SELECT value FROM json_each(?)) AND items IS NOT NULL`,
    ),
    setItems: sql.prepare('UPDATE conversion_versions SET items = ? WHERE seq = ?'),
    declared: sql.prepare<{
      seq: number
      goal: string
      transaction_id: string
      url: string
      referrer: string
      id_end: string | null
    }>(
      `SELECT t.seq, c.goal, c.transaction_id, t.url, t.referrer, t.id_end
       FROM told_touches t JOIN conversions c ON c.id = t.conversion
       WHERE t.conversion IN (SELECT value FROM json_each(?))`,
    ),
    setDeclared: sql.prepare(
      'UPDATE told_touches SET url = ?, referrer = ?, id_end = ? WHERE seq = ?',
    ),
  }
}
