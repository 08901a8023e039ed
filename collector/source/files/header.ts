import { exponentOf } from '../../../shared/money.ts'
import { quoted } from './choices.ts'
import { FileError } from './file-error.ts'
import type { Layout, Role } from './layouts/layout.ts'
import { normalName, type Prepared } from './layouts/prepared.ts'
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

const WITH_CURRENCY = /^(.+?) ?\((?:in )?([a-z]{3})\)$/
const MONEY: ReadonlySet<Role> = new Set(['cost', 'value'])

/** Columns by name; amounts may have their currency behind it. */
interface Named {
  name: string
  index: number
  currency: string | null
}

/** The columns of a row by name; of two of one name both are there. */
type ByName = ReadonlyMap<string, readonly Named[]>

function byName(row: Row): ByName {
  const named = new Map<string, Named[]>()
  const add = (one: Named) => named.set(one.name, [...(named.get(one.name) ?? []), one])
  for (const [index, cell] of row.cells.entries()) {
    const name = normalName(cell)
    const [, base = '', code = ''] = WITH_CURRENCY.exec(name) ?? []
    const currency = code.toUpperCase()
    add({ name, index, currency: null })
    if (exponentOf(currency) !== undefined) add({ name: base, index, currency })
  }
  return named
}

/**
 * The column of a role: the first of its names that is there.
 * @throws FileError when two columns have that name
 */
function columnOf(role: Role, names: readonly string[], row: Row, all: ByName): Named | undefined {
  for (const name of names) {
    const [column, second] = (all.get(name) ?? []).filter(
      ({ currency }) => currency === null || MONEY.has(role),
    )
    if (column && second)
      throw new FileError(
        row.line,
        `there are two columns ${quoted(row.cells[column.index] ?? name)}: export the report again with one of them`,
      )
    if (column) return column
  }
  return undefined
}

/** How a row fits a layout; undefined when it lacks a column that the layout must have. */
function matchOf(
  layout: Prepared,
  row: Row,
  all: ByName,
  titles: readonly string[],
): Match | undefined {
  const has = (role: Role) =>
    layout.names.some(([known, names]) => known === role && names.some((name) => all.has(name)))
  const needed = [['cost', 'cost_micros'] as const, ...layout.required]
  if (!needed.every((group) => group.some(has))) return undefined
  const found = layout.names.flatMap(([role, names]): [Role, Named][] => {
    const column = columnOf(role, names, row, all)
    return column ? [[role, column]] : []
  })
  const columns = new Map(found.map(([role, { index }]) => [role, index]))
  if (!columns.has('cost') && !columns.has('cost_micros')) return undefined
  const currency = found.find(([role]) => role === 'cost')?.[1].currency ?? null
  const isTitled = titles.some((title) => layout.titles?.test(title))
  const marks = layout.markNames.filter((mark) => all.has(mark)).length
  const own = marks + Number(isTitled) + Number(marksItself(layout, currency))
  const isOwn = own > 0 || layout.marks.length === 0
  return { layout, row, columns, currency, score: columns.size + own, isOwn }
}

const marksItself = ({ marksCurrency = false }: Layout, currency: string | null): boolean =>
  marksCurrency && currency !== null

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
  layouts: readonly Prepared[],
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

function matchesOf(layouts: readonly Prepared[], row: Row, titles: readonly string[]): Match[] {
  const all = byName(row)
  return layouts.flatMap((layout) => matchOf(layout, row, all, titles) ?? [])
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
