import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { newSite } from '../collector/admin/new-site.ts'
import type { RoiReportQuery } from '../collector/ledger/ledger.ts'
import { createSiteFile, openSiteFile } from '../collector/ledger/sqlite/site-file.ts'
import type { Dimension } from '../shared/wire/roi.ts'
import { startCollector } from './collector.ts'
import { median, quantile } from './numbers.ts'
import { buildSite, type SiteSize } from './roi-site.ts'
import { type Options, say, withFolder } from './rounds.ts'

const QUERIES = 50
const WARM_UP = 10
const DAY_MS = 86_400_000
const REPORT_DAYS = 30

const GROUPINGS: readonly (readonly Dimension[])[] = [
  ['channel'],
  ['channel', 'source', 'medium', 'campaign'],
  ['day'],
]

export interface Timing {
  /** ms */
  median: number
  p95: number
}

export interface RoiTiming extends SiteSize {
  fileBytes: number
  cells: { rollups: number; touchCounts: number }
  queries: { by: string; http: Timing; engine: Timing }[]
}

interface BuiltSite extends SiteSize {
  file: string
  readKey: string
}

/** The same report of two sites that differ in the number of touches alone. */
export function benchRoi(options: Options): Promise<RoiTiming[]> {
  const sizes = options.quick ? [10_000, 100_000] : [100_000, 1_000_000]
  return withFolder(async (folder) => {
    mkdirSync(join(folder, 'sites'))
    const sites: BuiltSite[] = []
    for (const touches of sizes) sites.push(await build(folder, touches, options.start))
    const collector = await startCollector(folder, options.profile)
    const timings: RoiTiming[] = []
    for (const site of sites) timings.push(await measure(site, collector.port, options.start))
    await collector.stop()
    return timings
  })
}

async function build(folder: string, touches: number, start: number): Promise<BuiltSite> {
  const name = `touches-${touches}`
  const { state, keys } = await newSite(
    { site: name, domains: ['shop.example'], currency: 'EUR', timeZone: 'Europe/Paris' },
    start,
  )
  const file = join(folder, 'sites', `${name}.db`)
  const site = createSiteFile(file, state)
  const size = buildSite(site, { touches, now: start, onProgress: say })
  site.close()
  return { ...size, file, readKey: keys.read }
}

/** The 30 days before yesterday, as both ways of asking name them. */
function periodOf(start: number) {
  const iso = (days: number) => new Date(start - days * DAY_MS).toISOString().slice(0, 10)
  const [from, to] = [iso(REPORT_DAYS + 1), iso(2)]
  return { from, to }
}

async function measure(site: BuiltSite, port: number, start: number): Promise<RoiTiming> {
  const { from, to } = periodOf(start)
  const { file, readKey, ...size } = site
  const engine = openSiteFile(file, { readOnly: true })
  const queries: RoiTiming['queries'] = []
  for (const by of GROUPINGS) {
    const url = `http://127.0.0.1:${port}/v1/roi?from=${from}&to=${to}&by=${by.join(',')}`
    const http = await timed(() => ask(url, readKey))
    const query = engineQuery(by, from, to)
    queries.push({ by: by.join(','), http, engine: await timed(() => engine.report(query)) })
  }
  engine.close()
  return { ...size, fileBytes: statSync(file).size, cells: cellsOf(file), queries }
}

function engineQuery(by: readonly Dimension[], from: string, to: string): RoiReportQuery {
  const day = (iso: string) => Number(iso.replaceAll('-', ''))
  const period = { from: day(from), to: day(to) }
  const asked = { goal: 'purchase', model: 'last_non_direct', basis: 'conversion_date' } as const
  return { kind: 'roi', ...period, ...asked, by }
}

async function ask(url: string, key: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
  const { rows } = (await response.json()) as { rows: unknown[] }
  if (response.status !== 200 || rows.length === 0)
    throw new Error(`${url} answered ${response.status} with ${rows?.length} rows`)
}

async function timed(query: () => unknown): Promise<Timing> {
  const times: number[] = []
  for (let n = 0; n < WARM_UP + QUERIES; n++) {
    const start = performance.now()
    await query()
    if (n >= WARM_UP) times.push(performance.now() - start)
  }
  return { median: median(times), p95: quantile(times, 0.95) }
}

/** What a report reads: its time follows these, and they cannot outgrow days times tuples. */
function cellsOf(file: string): RoiTiming['cells'] {
  const database = new Database(file, { readonly: true })
  const rowsOf = (name: string) =>
    database.prepare<[], number>(`SELECT count(*) FROM ${name}`).pluck().get() ?? 0
  const cells = { rollups: rowsOf('rollups'), touchCounts: rowsOf('touch_counts') }
  database.close()
  return cells
}
