import { formatDay } from '../../shared/dates.ts'
import { exportQuery } from '../../shared/wire/export.ts'
import { EXPORT_TABLES, FIGURE_TABLES, isFactTable, type Row } from '../export/tables.ts'
import { csvOf, ndjsonOf, type TextOf } from '../export/text.ts'
import { beginExport, type Export, misfitOf, ofFactsAlone } from '../ledger/exporting.ts'
import { securityHeaders } from './answer.ts'
import { authenticate, type Caller } from './auth.ts'
import { invalidFields, Problem } from './problem.ts'
import { readQuery } from './query.ts'
import type { Handler, Services } from './services.ts'

export const querySchema = exportQuery(EXPORT_TABLES)

type Query = ReturnType<typeof querySchema.parse>

const FORMATS = {
  ndjson: { type: 'application/x-ndjson; charset=utf-8', textOf: ndjsonOf },
  csv: { type: 'text/csv; charset=utf-8', textOf: csvOf },
} as const

/**
 * `GET /v1/export`: a table, page by page as whoever asks takes it in. Facts name customers and browsers:
 * they are for `admin` keys; figures say what reports say.
 */
export const getExport: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, querySchema)
  requireAllowed(caller, query)
  const { table, format, since = 0, from, to } = query
  const { name, ledger } = caller.site
  const asked = { table, since, from, to, now: services.clock() }
  const begun = await beginExport(ledger, asked)
  requireGoesOn(query, begun)
  const { type, textOf } = FORMATS[format]
  return new Response(streamOf(begun, textOf(table), name, services), {
    headers: {
      ...securityHeaders,
      'content-type': type,
      'content-disposition': `attachment; filename="${fileName(name, query)}"`,
      'cache-control': 'no-store',
      ...(isFactTable(table) && {
        'pathworth-next': String(begun.last),
        'pathworth-line': begun.line,
      }),
    },
  })
}

/** @throws Problem 403 for facts with a key that is not `admin`, 422 for figures since a fact */
function requireAllowed({ key }: Caller, { table, since, line }: Query): void {
  if (isFactTable(table)) {
    if (key.scope === 'admin') return
    throw new Problem(
      'forbidden',
      `this key has the scope "${key.scope}", and "admin" is needed for table=${table}: facts name customers and browsers. Figures (${FIGURE_TABLES.join(', ')}) are for "read" keys`,
    )
  }
  const message = ofFactsAlone(table)
  const given = Object.entries({ since, line }).filter(([, value]) => value !== undefined)
  if (given.length > 0) throw invalidFields(given.map(([field]) => ({ field, message })))
}

/** @throws Problem 422 for what is to come, 409 when what was exported before is not so any more */
function requireGoesOn(query: Query, begun: Export): void {
  const misfit = misfitOf(query, begun)
  if (misfit?.field === 'line') throw new Problem('conflict', `line: ${misfit.message}`)
  if (misfit) throw invalidFields([misfit])
}

function fileName(site: string, { table, format, from, to }: Query): string {
  const days = [from, to].flatMap((day) => (day === undefined ? [] : [formatDay(day)]))
  return `${[site, table, ...days].join('-')}.${format}`
}

/** One page at a time, the next when there is room for it. What breaks it off, breaks the answer off. */
function streamOf(
  { rows, table }: Export,
  { head, lines }: TextOf,
  site: string,
  { log }: Services,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const next = async (): Promise<Row[] | undefined> => (await rows.next()).value ?? undefined
  return new ReadableStream({
    start(controller) {
      if (head !== '') controller.enqueue(encoder.encode(head))
    },
    async pull(controller) {
      try {
        const page = await next()
        if (page) controller.enqueue(encoder.encode(lines(page)))
        else controller.close()
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        log({ level: 'error', event: 'export_broken', site, message: `${table}: ${message}` })
        controller.error(error)
      }
    },
    async cancel() {
      await rows.return(undefined)
    },
  })
}
