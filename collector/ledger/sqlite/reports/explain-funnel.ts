import { PURCHASE } from '../../../journey/journey.ts'
import { PartsMet } from '../../../roi/parts-met.ts'
import type { Freshness } from '../../freshness.ts'
import type { Explained } from '../../reports-explained.ts'
import type { ExplainFunnelAnswer, ExplainFunnelQuery, PartOfFunnel } from '../../reports-funnel.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { type FactsContext, factsOfConversions } from './conversion-facts.ts'
import {
  COUNTED,
  funnelReport,
  lastOrderDay,
  lastVisit,
  levelOf,
  NET,
  nameOf,
  ORDERED,
} from './funnel.ts'
import { type CartVisit, unorderedCarts } from './funnel-carts.ts'
import { Reach, touchesOfDays } from './reach.ts'
import { touchFacts } from './touch-facts.ts'
import { visitFilter } from './visit-filter.ts'

type Found = Explained<PartOfFunnel>

/**
 * A figure of the funnel: the report itself, and the visits, carts or orders that the figure is made of.
 * @throws ReportTooLargeError for days of more touches than may be gone over: the report reads their sums
 */
export function explainFunnel(
  snapshot: Snapshot,
  query: ExplainFunnelQuery,
): Omit<ExplainFunnelAnswer, 'closedPeriods'> {
  const { report, place, model } = query
  const answer = funnelReport(snapshot, report)
  const context = { snapshot, fresh: answer, model }
  new Reach('visits of these days go').add(
    touchesOfDays(snapshot.sql, answer.generation, report.from, report.to),
  )
  const found =
    place.of === 'without_visit'
      ? ordersWithoutVisit(context, query)
      : 'state' in place
        ? carts(context, query, place.state)
        : visits(context, query, [place.from, place.to])
  return { ...answer, kind: 'explain_funnel', ...found }
}

interface VisitRow {
  ts: number
  day: number
  tuple: number
  hit: number
  level: number
  orders: number
  value: number
}

interface Sums {
  n: number
  orders: number | null
  value: number | null
}

/** Visits whose furthest step is one of these, each with what was ordered in it or after it. */
function visits(
  context: FactsContext,
  { report, place, page }: ExplainFunnelQuery,
  levels: readonly [number, number],
): Found {
  const { snapshot, fresh } = context
  const { from, to, by, filters } = report
  const { generation, settings } = fresh
  const asked = visitFilter(filters)
  const sql = visitsWith(nameOf(by), asked.sql)
  const terms = [
    ...[generation, PURCHASE, from, lastOrderDay(settings, to), from, to],
    ...[generation, from, to, ...asked.terms, ...levels, place.name ?? null, place.name ?? null],
  ]
  const all = snapshot.sql
    .prepare<Sums>(
      `${sql} SELECT count(*) AS n, sum(orders) AS orders, sum(value) AS value FROM found`,
    )
    .get(...terms)
  const rows = snapshot.sql
    .prepare<VisitRow>(`${sql} SELECT * FROM found ORDER BY day, ts, hit LIMIT ? OFFSET ?`)
    .all(...terms, page.limit, page.skip)
  const ordersOf = ordersOfVisits(
    context,
    report,
    rows.filter(({ orders }) => orders > 0),
  )
  const told = touchFacts(snapshot.sql, rows)
  const count = all?.n ?? 0
  return {
    parts: rows.map((row) => ({
      ...{ kind: 'visit', visit: told(row), level: row.level, orders: ordersOf(row.hit) },
      adds: { visits: 1, orders: row.orders, value: row.value },
    })),
    ...{ count, adds: { visits: count, orders: all?.orders ?? 0, value: all?.value ?? 0 } },
    nextPart: page.skip + page.limit < count ? page.skip + page.limit : null,
  }
}

/** Orders by the hits that their last visits began with. */
function ordersOfVisits(
  context: FactsContext,
  { from, to }: ExplainFunnelQuery['report'],
  rows: readonly VisitRow[],
) {
  const { snapshot, fresh } = context
  const last = lastOrderDay(fresh.settings, to)
  const hits = JSON.stringify(rows.map(({ hit }) => hit))
  const found =
    rows.length === 0
      ? []
      : snapshot.sql
          .prepare<{ conversion: number; hit: number }>(ORDERS_OF_VISITS)
          .all(fresh.generation, PURCHASE, from, last, hits)
  const facts = factsOfConversions(
    context,
    found.map(({ conversion }) => conversion),
  )
  return (hit: number) =>
    found.flatMap((one) => (one.hit === hit ? (facts.get(one.conversion) ?? []) : []))
}

/** Carts of a state, by the report's own walk. */
function carts(
  { snapshot, fresh }: FactsContext,
  { report, place, page }: ExplainFunnelQuery,
  asked: string,
): Found {
  const met = new PartsMet<CartVisit>(page)
  unorderedCarts(snapshot.sql, fresh, report, nameOf(report.by), (cart, state) => {
    if (state !== asked || (place.name !== undefined && place.name !== cart.name)) return
    met.add(cart, { carts: 1, cart_value: cart.cart_value })
  })
  const told = touchFacts(
    snapshot.sql,
    met.parts.map(({ part }) => part),
  )
  return {
    parts: met.parts.map(({ part, adds }) => ({
      ...{ kind: 'cart', visit: told(part), level: -1, orders: [], adds },
    })),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

/** Orders of the period that no visit leads to; under filters the report has none. */
function ordersWithoutVisit(
  context: FactsContext,
  { report: { from, to, filters }, page }: ExplainFunnelQuery,
): Found {
  const met = new PartsMet<number>(page)
  const rows = filters ? [] : conversionsWithoutVisit(context.snapshot.sql, context.fresh, from, to)
  for (const { conversion, value } of rows) met.add(conversion, { orders: 1, value })
  const facts = factsOfConversions(
    context,
    met.parts.map(({ part }) => part),
  )
  return {
    parts: met.parts.flatMap(({ part, adds }) => {
      const told = facts.get(part)
      return told ? [{ kind: 'conversion' as const, facts: told, costs: [], adds }] : []
    }),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

const conversionsWithoutVisit = (sql: Sql, { generation }: Freshness, from: number, to: number) =>
  sql
    .prepare<{ conversion: number; value: number }>(WITHOUT_VISIT)
    .all(generation, PURCHASE, from, to)

const WITHOUT_VISIT = `
  SELECT conversion, ${NET} AS value FROM contributions
  WHERE ${COUNTED} AND ${lastVisit(4)} IS NULL ORDER BY day, ts, conversion`

const ORDERS_OF_VISITS = `
  SELECT conversion, ${lastVisit(4)} AS hit FROM contributions
  WHERE ${COUNTED} AND ${lastVisit(4)} IN (SELECT value FROM json_each(?)) ORDER BY day, ts, conversion`

/** What has no hit, or is an order's own, is no visit. Steps of none are the visit itself. */
const visitsWith = (name: string, isAsked: string): string => `
  WITH ordered (hit, orders, value) AS MATERIALIZED (${ORDERED}),
  visited AS (
    SELECT ${name} AS name, v.ts, v.day, v.tuple, v.hit, coalesce(o.orders, 0) AS orders,
      coalesce(o.value, 0) AS value,
      CASE WHEN o.hit IS NOT NULL THEN 4 WHEN v.steps > 0 THEN ${levelOf('v.steps')} ELSE 0 END AS level
    FROM touches v JOIN tuples t ON t.id = v.tuple LEFT JOIN ordered o ON o.hit = v.hit
    WHERE v.generation = ? AND v.day BETWEEN ? AND ? AND v.visitor > 0 AND v.hit > 0${isAsked}
  ),
  found AS (
    SELECT * FROM visited WHERE level BETWEEN ? AND ? AND (? IS NULL OR name = ?)
  )`
