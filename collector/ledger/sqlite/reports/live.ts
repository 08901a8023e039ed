import type {
  LiveAnswer,
  LiveConversion,
  LiveCost,
  LiveFact,
  LiveHit,
  LiveQuery,
  LiveRefund,
  LiveTold,
  LiveTuple,
} from '../../reports-live.ts'
import { LIVE_FACTS_MAX } from '../../reports-live.ts'
import { uuidText } from '../bytes.ts'
import { highestOf, NUMBERED_TABLES, Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'

/** The newest facts, by their numbers: a look costs as much as there is new, and never more than its bound. */
export function liveReport({ sql, queries }: Snapshot, { after }: LiveQuery): LiveAnswer {
  const fresh = freshness(queries)
  const head = new Sequence(sql).next - 1
  const since = Math.max(after ?? 0, head - LIVE_FACTS_MAX, 0)
  const skipped = after === undefined ? 0 : since - after
  const facts = since < head ? factsSince(sql, since, fresh.generation) : []
  return { kind: 'live', ...fresh, head, moneyHead: moneyHead(sql), skipped, facts }
}

function factsSince(sql: Sql, since: number, generation: number): LiveFact[] {
  const facts: LiveFact[] = [
    ...hitsSince(sql, since, generation),
    ...toldSince(sql, since, generation),
    ...conversionsSince(sql, since),
    ...refundsSince(sql, since),
    ...sql.prepare<LiveCost>(COSTS).all(since),
  ]
  return facts.sort((a, b) => a.seq - b.seq)
}

/** Opens and hits come by the thousand, and each would have all figures asked for again. */
const OF_MONEY = NUMBERED_TABLES.filter((table) => table !== 'hits' && table !== 'opens')

const moneyHead = (sql: Sql): number =>
  sql.prepare<{ last: number }>(highestOf(OF_MONEY)).get()?.last ?? 0

interface TupleRow {
  channel: string | null
  source: string | null
  medium: string | null
  campaign: string | null
}

const tupleOf = ({ channel, source, medium, campaign }: TupleRow): { touch?: LiveTuple } =>
  channel === null || source === null || medium === null || campaign === null
    ? {}
    : { touch: { channel, source, medium, campaign } }

interface HitRow extends TupleRow, Omit<LiveHit, 'kind' | 'visitor' | 'touch'> {
  visitor: Uint8Array | null
}

function hitsSince(sql: Sql, since: number, generation: number): LiveHit[] {
  return sql
    .prepare<HitRow>(HITS)
    .all(generation, since)
    .map(({ channel, source, medium, campaign, visitor, ...hit }) => ({
      kind: 'hit',
      ...hit,
      visitor: visitor === null ? '' : uuidText(visitor),
      ...tupleOf({ channel, source, medium, campaign }),
    }))
}

interface ToldRow extends TupleRow, Omit<LiveTold, 'kind' | 'removed' | 'touch'> {
  removed: number
}

function toldSince(sql: Sql, since: number, generation: number): LiveTold[] {
  return sql
    .prepare<ToldRow>(TOLD)
    .all(generation, since)
    .map(({ channel, source, medium, campaign, removed, ...told }) => ({
      kind: 'told',
      ...told,
      removed: removed === 1,
      ...tupleOf({ channel, source, medium, campaign }),
    }))
}

type Row<Fact> = Omit<Fact, 'kind' | 'isUpdate'> & { earlier: number }

function conversionsSince(sql: Sql, since: number): LiveConversion[] {
  return sql
    .prepare<Row<LiveConversion>>(CONVERSIONS)
    .all(since)
    .map(({ earlier, ...fact }) => ({ kind: 'conversion', ...fact, isUpdate: earlier === 1 }))
}

function refundsSince(sql: Sql, since: number): LiveRefund[] {
  return sql
    .prepare<Row<LiveRefund>>(REFUNDS)
    .all(since)
    .map(({ earlier, ...fact }) => ({ kind: 'refund', ...fact, isUpdate: earlier === 1 }))
}

const OF_TUPLE = 'n.channel, n.source, n.medium, n.campaign'

/** Hits of somebody who was erased are overwritten behind the requests: until then they say nothing. */
const HITS = `
  SELECT h.seq, h.received_at AS receivedAt, h.ts, h.name, h.country, h.device,
    CASE WHEN e.visitor IS NULL THEN h.url ELSE '' END AS url,
    CASE WHEN e.visitor IS NULL THEN h.referrer ELSE '' END AS referrer,
    CASE WHEN e.visitor IS NULL THEN v.uuid END AS visitor, ${OF_TUPLE}
  FROM hits h
  LEFT JOIN visitors v ON v.id = h.visitor
  LEFT JOIN erasing e ON e.visitor = h.visitor
  LEFT JOIN touches t ON t.generation = ? AND t.visitor = h.visitor AND t.ts = h.ts
    AND t.event_id = h.event_id
  LEFT JOIN tuples n ON n.id = t.tuple
  WHERE h.seq > ? ORDER BY h.seq`

/** The number of a told touch is that of its first version; one that an order declares has no place. */
const TOLD = `
  SELECT t.seq, t.received_at AS receivedAt, t.kind AS touchKind, t.ts, t.removed, ${OF_TUPLE}
  FROM told_touches t
  LEFT JOIN told_places p ON p.generation = ? AND p.touch =
    (SELECT min(seq) FROM told_touches o WHERE o.external_id = t.external_id)
  LEFT JOIN tuples n ON n.id = p.tuple
  WHERE t.seq > ? ORDER BY t.seq`

const OF_CONVERSION = `
  t.seq, t.received_at AS receivedAt, c.goal, c.transaction_id AS transactionId, t.ts, t.currency`

const CONVERSIONS = `
  SELECT ${OF_CONVERSION}, t.value, t.status, coalesce(t.sales_channel, 'web') AS salesChannel,
    t.source, EXISTS (SELECT 1 FROM conversion_versions o
      WHERE o.conversion = t.conversion AND o.seq < t.seq) AS earlier
  FROM conversion_versions t JOIN conversions c ON c.id = t.conversion
  WHERE t.seq > ? ORDER BY t.seq`

const REFUNDS = `
  SELECT ${OF_CONVERSION}, t.refund_id AS refundId, t.amount, EXISTS (SELECT 1 FROM refunds o
      WHERE o.conversion = t.conversion AND o.refund_id = t.refund_id AND o.seq < t.seq) AS earlier
  FROM refunds t JOIN conversions c ON c.id = t.conversion
  WHERE t.seq > ? ORDER BY t.seq`

const COSTS = `
  SELECT 'cost' AS kind, t.seq, t.received_at AS receivedAt, t.from_day AS fromDay, t.to_day AS toDay,
    t.category, t.channel, t.campaign_source AS campaignSource, t.campaign_medium AS campaignMedium,
    t.campaign, t.amount, t.currency, i.id AS importId
  FROM costs t LEFT JOIN imports i ON i.seq = t.import
  WHERE t.seq > ? ORDER BY t.seq`
