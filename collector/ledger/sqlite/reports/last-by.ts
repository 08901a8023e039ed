import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { DAY_MS } from '../../../../shared/dates.ts'
import * as schema from '../schema.ts'
import type { Sql } from '../sql.ts'

/**
 * So long after a fact was received it may still be stored: it may have waited in a queue, which keeps a message
 * for four days. Facts that are stored in their order need no such margin; others are found with it.
 */
const STORED_LATE_MS = 4 * DAY_MS

/** Tables of facts: each row has a number of its own, and says when it was received. */
const TABLES: readonly string[] = Object.values(schema)
  .flatMap((table) => (is(table, SQLiteTable) ? [getTableConfig(table)] : []))
  .filter(({ columns }) => columns.some(({ name, primary }) => name === 'seq' && primary))
  .filter(({ columns }) => columns.some(({ name }) => name === 'received_at'))
  .map(({ name }) => name)

/**
 * The number of the last fact before the first that was received later than `at`: of what has a number up to
 * it, all was received by then. The answer never changes again once something was received later.
 * @param last the highest number that there is
 */
export function lastBy(sql: Sql, at: number, last: number): number {
  const firsts = TABLES.map((table) => firstLater(sql, table, at, last) ?? Infinity)
  return Math.min(last, Math.min(...firsts) - 1)
}

interface Row {
  seq: number
  received_at: number
}

/** Numbers are in the order of storing, which is nearly that of receiving: only the last days are read. */
function firstLater(sql: Sql, table: string, at: number, last: number): number | undefined {
  const next = sql.prepare<Row>(
    `SELECT seq, received_at FROM ${table} WHERE seq >= ? ORDER BY seq LIMIT 1`,
  )
  let [low, high] = [0, last]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const row = next.get(middle)
    if (row && row.received_at <= at - STORED_LATE_MS) low = Math.min(row.seq, high)
    else high = middle - 1
  }
  return sql
    .prepare<Row>(
      `SELECT seq, received_at FROM ${table} WHERE seq > ? AND received_at > ? ORDER BY seq LIMIT 1`,
    )
    .get(low, at)?.seq
}
