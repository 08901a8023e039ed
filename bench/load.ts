import { Connection } from './connection.ts'
import { quantile } from './numbers.ts'
import { requestOf, TRAFFIC_AGE_MS, Traffic, type Visit } from './traffic.ts'

/** Which requests: events one by one, or in batches of 50. */
export type Kind = 'singles' | 'batches'

export type LoadOrder =
  /** Makes the next requests of the traffic, and keeps them until the next such order. */
  | { prepare: Kind; requests: number }
  /** Sends what was prepared, each request once. */
  | { sendTo: number; connections: number }

export interface LoadAnswer {
  requests: number
  /** Of all requests together. */
  bytes: number
  /** 0 for an order to prepare. */
  seconds: number
  p50Ms: number
  p99Ms: number
  /** Share of one core that the generator itself took. */
  ownCpu: number
}

let prepared: Buffer[] = []

/** The generator is a process of its own: `fork` it with the start of the bench (ms) as argument. */
if (process.send) {
  const from = Number(process.argv[2]) - TRAFFIC_AGE_MS
  const traffic = { singles: new Traffic('singles', from), batches: new Traffic('batches', from) }
  const next: Record<Kind, () => Visit> = {
    singles: () => traffic.singles.single(),
    batches: () => traffic.batches.batch(),
  }
  process.on('message', async (order: LoadOrder) => {
    try {
      process.send?.('prepare' in order ? prepare(order, next[order.prepare]) : await send(order))
    } catch (error) {
      process.send?.({ error: String(error) })
    }
  })
}

function prepare({ requests }: { requests: number }, next: () => Visit): LoadAnswer {
  const sentAt = Date.now()
  prepared = Array.from({ length: requests }, () => requestOf(next(), sentAt))
  const bytes = prepared.reduce((sum, request) => sum + request.length, 0)
  return { requests, bytes, seconds: 0, p50Ms: 0, p99Ms: 0, ownCpu: 0 }
}

async function send(order: { sendTo: number; connections: number }): Promise<LoadAnswer> {
  const connections = Array.from({ length: order.connections }, () => new Connection(order.sendTo))
  const latencies: number[] = []
  let sent = 0
  const cpu = process.cpuUsage()
  const start = performance.now()
  const onAnswer = (ms: number) => latencies.push(ms)
  await Promise.all(connections.map((one) => one.run(() => prepared[sent++], onAnswer)))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  for (const connection of connections) connection.close()
  return {
    requests: latencies.length,
    bytes: 0,
    seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    ownCpu: (user + system) / 1e6 / seconds,
  }
}
