import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Cursor } from '../transfer.ts'
import type { Sql, SqlValue } from './sql.ts'

export interface Column {
  name: string
  /** Bytes are hex in lower case wherever a row leaves the database. */
  isBytes: boolean
  isText: boolean
  mayBeNull: boolean
}

export interface KeysetOptions {
  /** The columns that are of interest; all but `generation` when nothing is said. */
  columns?: readonly string[]
  /** Columns that are not. */
  without?: readonly string[]
}

type Row = Record<string, string | number | null>

/**
 * A table in the order of its primary key, a piece at a time. A piece begins behind a place that was
 * reached before, so that nothing has to be kept open between two of them, however large the table.
 * Of a table whose key begins with a generation it sees one generation.
 */
export class Keyset {
  readonly name: string
  readonly columns: readonly Column[]
  readonly key: readonly Column[]
  readonly #isOfGenerations: boolean

  constructor(table: SQLiteTable, { columns: wanted, without = [] }: KeysetOptions = {}) {
    const { name, columns, primaryKeys } = getTableConfig(table)
    const keyColumns = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)
    const all = columns
      .filter(({ name: column }) => column !== 'generation' && !without.includes(column))
      .map(columnOf)
    this.name = name
    this.#isOfGenerations = keyColumns[0]?.name === 'generation'
    this.key = keyColumns.filter((column) => column.name !== 'generation').map(columnOf)
    this.columns = wanted ? all.filter((column) => wanted.includes(column.name)) : all
  }

  /** As SQL: the columns as they leave the database, in their order. */
  get selected(): string {
    return this.columns.map(leaving).join(', ')
  }

  /** The same of the key. */
  get selectedKey(): string {
    return this.key.map(leaving).join(', ')
  }

  /** As SQL, with its values: rows behind `after`, and up to `to` and with it. */
  range(of: Range): { where: string; values: SqlValue[] } {
    const conditions = ['true']
    const values: SqlValue[] = []
    if (this.#isOfGenerations) {
      conditions.push('t.generation = ?')
      values.push(of.generation ?? 0)
    }
    for (const [place, sign] of [
      [of.after, '>'],
      [of.to, '<='],
    ] as const) {
      if (!place) continue
      conditions.push(`(${this.keyColumns}) ${sign} (${this.key.map(entering).join(', ')})`)
      values.push(...place)
    }
    return { where: conditions.join(' AND '), values }
  }

  /** As SQL: the columns of the key, in the order in which rows are read. */
  get keyColumns(): string {
    return this.key.map(({ name }) => `t."${name}"`).join(', ')
  }

  /** The next rows, at most `limit`. */
  rows(sql: Sql, range: Range, limit: number): Row[] {
    const { where, values } = this.range(range)
    return sql
      .prepare<Row>(
        `SELECT ${this.selected} FROM ${this.name} t WHERE ${where}
         ORDER BY ${this.keyColumns} LIMIT ?`,
      )
      .all(...values, limit)
  }

  /** The place that the next `count` rows end at; undefined when there are fewer. */
  placeAfter(sql: Sql, range: Range, count: number): Cursor | undefined {
    const { where, values } = this.range(range)
    const row = sql
      .prepare<Row>(
        `SELECT ${this.selectedKey} FROM ${this.name} t WHERE ${where}
         ORDER BY ${this.keyColumns} LIMIT 1 OFFSET ?`,
      )
      .get(...values, count - 1)
    return row && this.placeOf(row)
  }

  /** The place of the last row but one; undefined for a table with fewer than two. */
  placeBeforeLast(sql: Sql): Cursor | undefined {
    const backwards = this.key.map(({ name }) => `t."${name}" DESC`).join(', ')
    const row = sql
      .prepare<Row>(
        `SELECT ${this.selectedKey} FROM ${this.name} t ORDER BY ${backwards} LIMIT 1 OFFSET 1`,
      )
      .get()
    return row && this.placeOf(row)
  }

  /** Deletes the next `count` rows of a generation; says whether there were any. */
  purge(sql: Sql, generation: number, count: number): boolean {
    const to = this.placeAfter(sql, { generation }, count)
    const { where, values } = this.range({ generation, to })
    return sql.prepare(`DELETE FROM ${this.name} AS t WHERE ${where}`).run(...values) > 0
  }

  placeOf(row: Row): Cursor {
    return this.key.map(({ name }) => row[name] as string | number)
  }
}

/** A part of a table: of one generation, behind a place, up to a place and with it. */
export interface Range {
  generation?: number | undefined
  after?: Cursor | null | undefined
  to?: Cursor | null | undefined
}

interface DrizzleColumn {
  name: string
  notNull: boolean
  getSQLType(): string
}

const columnOf = (column: DrizzleColumn): Column => ({
  name: column.name,
  isBytes: column.getSQLType() === 'blob',
  isText: column.getSQLType() === 'text',
  mayBeNull: !column.notNull,
})

const leaving = ({ name, isBytes }: Column): string =>
  isBytes ? `lower(hex(t."${name}")) AS "${name}"` : `t."${name}" AS "${name}"`

const entering = ({ isBytes }: Column): string => (isBytes ? 'unhex(?)' : '?')
