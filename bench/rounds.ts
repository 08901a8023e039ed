import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Server } from './collector.ts'
import { HelperProcess } from './helper-process.ts'
import type { LoadAnswer, LoadOrder } from './load.ts'
import { median } from './numbers.ts'
import { SITE } from './traffic.ts'

export const CONNECTIONS = 32

/** As browsers come: each with a connection of its own, which sends one event now and then. */
export const MANY_CONNECTIONS = 512
const TMPFS = 0x01021994

export interface Options {
  quick: boolean
  /** Over how many single events are sent, one at a time on each; measured for each of these. */
  connections: readonly number[]
  /** Folder for CPU profiles of the collector. */
  profile: string | undefined
  /** ms since the epoch */
  start: number
  /** Sizes of the sites that are filled to see what grows; two unless told. */
  events?: readonly number[] | undefined
  /** Only one rebuild of these, and no proof and no move. */
  rebuildOnly?: boolean
}

/** One side of one round, and the median of each over the rounds. */
export interface Side {
  /** Events */
  perSecond: number
  /** Of a request */
  p50Ms: number
  p99Ms: number
  /** Of an event, in the measured process; tells more than time on a machine that others use, too. */
  cpuMicroseconds: number
}

export interface Comparison {
  rounds: number
  ours: Side
  bare: Side
  /** Of each round, ours ÷ bare. */
  ratios: number[]
  ratio: number
}

export type LoadGenerator = HelperProcess<LoadOrder, LoadAnswer>

export const startLoad = (start: number): LoadGenerator =>
  new HelperProcess(new URL('./load.ts', import.meta.url), [String(start)])

/** Runs `work` with an empty folder on a disk, and removes it. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-bench-'))
  if (statfsSync(folder).type === TMPFS)
    say('The temporary folder is in memory: set TMPDIR to one on a disk for figures that count.')
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Has all that was prepared sent to a server, with so many events (or orders) a request. */
export async function send(
  load: LoadGenerator,
  server: Server,
  events: number,
  { key, connections = CONNECTIONS }: { key?: string; connections?: number } = {},
): Promise<Side> {
  const cpu = server.cpuSeconds()
  const order = { sendTo: server.port, connections, ...(key ? { key } : {}) }
  const { requests, seconds, p50Ms, p99Ms } = await load.ask(order)
  const cpuMicroseconds = ((server.cpuSeconds() - cpu) * 1e6) / (requests * events)
  return { perSecond: (requests * events) / seconds, p50Ms, p99Ms, cpuMicroseconds }
}

/** Sides are compared round by round: what the machine does meanwhile then hits both. */
export function compare(ours: readonly Side[], bare: readonly Side[]): Comparison {
  const ratios = ours.map(({ perSecond }, at) => perSecond / (bare[at] as Side).perSecond)
  return { rounds: ours.length, ours: side(ours), bare: side(bare), ratios, ratio: median(ratios) }
}

const side = (rounds: readonly Side[]): Side => ({
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  cpuMicroseconds: median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)),
})

/** What was answered with 202 must be stored; a bench of anything else measures nothing. */
export function checkStored(folder: string, atLeast: number, atMost = atLeast): void {
  const database = new Database(join(folder, 'sites', `${SITE}.db`), { readonly: true })
  const stored = database.prepare<[], number>('SELECT count(*) FROM hits').pluck().get()
  database.close()
  if (stored === undefined || stored < atLeast || stored > atMost)
    throw new Error(`${atLeast} to ${atMost} events were answered, and ${stored} are stored`)
}

/** Progress, apart from the figures. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Of the last round, for progress. */
export const lastOf = (rounds: readonly Side[]): string =>
  (rounds.at(-1)?.perSecond ?? 0).toFixed(0)
