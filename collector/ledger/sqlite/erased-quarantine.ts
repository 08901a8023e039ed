import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { PersonNamed } from '../erasing.ts'
import { type ErasedPerson, listed } from './erasing-scope.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'

/** What looks like an address, in any text. */
const ADDRESSES = /[^\s"'<>,;:\\()[\]]+@[^\s"'<>,;:\\()[\]]+/g
/** What may be an id, in any text. */
const WORDS = /[^\s"'<>,;:\\()[\]{}/?&=]+/g

/** Deliveries in the quarantine that name a person: by customer id, address or order. */
export class QuarantineOf {
  readonly #sql: Sql
  readonly #ids: ReadonlySet<string>
  readonly #emails: ReadonlySet<string>

  constructor(sql: Sql, named: PersonNamed, person: ErasedPerson) {
    this.#sql = sql
    const orders = sql
      .prepare<{ transaction_id: string }>(
        'SELECT transaction_id FROM conversions WHERE id IN (SELECT value FROM json_each(?))',
      )
      .all(listed(person.conversions))
    this.#ids = new Set([
      ...person.customers,
      ...orders.map((row) => row.transaction_id),
      ...(named.customerId === undefined ? [] : [named.customerId]),
      ...(named.orders ?? []).map(({ transactionId }) => transactionId),
    ])
    this.#emails = new Set([
      ...person.emails,
      ...(named.emailHash === undefined ? [] : [named.emailHash]),
    ])
  }

  ids(): number[] {
    const waiting = this.#sql.prepare<{ id: number }>(
      `SELECT id FROM quarantine WHERE state = 'waiting'`,
    )
    const parts = this.#sql.prepare<{ text: string }>(
      'SELECT text FROM quarantine_parts WHERE quarantine = ? ORDER BY part',
    )
    return waiting.all().flatMap(({ id }) => {
      const text = parts
        .all(id)
        .map((part) => part.text)
        .join('')
      return this.#isNamedIn(text) ? [id] : []
    })
  }

  /** Nobody can tell what else of a text is personal: it is not kept. */
  giveUp(at: number): void {
    const ids = JSON.stringify(this.ids())
    this.#sql
      .prepare(
        `UPDATE quarantine SET state = 'discarded', closed_at = ?
         WHERE id IN (SELECT value FROM json_each(?))`,
      )
      .run(at, ids)
    this.#sql
      .prepare(
        `UPDATE quarantine_parts SET text = '' WHERE quarantine IN (SELECT value FROM json_each(?))`,
      )
      .run(ids)
  }

  #isNamedIn(text: string): boolean {
    if (text.match(WORDS)?.some((word) => this.#ids.has(word))) return true
    if (this.#emails.size === 0) return false
    const key = utf8ToBytes(new SiteValues(this.#sql).get('emailSecret') ?? '')
    return (text.match(ADDRESSES) ?? []).some((address) =>
      this.#emails.has(bytesToHex(hmac(sha256, key, utf8ToBytes(address.toLowerCase())))),
    )
  }
}
