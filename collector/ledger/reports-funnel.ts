import type { Filters } from '../../shared/wire/filters.ts'
import type { FunnelBy } from '../../shared/wire/funnel.ts'
import type { CartSum, LevelSum, VisitSum } from '../roi/funnel.ts'
import type { Freshness } from './freshness.ts'
import type { ConversionFacts } from './reports-explain.ts'
import type {
  ConversionOfFigure,
  FigureAnswer,
  FigureQuery,
  TouchFacts,
} from './reports-explained.ts'
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

/** Where a figure of the funnel stands, and what it is made of; `name` is that of a row, without it all of them. */
export type FunnelPlace =
  /** Visits whose furthest step is one of these: places in FUNNEL_STEPS. */
  | { of: 'visits'; name?: string | undefined; from: number; to: number }
  | { of: 'carts'; name?: string | undefined; state: CartSum['state'] }
  | { of: 'without_visit'; name?: undefined }

/** A visit; `cart` is one that has left a cart. */
export interface VisitOfFunnel {
  kind: 'visit' | 'cart'
  visit: TouchFacts
  /** Its furthest step: place in FUNNEL_STEPS; -1 of a cart. */
  level: number
  /** What was ordered in it, or after it. */
  orders: ConversionFacts[]
}

export type PartOfFunnel = VisitOfFunnel | ConversionOfFigure

export type ExplainFunnelQuery = FigureQuery<'explain_funnel', FunnelQuery, FunnelPlace>
export type ExplainFunnelAnswer = FigureAnswer<'explain_funnel', FunnelAnswer, PartOfFunnel>
