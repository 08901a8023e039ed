import { and, between, count, eq, gte, lte, ne, sql } from 'drizzle-orm'
import { localDay } from '../../../roi/dates.ts'
import type { Freshness, RoiReportQuery } from '../../ledger.ts'
import { COST_STANDS } from '../costs.ts'
import * as tables from '../schema.ts'
import type { Queries } from '../sql.ts'

type Period = Pick<RoiReportQuery, 'goal' | 'from' | 'to'>

/** What the sums of a goal and period leave out, by reason. */
export function leftOut(
  queries: Queries,
  { generation, settings }: Freshness,
  period: Period,
): Record<string, number> {
  const counts = { pending_rate: 0, unconfirmed: 0 }
  let refunds = refundsWithoutOrder(queries, period, settings.timeZone)
  for (const row of uncounted(queries, generation, period)) {
    if (row.state === 'pending_rate' || row.state === 'unconfirmed') counts[row.state] += 1
    refunds += row.refunds
  }
  return { ...counts, refunds, costs: costsWithoutRate(queries, period, settings.currency) }
}

/** Conversions that are not counted, and those some of whose refunds are not. */
function uncounted(queries: Queries, generation: number, { goal, from, to }: Period) {
  const { contributions } = tables
  return queries
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
}

/** Refunds of the period whose conversion nobody has reported. */
function refundsWithoutOrder(queries: Queries, period: Period, timeZone: string): number {
  const { conversions, refunds } = tables
  const { goal, from, to } = period
  const days = queries
    // With max(seq), SQLite takes the other columns from that row: the version that stands.
    .select({ ts: refunds.ts, seq: sql`max(${refunds.seq})` })
    .from(conversions)
    .innerJoin(refunds, eq(refunds.conversion, conversions.id))
    // As the partial index says it, so that it is used.
    .where(and(eq(conversions.goal, goal), sql`reported = 0`))
    .groupBy(refunds.conversion, refunds.refundId)
    .all()
    .map(({ ts }) => localDay(ts, timeZone))
  return days.filter((day) => day >= from && day <= to).length
}

/** Costs of the period in a currency that has no rate. */
function costsWithoutRate(queries: Queries, { from, to }: Period, siteCurrency: string): number {
  const { costs } = tables
  const found = queries
    .select({ n: count() })
    .from(costs)
    .where(
      and(
        ne(costs.currency, siteCurrency),
        lte(costs.fromDay, to),
        gte(costs.toDay, from),
        sql.raw(COST_STANDS),
      ),
    )
    .get()
  return found?.n ?? 0
}
