import { DERIVED_TABLES, type DerivedTable } from '../../ledger/transfer.ts'
import { derivedRows } from './rows.ts'
import type { MoveSide } from './side.ts'

const DIFFERENCES_SHOWN = 5

/**
 * What both sides have derived from the same facts, row by row, bit for bit; answers with what
 * differs, a few of each table.
 */
export async function compareDerived(
  from: MoveSide,
  to: MoveSide,
  site: string,
): Promise<string[]> {
  const differences: string[] = []
  for (const table of DERIVED_TABLES)
    differences.push(...(await differencesIn(table, from, to, site)))
  return differences
}

/** Rows come in the order of their keys: those behind one that is missing differ, too. */
async function differencesIn(
  table: DerivedTable,
  from: MoveSide,
  to: MoveSide,
  site: string,
): Promise<string[]> {
  const ours = derivedRows(from, site, table)
  const theirs = derivedRows(to, site, table)
  const differences: string[] = []
  while (differences.length < DIFFERENCES_SHOWN) {
    const [source, target] = await Promise.all([ours.next(), theirs.next()])
    if (source.done && target.done) break
    if (source.value === target.value) continue
    differences.push(
      `${table}: ${source.value ?? 'no row'} at the source, ${target.value ?? 'no row'} at the target`,
    )
  }
  return differences
}
