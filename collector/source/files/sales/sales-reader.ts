import type { FileOptions } from '../file.ts'
import type { Header } from '../header.ts'
import { isReported, readNumber } from '../numbers.ts'
import type { Row } from '../records.ts'
import type { RefusedLine } from '../spend.ts'
import { DealEnd } from './deals.ts'
import type { SalesLayout, SalesRole } from './layouts.ts'
import { type Draft, LineTools, SalesLineError } from './line-tools.ts'
import type { DealKind, ReadSales, SalesLine } from './sales-file.ts'
import { Spellings } from './spelling.ts'

const DATES: readonly SalesRole[] = ['created', 'closed', 'wonAt', 'lostAt', 'updated']

/** Reads the lines of a file of deals or contacts; all of them are held, as none is without its file. */
export class SalesReader {
  readonly #header: Header<SalesLayout>
  readonly #options: FileOptions
  readonly #spellings: Spellings
  readonly #drafts: Draft[] = []
  readonly #refused: RefusedLine[] = []
  #leftOut = 0

  constructor(header: Header<SalesLayout>, options: FileOptions) {
    this.#header = header
    this.#options = options
    this.#spellings = new Spellings(options)
  }

  take(row: Row): void {
    if (row.line <= this.#header.row.line || row.cells.every((cell) => cell === '')) return
    const draft = this.#draftOf(row)
    if (this.#isFooter(row, draft)) this.#leftOut++
    else if (row.fault !== null) this.#refuse(row.line, row.fault)
    else if (row.cells.length !== this.#header.row.cells.length)
      this.#refuse(
        row.line,
        `has ${row.cells.length} cells, and the header has ${this.#header.row.cells.length}: is one split by the delimiter?`,
      )
    else if (!draft.cells.id) this.#refuse(row.line, 'has no id: export that column, too')
    else this.#hear(draft)
  }

  end(): ReadSales {
    const { kind } = this.#header.layout
    const { questions } = this.#spellings
    const notes = this.#notes()
    if (questions.length > 0)
      return { family: 'sales', kind, lines: [], refused: [...this.#refused, ...questions], notes }
    const tools = new LineTools(this.#header, this.#options, this.#spellings.decided)
    const lines = kind === 'hubspot_contacts' ? this.#contacts(tools) : this.#deals(tools, kind)
    if (tools.oneOfMany > 0)
      notes.push(`Of several contacts the first is taken (${tools.oneOfMany} lines).`)
    const refused = this.#refused.toSorted((a, b) => a.line - b.line)
    return { family: 'sales', kind, lines, refused, notes }
  }

  #deals(tools: LineTools, kind: DealKind): SalesLine[] {
    const end = new DealEnd(tools, kind)
    return this.#drafts.flatMap((draft) => this.#tried(draft, () => end.lineOf(draft)))
  }

  #contacts(tools: LineTools): SalesLine[] {
    return this.#drafts.flatMap((draft) => this.#tried(draft, () => contactOf(draft, tools)))
  }

  #tried(draft: Draft, read: () => SalesLine | null): SalesLine[] {
    try {
      return [read()].filter((line) => line !== null)
    } catch (error) {
      if (!(error instanceof SalesLineError)) throw error
      this.#refuse(draft.line, error.message)
      return []
    }
  }

  #draftOf({ line, cells }: Row): Draft {
    const said = [...this.#header.columns].map(([role, index]) => {
      const cell = cells[index] ?? ''
      return [role, isReported(cell) ? cell : '']
    })
    return { line, cells: Object.fromEntries(said) }
  }

  /** Totals, and what a report says of itself, have no stage, and next to nothing else. */
  #isFooter({ cells }: Row, { cells: said }: Draft): boolean {
    const filled = cells.filter((cell) => cell !== '').length
    const { columns } = this.#header
    return columns.has('stage') || columns.has('status')
      ? !said.stage && !said.status && filled <= 2
      : filled === 1
  }

  /** What a cell tells of the whole file; what it is itself is known at the end. */
  #hear(draft: Draft): void {
    const { line, cells } = draft
    this.#drafts.push(draft)
    for (const text of DATES.flatMap((role) => cells[role] || []))
      this.#spellings.hearDate(text, line)
    const { amount: text } = cells
    if (text) this.#spellings.hearAmount(readNumber(text), text, line)
  }

  #refuse(line: number, reason: string): void {
    this.#refused.push({ line, reason })
  }

  #notes(): string[] {
    return this.#leftOut > 0
      ? [`Left out: ${this.#leftOut} lines that are no records, such as totals and footers.`]
      : []
  }
}

/** Whoever is one with a contact, by what the CRM knows; null of a contact that names nobody else. */
function contactOf(draft: Draft, tools: LineTools): SalesLine | null {
  const { customer_id: own, ...who } = tools.who(draft)
  const ts = tools.time(draft, 'created')
  const ids = [tools.id(draft), ...(own === undefined ? [] : [own])]
  if (Object.keys(who).length === 0) return null
  const identities = ids.map((customer_id) => ({ customer_id, ...who, ...(ts && { ts }) }))
  return { line: draft.line, conversion: null, identities, clicks: '', stage: '' }
}
