import { MoveError, type RowsPage } from '../transfer.ts'
import type { Column, Keyset } from './keyset.ts'
import type { Sql } from './sql.ts'

type Page = Pick<RowsPage<string>, 'columns' | 'rows'>

/** What the target derives, until it has. */
const UNTIL_DERIVED: Record<string, readonly string[]> = {
  visitors: ['last_hit', 'hits', 'linked'],
  conversions: ['reported'],
  refunds: ['counts_for'],
}

/**
 * Puts pages of rows into one table. A row whose key is there takes its place, or (in a table that is
 * only ever added to) must be the same. No name of a page becomes SQL; its columns must be the table's.
 */
export class Importing {
  readonly #sql: Sql
  readonly #table: Keyset
  readonly #isOnlyAddedTo: boolean

  constructor(sql: Sql, table: Keyset, { isOnlyAddedTo }: { isOnlyAddedTo: boolean }) {
    this.#sql = sql
    this.#table = table
    this.#isOnlyAddedTo = isOnlyAddedTo
  }

  /**
   * One bound text whatever the number of rows: a Durable Object binds a hundred values at most.
   * @returns whether any row was not there as it came
   * @throws MoveError when columns or values are not those of the table, or a row is another one here
   */
  take({ columns, rows }: Page): boolean {
    const { name, columns: ours } = this.#table
    if (!sameNames(columns, ours))
      throw new MoveError(
        `${name} has the columns ${ours.map((column) => column.name)}, not ${columns}`,
      )
    const places = ours.map((column) => columns.indexOf(column.name))
    for (const row of rows) this.#check(row, columns.length, places)
    const text = JSON.stringify(rows)
    const values = ours.map((column, at) => arriving(column, places[at] ?? 0))
    if (this.#isOnlyAddedTo && this.#hasOthers(values, text)) throw this.#parted()
    try {
      return this.#sql.prepare(this.#statement(values)).run(text) > 0
    } catch (error) {
      if (String(error).includes('UNIQUE constraint failed')) throw this.#parted()
      throw error
    }
  }

  #statement(values: readonly string[]): string {
    const { name: table, columns, key } = this.#table
    const zeros = UNTIL_DERIVED[table] ?? []
    const names = [...columns.map(quoted), ...zeros]
    return `INSERT INTO ${table} (${names.join(', ')})
       SELECT ${[...values, ...zeros.map(() => '0')].join(', ')}
       FROM json_each(?) page WHERE true
       ON CONFLICT (${key.map(quoted).join(', ')}) DO ${this.#onConflict}`
  }

  /** A row that is the same is not written again. */
  get #onConflict(): string {
    const { name: table, columns, key } = this.#table
    const others = columns.filter(({ name }) => !key.some((of) => of.name === name)).map(quoted)
    if (this.#isOnlyAddedTo || others.length === 0) return 'NOTHING'
    return `UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE ${others.map((name) => `${table}.${name} IS NOT excluded.${name}`).join(' OR ')}`
  }

  /** Whether a row of the page has the key of one that is here, and is another. */
  #hasOthers(values: readonly string[], text: string): boolean {
    const { name: table, columns, key } = this.#table
    const arrivingKey = (of: Column) => values[columns.findIndex(({ name }) => name === of.name)]
    const sameKey = key.map((of) => `t.${quoted(of)} = ${arrivingKey(of)}`).join(' AND ')
    const other = columns.map((of, at) => `t.${quoted(of)} IS NOT ${values[at]}`).join(' OR ')
    const found = this.#sql.prepare(
      `SELECT 1 FROM json_each(?) page JOIN ${table} t ON ${sameKey} WHERE ${other} LIMIT 1`,
    )
    return found.get(text) !== undefined
  }

  #parted(): MoveError {
    return new MoveError(
      `other rows of ${this.#table.name} are here under the same numbers: facts have come to both sides, which can not become one; move the site to where there is none of this name`,
    )
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
  isBytes ? `unhex(page.value ->> '$[${place}]')` : `page.value ->> '$[${place}]'`

const sameNames = (names: readonly string[], columns: readonly Column[]): boolean =>
  names.length === columns.length && columns.every(({ name }) => names.includes(name))

const HEX = /^(?:[0-9a-f]{2})*$/

function fits({ isBytes, isText, mayBeNull }: Column, value: unknown): boolean {
  if (value === null) return mayBeNull
  if (isBytes) return typeof value === 'string' && HEX.test(value)
  return isText ? typeof value === 'string' : Number.isSafeInteger(value)
}
