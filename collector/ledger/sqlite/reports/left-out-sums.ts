import { DAY_MS, dayNumber } from '../../../../shared/dates.ts'
import { localDay } from '../../../roi/dates.ts'
import type { Freshness } from '../../ledger.ts'
import type { LeftOutSum, ReconcileQuery } from '../../reports-reconcile.ts'
import { Conversions, STANDS_FIRST } from '../conversions.ts'
import { Rates } from '../rates.ts'
import { REFUND_STANDS } from '../refund-rows.ts'
import { moneyOf } from '../sale.ts'
import { Sequence } from '../sequence.ts'
import type { Sql } from '../sql.ts'

/** One thing that is left out; the amount is null where nobody has told one. */
interface LeftOut {
  reason: string
  goal?: string
  currency: string
  amount: number | null
  count: number
}

/** What the sums of a goal and period leave out, with the amounts as they were reported. */
export function leftOutSums(sql: Sql, fresh: Freshness, query: ReconcileQuery): LeftOutSum[] {
  const sums = new Map<string, LeftOutSum>()
  const all: LeftOut[] = [
    ...conversionsOf(sql, fresh, query),
    ...refundsLeftOut(sql, fresh, query).map((refund) => ({
      ...{ reason: reasonOf(refund), currency: refund.currency, amount: refund.amount },
      count: 1,
    })),
    ...otherGoals(sql, fresh, query),
  ]
  for (const { reason, goal, currency, amount, count } of all) {
    const key = JSON.stringify([reason, goal])
    const sum = sums.get(key) ?? { reason, ...(goal && { goal }), count: 0, amounts: [] }
    sums.set(key, sum)
    sum.count += count
    if (amount === null) continue
    const known = sum.amounts.find((one) => one.currency === currency)
    if (known) known.amount += amount
    else sum.amounts.push({ currency, amount })
  }
  for (const { amounts } of sums.values())
    amounts.sort((a, b) => (a.currency < b.currency ? -1 : 1))
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

/** Those that are in no sum, by their states. */
function conversionsOf(sql: Sql, { generation }: Freshness, { goal, from, to }: ReconcileQuery) {
  return sql.prepare<LeftOut>(UNCOUNTED).all(generation, goal, from, to)
}

/** Refunds that do not count: of orders that count in part, not at all, or never came. */
export const refundsLeftOut = (
  sql: Sql,
  fresh: Freshness,
  query: ReconcileQuery,
): RefundLeftOut[] => [...refundsOf(sql, fresh, query), ...refundsWithoutOrder(sql, fresh, query)]

/** Of orders that count in part or not at all; of the days of the orders, or of their own. */
function refundsOf(sql: Sql, fresh: Freshness, query: ReconcileQuery): RefundLeftOut[] {
  const { generation, settings } = fresh
  const { goal, from, to } = query
  const ofOwnDay = query.refundBasis === 'refund'
  const rows = ofOwnDay
    ? sql.prepare<RefundLeftOut>(REFUNDS_OF_DAYS).all(...instantsNear(query), generation, goal)
    : sql.prepare<RefundLeftOut>(REFUNDS).all(generation, goal, from, to)
  const stateOf = refundStates(sql, fresh)
  return rows
    .filter(({ ts }) => !ofOwnDay || isWithin(localDay(ts, settings.timeZone), query))
    .map((row) => ({ ...row, state: row.state === 'counted' ? stateOf(row) : row.state }))
    .filter(({ state }) => state !== 'counted')
}

/** One that is left out; `state` is why. */
export interface RefundLeftOut {
  conversion: number
  state: string
  refund_id: string
  ts: number
  amount: number
  currency: string
}

type Days = Pick<ReconcileQuery, 'from' | 'to'>

/** From the first to the last instant that the days have in any time zone, ms. */
export const instantsNear = ({ from, to }: Days): [number, number] => [
  (dayNumber(from) - 1) * DAY_MS,
  (dayNumber(to) + 2) * DAY_MS,
]

/** Refunds of these days in any time zone, counted up to `limit`. */
export const refundsNear = (sql: Sql, query: ReconcileQuery, limit: number): number =>
  sql.prepare<{ n: number }>(REFUNDS_NEAR).get(...instantsNear(query), limit)?.n ?? 0

export const isWithin = (day: number, { from, to }: Days): boolean => day >= from && day <= to

/** How reasons of refunds begin. */
export const REFUND_REASON = 'refund_'

export const reasonOf = ({ state }: RefundLeftOut): string => `${REFUND_REASON}${state}`

/** Why a refund of an order that counts does not, worked out as when it was settled. */
function refundStates(sql: Sql, { settings }: Freshness) {
  const sequence = new Sequence(sql)
  const conversions = new Conversions(sql, sequence)
  const rates = new Rates(sql, sequence)
  return ({ conversion, refund_id: refund }: RefundLeftOut): string => {
    const standing = conversions.standing(conversion)
    if (!standing) return 'without_order'
    const money = moneyOf(standing, conversions.refundsOf(conversion), settings, rates.on)
    return money.refunds.get(refund) ?? 'pending_rate'
  }
}

function refundsWithoutOrder(
  sql: Sql,
  { settings }: Freshness,
  query: ReconcileQuery,
): RefundLeftOut[] {
  return sql
    .prepare<RefundLeftOut>(WITHOUT_ORDER)
    .all(...instantsNear(query), query.goal)
    .filter(({ ts }) => isWithin(localDay(ts, settings.timeZone), query))
}

/** What other goals have, net of refunds; in the site's currency. */
function otherGoals(
  sql: Sql,
  { generation, settings }: Freshness,
  { goal, from, to }: ReconcileQuery,
): LeftOut[] {
  const model = settings.models[0]?.name ?? ''
  return sql
    .prepare<{ goal: string; count: number; amount: number }>(OTHER_GOALS)
    .all(goal, generation, model, from, to)
    .map((row) => ({ reason: 'other_goal', currency: settings.currency, ...row }))
}

// As the partial index says it, so that it is used.
const LEFT_OUT = `c.generation = ? AND c.goal = ? AND c.day BETWEEN ? AND ?
  AND (state != 'counted' OR refunds_left_out > 0)`

/** Conversions that are in no sum. What a page alone has said has no amount. */
export const CONVERSIONS_LEFT_OUT = `
  SELECT c.day, c.ts, c.conversion, state AS reason, v.currency,
    CASE v.source WHEN 'tag' THEN NULL ELSE v.value END AS amount
  FROM contributions c JOIN conversion_versions v ON v.seq = (
    SELECT s.seq FROM conversion_versions s WHERE s.conversion = c.conversion
    ORDER BY ${STANDS_FIRST} LIMIT 1)
  WHERE ${LEFT_OUT} AND state != 'counted'`

const UNCOUNTED = `
  SELECT reason, currency, count(*) AS count, sum(amount) AS amount
  FROM (${CONVERSIONS_LEFT_OUT}) GROUP BY reason, currency, amount IS NULL`

const REFUNDS = `
  SELECT c.conversion, c.state, r.refund_id, r.ts, r.amount, r.currency
  FROM contributions c JOIN refunds r ON r.counts_for = c.conversion
  WHERE ${LEFT_OUT} AND ${REFUND_STANDS}`

/** From the refunds of the days: those of all days may be many more. */
const REFUNDS_OF_DAYS = `
  SELECT c.conversion, c.state, r.refund_id, r.ts, r.amount, r.currency
  FROM refunds r INDEXED BY refunds_ts CROSS JOIN contributions c ON c.conversion = r.counts_for
  WHERE r.ts BETWEEN ? AND ? AND c.generation = ? AND c.goal = ?
    AND (state != 'counted' OR refunds_left_out > 0) AND ${REFUND_STANDS}`

const WITHOUT_ORDER = `
  SELECT c.id AS conversion, 'without_order' AS state, r.refund_id, r.ts, r.amount, r.currency
  FROM refunds r INDEXED BY refunds_ts CROSS JOIN conversions c ON c.id = r.counts_for
  WHERE r.ts BETWEEN ? AND ? AND c.goal = ? AND c.reported = 0 AND ${REFUND_STANDS}`

const REFUNDS_NEAR = `
  SELECT count(*) AS n FROM (SELECT 1 FROM refunds WHERE ts BETWEEN ? AND ? LIMIT ?)`

/** Goes from goal to goal along the index: there are few, and conversions are many. */
const OTHER_GOALS = `
  WITH RECURSIVE goals (name) AS (
    SELECT min(goal) FROM conversions
    UNION ALL
    SELECT (SELECT min(goal) FROM conversions WHERE goal > name) FROM goals WHERE name IS NOT NULL
  )
  SELECT r.goal, sum(conversions) / 1000000 AS count, sum(value - refunded) AS amount
  FROM goals CROSS JOIN rollups r ON r.goal = goals.name
  WHERE goals.name != ? AND generation = ? AND model = ? AND basis = 'conversion_date'
    AND period BETWEEN ? AND ?
  GROUP BY r.goal`
