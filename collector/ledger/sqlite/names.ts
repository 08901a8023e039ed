import type { ConversionName, NameFact } from '../facts.ts'
import type { Cursor } from '../transfer.ts'
import type { Compared } from './comparison.ts'
import type { Conversions } from './conversions.ts'
import { DIFFERENCES_SHOWN } from './derived.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** Further names of conversions, and what refunds of those names lower. */
export class Names {
  readonly #statements
  readonly #sequence: Sequence
  readonly #conversions: Conversions
  /** Most sites have none: then nothing need be looked for. */
  #isAny = false

  constructor(sql: Sql, { sequence, conversions }: NamesParts) {
    this.#statements = prepareStatements(sql)
    this.#sequence = sequence
    this.#conversions = conversions
  }

  /** Keeps a name; false when it is known. */
  append({ name, of, ...from }: NameFact): boolean {
    const said = [name.goal, name.transactionId, of.goal, of.transactionId]
    if (this.#statements.known.get(...said)) return false
    const { source, owner, schemaVersion, receivedAt } = from
    this.#statements.insert.run(
      ...[this.#sequence.take(), ...said],
      ...[source, owner, schemaVersion, receivedAt],
    )
    return true
  }

  /**
   * Has refunds of a name, and of all names that lead to it, count for what they lead to now.
   * @returns the conversions that have lost or gained any
   */
  place(name: ConversionName): Set<number> {
    const moved = new Set<number>()
    if (!this.#anyNames()) return moved
    for (const one of this.#leadingTo(name)) {
      const conversion = this.#conversions.find(one.goal, one.transactionId)
      if (conversion !== undefined) this.#placeRefunds(conversion, one, moved)
    }
    return moved
  }

  #placeRefunds(conversion: number, name: ConversionName, moved: Set<number>): void {
    const standsAt = this.#statements.placesOf.all(conversion)
    if (standsAt.length === 0) return
    const meant = this.#meantBy(name) ?? conversion
    const elsewhere = standsAt.filter(({ place }) => place !== meant)
    if (elsewhere.length === 0) return
    this.#statements.place.run(meant, conversion)
    for (const { place } of elsewhere) moved.add(place)
    moved.add(meant)
  }

  /** Compares what the next refunds count for with what they were told of. */
  compare(after: Cursor | null, count: number): Compared {
    const rows = this.#statements.refunds.all(Number(after?.[0] ?? 0), count)
    const differences = rows.flatMap(({ seq, conversion, place, ...name }) => {
      const meant = this.#meantBy(name) ?? conversion
      return meant === place
        ? []
        : [`refunds: refund ${seq} counts for ${place}, and is of ${meant}`]
    })
    const last = rows.length === count ? rows.at(-1) : undefined
    return {
      differences: differences.slice(0, DIFFERENCES_SHOWN),
      rows: rows.length,
      next: last && [last.seq],
    }
  }

  /** The first conversion on the way that somebody has reported, and not cancelled. */
  #meantBy(name: ConversionName): number | undefined {
    const passed = new Set<string>()
    for (let at: ConversionName | undefined = name; at && !passed.has(keyOf(at)); ) {
      passed.add(keyOf(at))
      const conversion = this.#conversions.find(at.goal, at.transactionId)
      const standing = conversion && this.#conversions.standing(conversion)
      if (standing && standing.status !== 'cancelled') return conversion
      at = this.#statements.of.get(at.goal, at.transactionId)
    }
    return undefined
  }

  #leadingTo(name: ConversionName): ConversionName[] {
    const found = [name]
    const known = new Set([keyOf(name)])
    // Grows while it is gone through.
    for (const one of found)
      for (const lower of this.#statements.namesOf.all(one.goal, one.transactionId)) {
        if (known.has(keyOf(lower))) continue
        known.add(keyOf(lower))
        found.push(lower)
      }
    return found
  }

  #anyNames(): boolean {
    this.#isAny ||= this.#statements.any.get() !== undefined
    return this.#isAny
  }
}

export interface NamesParts {
  sequence: Sequence
  conversions: Conversions
}

const keyOf = ({ goal, transactionId }: ConversionName): string =>
  JSON.stringify([goal, transactionId])

function prepareStatements(sql: Sql) {
  return {
    any: sql.prepare('SELECT 1 FROM conversion_names LIMIT 1'),
    known: sql.prepare(
      `SELECT 1 FROM conversion_names
       WHERE goal = ? AND transaction_id = ? AND of_goal = ? AND of_transaction_id = ?`,
    ),
    insert: sql.prepare(
      `INSERT INTO conversion_names (seq, goal, transaction_id, of_goal, of_transaction_id,
         source, owner, schema_version, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    // Vendors name one thing. Were there two, it must not matter which was told first.
    of: sql.prepare<ConversionName>(
      `SELECT of_goal AS goal, of_transaction_id AS transactionId FROM conversion_names
       WHERE goal = ? AND transaction_id = ? ORDER BY of_goal, of_transaction_id LIMIT 1`,
    ),
    namesOf: sql.prepare<ConversionName>(
      `SELECT goal, transaction_id AS transactionId FROM conversion_names
       WHERE of_goal = ? AND of_transaction_id = ?`,
    ),
    placesOf: sql.prepare<{ place: number }>(
      'SELECT DISTINCT counts_for AS place FROM refunds WHERE conversion = ?',
    ),
    refunds: sql.prepare<ConversionName & { seq: number; conversion: number; place: number }>(
      `SELECT r.seq, r.conversion, r.counts_for AS place, c.goal, c.transaction_id AS transactionId
       FROM refunds r JOIN conversions c ON c.id = r.conversion
       WHERE r.seq > ? ORDER BY r.seq LIMIT ?`,
    ),
    place: sql.prepare('UPDATE refunds SET counts_for = ? WHERE conversion = ?'),
  }
}
