import { formatMonth } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { CohortDimension } from '../../shared/wire/cohorts.ts'
import type { CohortsAnswer } from '../ledger/reports-cohorts.ts'
import { LTV_DAYS, RETURN_MONTHS_MAX } from '../roi/cohort-sums.ts'
import type { CohortFigures, CohortRow } from '../roi/cohorts.ts'
import { type Cell, csvText, harmless } from '../roi/csv.ts'
import { amountPer, fourDecimals } from '../roi/metrics.ts'
import { periodName, type SinceClosing } from '../roi/restated.ts'
import { NOT_BROKEN_DOWN } from '../roi/rows.ts'

/** Money and customers as decimal strings, as in every report. */
export function shownCohorts(
  answer: Omit<CohortsAnswer, 'kind'>,
  by: readonly CohortDimension[],
  hasFilters = false,
) {
  const { currency } = answer.settings
  const { unattributed, total, unidentified, overhead, notBrokenDown } = answer
  const row = ({ month, key, ...figures }: CohortRow) => ({
    cohort: formatMonth(month),
    ...namesOf(by, key),
    ...shownFigures(figures, currency),
  })
  return {
    rows: answer.rows.map(row),
    cohorts: answer.months.map(row),
    unattributed: {
      ...shownFigures(unattributed, currency),
      by_reason: answer.byReason.map(({ reason, customers, value }) => ({
        reason,
        customers: formatMillionths(customers),
        value: formatAmount(value, currency),
      })),
    },
    overhead: { cost: formatAmount(overhead, currency) },
    ...(hasFilters && { not_broken_down: { cost: formatAmount(notBrokenDown, currency) } }),
    total: shownFigures(total, currency),
    unidentified: {
      orders: unidentified.orders,
      revenue: formatAmount(unidentified.revenue, currency),
      margin: formatAmount(unidentified.margin, currency),
    },
  }
}

export type ShownCohorts = ReturnType<typeof shownCohorts>

/** Of a whole month the key is empty. */
function namesOf(
  by: readonly CohortDimension[],
  key: readonly (string | null)[],
): Partial<Record<CohortDimension, string>> {
  if (key.length === 0) return {}
  return Object.fromEntries(by.map((name, at) => [name, key[at] ?? NOT_BROKEN_DOWN]))
}

function shownFigures(figures: CohortFigures, currency: string) {
  const { customers, orders, orderRevenue, revenue, goods, value, cost, costUnknown } = figures
  const isKnown = costUnknown.length === 0
  const [first, second, third, fourth] = figures.ltv.map((sum) =>
    sum === null ? null : amountPer(sum, customers, currency),
  )
  return {
    age_days: figures.ageDays,
    customers: formatMillionths(customers),
    orders: formatMillionths(orders),
    revenue: formatAmount(revenue, currency),
    margin: formatAmount(revenue - goods, currency),
    cost: isKnown ? formatAmount(cost, currency) : null,
    cac: isKnown ? amountPer(cost, customers, currency) : null,
    ltv_30: first ?? null,
    ltv_90: second ?? null,
    ltv_180: third ?? null,
    ltv_365: fourth ?? null,
    ...(figures.ltvByAge.length > 0 && {
      ltv_by_age: figures.ltvByAge.map((sum) => amountPer(sum, customers, currency)),
    }),
    ltv_to_date: amountPer(value, customers, currency),
    ltv_to_cac: isKnown && customers > 0 ? fourDecimals(value, cost) : null,
    payback_day: figures.paybackDay,
    repeat_rate: fourDecimals(figures.returned, customers),
    aov: amountPer(orderRevenue, orders, currency),
    median_days_to_conversion: figures.medianDays,
    bought_again_by_month: figures.returnedByMonth.map((sum) => fourDecimals(sum, customers)),
    ...(!isKnown && { cost_unknown: [...costUnknown] }),
  }
}

type ShownFigures = ReturnType<typeof shownFigures>

/** Those that a line of CSV has, in their order; months of coming back follow them. */
const COLUMNS = [
  'age_days',
  'customers',
  'orders',
  'revenue',
  'margin',
  'cost',
  'cac',
  ...LTV_DAYS.map((days) => `ltv_${days}` as const),
  'ltv_to_date',
  'ltv_to_cac',
  'payback_day',
  'repeat_rate',
  'aov',
  'median_days_to_conversion',
] as const satisfies readonly (keyof ShownFigures)[]

const MONTHS = Array.from({ length: RETURN_MONTHS_MAX + 1 }, (_, month) => month)

/**
 * One line a row, then the months in whole, what is apart, and what closed periods have more now than they had then;
 * what a line doesn't have is empty.
 */
export function cohortsCsv(
  shown: ShownCohorts,
  by: readonly CohortDimension[],
  since: readonly SinceClosing[] = [],
): string {
  type Named = Partial<ShownFigures & Record<CohortDimension | 'cohort', string>>
  const line = (type: string, row: Named): Cell[] => [
    type,
    row.cohort ?? '',
    ...by.map((name) => harmless(row[name] ?? '')),
    ...COLUMNS.map((name) => row[name] ?? null),
    ...MONTHS.map((month) => row.bought_again_by_month?.[month] ?? null),
  ]
  const { unattributed, overhead, total, unidentified } = shown
  const orders = String(unidentified.orders)
  return csvText([
    ['row_type', 'cohort', ...by, ...COLUMNS, ...MONTHS.map((n) => `bought_again_by_month_${n}`)],
    ...shown.rows.map((row) => line('row', row)),
    ...shown.cohorts.map((row) => line('cohort', row)),
    line('unattributed', unattributed),
    line('overhead', overhead),
    ...(shown.not_broken_down ? [line('not_broken_down', shown.not_broken_down)] : []),
    line('total', total),
    line('unidentified', { ...unidentified, orders }),
    ...since.map(({ conversions, value, cost, ...days }) =>
      line('restated', { cohort: periodName(days), orders: conversions, revenue: value, cost }),
    ),
  ])
}
