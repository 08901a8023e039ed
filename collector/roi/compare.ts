import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import {
  type CostUnknown,
  fourDecimals,
  type Metrics,
  type MoreMetrics,
  metricsOf,
  noSums,
  withoutCost,
  worthMetricsOf,
} from './metrics.ts'
import { type CreditCell, type RoiInput, type RoiReport, roiReport } from './report.ts'
import { type Restated, type RestatedReport, type RestatedRow, restatedReport } from './restated.ts'

/** What a model says of a row. Costs are the same under each, but for discounts that count as such. */
export const COMPARED = ['conversions', 'value', 'cost', 'profit', 'roi', 'roas', 'cpa'] as const

/** What it says besides when it was asked what an order is worth. */
export const COMPARED_WORTH = ['margin', 'aov'] as const

/** How much more a row has under a model than under the first; less is below zero. */
export interface Shift {
  conversions: string
  value: string
  /** `value` ÷ the first model's, to four decimals; null for a division by zero. */
  value_ratio: number | null
}

export const SHIFTS = [
  'conversions',
  'value',
  'value_ratio',
] as const satisfies readonly (keyof Shift)[]

export type ModelMetrics = Pick<Metrics, (typeof COMPARED)[number]> &
  Pick<MoreMetrics, (typeof COMPARED_WORTH)[number]> & {
    /** Of every model but the first. */
    shift?: Shift
    /** What there is more now than is shown, of closed days. */
    restated?: Restated
  }

export interface ComparedMetrics extends CostUnknown {
  touches: number
  models: Record<string, ModelMetrics>
}

export type ComparedRow = Partial<Record<Dimension, string>> & ComparedMetrics

export interface Comparison {
  rows: ComparedRow[]
  unattributed: RoiReport['unattributed']
  overhead: RoiReport['overhead']
  total: ComparedMetrics
  not_broken_down?: RoiReport['not_broken_down']
  other_sales?: RoiReport['other_sales']
  fx_difference?: RoiReport['fx_difference']
}

export type CompareInput = Omit<RoiInput, 'credits' | 'touchBasis'> & {
  /** The first is what the others are compared with. */
  models: readonly string[]
  credits: Readonly<Record<string, readonly CreditCell[]>>
  /** What is now, where days show what they came to when they were closed. */
  now?: (Pick<RoiInput, 'touches' | 'costs'> & Pick<CompareInput, 'credits'>) | undefined
}

/**
 * The report under several models side by side: each row that any of them has, in the order of the
 * first. What is unattributed is so under every model, and on the date of the conversion so is the
 * total; on that of the touch a model moves credit between periods.
 */
export function compareModels({ models, credits, now, ...input }: CompareInput): Comparison {
  const reports = models.map((model): RestatedReport => {
    const shown = { ...input, credits: credits[model] ?? [] }
    return now
      ? restatedReport(shown, { ...now, credits: now.credits[model] ?? [] })
      : roiReport(shown)
  })
  const [first] = reports
  if (!first) throw new RangeError('no model to compare')
  const none = {
    ...metricsOf(noSums(), input.currency),
    ...(input.worth && worthMetricsOf(noSums(), input.currency, true)),
  }
  const side = (metrics: readonly Shown[]) => sideBySide(models, metrics, input.currency)
  const rows = alignedRows(reports, input.by).map((those) => {
    const known = those.find((row) => row !== undefined)
    const dimensions = input.by.map((name) => [name, known?.[name] ?? ''])
    // What its costs do not say is the same under all.
    const nothing = withoutCost(none, noSums(), known?.cost_unknown ?? [])
    return { ...Object.fromEntries(dimensions), ...side(those.map((row) => row ?? nothing)) }
  })
  return {
    rows,
    unattributed: first.unattributed,
    overhead: first.overhead,
    total: side(reports.map(({ total }) => total)),
    ...(first.not_broken_down && { not_broken_down: first.not_broken_down }),
    ...(first.other_sales && { other_sales: first.other_sales }),
    ...(first.fx_difference && { fx_difference: first.fx_difference }),
  }
}

/** The row of each report under one name; a name that a report has twice is met in its order. */
function alignedRows(reports: readonly RestatedReport[], by: readonly Dimension[]) {
  const rows = new Map<string, (RestatedRow | undefined)[]>()
  for (const [at, report] of reports.entries()) {
    const seen = new Map<string, number>()
    for (const row of report.rows) {
      const name = JSON.stringify(by.map((dimension) => row[dimension]))
      const times = (seen.get(name) ?? 0) + 1
      seen.set(name, times)
      const key = `${times} ${name}`
      const those = rows.get(key) ?? reports.map(() => undefined)
      those[at] = row
      rows.set(key, those)
    }
  }
  return [...rows.values()]
}

type Shown = Metrics & MoreMetrics & CostUnknown & { restated?: Restated }

function sideBySide(
  models: readonly string[],
  metrics: readonly Shown[],
  currency: string,
): ComparedMetrics {
  const first = metrics[0] as Shown
  const entries = models.map((model, at): [string, ModelMetrics] => {
    const { conversions, value, cost, profit, roi, roas, cpa, ...more } = metrics[at] ?? first
    const { margin, aov = null, restated } = more
    const worth = margin === undefined ? {} : { margin, aov }
    const own = { conversions, value, cost, profit, roi, roas, cpa, ...worth }
    const since = restated ? { restated } : {}
    return [
      model,
      at === 0 ? { ...own, ...since } : { ...own, shift: shiftOf(own, first, currency), ...since },
    ]
  })
  return {
    touches: first.touches,
    ...(first.cost_unknown && { cost_unknown: first.cost_unknown }),
    models: Object.fromEntries(entries),
  }
}

type Credited = Pick<Metrics, 'conversions' | 'value'>

function shiftOf(own: Credited, first: Credited, currency: string): Shift {
  const value = unitsOf(own.value) - unitsOf(first.value)
  return {
    conversions: formatMillionths(millionthsOf(own.conversions) - millionthsOf(first.conversions)),
    value: formatAmount(value, currency),
    value_ratio: fourDecimals(value, unitsOf(first.value)),
  }
}

/** Amounts of one currency have the same decimals: without the point they are minor units. */
const unitsOf = (amount: string): number => Number(amount.replace('.', ''))

function millionthsOf(text: string): number {
  const [whole = '', decimals = ''] = text.split('.')
  return Number(whole + decimals.padEnd(6, '0'))
}
