import type { Cursor } from '../transfer.ts'
import { DIFFERENCES_SHOWN, describeRow } from './derived.ts'
import type { Keyset } from './keyset.ts'
import type { Sql } from './sql.ts'

/** What a slice of a comparison has found. */
export interface Compared {
  differences: string[]
  /** How many rows of what is stored it has looked at. */
  rows: number
  /** Where to go on; undefined when nothing is left. */
  next: Cursor | undefined
}

/**
 * Compares the next rows of a table in two generations. The slice ends where both together have had
 * `count` rows: it is as short when one side lacks all of them.
 */
export function compareGenerations(
  sql: Sql,
  table: Keyset,
  of: { stored: number; rebuilt: number; after: Cursor | null; count: number },
): Compared {
  const { after } = of
  const next = placeOfBoth(sql, table, of)
  const side = (generation: number) => table.range({ generation, after, to: next })
  const [stored, rebuilt] = [side(of.stored), side(of.rebuilt)]
  const rows = sql
    .prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table.name} t WHERE ${stored.where}`)
    .get(...stored.values)
  const only = (where: string, ours: typeof stored, theirs: typeof stored) =>
    sql
      .prepare<object>(
        `SELECT ${table.selected} FROM ${table.name} t WHERE ${ours.where}
         EXCEPT SELECT ${table.selected} FROM ${table.name} t WHERE ${theirs.where}
         LIMIT ${DIFFERENCES_SHOWN}`,
      )
      .all(...ours.values, ...theirs.values)
      .map((row) => `${table.name}: only ${where}: ${describeRow(row)}`)
  return {
    differences: [...only('stored', stored, rebuilt), ...only('in a rebuild', rebuilt, stored)],
    rows: rows?.n ?? 0,
    next,
  }
}

/** Where the next `count` rows of both generations end, in one order; undefined when there are fewer. */
function placeOfBoth(
  sql: Sql,
  table: Keyset,
  of: { stored: number; rebuilt: number; after: Cursor | null; count: number },
): Cursor | undefined {
  const sides = [of.stored, of.rebuilt].map((generation) =>
    table.range({ generation, after: of.after }),
  )
  const next = sides.map(
    ({ where }) =>
      `SELECT * FROM (SELECT ${table.keyColumns} FROM ${table.name} t WHERE ${where}
         ORDER BY ${table.keyColumns} LIMIT ${of.count})`,
  )
  const row = sql
    .prepare<Record<string, string | number>>(
      `SELECT ${table.selectedKey} FROM (${next.join(' UNION ALL ')}) t
       ORDER BY ${table.keyColumns} LIMIT 1 OFFSET ${of.count - 1}`,
    )
    .get(...sides.flatMap(({ values }) => values))
  return row && table.placeOf(row)
}
