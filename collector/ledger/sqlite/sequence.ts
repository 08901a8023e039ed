import type { Sql } from './sql.ts'

/** Whatever takes a number. */
export const NUMBERED_TABLES: readonly string[] = [
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

/** SQL of the highest number that some of them have; 0 without any. @param tables two or more */
export const highestOf = (tables: readonly string[]): string => {
  const highest = tables.map((table) => `coalesce((SELECT max(seq) FROM ${table}), 0)`)
  return `SELECT max(${highest.join(', ')}) AS last`
}

/** The number of the next fact: one sequence over all tables of a site, without gaps in use. */
export class Sequence {
  readonly #statement
  #next = 0

  constructor(sql: Sql) {
    this.#statement = sql.prepare<{ last: number }>(highestOf(NUMBERED_TABLES))
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
