import type { CellTest } from '../../../roi/explain.ts'
import type { ExplainQuery, Freshness } from '../../ledger.ts'
import type { ExplainPart } from '../../reports-explain.ts'
import type { Snapshot } from '../sql.ts'
import type { RowNames } from './segments/asked.ts'

/** What those who read parts need. */
export interface PartsContext {
  snapshot: Snapshot
  fresh: Freshness
  query: ExplainQuery
  test: CellTest
  /** Those of the report, which has met them all. */
  names: RowNames
  /** YYYYMMDD: what accrues counts up to this day. */
  today: number
}

/** Some parts from a place on; `next` is where to go on, null at the end. */
export interface PartsPage {
  parts: ExplainPart[]
  next: string | null
}

export type PartsReader = (context: PartsContext, from: string, limit: number) => PartsPage
