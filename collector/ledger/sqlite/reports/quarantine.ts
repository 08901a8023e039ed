import type { QuarantineAnswer, QuarantineEntry, QuarantineQuery } from '../../reports-webhooks.ts'
import type { Snapshot } from '../sql.ts'
import { freshness } from './freshness.ts'

type Row = Omit<QuarantineEntry, 'headers' | 'body'> & { headers: string }

/** What waits in the quarantine; the text of one that is asked for by its id. */
export function quarantineReport(
  { sql, queries }: Snapshot,
  { id, after = 0, limit }: QuarantineQuery,
): QuarantineAnswer {
  const rows =
    id === undefined
      ? sql.prepare<Row>(`${WAITING} AND id > ? ORDER BY id LIMIT ?`).all(after, limit)
      : sql.prepare<Row>(`${WAITING} AND id = ?`).all(id)
  const parts = sql.prepare<{ text: string }>(
    'SELECT text FROM quarantine_parts WHERE quarantine = ? ORDER BY part',
  )
  const bodyOf = (entry: number): string =>
    parts
      .all(entry)
      .map(({ text }) => text)
      .join('')
  return {
    kind: 'quarantine',
    ...freshness(queries),
    entries: rows.map(({ headers, ...row }) => ({
      ...row,
      headers: JSON.parse(headers) as Record<string, string>,
      ...(id === undefined ? {} : { body: bodyOf(row.id) }),
    })),
  }
}

const WAITING = `
  SELECT id, source, topic, headers, reason, bytes, received_at AS receivedAt FROM quarantine
  WHERE state = 'waiting'`
