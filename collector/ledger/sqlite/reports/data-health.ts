import { SALES_APART } from '../../../../shared/sales-channels.ts'
import type { DataHealthAnswer, DataHealthQuery, MatchBySource } from '../../reports-webhooks.ts'
import { STANDS_FIRST } from '../conversions.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'

/** Orders that a match rate is of: it costs the same however many there are. */
const NEWEST_IN_REPORTS = 500
const NEWEST_IN_HEALTH = 5_000

/** What comes in, and how much of it finds its journey. */
export function dataHealth(
  { sql, queries }: Snapshot,
  { goal }: DataHealthQuery,
): DataHealthAnswer {
  const fresh = freshness(queries)
  const days = { from: 0, to: DAY_MAX }
  return {
    kind: 'data_health',
    ...fresh,
    deliveries: sql.prepare<DataHealthAnswer['deliveries'][number]>(DELIVERIES).all(),
    quarantined: sql.prepare<DataHealthAnswer['quarantined'][number]>(QUARANTINED).all(),
    privacyRequests: sql.prepare<DataHealthAnswer['privacyRequests'][number]>(WISHES).all(),
    matchBySource: matchBySource(sql, { ...fresh, ...days, goal, newest: NEWEST_IN_HEALTH }),
    dropped: sql.prepare<DataHealthAnswer['dropped'][number]>(DROPPED).all(),
  }
}

const DAY_MAX = 99_991_231

/** Of the newest orders of a goal and period that count. */
export function matchBySource(
  sql: Sql,
  asked: { generation: number; goal: string; from: number; to: number; newest?: number },
): MatchBySource {
  const { generation, goal, from, to, newest = NEWEST_IN_REPORTS } = asked
  const rows = sql
    .prepare<MatchBySource['sources'][number]>(MATCHED)
    .all(generation, goal, from, to, newest)
  return { newest, sources: rows }
}

const DELIVERIES = `
  SELECT source, outcome, sum(n) AS n, max(last_at) AS lastAt FROM deliveries
  GROUP BY source, outcome ORDER BY source, outcome`

const QUARANTINED = `
  SELECT source, count(*) AS n, min(received_at) AS oldestAt FROM quarantine
  WHERE state = 'waiting' GROUP BY source ORDER BY source`

const WISHES = `
  SELECT source, request, count(*) AS n, min(received_at) AS oldestAt FROM privacy_requests
  WHERE done_at IS NULL GROUP BY source, request ORDER BY source, request`

const DROPPED = `
  SELECT reason, sum(n) AS n, max(day) AS lastDay FROM tallies GROUP BY reason ORDER BY n DESC, reason`

/** A packed contribution has its touches behind its measures, the first list in it (`packContribution`). */
const HAS_TOUCHES = `substr(c.packed, instr(c.packed, ']') + 1, 3) != ',[]'`

const APART = SALES_APART.map((name) => `'${name}'`).join(', ')

const MATCHED = `
  SELECT v.source, count(*) AS eligible, sum(${HAS_TOUCHES}) AS matched
  FROM (
    SELECT conversion, packed FROM contributions
    WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ? AND state = 'counted' AND packed != ''
    ORDER BY day DESC, ts DESC LIMIT ?) c
  JOIN conversion_versions v ON v.seq = (
    SELECT s.seq FROM conversion_versions s WHERE s.conversion = c.conversion
    ORDER BY ${STANDS_FIRST} LIMIT 1)
  WHERE coalesce(v.sales_channel, '') NOT IN (${APART})
  GROUP BY v.source ORDER BY v.source`
