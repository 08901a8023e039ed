import { and, between, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { MILLIONTHS } from '../../../../shared/money.ts'
import { type CellBasis, type Measures, REFUND_DATE } from '../../../attribution/contribution.ts'
import type { CostCell, CreditCell, TouchCell, Tuple } from '../../../roi/report.ts'
import type { RoiReportAnswer, RoiReportQuery } from '../../ledger.ts'
import * as tables from '../schema.ts'
import type { Queries, Snapshot } from '../sql.ts'
import { allocatedCells } from './allocated.ts'
import { freshness, sum } from './freshness.ts'
import { leftOut } from './left-out.ts'
import { dayOfPeriod, type PeriodRange, periodRanges } from './periods.ts'

const { costDays, rollups, touchTotals, tuples } = tables

const tupleNames = {
  channel: tuples.channel,
  source: tuples.source,
  medium: tuples.medium,
  campaign: tuples.campaign,
}

/** The sums of a report: reads rollups only, so its time grows with days and tuples, not touches. */
export function roiSums(snapshot: Snapshot, query: RoiReportQuery): RoiReportAnswer {
  const { queries } = snapshot
  const fresh = freshness(queries)
  const { from, to, by } = query
  const ranges = periodRanges(from, to, by.includes('day') || by.includes('week'))
  // Without a dimension of time the periods need not be told apart.
  const inTime = by.some((name) => name === 'day' || name === 'week' || name === 'month')
  const cells = (basis: CellBasis, told: boolean) =>
    creditCells(queries, { ...query, basis }, fresh.generation, ranges, told)
  const credits = cells(query.basis, inTime)
  const byConversionDate =
    query.basis === 'conversion_date' ? credits : cells('conversion_date', false)
  const returned = cells(REFUND_DATE, inTime)
  return {
    kind: 'roi',
    ...fresh,
    credits:
      query.refundBasis === 'refund' ? [...credits.map(withoutReturns), ...returned] : credits,
    fxDifference: returned.reduce((moved, cell) => moved + cell.fxDifference, 0),
    touches: touchCells(queries, fresh.generation, ranges, inTime, from),
    costs: costCells(queries, fresh.generation, query),
    allocated: allocatedCells(snapshot.sql, fresh, query, inTime),
    ...coverage(byConversionDate),
    leftOut: leftOut(queries, fresh, query),
  }
}

/** What went back is in cells of its own. */
export const withoutReturns = <Cell extends Measures>(cell: Cell): Cell => ({
  ...cell,
  refunded: 0,
  goodsReturned: 0,
  discountReturned: 0,
})

const within = (column: SQLiteColumn, ranges: readonly PeriodRange[]): SQL | undefined =>
  or(...ranges.map(({ from, to }) => between(column, from, to)))

function creditCells(
  queries: Queries,
  query: Pick<RoiReportQuery, 'from' | 'goal' | 'model'> & { basis: CellBasis },
  generation: number,
  ranges: readonly PeriodRange[],
  inTime: boolean,
): CreditCell[] {
  const period = inTime ? rollups.period : sql<number>`${query.from}`
  return queries
    .select({
      ...tupleNames,
      period: sql<number>`${period}`.mapWith(Number),
      stage: rollups.stage,
      conversions: sum(rollups.conversions),
      value: sum(rollups.value),
      refunded: sum(rollups.refunded),
      tax: sum(rollups.tax),
      shipping: sum(rollups.shipping),
      total: sum(rollups.total),
      costOfGoods: sum(rollups.costOfGoods),
      discount: sum(rollups.discount),
      goodsReturned: sum(rollups.goodsReturned),
      discountReturned: sum(rollups.discountReturned),
      fxDifference: sum(rollups.fxDifference),
    })
    .from(rollups)
    .innerJoin(tuples, eq(tuples.id, rollups.tuple))
    .where(
      and(
        eq(rollups.generation, generation),
        eq(rollups.goal, query.goal),
        eq(rollups.model, query.model),
        eq(rollups.basis, query.basis),
        within(rollups.period, ranges),
      ),
    )
    .groupBy(rollups.tuple, rollups.stage, ...(inTime ? [rollups.period] : []))
    .all()
    .map(({ channel, source, medium, campaign, period: at, ...sums }) => {
      const day = dayOfPeriod(at)
      return channel === ''
        ? { tuple: null, reason: source, day, ...sums }
        : { tuple: { channel, source, medium, campaign }, day, ...sums }
    })
}

function touchCells(
  queries: Queries,
  generation: number,
  ranges: readonly PeriodRange[],
  inTime: boolean,
  from: number,
): TouchCell[] {
  const period = inTime ? touchTotals.period : sql<number>`${from}`
  return queries
    .select({
      ...tupleNames,
      period: sql<number>`${period}`.mapWith(Number),
      touches: sum(touchTotals.n),
    })
    .from(touchTotals)
    .innerJoin(tuples, eq(tuples.id, touchTotals.tuple))
    .where(and(eq(touchTotals.generation, generation), within(touchTotals.period, ranges)))
    .groupBy(touchTotals.tuple, ...(inTime ? [touchTotals.period] : []))
    .all()
    .map(({ period: at, touches, ...tuple }) => ({ tuple, day: dayOfPeriod(at), touches }))
}

/** By day, always: what accrues counts up to today only. */
function costCells(
  queries: Queries,
  generation: number,
  { from, to, categories }: RoiReportQuery,
): CostCell[] {
  const { day, channel, source, medium, campaign, category, accrues, amount } = costDays
  return queries
    .select({ day, channel, source, medium, campaign, category, accrues, amount })
    .from(costDays)
    .where(
      and(
        eq(costDays.generation, generation),
        between(costDays.day, from, to),
        categories && inArray(category, [...categories]),
      ),
    )
    .all()
    .map(({ day, channel, source, medium, campaign, category, accrues, amount }) => ({
      scope: scopeOf({ channel, source, medium, campaign }),
      category,
      day,
      amount,
      accrues: accrues === 1,
    }))
}

function scopeOf(names: Tuple): Partial<Tuple> {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ''))
}

/** Conversions of the goal and period: those that count, and those of them that have a touch. */
function coverage(cells: readonly CreditCell[]) {
  const credited = (some: readonly CreditCell[]) =>
    some.reduce((conversions, cell) => conversions + cell.conversions, 0) / MILLIONTHS
  return {
    eligible: credited(cells),
    matched: credited(cells.filter(({ tuple }) => tuple !== null)),
  }
}
