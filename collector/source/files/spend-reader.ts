import { readPeriod } from './days.ts'
import type { FileOptions } from './file.ts'
import type { Header } from './header.ts'
import { normalName } from './layouts/prepared.ts'
import type { Role, SpendLayout } from './layouts/spend-layout.ts'
import { LineReader } from './line-reader.ts'
import type { Reading } from './numbers.ts'
import { type Preamble, preambleOf } from './preamble.ts'
import type { Row } from './records.ts'
import type { ReadSpend, RefusedLine } from './spend.ts'
import { finished, type Gathered, type LeftOut } from './spend-end.ts'
import { type SpendLine, SpendSums } from './sums.ts'
import { countedIn, isFooter, isTotalLabel } from './totals.ts'

/** So many refused lines are listed; the rest are counted. */
const REFUSED_MAX = 1000

/** Lines of a file of spend, as they come; what they come to is known at the end. */
export class SpendReader implements Gathered {
  readonly #above: Row[] = []
  readonly #width: number
  readonly header: Header<SpendLayout>
  readonly options: FileOptions
  readonly sums = new SpendSums()
  readonly refused: RefusedLine[] = []
  refusedMore = 0
  /** Lines of data, refused ones too. */
  dataLines = 0
  lastLine = 0
  readonly totals: LeftOut = { lines: 0, first: 0 }
  readonly withoutCost: LeftOut = { lines: 0, first: 0 }
  readonly headers: LeftOut = { lines: 0, first: 0 }
  /** Costs of the lines that are called totals. */
  readonly statedTotals: Reading[] = []
  /** How many lines a total says that it is of. */
  counted: number | undefined
  #lines: LineReader | undefined
  #preamble: Preamble | undefined

  constructor(header: Header<SpendLayout>, options: FileOptions) {
    this.header = header
    this.options = options
    this.#width = header.row.cells.findLastIndex((cell) => cell !== '') + 1
  }

  take(row: Row): void {
    this.lastLine = row.line
    if (row.line < this.header.row.line) this.#above.push(row)
    else if (row.line > this.header.row.line) this.#takeBelow(row)
  }

  end(): ReadSpend {
    return finished(this)
  }

  get preamble(): Preamble {
    this.#preamble ??= preambleOf(this.#above)
    return this.#preamble
  }

  get lines(): LineReader {
    this.#lines ??= new LineReader(this.header, this.preamble, this.options)
    return this.#lines
  }

  refuse(line: number, reason: string): void {
    if (this.refused.length < REFUSED_MAX) this.refused.push({ line, reason })
    else this.refusedMore++
  }

  #takeBelow(row: Row): void {
    if (row.cells.every((cell) => cell === '') || isFooter(row.cells)) return
    if (row.fault !== null) this.#refuseData(row.line, row.fault)
    else if (this.#isHeaderAgain(row)) count(this.headers, row.line)
    else if (this.#isTotal(row)) this.#takeTotal(row)
    else this.#takeData(row)
  }

  #takeData(row: Row): void {
    const line = this.#widthProblem(row) ?? this.lines.read(row)
    if (typeof line === 'string') this.#refuseData(row.line, line)
    else if (line === null) this.#takeWithoutCost(row)
    else this.#add(line, row.cells)
  }

  #takeWithoutCost({ line }: Row): void {
    this.dataLines++
    count(this.withoutCost, line)
  }

  #add(line: SpendLine, cells: readonly string[]): void {
    this.dataLines++
    const problem = this.sums.add(line, cells)
    if (problem !== null) this.refuse(line.line, problem)
  }

  #refuseData(line: number, reason: string): void {
    this.dataLines++
    this.refuse(line, reason)
  }

  /** Files that were put together have their header more than once. */
  #isHeaderAgain({ cells }: Row): boolean {
    return cells.every((cell, index) => normalName(cell) === this.#headerName(index))
  }

  #headerName(index: number): string {
    return normalName(this.header.row.cells[index] ?? '')
  }

  #widthProblem({ cells }: Row): string | null {
    const said = cells.findLastIndex((cell) => cell !== '') + 1
    if (said > this.#width)
      return `there are ${said} cells, and the header has ${this.#width}: a text with the delimiter in it needs quotes round it`
    if (cells.length < this.#width)
      return `there are ${cells.length} cells, and the header has ${this.#width}: was the file cut off?`
    return null
  }

  /**
   * A total says so where a name would stand, or names no day where other lines do, or no campaign. A
   * campaign may be called "Total: Brand", too: then it has a day, and an id where others have one.
   */
  #isTotal(row: Row): boolean {
    const { lines, header } = this
    if (this.#labels(row).some(isTotalLabel)) return !this.#isNamedLikeTotal(row)
    if (header.layout.isMachine || this.#widthProblem(row) !== null) return false
    const start = startRole(lines)
    if (lines.has(start) && lines.cell(row, start) === '') return true
    return this.#isNameless(row)
  }

  /** Whether a line leaves empty what it should be of: a campaign, or an account where there are none. */
  #isNameless(row: Row): boolean {
    const { lines } = this
    const names = IDENTITY.find((roles) => roles.some((role) => lines.has(role))) ?? []
    return names.length > 0 && names.every((role) => lines.cell(row, role) === '')
  }

  #labels(row: Row): string[] {
    const { lines } = this
    const first = row.cells.find((cell) => cell !== '') ?? ''
    const name = lines.cell(row, 'campaign') || lines.cell(row, 'account')
    return [first, name, lines.cell(row, startRole(lines))]
  }

  #isNamedLikeTotal(row: Row): boolean {
    const { lines } = this
    const start = startRole(lines)
    const hasDay = lines.has(start)
    if (this.#isNameless(row)) return false
    if (hasDay && readPeriod(lines.cell(row, start)) === undefined) return false
    if (lines.has('campaign_id')) return lines.cell(row, 'campaign_id') !== ''
    return hasDay && this.#widthProblem(row) === null
  }

  #takeTotal(row: Row): void {
    count(this.totals, row.line)
    const label = this.#labels(row).find(isTotalLabel)
    if (label === undefined) return
    this.counted ??= countedIn(label)
    if (this.statedTotals.length < 100) this.statedTotals.push(this.lines.costOf(row))
  }
}

const IDENTITY: readonly (readonly Role[])[] = [
  ['campaign', 'campaign_id'],
  ['account', 'account_id', 'source'],
]

/** Where a line says its day, or the first of its days. */
const startRole = (lines: LineReader): Role => (lines.has('day') ? 'day' : 'from')

function count(leftOut: LeftOut, line: number): void {
  if (leftOut.lines === 0) leftOut.first = line
  leftOut.lines++
}
