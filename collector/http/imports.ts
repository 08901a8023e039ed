import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Context } from 'hono'
import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import {
  done,
  doorOf,
  ImportError,
  type ImportPlan,
  planImport,
  shownImport,
  takeIn,
} from '../ledger/importing.ts'
import { ROWS_A_STEP_MAX } from '../ledger/imports.ts'
import { ordersDoor, planOrders, takeOrders } from '../records/importing-orders.ts'
import { isKnown, planSales, salesDoor, takeSales, todayOf } from '../records/importing-sales.ts'
import { type Chunks, FileError, type ReadRatesFile } from '../source/files/file.ts'
import { readFile } from '../source/files/read-file.ts'
import type { ReadOrders } from '../source/files/sales/order-file.ts'
import { ordersSummary } from '../source/files/sales/order-summary.ts'
import type { ReadSales } from '../source/files/sales/sales-file.ts'
import { salesSummary } from '../source/files/sales/summary.ts'
import type { RefusedLine } from '../source/files/spend.ts'
import { ratesSummary, summaryOf } from '../source/files/summary.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate, type Caller } from './auth.ts'
import { freshness } from './freshness.ts'
import { fileOptions, type ImportQuery, importQuery, importsQuery } from './import-query.ts'
import { invalidFields, Problem } from './problem.ts'
import { fromBackend } from './provenance.ts'
import { readQuery } from './query.ts'
import { salesTerms } from './sales-import.ts'
import type { Handler, Services } from './services.ts'
import { readUpload } from './upload.ts'

/** `POST /v1/imports`: a file of costs, rates, deals or orders, as a whole or not at all. */
export const postImport: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const query = readQuery(c, importQuery)
  const upload = await readUpload(c, services.config.importBytesMax)
  const hash = sha256.create()
  const read = await readFile(hashed(upload.chunks, hash), fileOptions(query)).catch(unreadable)
  if (read.family === 'rates') return importRates(caller, services, read, query)
  const file = () => ({
    fileName: upload.fileName || query.file,
    sha256: bytesToHex(hash.digest()),
  })
  if (read.family === 'sales')
    return importSales(caller, services, { read, file: file(), query }).catch(refused)
  if (read.family === 'orders')
    return importOrders(caller, services, { read, file: file(), query }).catch(refusedOrUnreadable)
  const plan = await planImport(read, doorOf(caller.site.ledger)).catch(unreadable)
  return importSpend(caller, services, { plan, file: file(), query })
}

/** A file of orders, or of deals or contacts, and what it is called. */
interface FileOf<Read extends ReadOrders | ReadSales> {
  read: Read
  file: { fileName: string; sha256: string }
  query: ImportQuery
}

interface Planned {
  plan: ImportPlan
  file: { fileName: string; sha256: string }
  query: ImportQuery
}

async function importSpend(
  caller: Caller,
  services: Services,
  { plan, file, query }: Planned,
): Promise<Response> {
  const told = {
    ...summaryOf(plan.kind, plan.rows),
    ...{ refused: overHttp(plan.refused), replaces: plan.replaces, unchanged: plan.unchanged },
    notes: plan.notes,
  }
  if (query.dry_run) return json(200, { outcome: 'dry_run', ...told, import: null })
  requireAll(plan.refused, query, told)
  if (plan.rows.length === plan.unchanged)
    return json(200, { outcome: 'unchanged', ...told, import: null })
  const { ledger } = caller.site
  const id = crypto.randomUUID()
  const provenance = fromBackend(caller, services.clock())
  await takeIn(plan, { id, ...file }, provenance, doorOf(ledger)).catch(refused)
  return createdImport(caller, services, id, told)
}

/** Rates have a table of their own, and each replaces the one of its day. */
async function importRates(
  caller: Caller,
  services: Services,
  { rates, refused: lines, notes }: ReadRatesFile,
  query: ImportQuery,
): Promise<Response> {
  const told = { ...ratesSummary(rates), refused: overHttp(lines), notes }
  if (query.dry_run) return json(200, { outcome: 'dry_run', ...told, import: null })
  requireAll(lines, query, told)
  const provenance = fromBackend(caller, services.clock())
  const stored = { created: 0, updated: 0, unchanged: 0 }
  for (let at = 0; at < rates.length; at += ROWS_A_STEP_MAX) {
    const page = rates.slice(at, at + ROWS_A_STEP_MAX).map((rate) => ({ ...rate, ...provenance }))
    const answer = await append(services, caller.site, { rates: page })
    for (const name of ['created', 'updated', 'unchanged'] as const)
      stored[name] += answer.rates?.[name] ?? 0
  }
  const outcome = stored.created + stored.updated > 0 ? 'created' : 'unchanged'
  return json(200, { outcome, ...told, rates: stored, import: null })
}

/**
 * Deals and contacts become conversions and identities: a later version of a deal replaces the one of before,
 * until its import is rolled back.
 */
async function importSales(
  caller: Caller,
  services: Services,
  { read, file, query }: FileOf<ReadSales>,
): Promise<Response> {
  const terms = salesTerms(caller, services)
  const door = salesDoor(caller.site.ledger, terms)
  const plan = await planSales(read, door)
  const told = {
    ...salesSummary(plan),
    ...{ refused: overHttp(plan.refused), replaces: null, notes: plan.notes },
  }
  if (query.dry_run) return json(200, { outcome: 'dry_run', ...told, import: null })
  requireAll(plan.refused, query, told)
  const { created, updated, unchanged } = plan
  if (isKnown(plan)) {
    const records = { created, updated, unchanged, matched: 0 }
    return json(200, { outcome: 'unchanged', ...told, records, import: null })
  }
  const id = crypto.randomUUID()
  const matched = await takeSales(plan, { id, ...file }, door, todayOf(terms))
  const records = { created, updated, unchanged, matched }
  return createdImport(caller, services, id, { ...told, records })
}

/** @param told of the file, and of what became of it */
async function createdImport(
  { site: { ledger } }: Caller,
  services: Services,
  id: string,
  told: Readonly<Record<string, unknown>>,
): Promise<Response> {
  services.metrics.records.add(1, 'imported_file', 'created')
  const [shown] = (await ledger.report({ kind: 'imports', id, limit: 1 })).imports
  const body = { outcome: 'created', ...told, import: shown && shownImport(shown) }
  return json(201, body, { location: `/v1/imports/${id}` })
}

/** Orders of the years before: they count as a whole, and are rolled back as a whole. */
async function importOrders(
  caller: Caller,
  services: Services,
  { read, file, query }: FileOf<ReadOrders>,
): Promise<Response> {
  const { ledger } = caller.site
  const door = ordersDoor(ledger, salesTerms(caller, services))
  const plan = await planOrders(read, door)
  const told = {
    ...ordersSummary(plan.kind, plan.orders),
    ...{ refused: overHttp(plan.refused), skipped: plan.skipped, replaces: plan.replaces },
    ...{ unchanged: plan.unchanged, told: plan.told, notes: plan.notes.map(parameters) },
  }
  if (query.dry_run) return json(200, { outcome: 'dry_run', ...told, import: null })
  requireAll(plan.refused, query, told)
  if (plan.orders.length === plan.unchanged)
    return json(200, { outcome: 'unchanged', ...told, import: null })
  const id = crypto.randomUUID()
  await takeOrders(plan, { id, ...file }, door)
  return createdImport(caller, services, id, told)
}

/** `GET /v1/imports`: the newest first. */
export const getImports: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  const { before, limit } = readQuery(c, importsQuery)
  const answer = await site.ledger.report({ kind: 'imports', before, limit })
  return json(200, {
    meta: { site: site.name, ...freshness(answer) },
    imports: answer.imports.map(shownImport),
    next: answer.next,
  })
}

export const siteQuery = z.object({ site: siteId.optional() })

/** `GET /v1/imports/{id}`. */
export const getImport: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  readQuery(c, siteQuery)
  return json(200, await oneImport(c, site))
}

/** `POST /v1/imports/{id}/rollback`: what it had replaced stands again. */
export const postRollback: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  readQuery(c, siteQuery)
  const { ledger } = caller.site
  const id = c.req.param('id') ?? ''
  const provenance = fromBackend(caller, services.clock())
  const outcome = await doorOf(ledger)
    .step({ step: 'roll_back', id, provenance })
    .then(done)
    .catch(refused)
  if (outcome === 'done') services.metrics.records.add(1, 'imported_file', 'rolled_back')
  return json(200, {
    outcome: outcome === 'done' ? 'rolled_back' : 'unchanged',
    ...(await oneImport(c, caller.site)),
  })
}

async function oneImport(c: Context, { name, ledger }: Caller['site']) {
  const id = c.req.param('id') ?? ''
  const answer = await ledger.report({ kind: 'imports', id, limit: 1 })
  const [shown] = answer.imports
  if (!shown) throw new Problem('not-found', `there is no import ${id}: GET /v1/imports lists them`)
  return { meta: { site: name, ...freshness(answer) }, import: shownImport(shown) }
}

async function* hashed(chunks: Chunks, hash: { update(bytes: Uint8Array): unknown }) {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** @throws Problem 422 that names each line, unless the sender wants the rest without them */
function requireAll(
  lines: readonly RefusedLine[],
  { skip_refused: skips }: ImportQuery,
  told: Readonly<Record<string, unknown>>,
): void {
  if (lines.length === 0 || (skips && told['rows'] !== 0)) return
  const errors = overHttp(lines).map(({ line, reason }) => ({
    field: `line ${line}`,
    message: reason,
  }))
  const [first] = errors
  const detail = `nothing was stored: ${errors.length} of the lines can't be taken in, first ${first?.field}: ${first?.message}. Mend the file, or send it with skip_refused=true to leave them out`
  throw new Problem('invalid-field', detail, {
    errors: errors.slice(0, LINES_SHOWN_MAX),
    members: { kind: told['kind'] },
  })
}

const LINES_SHOWN_MAX = 100

/** What the reader calls by the options of the command line are parameters here. */
const parameters = (text: string): string =>
  text.replaceAll(/--([a-z]+)/g, (_, name: string) => `"${name}"`)

const overHttp = (lines: readonly RefusedLine[]): RefusedLine[] =>
  lines.map(({ line, reason }) => ({ line, reason: parameters(reason) }))

function unreadable(error: unknown): never {
  if (!(error instanceof FileError)) throw error
  throw invalidFields([{ field: 'body', message: parameters(error.message) }])
}

const refusedOrUnreadable = (error: unknown): never =>
  error instanceof FileError ? unreadable(error) : refused(error)

function refused(error: unknown): never {
  if (!(error instanceof ImportError)) throw error
  throw new Problem(error.why === 'unknown' ? 'not-found' : 'conflict', error.message)
}
