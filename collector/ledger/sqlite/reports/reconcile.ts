import { MILLIONTHS } from '../../../../shared/money.ts'
import { isSaleApart } from '../../../../shared/sales-channels.ts'
import { measurePath, PACKED_APART, PACKED_TOUCHES } from '../../../attribution/contribution.ts'
import type { CreditedDay, ReturnDay, SaleDay } from '../../../roi/reconcile.ts'
import type { Freshness } from '../../ledger.ts'
import type { LeftOutSum, ReconcileAnswer, ReconcileQuery } from '../../reports-reconcile.ts'
import { STANDS_FIRST } from '../conversions.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { leftOutSums, refundsNear } from './left-out-sums.ts'
import { Reach } from './reach.ts'

/**
 * Each order is read with what it has contributed: some 10 µs, so that a report stays within the deadline
 * of Node and within what an object may do in one go.
 */
const ORDERS_MAX = 200_000

const PARTS_ADD_UP =
  'ask for shorter periods one after the other, since their rows, totals and left_out add up to those of the whole'

/**
 * What orders were, from what each has contributed, and what of it was credited, from the sums. The
 * first reads every order of the period; its memory grows with days alone.
 * @throws ReportTooLargeError for a period of more than `ordersMax` orders and refunds
 */
export function reconcileReport(
  { sql, queries }: Snapshot,
  query: ReconcileQuery,
  ordersMax: number = ORDERS_MAX,
): ReconcileAnswer {
  const fresh = freshness(queries)
  const reach = new Reach('orders and refunds of these days go', ordersMax, PARTS_ADD_UP)
  reach.add(ordersOf(sql, fresh, query, ordersMax + 1))
  reach.add(refundsNear(sql, query, ordersMax + 1))
  const sums = sumsOf(sql, fresh, query)
  const all = sums('refund_date')
  const back = all.filter((row) => !isSaleApart(row.reason))
  const onRefundDays = query.refundBasis === 'refund'
  const credits = [
    ...sums('conversion_date').map((row) => creditedOf(row, onRefundDays ? 0 : row.refunded)),
    ...(onRefundDays ? all.map((row) => creditedOf(row, row.refunded)) : []),
  ]
  return {
    kind: 'reconcile',
    ...fresh,
    sales: salesOf(sql, fresh, query),
    credits: credits.filter(({ reason }) => !isSaleApart(reason)),
    returns: onRefundDays ? back.map(({ day, refunded }): ReturnDay => ({ day, refunded })) : [],
    fxDifference: back.reduce((sum, { fx_difference: moved }) => sum + moved, 0),
    leftOut: [...leftOutSums(sql, fresh, query), ...otherSales(credits, fresh)],
  }
}

/** Orders that the report has beside its total, by their sales channels; net of refunds. */
function otherSales(
  credits: readonly CreditedDay[],
  { settings: { currency } }: Freshness,
): LeftOutSum[] {
  const names = new Set(credits.map(({ reason }) => reason).filter(isSaleApart))
  return [...names].sort().map((salesChannel) => {
    const own = credits.filter(({ reason }) => reason === salesChannel)
    const amount = own.reduce((sum, { value }) => sum + value, 0)
    const count = own.reduce((sum, { conversions }) => sum + conversions, 0) / MILLIONTHS
    return { reason: 'other_sales', salesChannel, count, amounts: [{ currency, amount }] }
  })
}

interface SumRow {
  day: number
  /** The reason, of the tuples that stand for conversions without a touch; else ''. */
  reason: string
  conversions: number
  value: number
  refunded: number
  fx_difference: number
}

/** Every model shares out the same: that of the sums is whichever the site computes. */
function sumsOf(sql: Sql, { generation, settings }: Freshness, { goal, from, to }: ReconcileQuery) {
  const model = settings.models[0]?.name ?? ''
  const statement = sql.prepare<SumRow>(SUMS)
  return (basis: 'conversion_date' | 'refund_date') =>
    statement.all(generation, goal, model, basis, from, to)
}

const creditedOf = ({ day, reason, conversions, value }: SumRow, back: number): CreditedDay => ({
  ...{ day, reason, conversions },
  value: value - back,
})

function salesOf(
  sql: Sql,
  { generation }: Freshness,
  { goal, from, to }: ReconcileQuery,
): SaleDay[] {
  return sql.prepare<SaleDay>(SALES).all(generation, goal, from, to)
}

const SUMS = `
  SELECT period AS day, CASE t.channel WHEN '' THEN t.source ELSE '' END AS reason,
    sum(conversions) AS conversions, sum(value) AS value, sum(refunded) AS refunded,
    sum(fx_difference) AS fx_difference
  FROM rollups r JOIN tuples t ON t.id = r.tuple
  WHERE generation = ? AND goal = ? AND model = ? AND basis = ? AND period BETWEEN ? AND ?
  GROUP BY 1, 2`

const measure = (name: Parameters<typeof measurePath>[0]) =>
  `coalesce(packed ->> '${measurePath(name)}', 0)`

/** Packed, a total that was not said is 0, as one of an order that cost nothing in cash: the order tells. */
const HAS_NO_TOTAL = `${measure('total')} = 0 AND ${measure('value')} > 0 AND (
  SELECT v.total FROM conversion_versions v WHERE v.conversion = c.conversion
  ORDER BY ${STANDS_FIRST} LIMIT 1) IS NULL`

/** Orders of the period, counted along the index, and no further than it makes a difference. */
const ordersOf = (
  sql: Sql,
  { generation }: Freshness,
  { goal, from, to }: ReconcileQuery,
  limit: number,
): number => sql.prepare<{ n: number }>(ORDERS).get(generation, goal, from, to, limit)?.n ?? 0

const ORDERS = `
  SELECT count(*) AS n FROM (
    SELECT 1 FROM contributions WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ? LIMIT ?)`

/** Each order of the period that the bridge counts: what it was, and whether touches have it. */
export const ORDERS_OF_BRIDGE = `
  SELECT day, ts, conversion, 1 AS orders, value, refunded, tax, shipping, discount,
    CASE unsaid WHEN 1 THEN value ELSE total END AS total, unsaid AS ordersWithoutTotal, hasTouch
  FROM (
    SELECT day, ts, conversion, ${measure('value')} AS value, ${measure('refunded')} AS refunded,
      ${measure('tax')} AS tax, ${measure('shipping')} AS shipping,
      ${measure('discount')} AS discount, ${measure('total')} AS total, ${HAS_NO_TOTAL} AS unsaid,
      packed ->> '${PACKED_TOUCHES}[0]' IS NOT NULL AS hasTouch
    FROM contributions c
    WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ? AND state = 'counted'
      AND packed != '' AND packed ->> '${PACKED_APART}' IS NULL
  )`

/** What those of them that meet a condition add up to, by columns of theirs. */
export const ordersSummed = (by: string, condition = '1'): string => `
  SELECT ${by}, sum(orders) AS orders, sum(value) AS value, sum(refunded) AS refunded,
    sum(tax) AS tax, sum(shipping) AS shipping, sum(discount) AS discount, sum(total) AS total,
    sum(ordersWithoutTotal) AS ordersWithoutTotal
  FROM (${ORDERS_OF_BRIDGE}) WHERE ${condition} GROUP BY ${by} ORDER BY ${by}`

const SALES = ordersSummed('day')
