import { codeKey } from '../../../shared/codes.ts'
import { DEAL } from '../../../shared/wire/goals.ts'
import { type ConversionState, HAPPENED } from '../../journey/conversion-state.ts'
import { INHERITING } from '../../journey/goal-links.ts'
import type { AuditKind } from '../audit.ts'
import type { ChangedRates } from './rates.ts'
import type { Sql } from './sql.ts'

/** Where a conversion stands in a generation. */
export interface ContributionRow {
  conversion: number
  goal: string
  transaction_id: string
  ts: number
  day: number
  person: string
  state: ConversionState
  /** Refunds that wait for a rate, or exceed what was paid. */
  refunds_left_out: number
  packed: string
  /** 1 when it depends on rates */
  uses_rates: number
  /** 1 when it came by another customer's code */
  advocacy: number
}

/** What is known of a conversion before it is settled. */
export type ContributionHead = Omit<ContributionRow, keyof Settled>

/** What is known once it is. */
export type Settled = Pick<
  ContributionRow,
  'refunds_left_out' | 'packed' | 'uses_rates' | 'advocacy'
>

/** A conversion that must be settled, and what kind of fact has marked it first. */
export interface Dirty {
  conversion: number
  cause: AuditKind
}

/** A place in the order of conversions: (ts, transaction id). */
export interface Place {
  ts: number
  transaction_id: string
}

/** Prepared access to the contributions of a site and to those that must be settled. */
export class Contributions {
  readonly #statements
  /** Nothing is dirty for sure: most commits then need not ask. */
  #isClean = false
  #cause: AuditKind = 'other'

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  get(generation: number, conversion: number): ContributionRow | undefined {
    return this.#statements.get.get(generation, conversion)
  }

  /** Writes where a conversion stands; what it has contributed stays until it is settled. */
  putHead(generation: number, head: ContributionHead): void {
    const { conversion, goal, transaction_id, ts, day, person, state } = head
    const values = [generation, conversion, goal, transaction_id, ts, day, person, state]
    this.#statements.putHead.run(...values)
  }

  /** Writes what a conversion contributes, and whether it does; what differs from the row. */
  putSettled(generation: number, row: ContributionRow): void {
    const { packed, refunds_left_out, uses_rates, advocacy, state, conversion } = row
    const values = [packed, refunds_left_out, uses_rates, advocacy, state]
    this.#statements.putSettled.run(...values, generation, conversion)
  }

  remove(generation: number, conversion: number): void {
    this.#statements.remove.run(generation, conversion)
  }

  /** The person's last conversion of a goal before a place, those that have happened. */
  previous(generation: number, person: string, goal: string, { ts, transaction_id }: Place) {
    const before = this.#statements.previous.get(generation, person, goal, ts, transaction_id)
    return before?.ts
  }

  /** The person's next conversion of a goal after a place. */
  next(generation: number, person: string, goal: string, { ts, transaction_id }: Place) {
    return this.#statements.next.get(generation, person, goal, ts, transaction_id)
  }

  /** The person's first conversion of a goal up to a time; of those that have happened. */
  firstOf(generation: number, person: string, goal: string, to: number): number | undefined {
    if (person === '') return undefined
    return this.#statements.firstOf.get(generation, person, goal, to)?.conversion
  }

  /** When the person first converted by a goal, from a time up to another, ms; those that have happened. */
  firstBetween(generation: number, person: string, goal: string, from: number, to: number) {
    return this.#statements.firstBetween.get(generation, person, goal, from, to)?.ts
  }

  /** Does what marks conversions, and has it said of them why. */
  because<Value>(cause: AuditKind, marking: () => Value): Value {
    this.#cause = cause
    try {
      return marking()
    } finally {
      this.#cause = 'other'
    }
  }

  markDirty(generation: number, conversion: number): void {
    this.#isClean = false
    this.#statements.markDirty.run(generation, conversion, this.#cause)
  }

  /**
   * Marks the conversions of a person with `from` ≤ ts ≤ `to`, and the deals behind them: those reach back
   * to their leads, however long ago.
   */
  markPerson(generation: number, person: string, from = 0, to = Number.MAX_SAFE_INTEGER): void {
    if (person === '') return
    this.#isClean = false
    this.#statements.markPerson.run(this.#cause, generation, person, from, to)
  }

  /** Marks the conversions of a person that may have its first purchase's journey; says whether there are any. */
  markInheriting(generation: number, person: string): boolean {
    if (person === '') return false
    const marked = INHERITING.map((goal) =>
      this.#statements.markGoal.run(this.#cause, generation, person, goal),
    )
    const isAny = marked.some((n) => n > 0)
    if (isAny) this.#isClean = false
    return isAny
  }

  /** Marks those whose amounts depend on a rate of these days. */
  markRates(generation: number, { currency, from, to }: ChangedRates): void {
    this.#isClean = false
    this.#statements.markRates.run(this.#cause, generation, currency, from, to)
  }

  /** Marks those that carry a code. */
  markCode(generation: number, code: string): void {
    this.#isClean = false
    this.#statements.markCode.run(this.#cause, generation, codeKey(code))
  }

  clean(generation: number, conversion: number): void {
    this.#statements.clean.run(generation, conversion)
  }

  isDirty(generation: number, conversion: number): boolean {
    return this.#statements.isDirty.get(generation, conversion) !== undefined
  }

  dirty(generation: number, limit: number): Dirty[] {
    return this.#isClean ? [] : this.#statements.dirty.all(generation, limit)
  }

  /** Whether any generation has something to settle. */
  anyDirty(): boolean {
    if (!this.#isClean) this.#isClean = this.#statements.anyDirty.get() === undefined
    return !this.#isClean
  }

  countDirty(generation: number): number {
    return this.#statements.countDirty.get(generation)?.n ?? 0
  }
}

/** As SQL: of conversions that have happened. */
export const HAPPENED_SQL = `state IN (${HAPPENED.map((state) => `'${state}'`).join(', ')})`

function prepareStatements(sql: Sql) {
  const ofPerson = 'generation = ? AND person = ? AND goal = ?'
  return {
    get: sql.prepare<ContributionRow>(
      'SELECT * FROM contributions WHERE generation = ? AND conversion = ?',
    ),
    putHead: sql.prepare(
      `INSERT INTO contributions
         (generation, conversion, goal, transaction_id, ts, day, person, state,
          refunds_left_out, packed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')
       ON CONFLICT DO UPDATE SET ts = excluded.ts, day = excluded.day, person = excluded.person,
         state = excluded.state`,
    ),
    putSettled: sql.prepare(
      `UPDATE contributions SET packed = ?, refunds_left_out = ?, uses_rates = ?,
         advocacy = ?, state = ?
       WHERE generation = ? AND conversion = ?`,
    ),
    remove: sql.prepare('DELETE FROM contributions WHERE generation = ? AND conversion = ?'),
    previous: sql.prepare<Place>(
      `SELECT ts, transaction_id FROM contributions WHERE ${ofPerson}
         AND (ts, transaction_id) < (?, ?) AND ${HAPPENED_SQL}
       ORDER BY ts DESC, transaction_id DESC LIMIT 1`,
    ),
    next: sql.prepare<{ conversion: number; ts: number }>(
      `SELECT conversion, ts FROM contributions WHERE ${ofPerson}
         AND (ts, transaction_id) > (?, ?) AND ${HAPPENED_SQL}
       ORDER BY ts, transaction_id LIMIT 1`,
    ),
    firstOf: sql.prepare<{ conversion: number }>(
      `SELECT conversion FROM contributions WHERE ${ofPerson} AND ts <= ?
         AND ${HAPPENED_SQL} ORDER BY ts, transaction_id LIMIT 1`,
    ),
    firstBetween: sql.prepare<{ ts: number }>(
      `SELECT ts FROM contributions WHERE ${ofPerson} AND ts BETWEEN ? AND ?
         AND ${HAPPENED_SQL} ORDER BY ts LIMIT 1`,
    ),
    markDirty: sql.prepare(
      'INSERT OR IGNORE INTO dirty (generation, conversion, cause) VALUES (?, ?, ?)',
    ),
    markPerson: sql.prepare(
      `INSERT OR IGNORE INTO dirty (generation, conversion, cause)
       SELECT generation, conversion, ? FROM contributions
       WHERE generation = ? AND person = ?
         AND ts >= ? AND (ts <= ? OR goal = '${DEAL}')`,
    ),
    markGoal: sql.prepare(
      `INSERT OR IGNORE INTO dirty (generation, conversion, cause)
       SELECT generation, conversion, ? FROM contributions
       WHERE generation = ? AND person = ? AND goal = ?`,
    ),
    markRates: sql.prepare(
      `INSERT OR IGNORE INTO dirty (generation, conversion, cause)
       SELECT generation, conversion, ? FROM rate_uses
       WHERE generation = ? AND currency = ? AND day BETWEEN ? AND ?`,
    ),
    markCode: sql.prepare(
      `INSERT OR IGNORE INTO dirty (generation, conversion, cause)
       SELECT generation, conversion, ? FROM code_uses WHERE generation = ? AND code = ?`,
    ),
    clean: sql.prepare('DELETE FROM dirty WHERE generation = ? AND conversion = ?'),
    isDirty: sql.prepare('SELECT 1 FROM dirty WHERE generation = ? AND conversion = ?'),
    dirty: sql.prepare<Dirty>(
      'SELECT conversion, cause FROM dirty WHERE generation = ? ORDER BY conversion LIMIT ?',
    ),
    anyDirty: sql.prepare('SELECT 1 FROM dirty LIMIT 1'),
    countDirty: sql.prepare<{ n: number }>('SELECT count(*) AS n FROM dirty WHERE generation = ?'),
  }
}
