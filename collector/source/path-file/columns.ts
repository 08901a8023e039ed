/** Columns that a path file may have, as its header names them. */
export const COLUMNS = [
  'path',
  'total_conversions',
  'total_conversion_value',
  'total_null',
] as const
export type Column = (typeof COLUMNS)[number]

/** What a column is to the reader: an index into COLUMNS, or IGNORED. */
export const PATH = 0
export const CONVERSIONS = 1
export const VALUE = 2
export const NULLS = 3
export const IGNORED = 4

const REQUIRED: readonly Column[] = ['path', 'total_conversions']

/** A line of a path file that can't be read: which, what is wrong with it, and the way out. */
export class PathFileError extends Error {
  readonly line: number

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`)
    this.name = 'PathFileError'
    this.line = line
  }
}

/**
 * The role of each column of a header, in any order; columns that are not ours are ignored.
 * @throws PathFileError for a column that is missing, or there twice
 */
export function rolesOf(header: readonly string[], line: number): number[] {
  const names = header.map((name) => name.trim().toLowerCase())
  for (const column of COLUMNS)
    if (names.filter((name) => name === column).length > 1)
      throw new PathFileError(line, `the header names ${column} twice: leave one out`)
  const missing = REQUIRED.filter((column) => !names.includes(column))
  if (missing.length > 0)
    throw new PathFileError(
      line,
      `the header lacks ${missing.join(' and ')}; it has ${shown(header)}: name the columns ${COLUMNS.join(',')}, in any order, the last two if you have them, with commas between`,
    )
  return names.map((name) => {
    const role = COLUMNS.indexOf(name as Column)
    return role === -1 ? IGNORED : role
  })
}

const DECIMAL = /^\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * A count or an amount as it was written; an empty one is 0 where the column may be absent.
 * @throws PathFileError
 */
export function amountOf(text: string, role: number, line: number): number {
  const column = COLUMNS[role] ?? ''
  const trimmed = text.trim()
  if (trimmed === '' && role !== CONVERSIONS) return 0
  const amount = DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN
  if (amount < Infinity) return amount
  if (Number(trimmed) < 0)
    throw new PathFileError(
      line,
      `${column} is ${trimmed}: it counts journeys or their worth, from 0 on`,
    )
  throw new PathFileError(
    line,
    `${column} is ${shown([text])}, not a number such as 3 or 12.5, without thousands separators; a path with a comma in it needs quotes round it`,
  )
}

const SHOWN_MAX = 120

/** As it stands in a message, on one line and not too long. */
function shown(texts: readonly string[]): string {
  const text = texts.map((one) => JSON.stringify(one)).join(', ')
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}
