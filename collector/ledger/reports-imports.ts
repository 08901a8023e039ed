import type { Freshness } from './freshness.ts'
import type { ImportedOrder, ImportedRecord, ImportedSpend, ImportShown } from './imports.ts'

/** Imports, the newest first; `before` is the `next` of the last page. */
export interface ImportsQuery {
  kind: 'imports'
  /** The one of this id alone. */
  id?: string | undefined
  before?: number | undefined
  limit: number
}

export interface ImportsAnswer extends Freshness {
  kind: 'imports'
  imports: ImportShown[]
  next: number | null
}

/** What an import of these rows would do, without doing it. */
export interface ImportCheckQuery {
  kind: 'import_check'
  rows: ImportedSpend[]
}

/** A row of the query whose campaign has costs of other days, or under another name, already. */
export interface Overlap {
  /** Place in the query's rows */
  row: number
  reason: string
}

export interface ImportCheckAnswer extends Freshness {
  kind: 'import_check'
  /** Rows that would take the place of others that say something else. */
  replaces: number
  /** Rows that are there as they are. */
  unchanged: number
  overlaps: Overlap[]
}

/** What an import of these orders would do, without doing it. */
export interface OrdersCheckQuery {
  kind: 'orders_check'
  orders: ImportedOrder[]
}

export interface OrdersCheckAnswer extends Freshness {
  kind: 'orders_check'
  /** Orders that would take the place of what another import says. */
  replaces: number
  /** Orders that an import says alike. */
  unchanged: number
  /** Orders that somebody else has told of: their word stands. */
  told: number
}

/** The same of deals and contacts. */
export interface RecordsCheckQuery {
  kind: 'records_check'
  records: ImportedRecord[]
}

export interface RecordsCheckAnswer extends Freshness {
  kind: 'records_check'
  /** Deals that nobody has told of, and identities that nobody has named. */
  created: number
  /** Deals of which something else stands. */
  updated: number
  unchanged: number
  /** Deals that are credited to a journey. */
  matched: number
}

export type ImportReportQuery =
  | ImportsQuery
  | ImportCheckQuery
  | OrdersCheckQuery
  | RecordsCheckQuery
export type ImportReportAnswer =
  | ImportsAnswer
  | ImportCheckAnswer
  | OrdersCheckAnswer
  | RecordsCheckAnswer
