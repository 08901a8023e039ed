import type { ImportFact, ImportShown, SpendSum } from '../../imports.ts'
import type { ImportsAnswer, ImportsQuery } from '../../reports-imports.ts'
import type { Snapshot } from '../sql.ts'
import { freshness } from './freshness.ts'

interface Row {
  seq: number
  id: string
  kind: string
  file_name: string
  sha256: string
  rows: number
  from_day: number
  to_day: number
  spend: string
  owner: string
  received_at: number
  mark: 'applied' | 'rolled_back' | null
  markedAt: number | null
  markedBy: string | null
}

const PAGE = `
  SELECT i.*, m.mark, m.received_at AS markedAt, m.owner AS markedBy
  FROM imports i LEFT JOIN import_marks m
    ON m.seq = (SELECT max(seq) FROM import_marks WHERE import = i.seq)
  WHERE i.seq < ? AND (? IS NULL OR i.id = ?) ORDER BY i.seq DESC LIMIT ?`

/** Imports of a site, the newest first. */
export function importsReport(
  { sql, queries }: Snapshot,
  {
    id = null,
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: { id?: string | null | undefined } & Omit<ImportsQuery, 'id'>,
): ImportsAnswer {
  const rows = sql.prepare<Row>(PAGE).all(before, id, id, limit + 1)
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? (shown.at(-1)?.seq ?? null) : null
  return { kind: 'imports', ...freshness(queries), imports: shown.map(importOf), next }
}

const importOf = (row: Row): ImportShown => ({
  seq: row.seq,
  id: row.id,
  kind: row.kind as ImportFact['kind'],
  fileName: row.file_name,
  sha256: row.sha256,
  rows: row.rows,
  from: row.from_day,
  to: row.to_day,
  spend: JSON.parse(row.spend) as SpendSum[],
  owner: row.owner,
  receivedAt: row.received_at,
  state: row.mark ?? 'unfinished',
  stateSince: row.markedAt,
  stateBy: row.markedBy,
})
