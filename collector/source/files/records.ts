import Papa from 'papaparse'
import { FileError } from './file-error.ts'

/** A line of CSV, or several where a quoted cell has line breaks. */
export interface Row {
  /** 1-based line that it begins on. */
  line: number
  cells: string[]
  /** What is wrong with its quotes; null for nothing. */
  fault: string | null
}

export const DELIMITERS = [',', ';', '\t'] as const

/** No row of a report is longer: a quote was opened that none closes. */
const ROW_CHARS_MAX = 1_000_000

interface Parsed {
  data: string[][]
  errors: { code: string; row?: number }[]
  meta: { cursor: number }
}

/** Text with line feeds, in pieces of any size, to rows. */
export class Records {
  readonly #parser: Papa.Parser
  #held = ''
  #line = 1

  constructor(delimiter: string) {
    this.#parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' })
  }

  /** The rows that are whole. @throws FileError for a quote that is never closed */
  push(text: string): Row[] {
    this.#held += text
    if (!text.includes('\n') && this.#held.length <= ROW_CHARS_MAX) return []
    const { rows, cursor } = this.#parse(true)
    this.#held = this.#held.slice(cursor)
    if (this.#held.length > ROW_CHARS_MAX)
      throw new FileError(this.#line, 'a quote (") opens here, and none closes it')
    return rows
  }

  /** What is left, as a last row. */
  end(): Row[] {
    const { rows } = this.#held === '' ? { rows: [] } : this.#parse(false)
    this.#held = ''
    return rows
  }

  #parse(hasMore: boolean): { rows: Row[]; cursor: number } {
    const { data, errors, meta }: Parsed = this.#parser.parse(this.#held, 0, hasMore)
    const faults = new Map(errors.map(({ row, code }) => [row, code]))
    const rows = data.map((cells, index) => this.#row(cells, faults.get(index)))
    return { rows, cursor: meta.cursor }
  }

  #row(cells: string[], code: string | undefined): Row {
    const line = this.#line
    this.#line += 1 + cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0)
    return { line, cells: cells.map((cell) => cell.trim()), fault: faultOf(code) }
  }
}

function faultOf(code: string | undefined): string | null {
  if (code === undefined) return null
  return code === 'MissingQuotes'
    ? 'a quote (") opens here, and none closes it: was the file cut off?'
    : 'there is text behind the closing quote of a cell: double a quote that is meant ("")'
}

/** Rows of the beginning of a file; a last one that may be cut off is left out. */
export function rowsOfHead(head: string, isWhole: boolean, delimiter: string): Row[] {
  const records = new Records(delimiter)
  const rows = records.push(head)
  return isWhole ? [...rows, ...records.end()] : rows
}
