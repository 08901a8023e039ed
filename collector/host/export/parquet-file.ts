import type { ParquetWriter } from 'hyparquet-writer'
import { dayNumber } from '../../../shared/dates.ts'
import { exponentOf } from '../../../shared/money.ts'
import {
  columnsOf,
  type ExportTable,
  type Kind,
  type Row,
  type Value,
} from '../../export/tables.ts'
import { currencyPlace, DECIMALS } from '../../export/text.ts'

/** Rows that are in memory together: what readers of Parquet skip or take as one. */
const ROWS_A_GROUP = 8_000

/** No currency has more decimals; with 14 digits before the point, each amount of an order has room. */
const MONEY_DECIMALS = 4

/** Digits that 64 bits always hold. */
const PRECISION = 18
const TOO_LARGE = 1_000_000_000_000_000_000n

type Cell = string | number | bigint | boolean | null
type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']
type Element = Schema[number]

/** A table as a file of Parquet, written a row group at a time. */
export class ParquetFile {
  readonly #writer: ParquetWriter
  readonly #columns: readonly [name: string, kind: Kind][]
  readonly #money: number
  #cells: Cell[][]

  private constructor(writer: ParquetWriter, table: ExportTable) {
    this.#writer = writer
    this.#columns = Object.entries(columnsOf(table))
    this.#money = currencyPlace(table)
    this.#cells = this.#columns.map(() => [])
  }

  /** The writer is loaded by those who want it. */
  static async begin(path: string, table: ExportTable): Promise<ParquetFile> {
    const { fileWriter, ParquetWriter } = await import('hyparquet-writer')
    const schema = schemaOf(table)
    const writer = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'pathworth' })
    return new ParquetFile(writer, table)
  }

  /** @throws RangeError for an amount beyond what the column can hold */
  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      const currency = row[this.#money] ?? ''
      for (const [at, [, kind]] of this.#columns.entries())
        this.#cells[at]?.push(cellOf(kind, row[at] ?? null, String(currency)))
    }
    if ((this.#cells[0]?.length ?? 0) >= ROWS_A_GROUP) await this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    await this.#writer.finish()
  }

  async #flush(): Promise<void> {
    if (this.#cells[0]?.length === 0) return
    const columnData = this.#columns.map(([name], at) => ({ name, data: this.#cells[at] ?? [] }))
    this.#cells = this.#columns.map(() => [])
    await this.#writer.write({ columnData, rowGroupSize: Infinity })
  }
}

function schemaOf(table: ExportTable): Schema {
  const columns = Object.entries(columnsOf(table))
  return [
    { name: table, num_children: columns.length },
    ...columns.map(
      ([name, kind]): Element => ({ name, repetition_type: 'OPTIONAL', ...elementOf(kind) }),
    ),
  ]
}

function elementOf(kind: Kind): Pick<Element, 'type' | 'converted_type' | 'scale' | 'precision'> {
  switch (kind) {
    case 'whole':
      return { type: 'INT64' }
    case 'flag':
      return { type: 'BOOLEAN' }
    case 'instant':
      return { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }
    case 'day':
      return { type: 'INT32', converted_type: 'DATE' }
    case 'amount':
      return decimal(MONEY_DECIMALS)
    case 'millionths':
    case 'billionths':
    case 'hundred_millionths':
      return decimal(DECIMALS[kind])
    case 'text':
    case 'json':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
  }
}

const decimal = (scale: number) =>
  ({ type: 'INT64', converted_type: 'DECIMAL', precision: PRECISION, scale }) as const

function cellOf(kind: Kind, value: Value, currency: string): Cell {
  if (value === null || (kind === 'json' && value === '')) return null
  switch (kind) {
    case 'text':
    case 'json':
      return String(value)
    case 'flag':
      return value !== 0
    case 'day':
      return dayNumber(Number(value))
    case 'amount':
      return amountOf(Number(value), currency)
    default:
      return BigInt(value)
  }
}

/** Of how many units of the last decimal a minor unit is, by the decimals that the currency lacks. */
const UNITS = [1n, 10n, 100n, 1000n, 10_000n]

function amountOf(minor: number, currency: string): bigint {
  const units = UNITS[MONEY_DECIMALS - (exponentOf(currency) ?? 0)] ?? 1n
  const amount = BigInt(minor) * units
  if (amount < TOO_LARGE && amount > -TOO_LARGE) return amount
  throw new RangeError(
    `${minor} minor units of ${currency} are more than DECIMAL(${PRECISION}, ${MONEY_DECIMALS}) holds: export ndjson or csv`,
  )
}
