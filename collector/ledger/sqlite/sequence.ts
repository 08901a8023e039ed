import type { Sql } from './sql.ts'

const FACT_TABLES = [
  'hits',
  'conversion_versions',
  'refunds',
  'conversion_names',
  'identities',
  'costs',
  'imports',
  'import_marks',
  'rates',
  'model_versions',
  'codes',
  'campaign_aliases',
  'opens',
  'told_touches',
  'periods',
  'settings',
  'audit',
]

/** The number of the next fact: one sequence over all tables of a site, without gaps in use. */
export class Sequence {
  readonly #statement
  #next = 0

  constructor(sql: Sql) {
    const highest = FACT_TABLES.map((table) => `coalesce((SELECT max(seq) FROM ${table}), 0)`)
    this.#statement = sql.prepare<{ last: number }>(`SELECT max(${highest.join(', ')}) AS last`)
    this.load()
  }

  get next(): number {
    return this.#next
  }

  take(): number {
    return this.#next++
  }

  /** Reads it from the tables again, after a transaction that was taken back. */
  load(): void {
    this.#next = (this.#statement.get()?.last ?? 0) + 1
  }
}
