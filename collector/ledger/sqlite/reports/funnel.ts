import { addDays, DAY_MS } from '../../../../shared/dates.ts'
import type { FunnelBy } from '../../../../shared/wire/funnel.ts'
import { measurePath, PACKED_APART, PACKED_TOUCHES } from '../../../attribution/contribution.ts'
import { lookbackMs, PURCHASE } from '../../../journey/journey.ts'
import { STEP_BITS } from '../../../journey/steps.ts'
import type { LevelSum, VisitSum } from '../../../roi/funnel.ts'
import type { Freshness } from '../../freshness.ts'
import type { FunnelAnswer, FunnelQuery } from '../../reports-funnel.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { unorderedCarts } from './funnel-carts.ts'
import { visitFilter } from './visit-filter.ts'

/**
 * How far visits came. All visits are counted from their totals; only those that came further, and the
 * orders of the period and of the lookback behind it, are looked at.
 */
export function funnelReport({ sql, queries }: Snapshot, query: FunnelQuery): FunnelAnswer {
  const fresh = freshness(queries)
  return {
    kind: 'funnel',
    ...fresh,
    visits: visitSums(sql, fresh, query),
    levels: levelSums(sql, fresh, query),
    carts: unorderedCarts(sql, fresh, query, nameOf(query.by)),
    withoutVisit: withoutVisit(sql, fresh, query),
  }
}

/** The name of a visit's row, as SQL over its touch or count (v) and its tuple (t). */
export function nameOf(by: FunnelBy): string {
  if (by === 'none') return `''`
  return by === 'device' || by === 'country' ? `v.${by}` : `t.${by}`
}

/** Touches but for those that are no visits: orders' own have a visitor below zero, and others were told. */
function visitSums(
  sql: Sql,
  { generation }: Freshness,
  { from, to, by, filters }: FunnelQuery,
): VisitSum[] {
  const name = nameOf(by)
  const asked = visitFilter(filters)
  const terms = [generation, from, to, ...asked.terms]
  return sql
    .prepare<VisitSum>(
      `SELECT name, sum(n) AS visits FROM (
         SELECT ${name} AS name, v.n FROM touch_counts v JOIN tuples t ON t.id = v.tuple
         WHERE v.generation = ? AND v.period BETWEEN ? AND ?${asked.sql}
         UNION ALL
         SELECT ${name}, -1 FROM touches v JOIN tuples t ON t.id = v.tuple
         WHERE v.generation = ? AND v.visitor < 0 AND v.day BETWEEN ? AND ?${asked.sql}
         UNION ALL
         SELECT ${name}, -1
         FROM (SELECT tuple, '' AS country, '' AS device FROM told_places
           WHERE generation = ? AND day BETWEEN ? AND ?) v JOIN tuples t ON t.id = v.tuple
         WHERE 1${asked.sql}
       ) GROUP BY 1 HAVING sum(n) > 0`,
    )
    .all(...terms, ...terms, ...terms)
}

/**
 * An order is of the last touch of its journey, which may be days before it: that visit is moved from the
 * furthest step that the tag has seen.
 */
function levelSums(
  sql: Sql,
  { generation, settings }: Freshness,
  { from, to, by, filters }: FunnelQuery,
): LevelSum[] {
  const name = nameOf(by)
  const { sql: isAsked, terms } = visitFilter(filters)
  const last = lastOrderDay(settings, to)
  return sql
    .prepare<LevelSum>(
      `WITH ordered (hit, orders, value) AS MATERIALIZED (${ORDERED}),
       found (name, steps, orders, value) AS MATERIALIZED (
         SELECT ${name}, v.steps, o.orders, o.value
         FROM ordered o CROSS JOIN hits h ON h.seq = o.hit
           CROSS JOIN touches v ON v.generation = ? AND v.visitor = h.visitor AND v.ts = h.ts
             AND v.event_id = h.event_id
           JOIN tuples t ON t.id = v.tuple
         WHERE 1${isAsked}
       ),
       reached (name, level, visits, orders, value) AS (
         SELECT ${name}, ${levelOf('v.steps')}, 1, 0, 0
         FROM touches v JOIN tuples t ON t.id = v.tuple
         WHERE v.generation = ? AND v.day BETWEEN ? AND ? AND v.steps > 0${isAsked}
         UNION ALL SELECT name, 4, 1, orders, value FROM found
         UNION ALL SELECT name, ${levelOf('steps')}, -1, 0, 0 FROM found WHERE steps > 0
       )
       SELECT name, level, sum(visits) AS visits, sum(orders) AS orders, sum(value) AS value
       FROM reached GROUP BY 1, 2`,
    )
    .all(
      ...[generation, PURCHASE, from, last, from, to, generation, ...terms],
      ...[generation, from, to, ...terms],
    )
}

/** The last day on which an order can be of a visit of the days up to one. */
export const lastOrderDay = (settings: Freshness['settings'], to: number): number =>
  addDays(to, 1 + lookbackMs(settings, PURCHASE) / DAY_MS)

/** Orders of the period whose journey has no visit: of those that a filter asks for there are none. */
function withoutVisit(sql: Sql, { generation }: Freshness, { from, to, filters }: FunnelQuery) {
  if (filters) return { orders: 0, value: 0 }
  const found = sql
    .prepare<{ orders: number; value: number | null }>(
      `SELECT count(*) AS orders, sum(${NET}) AS value FROM contributions
       WHERE ${COUNTED} AND ${lastVisit(4)} IS NULL`,
    )
    .get(generation, PURCHASE, from, to)
  return { orders: found?.orders ?? 0, value: found?.value ?? 0 }
}

/** Orders that count, of a generation, goal and days. */
export const COUNTED = `generation = ? AND goal = ? AND day BETWEEN ? AND ? AND state = 'counted'
  AND packed != '' AND packed ->> '${PACKED_APART}' IS NULL`

export const NET = `(packed ->> '${measurePath('value')}') - (packed ->> '${measurePath('refunded')}')`

/** A field of the last visit of a journey, null where it has none. What has no hit is no visit. */
export function lastVisit(field: number): string {
  const last = (at: number) => `packed ->> '${PACKED_TOUCHES}[#-1][${at}]'`
  const before = `(SELECT value ->> '$[${field}]' FROM json_each(packed, '${PACKED_TOUCHES}')
    WHERE value ->> '$[4]' > 0 ORDER BY key DESC LIMIT 1)`
  return `(CASE WHEN ${last(4)} > 0 THEN ${last(field)} ELSE ${before} END)`
}

/** By the hits that the last visits of orders began with, where those are of the period. */
export const ORDERED = `
  SELECT ${lastVisit(4)}, count(*), sum(${NET}) FROM contributions
  WHERE ${COUNTED} AND ${lastVisit(2)} BETWEEN ? AND ?
  GROUP BY 1`

/** The furthest step of a visit that came further than its first page, whether it was ordered or not. */
export const levelOf = (steps: string): string =>
  `CASE WHEN ${steps} >= ${STEP_BITS.checkout} THEN 3 WHEN ${steps} >= ${STEP_BITS.cart} THEN 2 ELSE 1 END`
