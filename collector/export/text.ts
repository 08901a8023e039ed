import { formatDay } from '../../shared/dates.ts'
import { formatAmount, formatFraction } from '../../shared/money.ts'
import { csvText, harmless } from '../roi/csv.ts'
import { columnsOf, type ExportTable, type Kind, type Row, type Value } from './tables.ts'

/** The text of a table: what goes before all rows, and that of some rows. */
export interface TextOf {
  head: string
  lines(rows: readonly Row[]): string
}

/** One JSON object a line. Amounts and fractions are texts of exact decimals, flags true or false. */
export function ndjsonOf(table: ExportTable): TextOf {
  const columns = Object.entries(columnsOf(table))
  const money = currencyPlace(table)
  const names = columns.map(([name], at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const lineOf = (row: Row): string => {
    let line = ''
    for (const [at, [, kind]] of columns.entries())
      line += `${names[at]}${jsonOf(kind, row[at] ?? null, row[money])}`
    return `${line}}\n`
  }
  return { head: '', lines: (rows) => rows.map(lineOf).join('') }
}

/** As the reports' CSV: what a spreadsheet would run gets an apostrophe, and what is unknown is empty. */
export function csvOf(table: ExportTable): TextOf {
  const columns = Object.entries(columnsOf(table))
  const money = currencyPlace(table)
  const cells = (row: Row) =>
    columns.map(([, kind], at) => {
      const text = shown(kind, row[at] ?? null, row[money])
      return typeof text === 'string' && IS_FREE[kind] ? harmless(text) : text
    })
  return {
    head: csvText([columns.map(([name]) => name)]),
    lines: (rows) => csvText(rows.map(cells)),
  }
}

/** What anybody may have written; the rest is numbers and times. */
const IS_FREE: Partial<Record<Kind, true>> = { text: true, json: true }

/** Where in a row the currency of its amounts is; -1 for a table without any. */
export const currencyPlace = (table: ExportTable): number =>
  Object.keys(columnsOf(table)).indexOf('currency')

/** How many decimals a fraction has, as parts of a whole. */
export const DECIMALS = { millionths: 6, billionths: 9, hundred_millionths: 8 } as const

/** As people and programs read it. @param currency of amounts */
function shown(kind: Kind, value: Value, currency: Value | undefined): string | number | null {
  if (value === null) return null
  switch (kind) {
    case 'instant':
      return new Date(Number(value)).toISOString()
    case 'day':
      return formatDay(Number(value))
    case 'amount':
      return formatAmount(Number(value), String(currency))
    case 'flag':
      return value === 0 ? 'false' : 'true'
    case 'millionths':
    case 'billionths':
    case 'hundred_millionths':
      return formatFraction(Number(value), DECIMALS[kind])
    default:
      return value
  }
}

function jsonOf(kind: Kind, value: Value, currency: Value | undefined): string {
  if (value === null) return 'null'
  if (kind === 'text') return JSON.stringify(value)
  if (kind === 'whole') return String(value)
  if (kind === 'flag') return value === 0 ? 'false' : 'true'
  if (kind === 'json') return oneLine(String(value))
  return JSON.stringify(shown(kind, value, currency))
}

/** A JSON text is taken as it is, but for one that has lines of its own. */
function oneLine(text: string): string {
  if (text === '') return 'null'
  return /[\r\n]/.test(text) ? JSON.stringify(JSON.parse(text)) : text
}
