import { formatAmount, formatMillionths, MILLIONTHS } from '../../shared/money.ts'
import { roundedRatio } from './rounding.ts'

/** Integer sums that add up: touches, credited conversions in millionths, money in minor units. */
export interface Sums {
  touches: number
  conversions: number
  /** Net of refunds; revenue or margin, as was asked. */
  value: number
  cost: number
  /** Net of refunds. */
  revenue: number
  /** Cost of goods, without those that came back. */
  goods: number
}

/** Sums as they are shown. Money and conversions are decimal strings; null is a division by zero. */
export interface Metrics {
  touches: number
  conversions: string
  value: string
  cost: string
  profit: string
  /** (value − cost) ÷ cost, to four decimals. */
  roi: number | null
  /** value ÷ cost, to four decimals. */
  roas: number | null
  /** cost ÷ conversions, rounded half up to the minor unit. */
  cpa: string | null
}

/** What rows say besides when it was asked what an order is worth. */
export interface WorthMetrics {
  /** Revenue without the cost of its goods. */
  margin: string
  /** Revenue ÷ conversions, rounded half up to the minor unit. */
  aov: string | null
}

export const WORTH_METRICS = ['margin', 'aov'] as const satisfies readonly (keyof WorthMetrics)[]

/** The names of the metrics in the order in which they are shown. */
export const METRICS = [
  'touches',
  'conversions',
  'value',
  'cost',
  'profit',
  'roi',
  'roas',
  'cpa',
] as const satisfies readonly (keyof Metrics)[]

export function noSums(): Sums {
  return { touches: 0, conversions: 0, value: 0, cost: 0, revenue: 0, goods: 0 }
}

export function addTo(sums: Sums, more: Partial<Sums>): void {
  sums.touches += more.touches ?? 0
  sums.conversions += more.conversions ?? 0
  sums.value += more.value ?? 0
  sums.cost += more.cost ?? 0
  sums.revenue += more.revenue ?? 0
  sums.goods += more.goods ?? 0
}

/** @throws AmountError when a sum has left the range of exact integers */
export function metricsOf(sums: Sums, currency: string): Metrics {
  const profit = sums.value - sums.cost
  return {
    touches: sums.touches,
    conversions: formatMillionths(sums.conversions),
    value: formatAmount(sums.value, currency),
    cost: formatAmount(sums.cost, currency),
    profit: formatAmount(profit, currency),
    roi: fourDecimals(profit, sums.cost),
    roas: fourDecimals(sums.value, sums.cost),
    cpa: perConversion(sums.cost, sums, currency),
  }
}

/** @throws AmountError when a sum has left the range of exact integers */
export function worthMetricsOf(sums: Sums, currency: string): WorthMetrics {
  return {
    margin: formatAmount(sums.revenue - sums.goods, currency),
    aov: perConversion(sums.revenue, sums, currency),
  }
}

/** A ratio to four decimals, null for a division by zero. Halves away from zero; rounded as an integer, so that the one division at the end is exact. */
export function fourDecimals(part: number, whole: number): number | null {
  if (whole === 0) return null
  const size = roundedRatio(Math.abs(part), 10_000, Math.abs(whole)) / 10_000
  return size === 0 || part < 0 === whole < 0 ? size : -size
}

/** A sum of credits below zero can't come from a stored set; it is shown as no conversions. */
function perConversion(amount: number, { conversions }: Sums, currency: string): string | null {
  if (conversions <= 0) return null
  return formatAmount(roundedRatio(amount, MILLIONTHS, conversions), currency)
}
