import type { ExecutionContext } from '@cloudflare/workers-types'
import type { Bindings, PlatformLimiter } from '../../collector/host/workers/bindings.ts'
import { type Worker, workerOf } from '../../collector/host/workers/worker.ts'
import type { EventsQueue, QueuedMessage } from '../../collector/ledger/durable/queue.ts'
import {
  RegistryObject as RealRegistryObject,
  type RegistryOperations,
} from '../../collector/ledger/durable/registry-object.ts'
import {
  type Objects,
  SiteObject as RealSiteObject,
} from '../../collector/ledger/durable/site-object.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import { LEFT_QUEUE, type Outcome, type PlatformOrder } from './platform-wire.ts'

// The Worker as it is deployed, on the platform's own clock, alarms and queue; and it tells what it has
// done when a test asks.

/** A site that remembers what it was called for, in order. */
export class SiteObject extends RealSiteObject {
  readonly #trace: string[] = []

  /** Asked once for each slice of work, and once for each write of what was appended. */
  protected override now(): number {
    this.#trace.push('work')
    return super.now()
  }

  override async append(batches: Batch[]) {
    this.#trace.push(`append ${batches.length}`)
    const answer = await super.append(batches)
    this.#trace.push('appended')
    return answer
  }

  override alarm(): Promise<void> {
    this.#trace.push('alarm')
    return super.alarm()
  }

  trace(): string[] {
    return this.#trace
  }

  nextAlarm(): Promise<number | null> {
    return this.ctx.storage.getAlarm()
  }

  /** Whatever the platform's SQL answers, or the words in which it refuses. */
  sql(text: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.ctx.storage.sql.exec(text, ...values).toArray()
  }

  /** Ends as the platform ends an object: nothing that it holds in memory is left. */
  end(): void {
    this.ctx.abort('a test has ended it')
  }
}

/** A registry that remembers which names it was asked for. */
export class RegistryObject extends RealRegistryObject {
  readonly #asked: string[] = []

  override has(site: string): Promise<boolean> {
    this.#asked.push(site)
    return super.has(site)
  }

  asked(): string[] {
    return this.#asked
  }
}

interface PlatformBindings extends Bindings {
  SITES: Objects<SiteObject>
  REGISTRY: Objects<RegistryOperations & Pick<RegistryObject, 'asked'>>
  FEW: PlatformLimiter
  EVENTS: EventsQueue & { send(body: unknown): Promise<unknown> }
}

let aheadMs = 0
let stoodAt: number | undefined
let isQueueBroken = false
let workers = new Map<string, Worker>()
const left: unknown[] = []

const newWorker = (): Worker => workerOf(() => (stoodAt ?? Date.now()) + aheadMs)

/** One Worker for each set of variables that requests ask for. */
function workerWith(variables: string): Worker {
  const worker = workers.get(variables) ?? newWorker()
  workers.set(variables, worker)
  return worker
}

export default {
  fetch(request: Request, bindings: PlatformBindings, context: ExecutionContext) {
    if (new URL(request.url).pathname === '/-/order') return ordered(request, bindings)
    const variables = request.headers.get('x-test-variables') ?? '{}'
    const limits = request.headers.has('x-test-limited') ? { RATE_LIMITER: bindings.FEW } : {}
    const given = { ...limits, EVENTS: breakable(bindings.EVENTS) }
    const changed = { ...bindings, ...given, ...JSON.parse(variables) }
    return workerWith(JSON.stringify([variables, limits])).fetch(request, changed, context)
  },

  async queue(
    delivery: { queue: string; messages: readonly QueuedMessage[] },
    bindings: PlatformBindings,
  ): Promise<void> {
    if (delivery.queue !== LEFT_QUEUE) return workerWith('{}').queue(delivery, bindings)
    left.push(...delivery.messages.map(({ body }) => body))
  },
}

const breakable = (queue: EventsQueue): EventsQueue => ({
  async sendBatch(messages) {
    if (isQueueBroken) throw new Error('a test has broken the queue')
    return queue.sendBatch(messages)
  },
})

async function ordered(request: Request, bindings: PlatformBindings): Promise<Response> {
  const order = (await request.json()) as PlatformOrder
  try {
    return Response.json({ value: (await carryOut(order, bindings)) ?? null })
  } catch (error) {
    return Response.json({ error: (error as Error).message })
  }
}

function carryOut(order: PlatformOrder, bindings: PlatformBindings): unknown {
  switch (order.do) {
    case 'site':
      return called(bindings.SITES.getByName(order.site), order)
    case 'registry':
      return called(bindings.REGISTRY.getByName('registry'), order)
    case 'instance':
      workers = new Map()
      return
    case 'ahead':
      aheadMs = order.ms
      return
    case 'stand':
      stoodAt = order.stands ? Date.now() : undefined
      return
    case 'queue':
      isQueueBroken = order.isBroken
      return
    case 'send':
      return bindings.EVENTS.send(order.body)
    case 'deliver':
      return delivered(order.bodies, bindings)
    case 'left':
      return left
  }
}

/** A stub has every method, and none of its own. */
function called(stub: object, { method, args }: { method: string; args: unknown[] }): unknown {
  const methods = stub as Record<string, (...args: unknown[]) => unknown>
  return methods[method]?.(...args)
}

/** Hands messages to the Worker as the platform does, and tells what it did with each. */
async function delivered(bodies: unknown[], bindings: PlatformBindings): Promise<Outcome[]> {
  const outcomes: Outcome[] = bodies.map(() => 'none')
  const messages = bodies.map((body, at) => ({
    body,
    ack: () => {
      outcomes[at] = 'acknowledged'
    },
    retry: () => {
      outcomes[at] = 'retried'
    },
  }))
  await workerWith('{}').queue({ messages }, bindings)
  return outcomes
}
