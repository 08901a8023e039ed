import { monthOf } from '../../shared/dates.ts'
import type { Basis } from '../../shared/wire/roi.ts'
import { split } from './split.ts'

/** What a conversion adds up to and what of it a touch earns; minor units but for `conversions`. */
export interface Measures {
  /** millionths */
  conversions: number
  value: number
  /** Net of what was given back, at most `value`. */
  refunded: number
  tax: number
  shipping: number
  total: number
  costOfGoods: number
}

export const MEASURES = [
  'conversions',
  'value',
  'refunded',
  'tax',
  'shipping',
  'total',
  'costOfGoods',
] as const satisfies readonly (keyof Measures)[]

/** A touch of a packed journey: event id, ts, local day (YYYYMMDD), tuple, seq of its hit. */
export type PackedTouch = readonly [
  eventId: string,
  ts: number,
  day: number,
  tuple: number,
  hit: number,
]

/**
 * What one conversion has added to the rollups, complete enough to subtract exactly that again.
 * Touches stand in the order of (ts, event id), and weights in the order of touches.
 */
export interface Contribution {
  goal: string
  /** Local day of the conversion, YYYYMMDD. */
  day: number
  stage: string
  /** The tuple that takes it when it has no touch. */
  unattributed: number
  measures: Measures
  touches: readonly PackedTouch[]
  /** By model: integers that sum to 10⁹. */
  weights: Readonly<Record<string, readonly number[]>>
}

/** One sum of the rollups that a contribution adds to. */
export interface RollupCell {
  goal: string
  model: string
  basis: Basis
  /** YYYYMMDD, or YYYYMM for the sums of a month */
  period: number
  tuple: number
  stage: string
}

/** The share of each touch in each measure: every measure is split by itself. */
export function creditsOfTouches(measures: Measures, weights: readonly number[]): Measures[] {
  if (weights.length === 0) return []
  const parts = MEASURES.map((name) => split(measures[name], weights))
  return weights.map((_, index) => measuresFrom((_name, at) => parts[at]?.[index] ?? 0))
}

/** Every cell that a contribution adds to, with what it adds; a cell may come more than once. */
export function forEachCell(
  contribution: Contribution,
  add: (cell: RollupCell, measures: Measures) => void,
): void {
  const { goal, day, stage, unattributed, measures, touches } = contribution
  for (const [model, weights] of Object.entries(contribution.weights)) {
    const addOn = (basis: Basis, on: number, tuple: number, part: Measures) => {
      add({ goal, model, basis, period: on, tuple, stage }, part)
      add({ goal, model, basis, period: monthOf(on), tuple, stage }, part)
    }
    if (touches.length === 0) {
      addOn('conversion_date', day, unattributed, measures)
      addOn('touch_date', day, unattributed, measures)
      continue
    }
    const credits = creditsOfTouches(measures, weights)
    for (const [index, [, , touchDay, tuple]] of touches.entries()) {
      const credit = credits[index] as Measures
      if (isZero(credit)) continue
      addOn('conversion_date', day, tuple, credit)
      addOn('touch_date', touchDay, tuple, credit)
    }
  }
}

export const isZero = (measures: Measures): boolean =>
  MEASURES.every((name) => measures[name] === 0)

export function measuresFrom(at: (name: keyof Measures, index: number) => number): Measures {
  return {
    conversions: at('conversions', 0),
    value: at('value', 1),
    refunded: at('refunded', 2),
    tax: at('tax', 3),
    shipping: at('shipping', 4),
    total: at('total', 5),
    costOfGoods: at('costOfGoods', 6),
  }
}

/** The text that is stored; the same contribution always gives the same text. */
export function packContribution(contribution: Contribution): string {
  const { goal, day, stage, unattributed, measures, touches, weights } = contribution
  const amounts = MEASURES.map((name) => measures[name])
  return JSON.stringify([goal, day, stage, unattributed, amounts, touches, weights])
}

export function unpackContribution(text: string): Contribution {
  const [goal, day, stage, unattributed, amounts, touches, weights] = JSON.parse(text) as [
    string,
    number,
    string,
    number,
    number[],
    PackedTouch[],
    Record<string, number[]>,
  ]
  const measures = measuresFrom((_name, index) => amounts[index] ?? 0)
  return { goal, day, stage, unattributed, measures, touches, weights }
}
