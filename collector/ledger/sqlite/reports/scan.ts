import type { Freshness, ScannedFact, ScanPage, ScanQuery } from '../../ledger.ts'
import { uuidText } from '../bytes.ts'
import type { Sql } from '../sql.ts'

const TABLES = {
  hit: 'hits',
  conversion: 'conversion_versions',
  refund: 'refunds',
  name: 'conversion_names',
  identity: 'identities',
  cost: 'costs',
  import: 'imports',
  import_mark: 'import_marks',
  rate: 'rates',
  model_version: 'model_versions',
  code: 'codes',
  alias: 'campaign_aliases',
  open: 'opens',
  touch: 'told_touches',
  settings: 'settings',
} as const satisfies Record<ScannedFact['kind'], string>

/** Facts in the order in which they were stored, as plain rows; UUIDs as text. */
export function scanFacts(sql: Sql, { after, limit }: ScanQuery, fresh: Freshness): ScanPage {
  const facts = Object.entries(TABLES).flatMap(([kind, table]) =>
    sql
      .prepare<Record<string, unknown> & { seq: number }>(
        `SELECT * FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ?`,
      )
      .all(after, limit)
      .map((row) => ({ seq: row.seq, kind: kind as ScannedFact['kind'], fact: readable(row) })),
  )
  const page = facts.sort((a, b) => a.seq - b.seq).slice(0, limit)
  const last = page.at(-1)
  return { ...fresh, facts: page, next: last && page.length === limit ? last.seq : null }
}

function readable(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? uuidText(value) : value,
  ])
  return Object.fromEntries(entries)
}
