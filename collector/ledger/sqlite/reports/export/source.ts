import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { columnsOf, type ExportTable, type Value } from '../../../../export/tables.ts'
import { localDay } from '../../../../roi/dates.ts'
import type { ExportQuery } from '../../../reports-export.ts'
import type { Cursor } from '../../../transfer.ts'
import { uuidText } from '../../bytes.ts'
import { Keyset } from '../../keyset.ts'
import type { Sql, SqlValue, Statement } from '../../sql.ts'

/** Where the rows of a table come from. The table itself is `t` in all SQL. */
export interface Source {
  of: Keyset
  /** SQL of what is joined to it, each at most one row a row. */
  joins: string
  /** SQL of columns that are not its own, by their names. */
  columns: Readonly<Record<string, string>>
  /** SQL of when a row is dated: an instant, or its first and its last day; null of no day at all. */
  dated: { at: string } | { from: string; to: string }
  /** SQL of what of the table is told at all. */
  only?: string
  /** SQL of what else is read of each row. */
  more?: Readonly<Record<string, string>>
}

/** A row as it was read: the columns by name, and what else the source reads. */
export type ReadRow = Record<string, Value>

export interface ReadPage {
  rows: ReadRow[]
  next: Cursor | null
}

/** Rows that one statement reads. */
const ROWS_AT_ONCE = 500

/** Characters of one page, so that none is large in memory, or on its way to another thread or Worker. */
export const PAGE_CHARACTERS_MAX = 2_000_000

interface Terms {
  timeZone: string
  /** Of a table that is a generation's */
  generation: number
}

export const sourceOf = (
  table: SQLiteTable,
  more: Partial<Omit<Source, 'of'>> & Pick<Source, 'dated'>,
): Source => ({ of: new Keyset(table), joins: '', columns: {}, ...more })

/** The next rows behind a place. As many are looked at as were asked; those of other days are left out. */
export function readPage(
  sql: Sql,
  { of, ...source }: Source,
  query: ExportQuery,
  { timeZone, generation }: Terms,
): ReadPage {
  const isAsked = dayFilter(query, timeZone)
  const select = selected(query.table, of, source)
  const statements = new Map<string, Statement<Record<string, SqlValue>>>()
  const prepared = (where: string) => {
    const text = `SELECT ${select} FROM ${of.name} t ${source.joins}
      WHERE ${where} ORDER BY ${of.keyColumns} LIMIT ?`
    const statement = statements.get(text) ?? sql.prepare(text)
    statements.set(text, statement)
    return statement
  }
  const rows: ReadRow[] = []
  let { after } = query
  for (let looked = 0, size = 0; looked < query.limit && size < PAGE_CHARACTERS_MAX; ) {
    const wanted = Math.min(ROWS_AT_ONCE, query.limit - looked)
    const bounds = boundsOf(of, query, { after, generation })
    const found = prepared(bounds.where).all(...bounds.values, wanted)
    looked += found.length
    for (const row of found) {
      after = of.key.map(({ name }) => row[`key_${name}`] as string | number)
      if (!isTold(row) || !isAsked(row)) continue
      size += sizeOf(row)
      rows.push(readable(row))
    }
    if (found.length < wanted) return { rows, next: null }
  }
  return { rows, next: after }
}

function selected(table: ExportTable, of: Keyset, source: Omit<Source, 'of'>): string {
  const named = Object.keys(columnsOf(table)).flatMap((name) => {
    const text = source.columns[name] ?? (isOwn(of, name) ? `t."${name}"` : undefined)
    return text === undefined ? [] : [`${text} AS "${name}"`]
  })
  const key = of.key.map(
    ({ name, isBytes }) =>
      `${isBytes ? `lower(hex(t."${name}"))` : `t."${name}"`} AS "key_${name}"`,
  )
  const { dated, more = {}, only } = source
  const days =
    'at' in dated ? [`${dated.at} AS dated`] : [`${dated.from} AS dated`, `${dated.to} AS dated_to`]
  const others = Object.entries(more).map(([name, text]) => `${text} AS "${name}"`)
  return [...named, ...key, ...days, ...others, ...(only ? [`(${only}) AS told`] : [])].join(', ')
}

const isOwn = (of: Keyset, wanted: string): boolean =>
  of.columns.some(({ name }) => name === wanted)

/** One lower bound, so that no page begins at the beginning again. */
function boundsOf(
  of: Keyset,
  { since, upTo }: ExportQuery,
  { after, generation }: { after: Cursor | null; generation: number },
): { where: string; values: SqlValue[] } {
  const { where, values } = of.range({ generation, after })
  const conditions = [where]
  if (after === null && since > 0) {
    conditions.push('t.seq > ?')
    values.push(since)
  }
  if (upTo !== undefined) {
    conditions.push('t.seq <= ?')
    values.push(upTo)
  }
  return { where: conditions.join(' AND '), values }
}

/** What is not told is looked at all the same, so that a page is bounded. */
const isTold = ({ told }: Record<string, SqlValue>): boolean => told !== 0

function dayFilter({ from, to }: ExportQuery, timeZone: string) {
  if (from === undefined && to === undefined) return () => true
  const [first, last] = [from ?? 0, to ?? Number.MAX_SAFE_INTEGER]
  return ({ dated, dated_to: end }: Record<string, SqlValue>): boolean => {
    if (dated === null || dated === undefined) return false
    const begins = end === undefined ? localDay(Number(dated), timeZone) : Number(dated)
    return begins <= last && (end === undefined ? begins : Number(end)) >= first
  }
}

function sizeOf(row: Record<string, SqlValue>): number {
  let size = 0
  for (const name in row) {
    const value = row[name]
    size += typeof value === 'string' ? value.length : 8
  }
  return size
}

/** In place: rows are fresh. */
function readable(row: Record<string, SqlValue>): ReadRow {
  for (const name in row) {
    const value = row[name]
    if (value instanceof Uint8Array) row[name] = uuidText(value)
  }
  return row as ReadRow
}
