import { Connection } from './connection.ts'
import { quantile } from './numbers.ts'
import { Orders, ordersRequest, putKey } from './orders.ts'
import { BATCH_EVENTS, requestOf, TRAFFIC_AGE_MS, Traffic, type Visit } from './traffic.ts'

/** Which requests: events one by one, as a tag sends them (1 to 5 of a visit), or in batches of 50. */
export type EventsKind = 'singles' | 'visits' | 'batches'

/** Orders one by one, or 50 in an array; of visitors of batches that were made before. */
export type OrdersKind = 'orders' | 'orderArrays'

export type LoadOrder =
  /** Makes the next requests of the traffic, and keeps them until the next such order. */
  | { prepare: EventsKind | OrdersKind; requests: number }
  /** Sends what was prepared, each request once; orders under that key. */
  | { sendTo: number; connections: number; key?: string }

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
  const next = generators(Number(process.argv[2]) - TRAFFIC_AGE_MS)
  process.on('message', async (order: LoadOrder) => {
    try {
      process.send?.('prepare' in order ? prepare(order, next[order.prepare]) : await send(order))
    } catch (error) {
      process.send?.({ error: String(error) })
    }
  })
}

type Preparation = Exclude<LoadOrder, { sendTo: number }>
type Kind = Preparation['prepare']

/** Who makes the next request of a kind; each kind's traffic goes on where it was. */
function generators(from: number): Record<Kind, (sentAt: number) => Buffer> {
  const traffic = {
    singles: new Traffic('singles', from),
    visits: new Traffic('visits', from),
    batches: new Traffic('batches', from),
  }
  const orders = new Orders()
  const ofBuyer = (visit: Visit) => {
    orders.saw(visit)
    return visit
  }
  return {
    singles: (sentAt) => requestOf(traffic.singles.single(), sentAt),
    visits: (sentAt) => requestOf(ofBuyer(traffic.visits.visit()), sentAt),
    batches: (sentAt) => requestOf(ofBuyer(traffic.batches.batch()), sentAt),
    orders: () => ordersRequest(orders.next()),
    orderArrays: () => ordersRequest(Array.from({ length: BATCH_EVENTS }, () => orders.next())),
  }
}

function prepare({ requests }: Preparation, next: (sentAt: number) => Buffer): LoadAnswer {
  const sentAt = Date.now()
  prepared = Array.from({ length: requests }, () => next(sentAt))
  const bytes = prepared.reduce((sum, request) => sum + request.length, 0)
  return { requests, bytes, seconds: 0, p50Ms: 0, p99Ms: 0, ownCpu: 0 }
}

async function send(order: Extract<LoadOrder, { sendTo: number }>): Promise<LoadAnswer> {
  if (order.key) for (const request of prepared) putKey(request, order.key)
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
