import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'

/** What a tombstone may be of. */
export type Erased = 'customer' | 'email' | 'visitor' | 'order' | 'touch'

/** What keeps facts from bringing back who was erased: HMACs under the site's key, and when it was. */
export class Tombstones {
  readonly #sql: Sql
  readonly #find
  readonly #put
  readonly #any
  #key: Uint8Array | undefined
  #isAny: boolean | undefined

  constructor(sql: Sql) {
    this.#sql = sql
    this.#find = sql.prepare<{ erased_at: number }>(
      'SELECT erased_at FROM tombstones WHERE hash = ?',
    )
    this.#put = sql.prepare(
      `INSERT INTO tombstones (hash, erased_at) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET erased_at = max(erased_at, excluded.erased_at)`,
    )
    this.#any = sql.prepare('SELECT 1 FROM tombstones LIMIT 1')
  }

  /** On most sites nobody was erased: then no fact pays for a hash. */
  get areAny(): boolean {
    this.#isAny ??= this.#any.get() !== undefined
    return this.#isAny
  }

  put(kind: Erased, name: string, at: number): void {
    this.#put.run(this.#hashOf(kind, name), at)
    this.#isAny = true
  }

  has(kind: Erased, name: string): boolean {
    return this.areAny && this.#find.get(this.#hashOf(kind, name)) !== undefined
  }

  /** Whether what is dated `ts` is of somebody who was erased then, or later. */
  covers(kind: Erased, name: string | null, ts: number): boolean {
    if (name === null || !this.areAny) return false
    const erasedAt = this.#find.get(this.#hashOf(kind, name))?.erased_at
    return erasedAt !== undefined && ts <= erasedAt
  }

  #hashOf(kind: Erased, name: string): string {
    this.#key ??= utf8ToBytes(new SiteValues(this.#sql).get('emailSecret') ?? '')
    return bytesToHex(hmac(sha256, this.#key, utf8ToBytes(JSON.stringify(['erased', kind, name]))))
  }
}

export const nameOfOrder = (goal: string, transactionId: string): string =>
  JSON.stringify([goal, transactionId])
