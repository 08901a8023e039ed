import type { CohortMeasure } from '../../shared/cohort-measures.ts'
import type { CohortDimension } from '../../shared/wire/cohorts.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import type { RefundBasis, ValueKind } from '../../shared/wire/roi.ts'
import type { CohortPlace } from '../roi/cohort-figure.ts'
import type { CohortFigures, CohortRow } from '../roi/cohorts.ts'
import type { Freshness } from './freshness.ts'
import type { CostPart } from './reports-explain.ts'
import type { ConversionOfFigure, FigureAnswer, FigureQuery } from './reports-explained.ts'
import type { SinceClosed } from './reports-periods.ts'

/** Customers by the month of their first purchase and by what brought it, and what became of them. */
export interface CohortsQuery {
  kind: 'cohorts'
  /** YYYYMM, both included */
  from: number
  to: number
  by: readonly CohortDimension[]
  model: string
  /** On the touches that the first purchase is credited to (TOUCH_FILTERS); undefined for all customers. */
  filters?: Filters | undefined
  value: ValueKind
  refundBasis: RefundBasis
  /** Of the costs that count; all when it is left out. */
  categories?: readonly string[] | undefined
  /** Days between two points of the curve of lifetime value; without it there is no curve. */
  ltvEvery?: number | undefined
  /** YYYYMMDD: the last day that counts. */
  asOn: number
}

export interface CohortsAnswer extends Freshness, SinceClosed {
  kind: 'cohorts'
  /** Conversions of the site, and how many it may have for this report: with more, all else is empty. */
  conversions: number
  conversionsMax: number
  /** By month and by what `by` names, sorted; without the unattributed and without overhead. */
  rows: CohortRow[]
  /** Each month in whole: its rows, its unattributed customers, and its costs of any scope. */
  months: CohortRow[]
  /** Customers whose first purchase no touch can be credited with, and why; reasons sorted. */
  unattributed: CohortFigures
  byReason: { reason: string; customers: number; value: number }[]
  /** Costs of the months that name no channel, source, medium or campaign; minor units. */
  overhead: number
  /** Under filters: costs that do not say what those ask, in no row, month or total. */
  notBrokenDown: number
  total: CohortFigures
  /** Orders of the months that nobody is known to have placed: in no cohort. */
  unidentified: { orders: number; revenue: number; margin: number }
  /** Customers whose first purchase is in the months, all and those that a touch brought. */
  eligible: number
  matched: number
  /** Left out, by reason; see `leftOut` of the ROI report. */
  leftOut: Record<string, number>
}

/** Which figure of which place; `months` is that of `bought_again`, `days` the age of `ltv_by_age`. */
export interface CohortFigure {
  at: CohortPlace
  measure: CohortMeasure
  months: number
  days: number
}

/** A purchase or renewal with what it adds, or a cost. */
export type PartOfCohorts = ConversionOfFigure | CostPart

export type ExplainCohortsQuery = FigureQuery<'explain_cohorts', CohortsQuery, CohortFigure>
export type ExplainCohortsAnswer = FigureAnswer<'explain_cohorts', CohortsAnswer, PartOfCohorts>
