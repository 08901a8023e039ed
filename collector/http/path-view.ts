import { formatAmount, formatMillionths, MILLIONTHS } from '../../shared/money.ts'
import type { PathShape } from '../../shared/wire/paths.ts'
import type { PathsAnswer } from '../ledger/ledger.ts'
import { type Cell, csvText, harmless } from '../roi/csv.ts'
import { fourDecimals, metricsOf, noSums } from '../roi/metrics.ts'
import type { PathBridge, PathRow, PathSums } from '../roi/paths.ts'

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

const MEDIANS = ['median_days', 'median_touches'] as const

/** Money as decimal strings in the site's currency, as in every report. */
export function shownPaths(answer: PathsAnswer, shape: PathShape) {
  const { currency } = answer.settings
  const { closed, unattributed, bridge } = answer
  return {
    paths: answer.paths.map((row) => shownPath(row, currency, shape)),
    other: shownSums(answer.other, currency),
    closed: { paths: answer.distinct, ...shownSums(closed, currency) },
    open: { journeys: answer.openJourneys, cost: formatAmount(bridge.open, currency) },
    unattributed: {
      conversions: formatMillionths(unattributed.conversions * MILLIONTHS),
      value: formatAmount(unattributed.value, currency),
    },
    total: shownTotal(answer, currency),
    bridge: shownBridge(bridge, currency),
    next: answer.next === null ? null : String(answer.next),
  }
}

export type ShownPaths = ReturnType<typeof shownPaths>

function shownPath(
  { steps, medianDays, medianTouches, ...sums }: PathRow,
  currency: string,
  shape: PathShape,
) {
  return {
    path: steps.join(shape === 'set' ? ' + ' : ' > '),
    steps,
    ...shownSums(sums, currency),
    median_days: medianDays,
    median_touches: medianTouches,
  }
}

function shownSums({ journeys, conversions, value, cost }: PathSums, currency: string) {
  const { touches: _, ...metrics } = metricsOf(
    { ...noSums(), conversions: conversions * MILLIONTHS, value, cost },
    currency,
  )
  return { journeys, conversion_rate: fourDecimals(conversions, journeys), ...metrics }
}

/** Everything that was earned by everything that was spent, as `/v1/roi` has it. */
function shownTotal({ closed, unattributed, bridge }: PathsAnswer, currency: string) {
  const { touches: _, ...metrics } = metricsOf(
    {
      ...noSums(),
      conversions: (closed.conversions + unattributed.conversions) * MILLIONTHS,
      value: closed.value + unattributed.value,
      cost: bridge.spend,
    },
    currency,
  )
  return metrics
}

function shownBridge(bridge: PathBridge, currency: string) {
  return {
    closed: formatAmount(bridge.closed, currency),
    before_period: formatAmount(bridge.beforePeriod, currency),
    open: formatAmount(bridge.open, currency),
    closed_outside: formatAmount(bridge.closedOutside, currency),
    left_out: formatAmount(bridge.leftOut, currency),
    without_touch: formatAmount(bridge.withoutTouch, currency),
    overhead: formatAmount(bridge.overhead, currency),
    rest_of_month: formatAmount(bridge.restOfMonth, currency),
    spend: formatAmount(bridge.spend, currency),
  }
}

/** One line a path, then what is counted together and apart; what a line doesn't have is empty. */
export function pathsCsv(shown: ShownPaths): string {
  type Line = Partial<Record<(typeof METRICS)[number] | (typeof MEDIANS)[number], Cell>>
  const line = (type: string, path: string, values: Line): Cell[] => [
    type,
    harmless(path),
    ...[...METRICS, ...MEDIANS].map((name) => values[name] ?? null),
  ]
  const { paths, other, closed, open, unattributed, total, bridge } = shown
  return csvText([
    ['row_type', 'path', ...METRICS, ...MEDIANS],
    ...paths.map((row) => line('path', row.path, row)),
    line('other', '', other),
    line('closed', '', closed),
    line('open', '', open),
    line('unattributed', '', unattributed),
    line('total', '', total),
    ...Object.entries(bridge).map(([name, cost]) => line('bridge', name, { cost })),
  ])
}
