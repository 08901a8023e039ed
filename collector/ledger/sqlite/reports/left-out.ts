import { and, between, count, countDistinct, eq, gte, inArray, lte, ne, sql } from 'drizzle-orm'
import { SALES_APART } from '../../../../shared/sales-channels.ts'
import { localDay } from '../../../roi/dates.ts'
import type { Freshness, RoiReportQuery } from '../../ledger.ts'
import { STANDS_FIRST } from '../conversions.ts'
import { COST_STANDS } from '../cost-stands.ts'
import * as tables from '../schema.ts'
import type { Queries } from '../sql.ts'
import { sum } from './freshness.ts'

type Period = Pick<RoiReportQuery, 'goal' | 'from' | 'to' | 'today' | 'categories'>

/** What the sums of a goal and period leave out, by reason. */
export function leftOut(
  queries: Queries,
  { generation, settings }: Freshness,
  period: Period,
): Record<string, number> {
  const counts: Record<string, number> = { pending_rate: 0, unconfirmed: 0 }
  let refunds = refundsWithoutOrder(queries, period, settings.timeZone)
  for (const row of uncounted(queries, generation, period)) {
    if (row.state !== 'counted') {
      const reason = row.apart === 1 ? 'other_sales' : row.state
      counts[reason] = (counts[reason] ?? 0) + row.n
    }
    refunds += row.refunds
  }
  const fx = differencesWithoutRate(queries, generation, period)
  const commissions = commissionsThatWait(queries, generation, period)
  return {
    ...counts,
    refunds,
    costs: costsWithoutRate(queries, generation, period),
    ...(fx > 0 ? { fx_differences: fx } : {}),
    ...(commissions > 0 ? { commissions } : {}),
  }
}

/** 1 of a conversion that would not be in the total either if it counted. */
const STANDS_APART = sql<number>`coalesce((
  SELECT v.sales_channel IN (${sql.raw(SALES_APART.map((name) => `'${name}'`).join(', '))})
  FROM conversion_versions v WHERE v.conversion = contributions.conversion
  ORDER BY ${sql.raw(STANDS_FIRST)} LIMIT 1), 0)`.mapWith(Number)

/** By state: conversions that are not counted, and how many refunds of any are not. */
function uncounted(queries: Queries, generation: number, { goal, from, to }: Period) {
  const { contributions } = tables
  return queries
    .select({
      state: contributions.state,
      n: count(),
      refunds: sum(contributions.refundsLeftOut),
      apart: STANDS_APART,
    })
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
    .groupBy(contributions.state, STANDS_APART)
    .all()
}

/** Refunds of the period whose conversion nobody has reported. */
function refundsWithoutOrder(queries: Queries, period: Period, timeZone: string): number {
  const { conversions, refunds } = tables
  const { goal, from, to } = period
  const days = queries
    // With max(seq), SQLite takes the other columns from that row: the version that stands.
    .select({ ts: refunds.ts, seq: sql`max(${refunds.seq})` })
    .from(conversions)
    .innerJoin(refunds, eq(refunds.countsFor, conversions.id))
    // As the partial index says it, so that it is used.
    .where(and(eq(conversions.goal, goal), sql`reported = 0`))
    .groupBy(refunds.countsFor, refunds.refundId)
    .all()
    .map(({ ts }) => localDay(ts, timeZone))
  return days.filter((day) => day >= from && day <= to).length
}

/** Costs of which days of the period have no rate; of those that accrue, days up to today. */
function costsWithoutRate(
  queries: Queries,
  generation: number,
  { from, to, today = to, categories }: Period,
): number {
  const { costs, exchangedCosts, toldPlaces } = tables
  const category = sql<string>`coalesce(${costs.category}, ${toldPlaces.category})`
  const last = sql`CASE accrues WHEN 1 THEN ${Math.min(to, today)} ELSE ${to} END`
  const found = queries
    .select({ n: count() })
    .from(exchangedCosts)
    .leftJoin(costs, eq(costs.seq, exchangedCosts.cost))
    // What a told touch has cost stands under its number.
    .leftJoin(
      toldPlaces,
      and(eq(toldPlaces.generation, generation), eq(toldPlaces.touch, exchangedCosts.cost)),
    )
    .where(
      and(
        eq(exchangedCosts.generation, generation),
        categories && inArray(category, [...categories]),
        // As the partial index says it, so that it is used.
        sql`missing_to IS NOT NULL`,
        gte(exchangedCosts.missingTo, from),
        lte(exchangedCosts.missingFrom, last),
      ),
    )
    .get()
  return found?.n ?? 0
}

/** Commissions of orders of the period that wait, and of orders of the goal that nobody has reported. */
function commissionsThatWait(
  queries: Queries,
  generation: number,
  { goal, from, to, categories }: Period,
): number {
  if (categories && !categories.includes('commission')) return 0
  const { commissions, conversions, costs } = tables
  const waiting = queries
    .select({ n: count() })
    .from(commissions)
    .innerJoin(conversions, eq(conversions.id, commissions.conversion))
    .where(
      and(
        eq(commissions.generation, generation),
        // As the partial index says it, so that it is used.
        sql`waits = 1`,
        between(commissions.day, from, to),
        eq(conversions.goal, goal),
      ),
    )
    .get()
  const unreported = queries
    .select({ n: count() })
    .from(conversions)
    .innerJoin(costs, eq(costs.conversion, conversions.id))
    .where(and(eq(conversions.goal, goal), sql`reported = 0`, sql.raw(COST_STANDS)))
    .get()
  return (waiting?.n ?? 0) + (unreported?.n ?? 0)
}

/** Orders with a refund in the period that counts, and whose day has no rate to compare with. */
function differencesWithoutRate(
  queries: Queries,
  generation: number,
  { goal, from, to }: Period,
): number {
  const { contributions, rateUses } = tables
  const found = queries
    .select({ n: countDistinct(rateUses.conversion) })
    .from(rateUses)
    .innerJoin(
      contributions,
      and(
        eq(contributions.generation, rateUses.generation),
        eq(contributions.conversion, rateUses.conversion),
      ),
    )
    .where(
      and(
        eq(rateUses.generation, generation),
        sql`missing = 1`,
        between(rateUses.day, from, to),
        eq(contributions.goal, goal),
        eq(contributions.state, 'counted'),
        ne(contributions.day, rateUses.day),
      ),
    )
    .get()
  return found?.n ?? 0
}
