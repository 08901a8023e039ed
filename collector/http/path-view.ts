import { formatAmount, formatMillionths, MILLIONTHS } from '../../shared/money.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import type { PathShape } from '../../shared/wire/paths.ts'
import type { PathsAnswer } from '../ledger/ledger.ts'
import { type Cell, csvText, harmless } from '../roi/csv.ts'
import { fourDecimals, metricsOf, noSums, withoutCost, worthMetricsOf } from '../roi/metrics.ts'
import type { PathBridge, PathRow, PathSums } from '../roi/paths.ts'
import { periodName, type SinceClosing } from '../roi/restated.ts'
import type { Worth } from '../roi/worth.ts'

/** Sums of journeys as they are shown. */
const METRICS = [
  'journeys',
  'conversions',
  'conversion_rate',
  'value',
  'cost',
  'profit',
  'roi',
  'roas',
  'cpa',
] as const

/** Where it was asked what an order is worth. */
const WORTH = ['margin', 'aov'] as const

const MEDIANS = ['median_days', 'median_touches'] as const

/** What was asked of orders and of journeys, where it was. */
interface Terms {
  worth?: Worth | undefined
  filters?: Filters | undefined
}

/** Money as decimal strings in the site's currency, as in every report. */
export function shownPaths(answer: PathsAnswer, shape: PathShape, terms: Terms) {
  const { worth, filters } = terms
  const { currency } = answer.settings
  const sums = (of: PathSums) => shownSums(of, currency, worth)
  const { closed, unattributed, bridge } = answer
  return {
    paths: answer.paths.map((row) => shownPath(row, shape, sums)),
    other: sums(answer.other),
    closed: { paths: answer.distinct, ...sums(closed) },
    open: { journeys: answer.openJourneys, cost: formatAmount(bridge.open, currency) },
    unattributed: {
      conversions: formatMillionths(unattributed.conversions * MILLIONTHS),
      value: formatAmount(unattributed.value, currency),
      ...(worth?.discountAs === 'cost' && { cost: formatAmount(unattributed.cost, currency) }),
    },
    total: shownTotal(answer, currency, terms),
    bridge: shownBridge(bridge, currency, filters),
    next: answer.next === null ? null : String(answer.next),
  }
}

export type ShownPaths = ReturnType<typeof shownPaths>

function shownPath(
  { steps, medianDays, medianTouches, ...sums }: PathRow,
  shape: PathShape,
  shown: (sums: PathSums) => ReturnType<typeof shownSums>,
) {
  return {
    path: steps.join(shape === 'set' ? ' + ' : ' > '),
    steps,
    ...shown(sums),
    median_days: medianDays,
    median_touches: medianTouches,
  }
}

function shownSums({ journeys, ...sums }: PathSums, currency: string, worth: Worth | undefined) {
  return {
    journeys,
    conversion_rate: fourDecimals(sums.conversions, journeys),
    ...metricsIn(sums, currency, worth),
  }
}

function metricsIn(
  { conversions: count, ...money }: Omit<PathSums, 'journeys'>,
  currency: string,
  worth: Worth | undefined,
) {
  const sums = { ...noSums(), ...money, conversions: count * MILLIONTHS }
  const { touches: _, ...metrics } = metricsOf(sums, currency)
  return { ...metrics, ...(worth && worthMetricsOf(sums, currency, true)) }
}

/**
 * Everything that was earned by everything that was spent, as `/v1/roi` has it. No cost says of which
 * journeys it is, so that under filters what they cost in all is not known.
 */
function shownTotal(
  { closed, unattributed, bridge }: PathsAnswer,
  currency: string,
  { worth, filters }: Terms,
) {
  // What closed journeys cost besides their touches: discounts, where those are a cost.
  const discounts = closed.cost - bridge.closed + unattributed.cost
  const sums = {
    conversions: closed.conversions + unattributed.conversions,
    value: closed.value + unattributed.value,
    revenue: closed.revenue + unattributed.revenue,
    goods: closed.goods + unattributed.goods,
    cost: (filters ? 0 : bridge.spend) + discounts,
  }
  const shown = metricsIn(sums, currency, worth)
  return withoutCost(shown, sums, bridge.spend === 0 ? [] : Object.keys(filters ?? {}))
}

function shownBridge(bridge: PathBridge, currency: string, filters: Filters | undefined) {
  return {
    closed: formatAmount(bridge.closed, currency),
    before_period: formatAmount(bridge.beforePeriod, currency),
    open: formatAmount(bridge.open, currency),
    closed_outside: formatAmount(bridge.closedOutside, currency),
    left_out: formatAmount(bridge.leftOut, currency),
    ...(filters && { filtered_out: formatAmount(bridge.filteredOut, currency) }),
    without_touch: formatAmount(bridge.withoutTouch, currency),
    overhead: formatAmount(bridge.overhead, currency),
    rest_of_month: formatAmount(bridge.restOfMonth, currency),
    spend: formatAmount(bridge.spend, currency),
  }
}

/**
 * One line a path, then what is counted together and apart, and what closed periods have more now than they had then;
 * what a line doesn't have is empty.
 */
export function pathsCsv(shown: ShownPaths, since: readonly SinceClosing[] = []): string {
  const names = [...METRICS, ...WORTH.filter((name) => name in shown.total), ...MEDIANS]
  type Line = Partial<Record<(typeof names)[number], Cell>>
  const line = (type: string, path: string, values: Line): Cell[] => [
    type,
    harmless(path),
    ...names.map((name) => values[name] ?? null),
  ]
  const { paths, other, closed, open, unattributed, total, bridge } = shown
  return csvText([
    ['row_type', 'path', ...names],
    ...paths.map((row) => line('path', row.path, row)),
    line('other', '', other),
    line('closed', '', closed),
    line('open', '', open),
    line('unattributed', '', unattributed),
    line('total', '', total),
    ...Object.entries(bridge).map(([name, cost]) => line('bridge', name, { cost })),
    ...since.map(({ from, to, ...more }) => line('restated', periodName({ from, to }), more)),
  ])
}
