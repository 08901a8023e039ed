import type { ExportTable, Row } from '../export/tables.ts'
import type { Freshness } from './freshness.ts'
import type { Cursor } from './transfer.ts'

/** A page of a table, in the order of its key. */
export interface ExportQuery {
  kind: 'export'
  table: ExportTable
  /** `next` of the page before; null at the beginning. */
  after: Cursor | null
  /** Of facts: those with a number above this one; 0 for all. */
  since: number
  /** Of facts: those with a number up to this one; all when it is left out. */
  upTo?: number | undefined
  /** YYYYMMDD, local days, inclusive: rows that are dated then. */
  from?: number | undefined
  to?: number | undefined
  /** ms since the epoch: costs that accrue count up to its day. */
  now: number
  /** Rows of the table that are looked at, at most: a page has fewer where days are asked, and may have none. */
  limit: number
}

export interface ExportAnswer extends Freshness {
  kind: 'export'
  rows: Row[]
  /** Where to go on; null at the end. */
  next: Cursor | null
  /** The highest number of a fact. */
  last: number
  /** Another one when what was exported before is not so any more: a restore, or somebody was erased. */
  line: string
}
