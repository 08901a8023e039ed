import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'

/** What SQLite can bind. */
export type SqlValue = string | number | null | Uint8Array

/** A prepared statement that answers rows of one shape. */
export interface Statement<Row> {
  get(...values: SqlValue[]): Row | undefined
  all(...values: SqlValue[]): Row[]
  /** 0 when nothing was changed; else rows, with or without the entries of indexes. */
  run(...values: SqlValue[]): number
}

/**
 * What the ledger needs of a SQLite that it runs in: synchronous, and transactional. Better-sqlite3
 * gives it, and so does the SQL API of a Durable Object.
 */
export interface Sql {
  prepare<Row = unknown>(sql: string): Statement<Row>
  /** Runs `work` in one transaction: all of it is stored, or (when it throws) nothing. */
  transaction<Result>(work: () => Result): Result
}

/** Drizzle on one of the drivers. */
export type Queries = BaseSQLiteDatabase<'sync', unknown>

/** One open database: for prepared SQL, for drizzle's queries, and to close. */
export interface OpenDatabase {
  sql: Sql
  queries: Queries
  close(): void
}

/** What reports read: both on one snapshot. */
export type Snapshot = Pick<OpenDatabase, 'sql' | 'queries'>
