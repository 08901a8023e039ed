import { formatDay, formatMonth, isoWeek, monthOf } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { Dimension, DiscountRule, ValueKind } from '../../shared/wire/roi.ts'
import type { Measures } from '../attribution/contribution.ts'
import {
  addTo,
  customerMetricsOf,
  type Metrics,
  type MoreMetrics,
  metricsOf,
  noSums,
  repeatRateOf,
  type Sums,
  worthMetricsOf,
} from './metrics.ts'
import {
  lastDayOf,
  type TouchBasis,
  type TouchBasisMetrics,
  touchBasisMetrics,
} from './touch-basis.ts'

/** Where a touch came from. '' is a real value: a touch without a campaign. */
export interface Tuple {
  channel: string
  source: string
  medium: string
  campaign: string
}

/** Credits of one tuple, day and stage. */
export interface CreditCell extends Measures {
  /** null: conversions that no touch can be credited with. */
  tuple: Tuple | null
  /** Why there is no touch: consent, no_id, no_touch, too_many_touches. */
  reason?: string | undefined
  /** YYYYMMDD; the first of the month is enough where only months matter. */
  day: number
  stage: string
}

export interface TouchCell {
  tuple: Tuple
  day: number
  touches: number
}

/** One day of a cost, in minor units. */
export interface CostCell {
  /** A field that is absent or '' isn't named; a scope that names nothing is overhead. */
  scope: Partial<Tuple>
  category: string
  day: number
  amount: number
  /** Spread by month: counts once its day has come. */
  accrues: boolean
}

/** What touches of one tuple and day carry of the costs that name nothing. */
export interface AllocatedCell {
  tuple: Tuple
  day: number
  amount: number
}

export interface RoiInput {
  by: readonly Dimension[]
  currency: string
  /** YYYYMMDD in the site's time zone. */
  today: number
  credits: readonly CreditCell[]
  touches: readonly TouchCell[]
  costs: readonly CostCell[]
  /** Taken from `overhead` and given to the rows of their touches. */
  allocated?: readonly AllocatedCell[] | undefined
  /** Given when credits are dated by their touches. */
  touchBasis?: TouchBasis | undefined
  /** Given when it was asked what an order is worth; else its revenue, after discounts. */
  worth?: Worth | undefined
  /** What exchange rates moved between sales and their refunds: no part of any row. */
  fxDifference?: number | undefined
  /** Whether conversions are purchases, so that the first of a person is a new customer. */
  ofPurchases?: boolean | undefined
}

export interface Worth {
  value: ValueKind
  discountAs: DiscountRule
}

export type RoiRow = Partial<Record<Dimension, string>> &
  Metrics &
  MoreMetrics &
  Partial<TouchBasisMetrics>

export interface Unattributed {
  conversions: string
  value: string
  /** Discounts, where they are a cost. */
  cost?: string
  /** Sorted by reason. */
  by_reason: { reason: string; conversions: string; value: string }[]
}

export interface RoiReport {
  rows: RoiRow[]
  unattributed: Unattributed
  overhead: { cost: string }
  /** Rows + unattributed + overhead: the same whatever the rows are by. */
  total: Metrics & MoreMetrics
  /** Outside of profit and ROI, and dated by the refunds. */
  fx_difference?: { value: string }
}

/** What a row says where its costs or touches were not recorded as finely as it asks. */
export const NOT_BROKEN_DOWN = 'not broken down'

/** The value of each dimension, in the order of `by`; null is NOT_BROKEN_DOWN. */
type Key = readonly (string | null)[]

interface Group {
  key: Key
  sums: Sums
  /** A day of its period. */
  day: number
}

/**
 * The answer of the ROI endpoint from sums of the ledger. A cost counts in the row that its scope
 * names, clicks or not; a coarser cost is a row of its own, `not broken down` where it doesn't say;
 * costs and touches have no stage. Rows come in the order of time where `by` has it, then by value
 * and cost, the largest first, then by name.
 * @throws AmountError when the currency is unknown or a sum is no exact integer
 */
export function roiReport(input: RoiInput): RoiReport {
  const { by, today, credits, touches, costs } = input
  const groups = new Map<string, Group>()
  const reasons = new Map<string, Sums>()
  const overhead = noSums()
  for (const cell of credits) {
    const { tuple, day, stage } = cell
    const sums = tuple ? rowOf(groups, keyOf(by, tuple, day, stage), day) : null
    addTo(sums ?? reasonOf(reasons, cell.reason ?? 'unknown'), earned(cell, input.worth))
  }
  for (const cell of touches) {
    const { tuple, day } = cell
    addTo(rowOf(groups, keyOf(by, tuple, day), day), { touches: cell.touches })
  }
  for (const cell of costs) {
    if (cell.accrues && cell.day > today) continue
    const scope = namedScope(cell.scope)
    const { day, amount: cost } = cell
    addTo(scope ? rowOf(groups, keyOf(by, scope, day), day) : overhead, { cost })
  }
  for (const { tuple, day, amount } of input.allocated ?? []) {
    addTo(rowOf(groups, keyOf(by, tuple, day), day), { cost: amount })
    addTo(overhead, { cost: -amount })
  }
  return assembled(input, [...groups.values()], reasons, overhead)
}

/**
 * A discount that is a cost was value before: both sides have it more, and profit is the same. What went
 * back of the discount with refunds is on neither.
 */
function earned(cell: CreditCell, worth: Worth | undefined): Partial<Sums> {
  const cost = worth?.discountAs === 'cost' ? cell.discount - cell.discountReturned : 0
  const revenue = cell.value - cell.refunded + cost
  const goods = cell.costOfGoods - cell.goodsReturned
  const value = worth?.value === 'margin' ? revenue - goods : revenue
  const { conversions, stage } = cell
  const acquired = stage === 'acquisition' ? conversions : 0
  const retained = stage === 'retention' ? conversions : 0
  return { conversions, value, cost, revenue, goods, acquired, retained }
}

function assembled(
  { by, currency, touchBasis, worth, fxDifference, ofPurchases }: RoiInput,
  groups: readonly Group[],
  reasons: ReadonlyMap<string, Sums>,
  overhead: Sums,
): RoiReport {
  const total = noSums()
  const metrics = (sums: Sums) => ({
    ...metricsOf(sums, currency),
    ...((worth || ofPurchases) && worthMetricsOf(sums, currency, worth !== undefined)),
    ...(ofPurchases && customerMetricsOf(sums, currency)),
  })
  for (const sums of [...groups.map((group) => group.sums), ...reasons.values(), overhead]) {
    addTo(total, sums)
  }
  return {
    rows: groups.toSorted(inOrder(by)).map(({ key, sums, day }) => ({
      ...named(by, key),
      ...metrics(sums),
      ...(touchBasis && touchBasisMetrics(sums, lastDayOf(by, day, touchBasis), touchBasis)),
    })),
    unattributed: unattributedOf(reasons, currency, worth),
    overhead: { cost: formatAmount(overhead.cost, currency) },
    total: { ...metrics(total), ...(ofPurchases && { repeat_rate: repeatRateOf(total) }) },
    ...(fxDifference !== undefined && {
      fx_difference: { value: formatAmount(fxDifference, currency) },
    }),
  }
}

function keyOf(
  by: readonly Dimension[],
  scope: Partial<Tuple>,
  day: number,
  stage: string | null = null,
): Key {
  return by.map((dimension) => {
    switch (dimension) {
      case 'day':
        return formatDay(day)
      case 'week':
        return isoWeek(day)
      case 'month':
        return formatMonth(monthOf(day))
      case 'stage':
        return stage
      default:
        return scope[dimension] ?? null
    }
  })
}

/** The fields that a cost's scope really names; undefined for none. */
function namedScope(scope: Partial<Tuple>): Partial<Tuple> | undefined {
  const fields = Object.entries(scope).filter(([, value]) => value)
  return fields.length > 0 ? Object.fromEntries(fields) : undefined
}

function rowOf(groups: Map<string, Group>, key: Key, day: number): Sums {
  const id = JSON.stringify(key)
  const group = groups.get(id) ?? { key, sums: noSums(), day }
  groups.set(id, group)
  return group.sums
}

function reasonOf(reasons: Map<string, Sums>, reason: string): Sums {
  const sums = reasons.get(reason) ?? noSums()
  reasons.set(reason, sums)
  return sums
}

function named(by: readonly Dimension[], key: Key): Partial<Record<Dimension, string>> {
  return Object.fromEntries(
    by.map((dimension, index) => [dimension, key[index] ?? NOT_BROKEN_DOWN]),
  )
}

function unattributedOf(
  reasons: ReadonlyMap<string, Sums>,
  currency: string,
  worth: Worth | undefined,
): Unattributed {
  const shown = ({ conversions, value }: Sums) => ({
    conversions: formatMillionths(conversions),
    value: formatAmount(value, currency),
  })
  const all = noSums()
  for (const sums of reasons.values()) addTo(all, sums)
  const sorted = [...reasons].sort(([a], [b]) => byName(a, b))
  return {
    ...shown(all),
    ...(worth?.discountAs === 'cost' && { cost: formatAmount(all.cost, currency) }),
    by_reason: sorted.map(([reason, sums]) => ({ reason, ...shown(sums) })),
  }
}

function inOrder(by: readonly Dimension[]): (a: Group, b: Group) => number {
  const indices = by.map((_, index) => index)
  const times = indices.filter((index) => isTime(by[index]))
  const compared = (a: Group, b: Group, which: readonly number[]) =>
    which.reduce((found, index) => found || byName(a.key[index], b.key[index]), 0)
  return (a, b) =>
    compared(a, b, times) ||
    b.sums.value - a.sums.value ||
    b.sums.cost - a.sums.cost ||
    compared(a, b, indices)
}

function isTime(dimension: Dimension | undefined): boolean {
  return dimension === 'day' || dimension === 'week' || dimension === 'month'
}

type Name = string | null | undefined

/** By code unit, which no locale changes; a campaign that is really called so comes first. */
function byName(a: Name, b: Name): number {
  const [one, other] = [a ?? NOT_BROKEN_DOWN, b ?? NOT_BROKEN_DOWN]
  if (one === other) return Number(a === null) - Number(b === null)
  return one < other ? -1 : 1
}
