import { exponentOf } from '../../../shared/money.ts'
import { quoted } from './choices.ts'
import { FileError } from './file-error.ts'
import type { Layout } from './layouts/layout.ts'
import { normalName, type Prepared } from './layouts/prepared.ts'
import type { Row } from './records.ts'

/** A row that is the header of a layout, and where its columns are. */
export interface Header<L extends Layout = Layout> {
  layout: L
  row: Row
  /** By role. */
  columns: ReadonlyMap<string, number>
  /** Of `Amount spent (EUR)`, else null. */
  currency: string | null
  /** How many of its names are known. */
  score: number
}

/** A header that may be meant. */
interface Match<L extends Layout> extends Header<L> {
  /** Whether something says that it is this platform's. */
  isOwn: boolean
}

const WITH_CURRENCY = /^(.+?) ?\((?:in )?([a-z]{3})\)$/

/** A column by its name, or by the name before its currency. */
interface Named {
  index: number
  currency: string | null
  isWhole: boolean
}

/** The columns of a row by name; of two of one name both are there. */
type ByName = ReadonlyMap<string, readonly Named[]>

function byName(row: Row): ByName {
  const named = new Map<string, Named[]>()
  const add = (name: string, one: Named) => named.set(name, [...(named.get(name) ?? []), one])
  for (const [index, cell] of row.cells.entries()) {
    const name = normalName(cell)
    const [, base = '', code = ''] = WITH_CURRENCY.exec(name) ?? []
    const currency = exponentOf(code.toUpperCase()) === undefined ? null : code.toUpperCase()
    add(name, { index, currency, isWhole: true })
    if (currency !== null) add(base, { index, currency, isWhole: false })
  }
  return named
}

/**
 * The column of a role: the first of its names that is there.
 * @throws FileError when two columns have that name
 */
function columnOf(names: readonly string[], isAmount: boolean, row: Row, all: ByName) {
  for (const name of names) {
    const [column, second] = (all.get(name) ?? []).filter(({ isWhole }) => isWhole || isAmount)
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
function matchOf<L extends Layout>(
  { layout, names, marks }: Prepared<L>,
  row: Row,
  all: ByName,
  titles: readonly string[],
): Match<L> | undefined {
  const hasAny = new Set(
    names.filter(([, of]) => of.some((name) => all.has(name))).map(([role]) => role),
  )
  if (!layout.required.every((group) => group.some((role) => hasAny.has(role)))) return undefined
  const found = new Map<string, Named>()
  for (const [role, of] of names) {
    const column = columnOf(of, layout.amounts.includes(role), row, all)
    if (column) found.set(role, column)
  }
  if (!layout.required.every((group) => group.some((role) => found.has(role)))) return undefined
  const currency = found.get(layout.amounts[0] ?? '')?.currency ?? null
  const isTitled = titles.some((title) => layout.titles?.test(title))
  const isMarked = layout.marksCurrency === true && currency !== null
  const own = marks.filter((mark) => all.has(mark)).length + Number(isTitled) + Number(isMarked)
  return {
    ...{ layout, row, currency, score: found.size + own },
    columns: new Map([...found].map(([role, { index }]) => [role, index])),
    isOwn: own > 0 || marks.length === 0,
  }
}

/**
 * The first row that is a header of one of the layouts.
 * @param isCalled whether somebody has said which kind it is, so that no mark is needed
 * @returns undefined for none
 * @throws FileError when it may be of several kinds
 */
export function headerIn<L extends Layout>(
  rows: readonly Row[],
  layouts: readonly Prepared<L>[],
  isCalled: boolean,
): Header<L> | undefined {
  let unmarked: Match<L>[] = []
  for (const [index, row] of rows.entries()) {
    if (row.cells.filter((cell) => cell !== '').length < 2) continue
    const titles = rows.slice(0, index).map(({ cells }) => cells[0] ?? '')
    const named = byName(row)
    const all = layouts.flatMap((layout) => matchOf(layout, row, named, titles) ?? [])
    const matches = all.filter(({ isOwn }) => isOwn || isCalled)
    if (matches.length > 0) return bestOf(matches)
    if (unmarked.length === 0) unmarked = all
  }
  if (unmarked.length > 0) throw ofSeveral(unmarked)
  return undefined
}

function bestOf<L extends Layout>(matches: readonly Match<L>[]): Match<L> {
  const score = Math.max(...matches.map((match) => match.score))
  const best = matches.filter((match) => match.score === score)
  if (new Set(best.map(({ layout }) => layout.kind)).size > 1) throw ofSeveral(best)
  return best[0] as Match<L>
}

function ofSeveral(matches: readonly Header[]): FileError {
  const kinds = [...new Set(matches.map(({ layout }) => layout.kind))]
  return new FileError(
    matches[0]?.row.line ?? null,
    `these columns may be of ${kinds.join(', of ')}, or of another platform: say which with --kind ${kinds[0]}, or name the columns with --map`,
  )
}
