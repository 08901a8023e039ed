import { MoveError, type RowsPage } from '../transfer.ts'
import type { Column, Keyset } from './keyset.ts'
import type { Sql } from './sql.ts'

type Page = Pick<RowsPage<string>, 'columns' | 'rows'>

/** What the target derives, until it has. */
const UNTIL_DERIVED: Record<string, readonly string[]> = {
  visitors: ['last_hit', 'hits', 'linked'],
  conversions: ['reported'],
}

/**
 * Puts pages of rows into one table: a row whose key is there takes its place. No name of a page
 * becomes SQL; its columns must be the table's.
 */
export class Importing {
  readonly #sql: Sql
  readonly #table: Keyset

  constructor(sql: Sql, table: Keyset) {
    this.#sql = sql
    this.#table = table
  }

  /**
   * One bound text whatever the number of rows: a Durable Object binds a hundred values at most.
   * @returns whether any row was not there as it came
   * @throws MoveError when columns or values are not those of the table
   */
  take({ columns, rows }: Page): boolean {
    const { name, columns: ours } = this.#table
    if (!sameNames(columns, ours))
      throw new MoveError(
        `${name} has the columns ${ours.map((column) => column.name)}, not ${columns}`,
      )
    const places = ours.map((column) => columns.indexOf(column.name))
    for (const row of rows) this.#check(row, columns.length, places)
    return this.#sql.prepare(this.#statement(places)).run(JSON.stringify(rows)) > 0
  }

  #statement(places: readonly number[]): string {
    const { name: table, columns, key } = this.#table
    const zeros = UNTIL_DERIVED[table] ?? []
    const names = [...columns.map(quoted), ...zeros]
    const values = columns.map((column, at) => arriving(column, places[at] ?? 0))
    const others = columns.filter(({ name }) => !key.some((of) => of.name === name)).map(quoted)
    const conflict =
      others.length === 0
        ? 'NOTHING'
        : `UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
           WHERE ${others.map((name) => `${table}.${name} IS NOT excluded.${name}`).join(' OR ')}`
    return `INSERT INTO ${table} (${names.join(', ')})
       SELECT ${[...values, ...zeros.map(() => '0')].join(', ')}
       FROM json_each(?) WHERE true
       ON CONFLICT (${key.map(quoted).join(', ')}) DO ${conflict}`
  }

  #check(row: unknown, width: number, places: readonly number[]): void {
    const { name: table, columns } = this.#table
    if (!Array.isArray(row) || row.length !== width)
      throw new MoveError(`a row of ${table} has not as many values as there are columns`)
    for (const [at, column] of columns.entries())
      if (!fits(column, row[places[at] ?? 0]))
        throw new MoveError(`a value of ${table}.${column.name} is none of its type`)
  }
}

const quoted = ({ name }: Column): string => `"${name}"`

const arriving = ({ isBytes }: Column, place: number): string =>
  isBytes ? `unhex(value ->> '$[${place}]')` : `value ->> '$[${place}]'`

const sameNames = (names: readonly string[], columns: readonly Column[]): boolean =>
  names.length === columns.length && columns.every(({ name }) => names.includes(name))

const HEX = /^(?:[0-9a-f]{2})*$/

function fits({ isBytes, isText, mayBeNull }: Column, value: unknown): boolean {
  if (value === null) return mayBeNull
  if (isBytes) return typeof value === 'string' && HEX.test(value)
  return isText ? typeof value === 'string' : Number.isSafeInteger(value)
}
