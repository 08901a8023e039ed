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
  /** Of `conversions`: first purchases of their persons, and purchases of those who had bought before. */
  acquired: number
  retained: number
}

/** Sums as they are shown. Money and conversions are decimal strings; null is a division by zero, or not known. */
export interface Metrics {
  touches: number
  conversions: string
  value: string
  /** null where it is not known. */
  cost: string | null
  profit: string | null
  /** (value − cost) ÷ cost, to four decimals. */
  roi: number | null
  /** value ÷ cost, to four decimals. */
  roas: number | null
  /** cost ÷ conversions, rounded half up to the minor unit. */
  cpa: string | null
}

/** What rows say of orders, or when it was asked what an order is worth: then `margin`, too. */
export interface WorthMetrics {
  /** Revenue without the cost of its goods. */
  margin?: string
  /** Revenue ÷ conversions, rounded half up to the minor unit. */
  aov: string | null
}

/** What rows say of customers, where conversions are purchases. */
export interface CustomerMetrics {
  /** Credited conversions of the stage acquisition. */
  new_customers: string
  /** All cost of the row ÷ new customers, rounded half up to the minor unit. */
  cac: string | null
  /** Of a total alone: orders of who had bought before ÷ orders of known customers, to four decimals. */
  repeat_rate?: number | null
}

export type MoreMetrics = Partial<WorthMetrics & CustomerMetrics>

/** What is said beside costs that are not known. */
export interface CostUnknown {
  /** What of the row, or of the filters, its costs do not say. */
  cost_unknown?: string[]
}

/** In the order in which they are shown, each where the total has it. */
export const MORE_METRICS = [
  'margin',
  'aov',
  'new_customers',
  'cac',
  'repeat_rate',
] as const satisfies readonly (keyof MoreMetrics)[]

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
  return {
    ...{ touches: 0, conversions: 0, value: 0, cost: 0, revenue: 0, goods: 0 },
    ...{ acquired: 0, retained: 0 },
  }
}

export function addTo(sums: Sums, more: Partial<Sums>): void {
  sums.touches += more.touches ?? 0
  sums.conversions += more.conversions ?? 0
  sums.value += more.value ?? 0
  sums.cost += more.cost ?? 0
  sums.revenue += more.revenue ?? 0
  sums.goods += more.goods ?? 0
  sums.acquired += more.acquired ?? 0
  sums.retained += more.retained ?? 0
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
    cpa: amountPer(sums.cost, sums.conversions, currency),
  }
}

/** @throws AmountError when a sum has left the range of exact integers */
export function worthMetricsOf(sums: Sums, currency: string, withMargin: boolean): WorthMetrics {
  return {
    ...(withMargin && { margin: formatAmount(sums.revenue - sums.goods, currency) }),
    aov: amountPer(sums.revenue, sums.conversions, currency),
  }
}

export function customerMetricsOf({ acquired, cost }: Sums, currency: string): CustomerMetrics {
  return {
    new_customers: formatMillionths(acquired),
    cac: amountPer(cost, acquired, currency),
  }
}

/** Of orders whose stage is known, the share of those whose person had bought before. */
export const repeatRateOf = ({ acquired, retained }: Sums): number | null =>
  fourDecimals(retained, acquired + retained)

/**
 * Metrics of a row whose costs are known in part at most: `cost` is what is known of it, null for nothing,
 * and all that is made of it is null.
 */
export function withoutCost<Shown extends Omit<Metrics, 'touches'> & MoreMetrics>(
  shown: Shown,
  { cost }: Pick<Sums, 'cost'>,
  unknown: readonly string[],
): Shown & CostUnknown {
  if (unknown.length === 0) return shown
  return {
    ...shown,
    ...(cost === 0 && { cost: null }),
    ...{ profit: null, roi: null, roas: null, cpa: null },
    ...('cac' in shown && { cac: null }),
    cost_unknown: [...unknown],
  }
}

/** A ratio to four decimals, null for a division by zero. Halves away from zero; rounded as an integer, so that the one division at the end is exact. */
export function fourDecimals(part: number, whole: number): number | null {
  if (whole === 0) return null
  const size = roundedRatio(Math.abs(part), 10_000, Math.abs(whole)) / 10_000
  return size === 0 || part < 0 === whole < 0 ? size : -size
}

/**
 * An amount for each of some millionths (of conversions, of customers), rounded half up; null for none.
 * A sum of credits below zero can't come from a stored set; it is shown as none.
 */
export function amountPer(amount: number, millionths: number, currency: string): string | null {
  if (millionths <= 0) return null
  return formatAmount(roundedRatio(amount, MILLIONTHS, millionths), currency)
}
