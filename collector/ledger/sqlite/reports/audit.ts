import type {
  AuditAnswer,
  AuditCheckAnswer,
  AuditCheckQuery,
  AuditEntry,
  AuditHead,
  AuditQuery,
} from '../../audit.ts'
import { genesisOfSite, headOf } from '../audit.ts'
import { type AuditRow, chained } from '../audit-chain.ts'
import type { Sql } from '../sql.ts'

type StoredRow = AuditRow & { hash: string }

/** A page of the audit trail, and where it ends. */
export function auditPage(sql: Sql, { after, limit }: AuditQuery): AuditAnswer {
  const entries = rowsAfter(sql, after, limit).map(entryOf)
  const last = entries.at(-1)
  const next = last && entries.length === limit ? last.seq : null
  return { kind: 'audit', entries, next, head: headOf(sql) }
}

/** Computes the hashes of a part of the chain anew, up to the first that is another. */
export function auditCheck(sql: Sql, { from, limit }: AuditCheckQuery): AuditCheckAnswer {
  let head: AuditHead = from ?? { seq: 0, hash: genesisOfSite(sql) }
  const givenUp: AuditHead[] = []
  const rows = rowsAfter(sql, head.seq, limit)
  const told = (checked: number, broken: number | null): AuditCheckAnswer => {
    const done = rows.length < limit || broken !== null
    return { kind: 'audit_check', checked, head, broken, givenUp, done }
  }
  for (const [checked, row] of rows.entries()) {
    const hash = chained(head.hash, row)
    if (hash !== row.hash) return told(checked, row.seq)
    head = { seq: row.seq, hash }
    givenUp.push(...givenUpBy(row))
  }
  return told(rows.length, null)
}

const rowsAfter = (sql: Sql, after: number, limit: number): StoredRow[] =>
  sql
    .prepare<StoredRow>(
      `SELECT seq, at, kind, subject, "before", "after", facts, hash FROM audit
       WHERE seq > ? ORDER BY seq LIMIT ?`,
    )
    .all(after, limit)

const entryOf = ({ subject, before, after, kind, ...row }: StoredRow): AuditEntry => ({
  ...row,
  kind: kind as AuditEntry['kind'],
  subject: JSON.parse(subject),
  before: before === null ? null : JSON.parse(before),
  after: after === null ? null : JSON.parse(after),
})

function givenUpBy({ kind, before }: AuditRow): AuditHead[] {
  if (kind !== 'restore' || before === null) return []
  const { head, seq } = JSON.parse(before) as { head: string; seq: number }
  return [{ seq, hash: head }]
}
