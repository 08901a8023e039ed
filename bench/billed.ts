import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BilledOrder, Usage } from './billed/entry.ts'
import type { Host } from './host.ts'
import type { EventsKind, OrdersKind } from './load.ts'
import { type LoadGenerator, type Options, say, send, startLoad, withFolder } from './rounds.ts'
import { BATCH_EVENTS, SITE, VIEWS_A_VISIT_MEAN } from './traffic.ts'
import { workersHost } from './workers.ts'

/** So many events, and as many visitors come as leave: most events are no longer a first one. */
const EVENTS_BEFORE = 6_000

const CONFIG = fileURLToPath(new URL('billed/wrangler.toml', import.meta.url))

/** By then the object has written what it writes behind. */
const WRITTEN_BEHIND_MS = 1_500

/** Ways that a month is worked out from: what 10⁵ and 10⁶, and what 10⁷ events a month are like. */
export const ALONE = '1 event a request, one in seconds'
export const SOME = '1 event a request, 4 a second'
export const DELIVERED = '1 event a message, 8 a delivery'
export const CONVERSION = '1 conversion a request'

/** One way in which facts come to an object. */
interface Way {
  name: string
  kind: EventsKind | OrdersKind
  requests: number
  /** Events or conversions of a request. */
  each: number
  /** Requests that come to the object in one call: more than one from a queue. */
  together: number
  /** Requests are so rare that what is written behind is written after each. */
  isSparse: boolean
}

/** What the platform would bill, of one event or one conversion. */
export interface Billed extends Way {
  rowsRead: number
  rowsWritten: number
  /** Of `rowsWritten`, by table; 'alarms' are those that are set. */
  written: Record<string, number>
  bytes: number
  /** Of one call of the object, as its caller waits: with the commit on this disk. */
  callMs: number
  /** CPU of a request in the Worker, before the object has it; of a call of the object. */
  workerCpuMs: number
  objectCpuMs: number
}

/** Rows, bytes and times of the ways in which facts come to an object on workerd. */
export function benchBilled(options: Options): Promise<Billed[]> {
  return withFolder(async (folder) => {
    const load = startLoad(options.start)
    const host = await workersHost(join(folder, 'billed'), CONFIG)
    await load.ask({ prepare: 'singles', requests: EVENTS_BEFORE })
    await send(load, host.server, 1)
    const results: Billed[] = []
    for (const way of waysOf(options.quick ? 300 : 1_500)) {
      results.push(await measure(way, host, load))
      say(`${way.name}: ${results.at(-1)?.rowsWritten.toFixed(2)} rows written of each`)
    }
    load.stop()
    await host.server.stop()
    return results
  })
}

function waysOf(requests: number): Way[] {
  const one = { kind: 'singles', requests, each: 1, isSparse: true } as const
  const visit = { kind: 'visits', requests, each: VIEWS_A_VISIT_MEAN } as const
  const few = Math.ceil(requests / 10)
  const rare = { together: 1, isSparse: true }
  const busy = { together: 1, isSparse: false }
  return [
    { ...one, ...rare, name: ALONE },
    { ...one, together: 4, name: SOME },
    { ...one, together: 8, name: DELIVERED },
    { ...one, ...busy, name: '1 event a request, many a second' },
    { ...visit, ...rare, name: '3 events a request, one in seconds' },
    { ...visit, ...busy, name: '3 events a request, many a second' },
    { name: '50 events a request', kind: 'batches', requests: few, each: BATCH_EVENTS, ...rare },
    { name: CONVERSION, kind: 'orders', requests: few, each: 1, ...rare },
    {
      ...{ name: '50 conversions a request', kind: 'orderArrays', each: BATCH_EVENTS },
      ...{ requests: Math.ceil(few / 10), ...rare },
    },
  ]
}

/** Requests are taken in first, and then applied, so that the cost of both is known. */
async function measure(way: Way, host: Host, load: LoadGenerator): Promise<Billed> {
  const { kind, requests, each, together, isSparse } = way
  const { server } = host
  const cpuMs = () => server.cpuSeconds() * 1000
  await load.ask({ prepare: kind, requests })
  await ask(host, { do: 'hold' })
  const cpuAtStart = cpuMs()
  await send(load, server, each, { key: host.keys.write })
  const cpuTaken = cpuMs() - cpuAtStart
  await setTimeout(WRITTEN_BEHIND_MS)
  const before = (await ask(host, { do: 'usage' })) as Usage
  const cpuHeld = cpuMs()
  const start = performance.now()
  const calls = (await ask(host, { do: 'apply', together, isSparse })) as number
  const ms = performance.now() - start
  const cpuApplied = cpuMs() - cpuHeld
  await setTimeout(WRITTEN_BEHIND_MS)
  const usage = (await ask(host, { do: 'usage' })) as Usage
  const facts = requests * each
  const total = (which: 'read' | 'written') =>
    Object.values(usage.rows).reduce((sum, rows) => sum + rows[which], 0)
  return {
    ...way,
    rowsRead: total('read') / facts,
    rowsWritten: (total('written') + usage.alarms) / facts,
    written: writtenOf(usage, facts),
    bytes: (usage.bytes - before.bytes) / facts,
    callMs: ms / calls,
    workerCpuMs: cpuTaken / requests,
    objectCpuMs: cpuApplied / calls,
  }
}

function writtenOf({ rows, alarms }: Usage, facts: number): Record<string, number> {
  const all = Object.entries(rows).map(([table, { written }]) => [table, written / facts] as const)
  const some = [...all, ['alarms', alarms / facts] as const].filter(([, written]) => written > 0)
  return Object.fromEntries(some.sort(([, a], [, b]) => b - a))
}

async function ask({ server }: Host, order: BilledOrder): Promise<unknown> {
  const url = `http://127.0.0.1:${server.port}/billed?site=${SITE}`
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) })
  if (!response.ok) throw new Error(`${order.do}: ${response.status} ${await response.text()}`)
  return response.json()
}
