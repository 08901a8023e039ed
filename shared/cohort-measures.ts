/** Where a figure of cohorts can stand: a row, a month in whole, or all that they have. */
export const COHORT_CELLS = ['row', 'cohort', 'unattributed', 'total'] as const
export type CohortCell = (typeof COHORT_CELLS)[number]

/**
 * The figures of a place; `bought_again` is that of one month of `bought_again_by_month`, `ltv_by_age` one point of
 * the curve.
 */
export const COHORT_MEASURES = [
  'customers',
  'orders',
  'revenue',
  'margin',
  'cost',
  'cac',
  'ltv_30',
  'ltv_90',
  'ltv_180',
  'ltv_365',
  'ltv_to_date',
  'ltv_to_cac',
  'payback_day',
  'repeat_rate',
  'aov',
  'median_days_to_conversion',
  'bought_again',
  'ltv_by_age',
] as const
export type CohortMeasure = (typeof COHORT_MEASURES)[number]
