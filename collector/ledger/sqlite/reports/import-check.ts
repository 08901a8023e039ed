import { overlapReason } from '../../../source/files/overlaps.ts'
import { spendKey } from '../../../source/files/spend-key.ts'
import type { ImportCheckAnswer, ImportCheckQuery, Overlap } from '../../reports-imports.ts'
import { saidBy } from '../imported-row.ts'
import { callable, knownTuples } from '../known-tuples.ts'
import type { Snapshot } from '../sql.ts'
import { standingSpend } from '../standing-spend.ts'
import { freshness } from './freshness.ts'

/** What an import of these rows would replace, and what speaks against it. */
export function importCheck(
  { sql, queries }: Snapshot,
  { rows }: ImportCheckQuery,
): ImportCheckAnswer {
  const standing = standingSpend(sql, rows, null)
  const known = knownTuples(sql, callable(rows))
  const overlaps: Overlap[] = []
  let [replaces, unchanged] = [0, 0]
  for (const [at, row] of rows.entries()) {
    const same = standing.ofKey(spendKey(row))
    if (same && same.says === saidBy(row, known)) unchanged += 1
    else if (same) replaces += 1
    const reason = overlapReason(row, standing.near(row))
    if (reason !== undefined) overlaps.push({ row: at, reason })
  }
  return { kind: 'import_check', ...freshness(queries), replaces, unchanged, overlaps }
}
