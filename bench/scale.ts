import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { Proof } from '../collector/ledger/proof.ts'
import { openSiteFile } from '../collector/ledger/sqlite/site-file.ts'
import { type Cursor, TRANSFER_TABLES } from '../collector/ledger/transfer.ts'
import type { Server } from './collector.ts'
import { type Options, say, withFolder } from './rounds.ts'
import type { ScaleOrder, Slice } from './scale/entry.ts'
import { askScale, measureReports, type ReportCost } from './scale-reports.ts'
import { fillSite, type ScaleSize } from './scale-site.ts'
import { SITE } from './traffic.ts'
import { workersHost } from './workers.ts'

/** The site that rows are moved to. */
const COPY = 'copy'

const CONFIG = fileURLToPath(new URL('scale/wrangler.toml', import.meta.url))

/** Background work of one kind: an alarm is twenty slices, and may take 30 s. */
export interface WorkCost {
  kind: string
  slices: number
  /** Of the largest slice. */
  read: number
  written: number
  /** CPU of all its alarms, and of the longest. */
  cpuMs: number
  alarmCpuMs: number
}

export interface ScaleResult extends ScaleSize {
  bytes: number
  work: WorkCost[]
  /** Pages of rows out of the object, and into another. */
  pages: { pages: number; read: number; written: number; cpuMs: number } | undefined
  reports: ReportCost[]
  /** Of the whole of workerd, MB: when it has just answered, and at most. */
  memory: { idle: number; reports: number; work: number }
}

/** Sites of the same year that differ in their traffic, on workerd: what each slice and report takes. */
export async function benchScale(options: Options): Promise<ScaleResult[]> {
  const sizes = options.events ?? (options.quick ? [50_000, 200_000] : [200_000, 1_000_000])
  const results: ScaleResult[] = []
  for (const events of sizes)
    results.push(await withFolder((folder) => measure(join(folder, 'scale'), events, options)))
  return results
}

async function measure(folder: string, events: number, options: Options): Promise<ScaleResult> {
  mkdirSync(folder)
  const first = await workersHost(folder, CONFIG)
  const { keys } = first
  await first.server.stop()
  const size = fill(fileOf(join(folder, 'objects')), events, options.start)
  say(`${events} events are stored in ${size.fillSeconds.toFixed(0)} s`)
  const host = await workersHost(folder, CONFIG, keys)
  const { server } = host
  const bytes = (await askScale(server, { do: 'bytes' })) as number
  const idle = server.memoryMb()
  const reports = await measureReports(host, options.start)
  const reported = server.memoryMb()
  const work: WorkCost[] = []
  await askScale(server, { do: 'rebuild' })
  work.push(...(await workOff(server, SITE, 'rebuild: ')))
  if (!options.rebuildOnly) {
    await askScale(server, { do: 'prove' })
    work.push(...(await workOff(server, SITE, 'proof: ')))
    const { ok, differences } = (await askScale(server, { do: 'proof' })) as Proof
    if (!ok) throw new Error(`the proof of ${events} events fails: ${differences}`)
  }
  const pages = options.rebuildOnly ? undefined : await copy(server)
  if (pages) {
    await askScale(server, { do: 'finish', to: COPY })
    work.push(...(await workOff(server, COPY, 'move: ')))
  }
  const memory = { idle, reports: reported, work: server.memoryMb() }
  await server.stop()
  return { ...size, bytes, work, pages, reports, memory }
}

/** The one object that holds a site: workerd keeps each in a SQLite file of its own. */
function fileOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const holdsSite = (path: string): boolean => {
    const database = new Database(path, { readonly: true })
    try {
      const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'site'`).get()
      return table !== undefined
    } finally {
      database.close()
    }
  }
  const paths = files.filter((name) => name.endsWith('.sqlite')).map((name) => join(folder, name))
  const found = paths.filter((path) => statSync(path).size > 0).find(holdsSite)
  if (!found) throw new Error(`no object below ${folder} holds a site`)
  return found
}

/** By the engine, in the file that the object will open: many times as fast as over HTTP. */
function fill(file: string, events: number, now: number): ScaleSize {
  const site = openSiteFile(file, { readOnly: false })
  const size = fillSite(site, { events, now, onProgress: say })
  site.close()
  return size
}

/** Alarm after alarm, until nothing waits. */
async function workOff(server: Server, site: string, prefix: string): Promise<WorkCost[]> {
  const costs = new Map<string, WorkCost>()
  for (let alarms = 1; ; alarms++) {
    const before = server.cpuSeconds()
    const slices = (await askScale(server, { do: 'work' }, site)) as Slice[]
    const cpuMs = (server.cpuSeconds() - before) * 1000
    if (slices.length === 0) return [...costs.values()]
    for (const slice of slices) add(costs, prefix, slice, cpuMs / slices.length)
    const cost = costs.get(prefix + commonest(slices))
    if (cost) cost.alarmCpuMs = Math.max(cost.alarmCpuMs, cpuMs)
    if (alarms % 100 === 0) say(`${prefix}${alarms} alarms, ${commonest(slices)}`)
  }
}

function add(costs: Map<string, WorkCost>, prefix: string, slice: Slice, cpuMs: number): void {
  const kind = prefix + slice.kind
  const none = { kind, slices: 0, read: 0, written: 0, cpuMs: 0, alarmCpuMs: 0 }
  const cost = costs.get(kind) ?? none
  costs.set(kind, cost)
  cost.slices += 1
  cost.read = Math.max(cost.read, slice.read)
  cost.written = Math.max(cost.written, slice.written)
  cost.cpuMs += cpuMs
}

function commonest(slices: readonly Slice[]): string {
  const kinds = Map.groupBy(slices, ({ kind }) => kind)
  return [...kinds].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? ''
}

/** All rows of the site into another object, a page at a time, as a move takes them. */
async function copy(server: Server): Promise<NonNullable<ScaleResult['pages']>> {
  const sum = { pages: 0, read: 0, written: 0, cpuMs: 0 }
  for (const table of TRANSFER_TABLES) {
    let after: Cursor | null = null
    do {
      const before = server.cpuSeconds()
      const order: ScaleOrder = { do: 'copy', to: COPY, table, after }
      const page = (await askScale(server, order)) as {
        next: Cursor | null
        read: number
        written: number
      }
      sum.pages += 1
      sum.read = Math.max(sum.read, page.read)
      sum.written = Math.max(sum.written, page.written)
      sum.cpuMs = Math.max(sum.cpuMs, (server.cpuSeconds() - before) * 1000)
      after = page.next
    } while (after !== null)
  }
  return sum
}
