import type { Filters } from '../../shared/wire/filters.ts'
import type { FunnelBy } from '../../shared/wire/funnel.ts'
import type { CartSum, LevelSum, VisitSum } from '../roi/funnel.ts'
import type { Freshness } from './freshness.ts'
import type { SinceClosed } from './reports-periods.ts'

/** How far the visits of a period came. */
export interface FunnelQuery {
  kind: 'funnel'
  /** YYYYMMDD, local dates of visits, inclusive */
  from: number
  to: number
  by: FunnelBy
  /** On what a visit is told by (FUNNEL_FILTERS); undefined for all visits. */
  filters?: Filters | undefined
  /** A cart without an order is abandoned after so long. */
  abandonedAfterMs: number
  /** ms since the epoch */
  now: number
}

export interface FunnelAnswer extends Freshness, SinceClosed {
  kind: 'funnel'
  visits: VisitSum[]
  levels: LevelSum[]
  carts: CartSum[]
  /** Orders of the period that no visit leads to; value net of refunds. None under filters. */
  withoutVisit: { orders: number; value: number }
}
