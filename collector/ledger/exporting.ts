import { type ExportTable, isFactTable, type Row } from '../export/tables.ts'
import type { ExportAnswer, ExportQuery } from './reports-export.ts'

/** Rows that are in memory together. */
export const ROWS_A_PAGE = 2000

/** What is exported: a table, perhaps of some days, perhaps since a fact. */
export type ExportAsked = Omit<ExportQuery, 'kind' | 'after' | 'upTo' | 'limit'>

/** What of a page is used. */
export type ExportPage = Pick<ExportAnswer, 'rows' | 'next' | 'last' | 'line' | 'generation'>

/** Whoever answers a page of an export: a ledger, or who asks one. */
export interface Exporter {
  report(query: ExportQuery): Promise<ExportPage>
}

/** What is known before the first row is given out. */
export interface Export {
  table: ExportTable
  /** The highest number of a fact: what comes later is not in it, and is what `since` brings. */
  last: number
  /** '0' until the site is taken back to a snapshot, or somebody is erased. */
  line: string
  rows: AsyncGenerator<Row[]>
}

/** What was given out already and what is there now do not fit together: begin anew. */
export class ExportBrokenError extends Error {
  override name = 'ExportBrokenError'
}

/**
 * Begins an export, and gives it page by page, each answered by itself. Facts are those of one moment,
 * since none changes and later ones have higher numbers. Of figures each row is as it is when its page
 * is read: none comes twice, and none that stays is missed.
 * @throws ExportBrokenError between two pages
 */
export async function beginExport(exporter: Exporter, asked: ExportAsked): Promise<Export> {
  const query = { kind: 'export', ...asked, limit: ROWS_A_PAGE } as const
  const first = await exporter.report({ ...query, after: null })
  const { last, line } = first
  return { table: asked.table, last, line: line || '0', rows: pages(exporter, query, first) }
}

/** Where an export goes on: behind a fact, in the line of the export before. */
export interface GoesOn {
  since?: number | undefined
  line?: string | undefined
}

/** Which part of where it goes on is wrong, and the way out; undefined when it fits. */
export function misfitOf(
  { since, line }: GoesOn,
  begun: Export,
): { field: keyof GoesOn; message: string } | undefined {
  if (line !== undefined && line !== begun.line) {
    const message = `the site was taken back to a snapshot, or somebody was erased, since the export of this line (it is "${begun.line}" now): export the table anew, without "since" and "line"`
    return { field: 'line', message }
  }
  if (since === undefined || since <= begun.last) return undefined
  const message = `is to come: the newest fact has number ${begun.last}. If an export has said so, the site was taken back to a snapshot: export the table anew, without "since"`
  return { field: 'since', message }
}

/** Only facts have numbers. */
export const ofFactsAlone = (table: ExportTable): string =>
  `is of facts, which have numbers: ${table} follows from them, so export all of it again`

async function* pages(
  exporter: Exporter,
  query: Omit<ExportQuery, 'after'>,
  first: ExportPage,
): AsyncGenerator<Row[]> {
  const upTo = isFactTable(query.table) ? first.last : undefined
  for (let page = first; ; ) {
    if (page.rows.length > 0) yield page.rows
    if (page.next === null) return
    page = await exporter.report({ ...query, upTo, after: page.next })
    requireSame(query.table, first, page)
  }
}

function requireSame(table: ExportTable, first: ExportPage, page: ExportPage): void {
  if (page.line !== first.line)
    throw new ExportBrokenError(
      'the site was taken back to a snapshot, or somebody was erased, during the export: begin it anew',
    )
  if (!isFactTable(table) && page.generation !== first.generation)
    throw new ExportBrokenError(
      'all figures were derived anew during the export (a setting has changed): begin it anew',
    )
}
