import { cleanText } from '../../../shared/clean-text.ts'
import { Decoding } from './decode.ts'
import { FileError } from './file-error.ts'
import { readNumber, shown } from './numbers.ts'
import { DELIMITERS, Records, type Row } from './records.ts'

/** A line of a file of offline touches, in the words of `POST /v1/touches`. */
export interface TouchLine {
  /** 1-based */
  line: number
  /** Times without an offset are as they stand: they are the site's. */
  touch: Record<string, unknown>
}

export interface RefusedLine {
  line: number
  reason: string
}

export interface TouchLines {
  lines: TouchLine[]
  refused: RefusedLine[]
  /** Columns that mean nothing here. */
  ignored: string[]
}

/** What columns are called, as their names are compared: in lower case, with `_` between words. */
const COLUMNS = {
  id: ['id', 'external_id', 'touch_id', 'activity_id', 'record_id'],
  ts: ['ts', 'date', 'time', 'datetime', 'date_time', 'timestamp', 'occurred_at', 'start_time'],
  kind: ['kind', 'type', 'activity_type', 'touch_type'],
  visitor: ['visitor', 'visitor_id'],
  customer_id: ['customer_id', 'customer', 'contact_id', 'customer_number'],
  email: ['email', 'e_mail', 'email_address', 'contact_email'],
  source: ['source', 'utm_source'],
  medium: ['medium', 'utm_medium'],
  campaign: ['campaign', 'utm_campaign', 'campaign_name'],
  channel: ['channel'],
  amount: ['cost', 'amount', 'spend'],
  currency: ['currency', 'currency_code'],
  category: ['category', 'cost_category'],
  updated_at: ['updated_at', 'modified_at', 'last_modified'],
  status: ['status'],
} as const satisfies Record<string, readonly string[]>

type Column = keyof typeof COLUMNS

const MEANINGS: ReadonlyMap<string, Column> = new Map(
  Object.entries(COLUMNS).flatMap(([column, names]) =>
    names.map((name): [string, Column] => [name, column as Column]),
  ),
)

/** What others call the kinds. */
const KINDS: Readonly<Record<string, string>> = {
  phone: 'call',
  phone_call: 'call',
  telephone: 'call',
  visit: 'store_visit',
  in_store: 'store_visit',
  store: 'store_visit',
  fair: 'event',
  trade_show: 'event',
  webinar: 'event',
  letter: 'mail',
  postcard: 'mail',
  direct_mail: 'mail',
  flyer: 'print',
  catalog: 'print',
  catalogue: 'print',
}

/**
 * Reads a CSV of offline touches: one line each, the first names the columns. A line that can't be read is
 * told with its number, and the others are read.
 * @param kind of lines whose file has no column for it
 * @throws FileError for what is no such file
 */
export function readTouchLines(bytes: Uint8Array, kind?: string): TouchLines {
  const [header, ...rows] = rowsOf(bytes)
  if (!header) throw new FileError(1, 'is empty: the first line names the columns')
  const columns = header.cells.map((cell) => MEANINGS.get(compared(cell)))
  requireColumns(header.line, columns, kind)
  const lines: TouchLine[] = []
  const refused: RefusedLine[] = []
  for (const row of rows) {
    const touch = touchOf(row, columns, kind)
    if (typeof touch === 'string') refused.push({ line: row.line, reason: touch })
    else lines.push({ line: row.line, touch })
  }
  return { lines, refused, ignored: header.cells.filter((_, at) => columns[at] === undefined) }
}

function rowsOf(bytes: Uint8Array): Row[] {
  const decoding = new Decoding()
  const text = decoding.push(bytes) + decoding.end()
  const [first = ''] = text.trimStart().split('\n', 1)
  const count = (delimiter: string) => first.split(delimiter).length
  const delimiter = DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ','
  const records = new Records(delimiter)
  return [...records.push(text), ...records.end()].filter(({ cells }) => cells.some(Boolean))
}

const compared = (name: string): string =>
  cleanText(name)
    .toLowerCase()
    .replace(/[\s./-]+/g, '_')

function requireColumns(
  line: number,
  columns: readonly (Column | undefined)[],
  kind: string | undefined,
): void {
  const twice = columns.find((column, at) => column && columns.indexOf(column) < at)
  if (twice)
    throw new FileError(
      line,
      `two columns mean ${wireName(twice)} (${COLUMNS[twice].join(', ')}): leave one out`,
    )
  const missing = (name: Column) => `no column is called ${COLUMNS[name].join(', ')}`
  if (!columns.includes('ts')) throw new FileError(line, `${missing('ts')}: when was each touch?`)
  if (!columns.includes('kind') && kind === undefined)
    throw new FileError(line, `${missing('kind')}: add one, or say --kind for all lines`)
  if (!(['visitor', 'customer_id', 'email'] as const).some((who) => columns.includes(who)))
    throw new FileError(line, 'no column says whose a touch is: visitor, customer_id or email')
}

const wireName = (column: Column): string => (column === 'amount' ? 'cost' : column)

/** The touch of a line, or what is wrong with it. */
function touchOf(
  { cells, fault }: Row,
  columns: readonly (Column | undefined)[],
  kind: string | undefined,
): Record<string, unknown> | string {
  if (fault !== null) return fault
  if (cells.length > columns.length)
    return `has ${cells.length} cells, and there are ${columns.length} columns: is one split by the delimiter?`
  const said: Partial<Record<Column, string>> = {}
  for (const [at, cell] of cells.entries()) {
    const column = columns[at]
    if (column && cell !== '') said[column] = cell
  }
  const { amount, currency, category, ...rest } = said
  const cost = amount === undefined ? undefined : plainAmount(amount)
  if (cost === null)
    return `cost: "${amount}" can be read in two ways, or not at all: write it like 1234.50`
  return {
    ...rest,
    ...withKind(said.kind ?? kind),
    ...(cost !== undefined && {
      cost: { amount: cost, ...(currency && { currency }), ...(category && { category }) },
    }),
  }
}

function withKind(kind: string | undefined): { kind?: string } {
  if (kind === undefined) return {}
  const name = compared(kind)
  return { kind: KINDS[name] ?? name }
}

/** As a plain decimal; null for what is no number, or two. */
function plainAmount(cell: string): string | null {
  const { point, comma } = readNumber(cell)
  if (point !== null && comma !== null && point !== comma) return null
  const exact = point ?? comma
  return exact === null ? null : shown(exact).replace(/\.?0+$/, '')
}
