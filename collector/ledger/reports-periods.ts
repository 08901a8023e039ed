import type { ModelSetting } from '../attribution/model-setting.ts'
import type { Freshness } from './freshness.ts'

/** A period whose figures are kept as they were when it was closed. */
export interface ClosedPeriod {
  /** The number of its closing among the facts: its name. */
  seq: number
  /** YYYYMMDD, both inclusive */
  from: number
  to: number
  note: string
  /** Who has closed it. */
  owner: string
  /** ms since the epoch */
  closedAt: number
  /** What its figures are in, and the models that they are of, as they were set then. */
  currency: string
  models: ModelSetting[]
}

/**
 * A closed period of a report that shows figures of now: by how much those of its days that the report
 * reaches into are more than they were when it was closed.
 */
export interface PeriodSince extends ClosedPeriod {
  /** null where it can't be told: the site has another currency since, or none of the models of then. */
  restated: RestatedSums | null
}

/** Millionths of conversions, and minor units. */
export interface RestatedSums {
  conversions: number
  value: number
  cost: number
}

/** What answers of figures of now say of closed periods; absent where they reach into none. */
export interface SinceClosed {
  closedPeriods?: PeriodSince[]
}

/** The periods that are closed, the earliest first. */
export interface PeriodsQuery {
  kind: 'periods'
}

export interface PeriodsAnswer extends Freshness {
  kind: 'periods'
  periods: ClosedPeriod[]
}

/** A period can't be closed or reopened; the message says why, and the way out. */
export class PeriodError extends Error {
  override name = 'PeriodError'
}

/** Between threads and objects errors lose their class. */
export const isPeriodError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'PeriodError'
