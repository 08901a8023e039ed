import { monthOf } from '../../shared/dates.ts'
import type { Basis } from '../../shared/wire/roi.ts'
import type { RolePlaces } from '../journey/anchors.ts'
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
  /** What a coupon or a sale price took off before `value`. */
  discount: number
  /** Of `costOfGoods`: what came back with refunds and can be sold again. */
  goodsReturned: number
  /** Of `discount`: what went back with refunds. */
  discountReturned: number
  /** What exchange rates moved between sales and their refunds; of cells of refunds alone. */
  fxDifference: number
}

export const MEASURES = [
  'conversions',
  'value',
  'refunded',
  'tax',
  'shipping',
  'total',
  'costOfGoods',
  'discount',
  'goodsReturned',
  'discountReturned',
  'fxDifference',
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
 * A refund: its local day (YYYYMMDD), what has gone back up to and with it (of the value, of the cost
 * of goods, of the discount), and what the exchange rate moved since the sale.
 */
export type PackedReturn = readonly [
  day: number,
  refunded: number,
  goodsReturned: number,
  discountReturned: number,
  fxDifference: number,
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
  /** Refunds in the order of time; the last has gone back what `measures` say. */
  returns?: readonly PackedReturn[]
  /** Which touches brought what, by their places; where models are computed that look at it. */
  roles?: RolePlaces
  /** The tuple that takes all of it in the rollups, of an order whose sales channel stands apart. */
  apart?: number
}

/** Cells of conversions have a basis; those of refunds are dated by the refund on either. */
export type CellBasis = Basis | typeof REFUND_DATE

export const REFUND_DATE = 'refund_date'

/** One sum of the rollups that a contribution adds to. */
export interface RollupCell {
  goal: string
  model: string
  basis: CellBasis
  /** YYYYMMDD, or YYYYMM for the sums of a month */
  period: number
  tuple: number
  stage: string
}

/** The share of each touch in each measure: every measure is split by itself. */
export function creditsOfTouches(measures: Measures, weights: readonly number[]): Measures[] {
  if (weights.length === 0) return []
  const none = weights.map(() => 0)
  const parts = MEASURES.map((name) =>
    measures[name] === 0 ? none : split(measures[name], weights),
  )
  return weights.map((_, index) => creditAt(parts, index))
}

/** Named one by one: a report of a segment does this for each touch of very many orders. */
function creditAt(parts: readonly (readonly number[])[], index: number): Measures {
  return {
    conversions: parts[0]?.[index] ?? 0,
    value: parts[1]?.[index] ?? 0,
    refunded: parts[2]?.[index] ?? 0,
    tax: parts[3]?.[index] ?? 0,
    shipping: parts[4]?.[index] ?? 0,
    total: parts[5]?.[index] ?? 0,
    costOfGoods: parts[6]?.[index] ?? 0,
    discount: parts[7]?.[index] ?? 0,
    goodsReturned: parts[8]?.[index] ?? 0,
    discountReturned: parts[9]?.[index] ?? 0,
    fxDifference: parts[10]?.[index] ?? 0,
  }
}

/** Every cell that a contribution adds to, with what it adds; a cell may come more than once. */
export function forEachCell(
  contribution: Contribution,
  add: (cell: RollupCell, measures: Measures) => void,
): void {
  const told = inRollups(contribution)
  const { goal, stage, unattributed, touches } = told
  for (const model of Object.keys(contribution.weights))
    forEachCredit(told, model, (basis, on, place, part) => {
      const tuple = touches[place]?.[3] ?? unattributed
      add({ goal, model, basis, period: on, tuple, stage }, part)
      add({ goal, model, basis, period: monthOf(on), tuple, stage }, part)
    })
}

/** Orders that stand apart are nobody's there; who asks for them reads what touches earn of each. */
const inRollups = (contribution: Contribution): Contribution =>
  contribution.apart === undefined
    ? contribution
    : { ...contribution, touches: [], unattributed: contribution.apart }

/** The place of who takes a conversion that no touch can be credited with. */
export const NOBODY = -1

/** Told of a credit: its basis and day (YYYYMMDD), the place of its touch or NOBODY, and what it is. */
export type CreditVisitor = (basis: CellBasis, on: number, place: number, part: Measures) => void

/** Every credit that a contribution gives under a model. */
export function forEachCredit(
  { day, measures, touches, weights: byModel, returns = [] }: Contribution,
  model: string,
  add: CreditVisitor,
): void {
  const weights = byModel[model]
  if (!weights) return
  if (touches.length === 0) {
    add('conversion_date', day, NOBODY, measures)
    add('touch_date', day, NOBODY, measures)
    forEachReturn(returns, [1], (on, [part]) => {
      if (part) add(REFUND_DATE, on, NOBODY, part)
    })
    return
  }
  const credits = creditsOfTouches(measures, weights)
  for (const [place, [, , touchDay]] of touches.entries()) {
    const credit = credits[place] as Measures
    if (isZero(credit)) continue
    add('conversion_date', day, place, credit)
    add('touch_date', touchDay, place, credit)
  }
  forEachReturn(returns, weights, (on, parts) => {
    for (const place of touches.keys()) {
      const part = parts[place]
      if (part && !isZero(part)) add(REFUND_DATE, on, place, part)
    }
  })
}

/**
 * How each refund falls on those that its sale is split over: as the split of all that has gone back
 * with it, less that of all before it, so that a full refund leaves zero everywhere.
 */
function forEachReturn(
  returns: readonly PackedReturn[],
  weights: readonly number[],
  each: (day: number, parts: readonly Measures[]) => void,
): void {
  if (returns.length === 0) return
  let before = creditsOfTouches(NOTHING, weights)
  for (const [day, refunded, goodsReturned, discountReturned, fxDifference] of returns) {
    const back = { ...NOTHING, refunded, goodsReturned, discountReturned }
    const after = creditsOfTouches(back, weights)
    const moved = split(fxDifference, weights)
    const parts = after.map((part, index) =>
      measuresFrom((name) =>
        name === 'fxDifference' ? (moved[index] ?? 0) : part[name] - (before[index]?.[name] ?? 0),
      ),
    )
    before = after
    each(day, parts)
  }
}

export const isZero = (measures: Measures): boolean =>
  measures.conversions === 0 &&
  measures.value === 0 &&
  measures.refunded === 0 &&
  measures.tax === 0 &&
  measures.shipping === 0 &&
  measures.total === 0 &&
  measures.costOfGoods === 0 &&
  measures.discount === 0 &&
  measures.goodsReturned === 0 &&
  measures.discountReturned === 0 &&
  measures.fxDifference === 0

export function addMeasures(sums: Measures, more: Measures): void {
  sums.conversions += more.conversions
  sums.value += more.value
  sums.refunded += more.refunded
  sums.tax += more.tax
  sums.shipping += more.shipping
  sums.total += more.total
  sums.costOfGoods += more.costOfGoods
  sums.discount += more.discount
  sums.goodsReturned += more.goodsReturned
  sums.discountReturned += more.discountReturned
  sums.fxDifference += more.fxDifference
}

export function measuresFrom(at: (name: keyof Measures, index: number) => number): Measures {
  return {
    conversions: at('conversions', 0),
    value: at('value', 1),
    refunded: at('refunded', 2),
    tax: at('tax', 3),
    shipping: at('shipping', 4),
    total: at('total', 5),
    costOfGoods: at('costOfGoods', 6),
    discount: at('discount', 7),
    goodsReturned: at('goodsReturned', 8),
    discountReturned: at('discountReturned', 9),
    fxDifference: at('fxDifference', 10),
  }
}

const NOTHING: Measures = measuresFrom(() => 0)

/** Measures that are always packed: what comes behind them is mostly zero. */
const ALWAYS_PACKED = 7

/** Where SQLite finds a measure in the text that is stored; behind the last that is not zero, nothing is. */
export const measurePath = (name: keyof Measures): string => `$[4][${MEASURES.indexOf(name)}]`

/** And its touches. */
export const PACKED_TOUCHES = '$[5]'

/** And what says that an order stands apart; null for all others. */
export const PACKED_APART = '$[9]'

/** The text that is stored; the same contribution always gives the same text. */
export function packContribution(contribution: Contribution): string {
  const { goal, day, stage, unattributed, measures, touches, weights, returns = [] } = contribution
  const { lead = NOWHERE, opportunity = NOWHERE } = contribution.roles ?? {}
  const amounts = MEASURES.map((name) => measures[name])
  const used = amounts.findLastIndex((amount) => amount !== 0) + 1
  const packed = amounts.slice(0, Math.max(used, ALWAYS_PACKED))
  const head = [goal, day, stage, unattributed, packed, touches, weights]
  const hasRoles = lead !== NOWHERE || opportunity !== NOWHERE
  const { apart } = contribution
  if (apart !== undefined) return JSON.stringify([...head, returns, [lead, opportunity], apart])
  if (hasRoles) return JSON.stringify([...head, returns, [lead, opportunity]])
  return JSON.stringify(returns.length > 0 ? [...head, returns] : head)
}

/** The place of a role that no touch has. */
const NOWHERE = -1

const hasPlaces = (roles: readonly number[]): boolean => roles.some((place) => place !== NOWHERE)

const unpackRoles = ([lead, opportunity]: [number, number]): RolePlaces => ({
  ...(lead === NOWHERE ? {} : { lead }),
  ...(opportunity === NOWHERE ? {} : { opportunity }),
})

export function unpackContribution(text: string): Contribution {
  const [goal, day, stage, unattributed, amounts, touches, weights, returns = [], roles, apart] =
    JSON.parse(text) as [
      string,
      number,
      string,
      number,
      number[],
      PackedTouch[],
      Record<string, number[]>,
      PackedReturn[]?,
      [number, number]?,
      number?,
    ]
  const measures = measuresFrom((_name, index) => amounts[index] ?? 0)
  const head = { goal, day, stage, unattributed, measures, touches, weights }
  return {
    ...head,
    ...(returns.length > 0 ? { returns } : {}),
    ...(roles && hasPlaces(roles) ? { roles: unpackRoles(roles) } : {}),
    ...(apart === undefined ? {} : { apart }),
  }
}
