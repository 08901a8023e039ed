/**
 * Whether a site takes facts. One that is `moving_in` is filled from another host, and takes rows
 * instead; one that has `moved_out` is complete where it was, and answers reports.
 */
export type SiteStatus = 'open' | 'moving_in' | 'moved_out'

/** What is copied from host to host: facts, and the dictionaries that give them small integers. */
export const TRANSFER_TABLES = [
  'site',
  'keys',
  'settings',
  'erasures',
  'erasing',
  'visitors',
  'tuples',
  'conversions',
  'hits',
  'conversion_versions',
  'refunds',
  'conversion_names',
  'identities',
  'costs',
  'imports',
  'import_marks',
  'rates',
  'audit',
  'model_versions',
  'codes',
  'campaign_aliases',
  'opens',
  'told_touches',
  'periods',
  'closed_credits',
  'closed_touches',
  'closed_costs',
  'capped_hits',
  'tallies',
  'webhook_secrets',
  'deliveries',
  'quarantine',
  'quarantine_parts',
  'privacy_requests',
  'tombstones',
  'endpoints',
  'outgoing',
  'outgoing_marks',
  'outgoing_told',
] as const

export type TransferTable = (typeof TRANSFER_TABLES)[number]

/** What follows from the facts, for a comparison of both sides row by row. */
export const DERIVED_TABLES = [
  'rollups',
  'touch_totals',
  'touch_counts',
  'cost_days',
  'contributions',
  'touches',
  'told_places',
  'rate_uses',
  'code_uses',
  'commissions',
  'exchanged_costs',
] as const

export type DerivedTable = (typeof DERIVED_TABLES)[number]

/** A place in a table: the values of its primary key, bytes as hex. */
export type Cursor = (string | number)[]

export interface RowsQuery<Table> {
  table: Table
  /** Rows behind this place; null for all. */
  after: Cursor | null
  /** Facts with a number up to this one, and what was known by then; all when it is left out. */
  upTo?: number | undefined
  /** At most so many rows; a page ends earlier when its text grows long. */
  limit: number
}

export interface RowsPage<Table> {
  /** Of the side that the page comes from: another version can't take it. */
  schema: number
  table: Table
  columns: string[]
  /** Values in the order of `columns`, as they are stored; bytes as hex in lower case. */
  rows: (string | number | null)[][]
  /** Where to go on; null at the end. */
  next: Cursor | null
}

/** How far a site is. */
export interface Positions {
  status: SiteStatus
  schema: number
  /** What the figures that reports show were derived under. */
  settingsVersion: number
  /**
   * Where to go on in each table that is only ever added to: before its last row, so that this comes
   * once more and shows that both sides tell the same story. null is the beginning: of tables with
   * one row or none, and of those whose rows change, which are copied whole each time.
   */
  last: Record<TransferTable, Cursor | null>
}

/**
 * A site that can be copied to another host and be the same there, ids and sequence numbers
 * included: pages of rows go over, then what follows from them is derived anew. Nothing is to be
 * remembered between two pages: `positions` of the target tells where to go on.
 *
 * The rules of a move: the source is closed (`moved_out`) before its last pass, and settled, so that
 * no dictionary grows any more. Pages may come again, in any order.
 */
export interface Movable {
  positions(): Promise<Positions>
  exportRows(query: RowsQuery<TransferTable>): Promise<RowsPage<TransferTable>>
  /**
   * Takes a page of another site into one that is `moving_in`.
   * @throws MoveError also when other rows are there under the same numbers: both have taken facts
   */
  importRows(page: RowsPage<TransferTable>): Promise<void>
  /**
   * Begins to derive all that follows from what was imported, under a version of the settings (of
   * `positions` of the source); `settle` brings it on until it is not `building`. Goes on with what
   * has begun when nothing was imported since. The site stays closed until `change` opens it.
   * @throws MoveError for a site that is not `moving_in`
   */
  finishMove(finish: { settingsVersion: number }): Promise<void>
  /** What the active generation has derived, without the generation's number. */
  derivedRows(query: RowsQuery<DerivedTable>): Promise<RowsPage<DerivedTable>>
}

/** The move can't go on as it was asked; the message says why, and what to do. */
export class MoveError extends Error {
  override name = 'MoveError'
}

/** A site that is not open was to be written to: send it again, or where the site has moved. */
export class SiteClosedError extends Error {
  override name = 'SiteClosedError'
  readonly retryAfterSeconds = 60
}

/** The error of this file that has this name: between threads and objects errors lose their class. */
export function transferErrorNamed(name: string, message: string): Error | undefined {
  if (name === 'SiteClosedError') return new SiteClosedError(message)
  return name === 'MoveError' ? new MoveError(message) : undefined
}

/** What a writer hears of a site that is not open. @param note where it has moved, or '' */
export function siteClosed(site: string, status: SiteStatus, note: string): SiteClosedError {
  const where = note === '' ? '' : ` (${note})`
  return new SiteClosedError(
    status === 'moving_in'
      ? `the site "${site}" is still being moved here${where}: nothing was stored; send it again when the move is done`
      : `the site "${site}" has moved away${where}: nothing was stored here; send it to the collector where the site is now, under the same key, or again once this address leads there. If it should be here after all, "pathworth site reopen ${site}" opens it`,
  )
}
