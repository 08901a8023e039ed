import { and, between, count, eq, gte, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { MILLIONTHS } from '../../../../shared/money.ts'
import { localDay } from '../../../roi/dates.ts'
import type { CostCell, CreditCell, TouchCell, Tuple } from '../../../roi/report.ts'
import type { RoiReportAnswer, RoiReportQuery } from '../../ledger.ts'
import { COST_STANDS } from '../costs.ts'
import * as tables from '../schema.ts'
import { freshness, type Queries, sum } from './freshness.ts'
import { dayOfPeriod, type PeriodRange, periodRanges } from './periods.ts'

const { contributions, conversions, costDays, costs, refunds, rollups, touchTotals, tuples } =
  tables

const tupleNames = {
  channel: tuples.channel,
  source: tuples.source,
  medium: tuples.medium,
  campaign: tuples.campaign,
}

/** The sums of a report: reads rollups only, so its time grows with days and tuples, not touches. */
export function roiSums(queries: Queries, query: RoiReportQuery): RoiReportAnswer {
  const fresh = freshness(queries)
  const { from, to, by } = query
  const ranges = periodRanges(from, to, by.includes('day') || by.includes('week'))
  // Without a dimension of time the periods need not be told apart.
  const inTime = by.some((name) => name === 'day' || name === 'week' || name === 'month')
  const credits = creditCells(queries, query, fresh.generation, ranges, inTime)
  const onConversionDate = { ...query, basis: 'conversion_date' } as const
  const byConversionDate =
    query.basis === 'conversion_date'
      ? credits
      : creditCells(queries, onConversionDate, fresh.generation, ranges, false)
  return {
    kind: 'roi',
    ...fresh,
    credits,
    touches: touchCells(queries, fresh.generation, ranges, inTime, from),
    costs: costCells(queries, fresh.generation, query),
    ...coverage(byConversionDate),
    leftOut: leftOut(queries, fresh.generation, query),
  }
}

const within = (column: SQLiteColumn, ranges: readonly PeriodRange[]): SQL | undefined =>
  or(...ranges.map(({ from, to }) => between(column, from, to)))

function creditCells(
  queries: Queries,
  query: RoiReportQuery,
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
function costCells(queries: Queries, generation: number, { from, to }: RoiReportQuery): CostCell[] {
  const { day, channel, source, medium, campaign, category, accrues, amount } = costDays
  return queries
    .select({ day, channel, source, medium, campaign, category, accrues, amount })
    .from(costDays)
    .where(and(eq(costDays.generation, generation), between(costDays.day, from, to)))
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

/** Costs of the period in a currency that has no rate: they are in no sum. */
function costsWithoutRate(queries: Queries, from: number, to: number): number {
  const { currency, fromDay, toDay } = costs
  const siteCurrency = sql`(SELECT json ->> 'currency' FROM settings s
    JOIN generations g ON g.settings = s.version WHERE g.state = 'active')`
  const found = queries
    .select({ n: count() })
    .from(costs)
    .where(
      and(
        sql`${currency} != ${siteCurrency}`,
        lte(fromDay, to),
        gte(toDay, from),
        sql.raw(COST_STANDS),
      ),
    )
    .get()
  return found?.n ?? 0
}

/** Refunds of the period whose conversion nobody has reported. */
function refundsWithoutOrder(
  queries: Queries,
  { goal, from, to }: Pick<RoiReportQuery, 'goal' | 'from' | 'to'>,
): number {
  const { timeZone } = freshness(queries).settings
  const waiting = queries
    .selectDistinct({
      conversion: refunds.conversion,
      refundId: refunds.refundId,
      ts: sql<number>`max(${refunds.ts})`,
    })
    .from(conversions)
    .innerJoin(refunds, eq(refunds.conversion, conversions.id))
    // As the partial index says it, so that it is used.
    .where(and(eq(conversions.goal, goal), sql`reported = 0`))
    .groupBy(refunds.conversion, refunds.refundId)
    .all()
  const days = waiting.map(({ ts }) => localDay(ts, timeZone))
  return days.filter((day) => day >= from && day <= to).length
}

/** What the sums leave out, by reason. */
function leftOut(queries: Queries, generation: number, { goal, from, to }: RoiReportQuery) {
  const counts: Record<string, number> = { pending_rate: 0, unconfirmed: 0, refunds: 0 }
  counts['costs'] = costsWithoutRate(queries, from, to)
  counts['refunds'] = refundsWithoutOrder(queries, { goal, from, to })
  const rows = queries
    .select({ state: contributions.state, refunds: contributions.refundsLeftOut })
    .from(contributions)
    .where(
      and(
        eq(contributions.generation, generation),
        eq(contributions.goal, goal),
        between(contributions.day, from, to),
        // As the partial index says it, so that it is used.
        sql`(state != 'counted' OR refunds_left_out > 0)`,
      ),
    )
    .all()
  for (const { state, refunds } of rows) {
    if (state !== 'counted') counts[state] = (counts[state] ?? 0) + 1
    counts['refunds'] = (counts['refunds'] ?? 0) + refunds
  }
  return counts
}
