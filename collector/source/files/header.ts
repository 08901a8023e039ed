import { exponentOf } from '../../../shared/money.ts'
import { quoted } from './choices.ts'
import { FileError } from './file-error.ts'
import { type Layout, type Names, ROLES, type Role } from './layouts/layout.ts'
import type { Row } from './records.ts'

/** A row that is the header of a layout, and where its columns are. */
export interface Header {
  layout: Layout
  row: Row
  columns: ReadonlyMap<Role, number>
  /** Of `Amount spent (EUR)`, else null. */
  currency: string | null
}

/** A header that may be meant, by how many of its names are known. */
interface Match extends Header {
  score: number
  /** Whether something says that it is this platform's. */
  isOwn: boolean
}

/** A name as it is compared. */
export const normalName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

const WITH_CURRENCY = /^(.+?) ?\((?:in )?([a-z]{3})\)$/
const MONEY: ReadonlySet<Role> = new Set(['cost', 'value'])

/** Columns by name; amounts may have their currency behind it. */
interface Named {
  name: string
  index: number
  currency: string | null
}

function namesOf(row: Row): Named[] {
  return row.cells.flatMap((cell, index) => {
    const name = normalName(cell)
    const [, base = '', code = ''] = WITH_CURRENCY.exec(name) ?? []
    const currency = code.toUpperCase()
    const plain = { name, index, currency: null }
    return exponentOf(currency) === undefined ? [plain] : [plain, { name: base, index, currency }]
  })
}

/**
 * The column of a role: the first of its names that is there.
 * @throws FileError when two columns have that name
 */
function columnOf(role: Role, names: Names, row: Row, named: readonly Named[]): Named | undefined {
  for (const name of Object.values(names).flat()) {
    const [column, second] = named.filter(
      (one) => one.name === normalName(name) && (one.currency === null || MONEY.has(role)),
    )
    if (column && second && column.index !== second.index)
      throw new FileError(
        row.line,
        `there are two columns ${quoted(row.cells[column.index] ?? name)}: export the report again with one of them`,
      )
    if (column) return column
  }
  return undefined
}

/** How a row fits a layout; undefined when it lacks a column that the layout must have. */
function matchOf(layout: Layout, row: Row, titles: readonly string[]): Match | undefined {
  const named = namesOf(row)
  const found = ROLES.flatMap((role): [Role, Named][] => {
    const column = columnOf(role, layout.columns[role] ?? {}, row, named)
    return column ? [[role, column]] : []
  })
  const columns = new Map(found.map(([role, { index }]) => [role, index]))
  const needed = [['cost', 'cost_micros'] as const, ...layout.required]
  if (!needed.every((group) => group.some((role) => columns.has(role)))) return undefined
  const currency = found.find(([role]) => role === 'cost')?.[1].currency ?? null
  const isTitled = titles.some((title) => layout.titles?.test(title))
  const own = marksIn(layout, named) + Number(isTitled) + Number(marksItself(layout, currency))
  const isOwn = own > 0 || layout.marks.length === 0
  return { layout, row, columns, currency, score: columns.size + own, isOwn }
}

const marksItself = ({ marksCurrency = false }: Layout, currency: string | null): boolean =>
  marksCurrency && currency !== null

function marksIn({ marks }: Layout, named: readonly Named[]): number {
  const names = new Set(named.map(({ name }) => name))
  return marks.filter((mark) => names.has(normalName(mark))).length
}

/** What the first rows of a file turn out to be. */
export interface Recognised extends Header {
  score: number
}

/**
 * The first row that is a header of one of the layouts.
 * @param isCalled whether somebody has said which kind it is, so that no mark is needed
 * @returns undefined for none
 * @throws FileError when it may be of several kinds
 */
export function headerIn(
  rows: readonly Row[],
  layouts: readonly Layout[],
  isCalled: boolean,
): Recognised | undefined {
  let unmarked: Match[] = []
  for (const [index, row] of rows.entries()) {
    if (row.cells.filter((cell) => cell !== '').length < 2) continue
    const titles = rows.slice(0, index).map(({ cells }) => cells[0] ?? '')
    const all = matchesOf(layouts, row, titles)
    const matches = all.filter(({ isOwn }) => isOwn || isCalled)
    if (matches.length > 0) return bestOf(matches)
    if (unmarked.length === 0) unmarked = all
  }
  if (unmarked.length > 0) throw ofSeveral(unmarked)
  return undefined
}

function matchesOf(layouts: readonly Layout[], row: Row, titles: readonly string[]): Match[] {
  return layouts.flatMap((layout) => matchOf(layout, row, titles) ?? [])
}

function bestOf(matches: readonly Match[]): Match {
  const score = Math.max(...matches.map((match) => match.score))
  const best = matches.filter((match) => match.score === score)
  if (new Set(best.map(({ layout }) => layout.kind)).size > 1) throw ofSeveral(best)
  return best[0] as Match
}

function ofSeveral(matches: readonly Match[]): FileError {
  const kinds = [...new Set(matches.map(({ layout }) => layout.kind))]
  return new FileError(
    matches[0]?.row.line ?? null,
    `these columns may be of ${kinds.join(', of ')}, or of another platform: say which with --kind ${kinds[0]}, or name the columns with --map`,
  )
}
