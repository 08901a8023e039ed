import type { HitFact } from '../../reports-explain.ts'
import { uuidText } from '../bytes.ts'
import type { Sql } from '../sql.ts'

/** Hits by their numbers, as they were received. */
export function hitsOf(sql: Sql, seqs: readonly number[]): ReadonlyMap<number, HitFact> {
  if (seqs.length === 0) return new Map()
  const rows = sql.prepare<HitRow>(HITS).all(JSON.stringify(seqs))
  return new Map(rows.map(({ event_id, ...hit }) => [hit.seq, { ...hit, id: uuidText(event_id) }]))
}

interface HitRow extends Omit<HitFact, 'id'> {
  event_id: Uint8Array
}

const HITS = `
  SELECT h.seq, event_id, ts, name, url, referrer, title, props, country, device, browser, os,
    consent, mode, source, owner, schema_version AS schemaVersion, received_at AS receivedAt
  FROM json_each(?) asked JOIN hits h ON h.seq = asked.value`
