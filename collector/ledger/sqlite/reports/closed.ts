import { addDays } from '../../../../shared/dates.ts'
import { MILLIONTHS } from '../../../../shared/money.ts'
import {
  type CellBasis,
  type Measures,
  measuresFrom,
  REFUND_DATE,
} from '../../../attribution/contribution.ts'
import { linearPartOf, modelNamed } from '../../../attribution/registry.ts'
import type { CostCell, CreditCell, TouchCell, Tuple } from '../../../roi/report.ts'
import type { RoiReportAnswer, RoiReportQuery } from '../../ledger.ts'
import type { ClosedPeriod } from '../../reports-periods.ts'
import { closedPeriods } from '../periods.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { isApart, roiSums, withoutReturns } from './roi.ts'
import { isBeyondRollups } from './segments/asked.ts'

/**
 * The sums of a report, with those of closed days as they were when they were closed. What is asked of
 * more than sums (a segment, a filter, shared overhead), of another currency or of a model that was not
 * computed then is told as it is now.
 * @param models that the answer is shown beside: of a period that one of them was not computed in, all show
 *   what is now
 */
export function roiSumsKept(
  snapshot: Snapshot,
  query: RoiReportQuery,
  models: readonly string[] = [query.model],
): RoiReportAnswer {
  const now = roiSums(snapshot, query)
  const closed = closedWithin(snapshot.sql, query)
  if (closed.length === 0) return now
  const { currency } = freshness(snapshot.queries).settings
  const isKept = (period: ClosedPeriod) =>
    isOfSums(query) &&
    period.currency === currency &&
    (query.currency ?? currency) === currency &&
    models.every((model) => period.models.some(({ name }) => name === model))
  const told = closed.map((period) => ({ ...period, isKept: isKept(period) }))
  const kept = told.filter((period) => period.isKept)
  if (kept.length === 0) return { ...now, closed: { periods: told } }
  const parts = [
    ...openDays(query, kept).map((days) => roiSums(snapshot, { ...query, ...days })),
    ...kept.map((period) => keptSums(snapshot.sql, query, period)),
  ]
  const { credits, touches, costs, fxDifference } = now
  return {
    ...now,
    credits: parts.flatMap((part) => part.credits),
    touches: parts.flatMap((part) => part.touches),
    costs: parts.flatMap((part) => part.costs),
    salesApart: parts.flatMap((part) => part.salesApart ?? []),
    fxDifference: parts.reduce((sum, part) => sum + part.fxDifference, 0),
    linear: addedUp(parts.map(({ linear = {} }) => linear)),
    eligible: parts.reduce((sum, part) => sum + part.eligible, 0),
    matched: parts.reduce((sum, part) => sum + part.matched, 0),
    closed: { periods: told, now: { credits, touches, costs, fxDifference } },
  }
}

/** Whether a report has days that are closed. */
export const reachesClosed = ({ sql }: Snapshot, days: Days): boolean =>
  closedWithin(sql, days).length > 0

const addedUp = (all: readonly Record<string, number>[]): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const [name, n] of all.flatMap((one) => Object.entries(one)))
    sums[name] = (sums[name] ?? 0) + n
  return sums
}

export const closedWithin = (sql: Sql, days: Days): ClosedPeriod[] =>
  closedPeriods(sql).filter(({ from, to }) => from <= days.to && days.from <= to)

export type Days = Pick<RoiReportQuery, 'from' | 'to'>

const isOfSums = (query: RoiReportQuery): boolean =>
  !isBeyondRollups(query) && query.filters === undefined && query.allocateAt === undefined

/** The days of a report that no period holds, as stretches. */
function openDays(
  { from, to }: RoiReportQuery,
  closed: readonly ClosedPeriod[],
): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = []
  let first = from
  for (const period of closed) {
    if (first < period.from) stretches.push({ from: first, to: addDays(period.from, -1) })
    first = addDays(period.to, 1)
  }
  if (first <= to) stretches.push({ from: first, to })
  return stretches
}

type Sums = Pick<
  RoiReportAnswer,
  | 'credits'
  | 'touches'
  | 'costs'
  | 'fxDifference'
  | 'eligible'
  | 'matched'
  | 'salesApart'
  | 'linear'
>

interface CreditRow extends Tuple, Measures {
  day: number
  stage: string
}

interface TouchRow extends Tuple {
  day: number
  n: number
}

interface CostRow extends Tuple {
  day: number
  category: string
  accrues: number
  amount: number
}

function keptSums(sql: Sql, query: RoiReportQuery, { seq, from, to }: ClosedPeriod): Sums {
  const days = [Math.max(from, query.from), Math.min(to, query.to)] as const
  const cells = (basis: CellBasis) =>
    sql
      .prepare<CreditRow>(CREDITS)
      .all(seq, query.goal, query.model, basis, ...days)
      .map(creditCell)
  const sold = cells(query.basis)
  const byConversionDate = query.basis === 'conversion_date' ? sold : cells('conversion_date')
  const returned = cells(REFUND_DATE)
  const all = query.refundBasis === 'refund' ? [...sold.map(withoutReturns), ...returned] : sold
  const isCounted = (cell: CreditCell) => !isApart(cell)
  const counted = (some: readonly CreditCell[]) =>
    some.reduce((sum, { conversions }) => sum + conversions, 0) / MILLIONTHS
  const isWanted = ({ category }: CostCell) => query.categories?.includes(category) ?? true
  return {
    credits: all.filter(isCounted),
    salesApart: all.filter(isApart),
    touches: sql
      .prepare<TouchRow>(TOUCHES)
      .all(seq, ...days)
      .map(touchCell),
    costs: sql
      .prepare<CostRow>(COSTS)
      .all(seq, ...days)
      .map(costCell)
      .filter(isWanted),
    fxDifference: returned.filter(isCounted).reduce((sum, cell) => sum + cell.fxDifference, 0),
    linear: keptLinear(sql, query, seq, days),
    eligible: counted(byConversionDate.filter(isCounted)),
    matched: counted(byConversionDate.filter(({ tuple }) => tuple !== null)),
  }
}

/** As `linearParts` of now. */
function keptLinear(
  sql: Sql,
  { goal, model, basis }: RoiReportQuery,
  seq: number,
  days: readonly [number, number],
): Record<string, number> {
  if (!modelNamed(model)?.isFitted) return {}
  const parts = [linearPartOf(model, 'unseen_channel'), linearPartOf(model, 'no_effect')]
  const statement = sql.prepare<{ n: number | null }>(LINEAR)
  return Object.fromEntries(
    parts.map((part) => [part, statement.get(seq, goal, part, basis, ...days)?.n ?? 0]),
  )
}

function creditCell(row: CreditRow): CreditCell {
  const { day, stage, channel, source, medium, campaign } = row
  const measures = measuresFrom((name) => row[name])
  return channel === ''
    ? { tuple: null, reason: source, day, stage, ...measures }
    : { tuple: { channel, source, medium, campaign }, day, stage, ...measures }
}

const touchCell = ({ day, n, ...tuple }: TouchRow): TouchCell => ({ tuple, day, touches: n })

const costCell = ({ day, category, accrues, amount, ...names }: CostRow): CostCell => ({
  scope: Object.fromEntries(Object.entries(names).filter(([, name]) => name !== '')),
  ...{ category, day, amount },
  accrues: accrues === 1,
})

const NAMES = 't.channel, t.source, t.medium, t.campaign'

const CREDITS = `
  SELECT day, stage, ${NAMES}, conversions, value, refunded, tax, shipping, total,
    cost_of_goods AS costOfGoods, discount, goods_returned AS goodsReturned,
    discount_returned AS discountReturned, fx_difference AS fxDifference
  FROM closed_credits JOIN tuples t ON t.id = tuple
  WHERE seq = ? AND goal = ? AND model = ? AND basis = ? AND day BETWEEN ? AND ?`

const LINEAR = `
  SELECT sum(conversions) AS n FROM closed_credits
  WHERE seq = ? AND goal = ? AND model = ? AND basis = ? AND day BETWEEN ? AND ?`

const TOUCHES = `
  SELECT day, n, ${NAMES} FROM closed_touches JOIN tuples t ON t.id = tuple
  WHERE seq = ? AND day BETWEEN ? AND ?`

const COSTS = `
  SELECT day, channel, source, medium, campaign, category, accrues, amount
  FROM closed_costs WHERE seq = ? AND day BETWEEN ? AND ?`
