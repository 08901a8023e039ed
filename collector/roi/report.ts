import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import type { Measures } from '../attribution/contribution.ts'
import type { Verdict } from './filters.ts'
import {
  addTo,
  type CostUnknown,
  customerMetricsOf,
  type Metrics,
  type MoreMetrics,
  metricsOf,
  noSums,
  repeatRateOf,
  type Sums,
  withoutCost,
  worthMetricsOf,
} from './metrics.ts'
import { addCost, byName, type CategorySums, type Group, type Named, Rows } from './rows.ts'
import {
  lastDayOf,
  type TouchBasis,
  type TouchBasisMetrics,
  touchBasisMetrics,
} from './touch-basis.ts'
import { type UnknownCosts, UntoldCosts } from './unknown-costs.ts'
import { earnedOf, type Worth } from './worth.ts'

export type { Worth } from './worth.ts'

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
  /** What else its touch and its order are told by, where that was asked. */
  more?: Named
}

export interface TouchCell {
  tuple: Tuple
  day: number
  touches: number
  /** What else they are told by, where that was asked. */
  more?: Named
  /** Under filters, none of which they are outside of: whether they are in all. */
  verdict?: Verdict | undefined
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
  /** Under filters, none of which its scope is outside of: whether it is in all. */
  verdict?: Verdict | undefined
  /** What else it is known by: its site. */
  more?: Named
}

/** What touches of one tuple and day carry of the costs that name nothing. */
export interface AllocatedCell {
  tuple: Tuple
  /** Of the costs; '' where that was not asked. */
  category: string
  day: number
  amount: number
  /** Under filters. */
  verdict?: Verdict | undefined
  more?: Named
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
  /** Given when cells were filtered, by these. */
  filters?: Filters | undefined
  /** Orders that stand apart: in no row, and not in the total. Their reason is the sales channel. */
  salesApart?: readonly CreditCell[] | undefined
  /** Whether conversions are purchases, so that the first of a person is a new customer. */
  ofPurchases?: boolean | undefined
}

/** Costs by category, of all that `cost` says; where `by` has `category`. */
export interface CostBreakdown {
  costs: Record<string, string>
}

export type RoiRow = Partial<Record<Dimension, string>> &
  Metrics &
  MoreMetrics &
  Partial<TouchBasisMetrics & CostBreakdown> &
  CostUnknown

export interface Unattributed {
  conversions: string
  value: string
  /** Discounts, where they are a cost. */
  cost?: string
  costs?: Record<string, string>
  /** Sorted by reason. */
  by_reason: { reason: string; conversions: string; value: string }[]
}

export interface RoiReport {
  rows: RoiRow[]
  unattributed: Unattributed
  overhead: { cost: string } & Partial<CostBreakdown>
  /** Rows + unattributed + overhead: the same whatever the rows are by. */
  total: Metrics & MoreMetrics & Partial<CostBreakdown> & CostUnknown
  /**
   * Under filters: touches and costs that do not say whether they are of the segment. They are in no row
   * and not in the total.
   */
  not_broken_down?: { touches: number; cost: string } & Partial<CostBreakdown>
  /** Orders of sales channels that stand apart, where there are any; in no row and not in the total. */
  other_sales?: OtherSales[]
  /** Outside of profit and ROI, and dated by the refunds. */
  fx_difference?: { value: string }
}

export interface OtherSales {
  sales_channel: string
  conversions: string
  value: string
}

/** The category of what discounts took off, where they are a cost. */
export const DISCOUNT = 'discount'

/** Sums that are not told apart further, with their costs by category. */
type Part = Pick<Group, 'sums' | 'costs'>

/** What becomes the parts of a report. */
export interface Parts {
  rows: Rows
  reasons: ReadonlyMap<string, Part>
  overhead: Part
  /** Neither in nor outside of the filters. */
  undecided: Part
  unknownCosts: UnknownCosts
}

/**
 * The answer of the ROI endpoint from sums of the ledger. A cost counts in the row that its scope
 * names, clicks or not; a coarser cost is a row of its own, `not broken down` where it doesn't say;
 * costs and touches have no stage. `category` tells no rows apart: it breaks the costs of each down.
 * Rows come in the order of time where `by` has it, then by value and cost, the largest first, then
 * by name.
 * @throws AmountError when the currency is unknown or a sum is no exact integer
 */
export function roiReport(input: RoiInput): RoiReport {
  return assembled(input, roiParts(input))
}

/** The integer sums that a report is made of. */
export function roiParts(input: RoiInput): Parts {
  const by = input.by.filter((dimension) => dimension !== 'category')
  const rows = new Rows(by)
  const untold = new UntoldCosts(by, rows, input.filters)
  const reasons = new Map<string, Part>()
  const overhead = noPart()
  const undecided = noPart()
  for (const cell of input.credits) {
    const { tuple, day, stage } = cell
    const names = { ...tuple, stage, ...cell.more }
    addCredit(tuple ? rows.of(names, day) : reasonOf(reasons, cell.reason), cell, input.worth)
  }
  for (const { tuple, day, touches, more, verdict } of input.touches) {
    const part = verdict === 'undecided' ? undecided : rows.of({ ...tuple, ...more }, day)
    addTo(part.sums, { touches })
  }
  for (const { scope, category, day, amount, accrues, verdict, more } of input.costs) {
    if (accrues && day > input.today) continue
    const named = namedScope(scope)
    if (verdict === 'undecided') {
      addCost(undecided, category, amount)
      untold.add(named && { ...named, ...more }, day, category, amount)
    } else addCost(named ? rows.of({ ...named, ...more }, day) : overhead, category, amount)
  }
  for (const { tuple, category, day, amount, more, verdict = 'in' } of input.allocated ?? []) {
    if (verdict === 'undecided') {
      untold.add({ ...tuple, ...more }, day, category, amount)
      continue
    }
    if (verdict === 'in') addCost(rows.of({ ...tuple, ...more }, day), category, amount)
    addCost(input.filters ? undecided : overhead, category, -amount)
  }
  return { rows, reasons, overhead, undecided, unknownCosts: untold }
}

function addCredit(part: Part, cell: CreditCell, worth: Worth | undefined): void {
  const { value, revenue, goods, discount } = earnedOf(cell, worth)
  const { conversions, stage } = cell
  const acquired = stage === 'acquisition' ? conversions : 0
  const retained = stage === 'retention' ? conversions : 0
  addTo(part.sums, { conversions, value, revenue, goods, acquired, retained })
  if (discount !== 0) addCost(part, DISCOUNT, discount)
}

function assembled(
  input: RoiInput,
  { rows, reasons, overhead, undecided, unknownCosts }: Parts,
): RoiReport {
  const { by, currency, touchBasis, worth, fxDifference, ofPurchases } = input
  const groups = rows.sorted
  const breakdown = by.includes('category')
  const costsOf = ({ costs }: Part) => (breakdown ? { costs: amountsOf(costs, currency) } : {})
  const metrics = (part: Part) => ({
    ...metricsOf(part.sums, currency),
    ...((worth || ofPurchases) && worthMetricsOf(part.sums, currency, worth !== undefined)),
    ...(ofPurchases && customerMetricsOf(part.sums, currency)),
    ...costsOf(part),
  })
  const none = summed([...reasons.values()])
  const all = summed([...groups, none, overhead])
  return {
    rows: groups.map((group) => ({
      ...rows.named(group),
      ...withoutCost(metrics(group), group.sums, unknownCosts.ofRow(group)),
      ...(touchBasis &&
        touchBasisMetrics(group.sums, lastDayOf(by, group.day, touchBasis), touchBasis)),
    })),
    unattributed: {
      ...unattributedOf(reasons, none.sums, currency),
      ...(worth?.discountAs === 'cost' && {
        cost: formatAmount(none.sums.cost, currency),
        ...costsOf(none),
      }),
    },
    overhead: { cost: formatAmount(overhead.sums.cost, currency), ...costsOf(overhead) },
    total: {
      ...withoutCost(metrics(all), all.sums, unknownCosts.ofTotal),
      ...(ofPurchases && { repeat_rate: repeatRateOf(all.sums) }),
    },
    ...(input.filters && {
      not_broken_down: {
        touches: undecided.sums.touches,
        cost: formatAmount(undecided.sums.cost, currency),
        ...costsOf(undecided),
      },
    }),
    ...otherSales(input),
    ...(fxDifference !== undefined && {
      fx_difference: { value: formatAmount(fxDifference, currency) },
    }),
  }
}

function otherSales({
  salesApart = [],
  worth,
  currency,
}: RoiInput): Pick<RoiReport, 'other_sales'> {
  if (salesApart.length === 0) return {}
  const parts = new Map<string, Part>()
  for (const cell of salesApart) addCredit(reasonOf(parts, cell.reason), cell, worth)
  const sorted = [...parts].sort(([a], [b]) => byName(a, b))
  return {
    other_sales: sorted.map(([channel, { sums }]) => ({
      sales_channel: channel,
      conversions: formatMillionths(sums.conversions),
      value: formatAmount(sums.value, currency),
    })),
  }
}

const noPart = (): Part => ({ sums: noSums(), costs: new Map() })

/** What parts add up to. */
export function summed(parts: readonly Part[]): Part {
  const sum = noPart()
  for (const { sums, costs } of parts) {
    addTo(sum.sums, sums)
    for (const [category, cost] of costs)
      sum.costs.set(category, (sum.costs.get(category) ?? 0) + cost)
  }
  return sum
}

/** Sorted by category; what came to nothing is left out. */
function amountsOf(costs: CategorySums, currency: string): Record<string, string> {
  const known = [...costs].filter(([, cost]) => cost !== 0).sort(([a], [b]) => byName(a, b))
  return Object.fromEntries(
    known.map(([category, cost]) => [category, formatAmount(cost, currency)]),
  )
}

/** The fields that a cost's scope really names; undefined for none. */
function namedScope(scope: Partial<Tuple>): Partial<Tuple> | undefined {
  const fields = Object.entries(scope).filter(([, value]) => value)
  return fields.length > 0 ? Object.fromEntries(fields) : undefined
}

function reasonOf(reasons: Map<string, Part>, reason = 'unknown'): Part {
  const part = reasons.get(reason) ?? noPart()
  reasons.set(reason, part)
  return part
}

function unattributedOf(
  reasons: ReadonlyMap<string, Part>,
  all: Sums,
  currency: string,
): Unattributed {
  const shown = ({ conversions, value }: Sums) => ({
    conversions: formatMillionths(conversions),
    value: formatAmount(value, currency),
  })
  const sorted = [...reasons].sort(([a], [b]) => byName(a, b))
  return {
    ...shown(all),
    by_reason: sorted.map(([reason, { sums }]) => ({ reason, ...shown(sums) })),
  }
}
