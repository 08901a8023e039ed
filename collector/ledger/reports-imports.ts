import type { Freshness } from './freshness.ts'
import type { ImportedSpend, ImportShown } from './imports.ts'

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

export type ImportReportQuery = ImportsQuery | ImportCheckQuery
export type ImportReportAnswer = ImportsAnswer | ImportCheckAnswer
