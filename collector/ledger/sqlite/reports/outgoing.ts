import type { OutgoingState } from '../../outgoing.ts'
import type { OutgoingAnswer, OutgoingEntry, OutgoingQuery } from '../../reports-outgoing.ts'
import type { Snapshot } from '../sql.ts'
import { freshness } from './freshness.ts'

/** What was sent to endpoints or waits, the newest first. */
export function outgoingReport(
  { sql, queries }: Snapshot,
  { state, before = Number.MAX_SAFE_INTEGER, limit }: OutgoingQuery,
): OutgoingAnswer {
  const ofState = state === undefined ? 'true' : 'o.state = ?'
  const values = state === undefined ? [before] : [before, state]
  const rows = sql
    .prepare<OutgoingEntry>(`${ENTRIES} WHERE o.id < ? AND ${ofState} ORDER BY o.id DESC LIMIT ?`)
    .all(...values, limit + 1)
  const entries = rows.slice(0, limit)
  const next = rows.length > limit ? (entries.at(-1)?.id ?? null) : null
  const counts = sql
    .prepare<{ state: OutgoingState; n: number }>(
      'SELECT state, count(*) AS n FROM outgoing GROUP BY state',
    )
    .all()
  return {
    kind: 'outgoing',
    ...freshness(queries),
    ...{ entries, next },
    counts: Object.fromEntries(counts.map(({ state: of, n }) => [of, n])),
  }
}

const ENTRIES = `
  SELECT o.id, o.message, o.endpoint, o.event, o.state, o.attempts, o.created_at AS createdAt,
    CASE o.state WHEN 'waiting' THEN o.next_at END AS nextAt, o.last_at AS lastAt,
    o.last_status AS lastStatus, o.last_error AS lastError,
    coalesce(CASE o.event WHEN 'import.finished'
      THEN (SELECT i.id FROM imports i WHERE i.seq = o.subject)
      ELSE (SELECT c.transaction_id FROM conversions c WHERE c.id = o.subject) END, '') AS subject
  FROM outgoing o`
