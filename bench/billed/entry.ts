import type {
  DurableObjectState,
  ExecutionContext,
  SqlStorageCursor,
  SqlStorageValue,
} from '@cloudflare/workers-types'
import type { Bindings } from '../../collector/host/workers/bindings.ts'
import { workerOf } from '../../collector/host/workers/worker.ts'
import type { Objects, SiteOperations } from '../../collector/ledger/durable/site-object.ts'
import { SiteObject as RealSiteObject } from '../../collector/ledger/durable/site-object.ts'
import type { Batch, BatchAnswer } from '../../collector/ledger/facts.ts'
import type { AppendResult } from '../../collector/ledger/sqlite/site.ts'

export { RegistryObject } from '../../collector/ledger/durable/registry-object.ts'

// A Worker that holds batches back, and applies them one by one when it is told, counting rows.

/** Rows as the platform counts them, by the table that a statement names first. */
export interface Usage {
  rows: Record<string, { read: number; written: number }>
  alarms: number
  /** Of the object's database. */
  bytes: number
}

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>

const tableOf = (text: string): string => /\b(?:INTO|UPDATE|FROM)\s+"?(\w+)/i.exec(text)?.[1] ?? ''

/** What an object's statements have read and written since it was asked last. */
class Counter {
  #cursors: { table: string; cursor: Cursor }[] = []
  #alarms = 0

  watch({ storage }: DurableObjectState): void {
    const { sql } = storage
    const exec = sql.exec.bind(sql)
    const watched = (text: string, ...values: unknown[]) => {
      const cursor = exec(text, ...values) as Cursor
      this.#cursors.push({ table: tableOf(text), cursor })
      return cursor
    }
    Object.defineProperty(sql, 'exec', { value: watched })
    const setAlarm = storage.setAlarm.bind(storage)
    const countedAlarm = (at: number) => {
      this.#alarms += 1
      return setAlarm(at)
    }
    Object.defineProperty(storage, 'setAlarm', { value: countedAlarm })
  }

  /** A cursor knows its rows once it is read to its end, which all are by now. */
  take(): Pick<Usage, 'rows' | 'alarms'> {
    const rows: Usage['rows'] = {}
    for (const { table, cursor } of this.#cursors) {
      const sum = rows[table] ?? { read: 0, written: 0 }
      sum.read += cursor.rowsRead
      sum.written += cursor.rowsWritten
      rows[table] = sum
    }
    const alarms = this.#alarms
    this.#cursors = []
    this.#alarms = 0
    return { rows, alarms }
  }
}

const counters = new WeakMap<DurableObjectState, Counter>()

function counted(ctx: DurableObjectState): DurableObjectState {
  const counter = new Counter()
  counter.watch(ctx)
  counters.set(ctx, counter)
  return ctx
}

export class SiteObject extends RealSiteObject {
  #held: Batch[] | undefined

  constructor(ctx: DurableObjectState, env: object) {
    super(counted(ctx), env)
  }

  hold(): void {
    this.#held = []
  }

  override async append(batches: Batch[]) {
    if (!this.#held) return super.append(batches)
    this.#held.push(...batches)
    return { value: batches.map(heldAnswer) }
  }

  /** Applies so many of what is held as one delivery; false when nothing is left. */
  async applyNext(together: number): Promise<boolean> {
    const batches = this.#held?.splice(0, together) ?? []
    if (batches.length === 0) {
      this.#held = undefined
      return false
    }
    const answer = await super.append(batches)
    if ('trouble' in answer) throw new Error(answer.trouble.message)
    const failed = answer.value.find((one: AppendResult) => 'error' in one)
    if (failed) throw new Error(JSON.stringify(failed))
    return true
  }

  usage(): Usage {
    const { rows, alarms } = counters.get(this.ctx)?.take() ?? { rows: {}, alarms: 0 }
    return { rows, alarms, bytes: this.ctx.storage.sql.databaseSize }
  }
}

const heldAnswer = ({ hits = [], conversions = [] }: Batch): BatchAnswer => ({
  accepted: hits.length,
  duplicate: 0,
  conversions: conversions.map(({ transactionId }) => ({
    ...{ transactionId, outcome: 'created', state: 'counted', flags: [] },
    ...{ matched: null, touches: null },
  })),
  refunds: [],
  identities: [],
  costs: [],
})

/** What the bench may tell the Worker besides what anybody may. */
export type BilledOrder =
  | { do: 'hold' }
  /** Each of so many requests; `isSparse`: the write-behind follows each, as when requests are rare. */
  | { do: 'apply'; together: number; isSparse: boolean }
  | { do: 'usage' }

/** What an object can be told, as it crosses to it. */
interface Counted {
  hold(): Promise<void>
  applyNext(together: number): Promise<boolean>
  usage(): Promise<Usage>
}

interface BilledBindings extends Bindings {
  SITES: Objects<SiteOperations & Counted>
}

const worker = workerOf(Date.now)
const realTimeout = globalThis.setTimeout

export default {
  async fetch(request: Request, bindings: BilledBindings, context: ExecutionContext) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/billed') return worker.fetch(request, bindings, context)
    const order = (await request.json()) as BilledOrder
    return Response.json(await carryOut(order, bindings, searchParams.get('site') ?? ''))
  },
}

async function carryOut(order: BilledOrder, { SITES }: BilledBindings, site: string) {
  const object = SITES.getByName(site)
  if (order.do === 'hold') return (await object.hold()) ?? 0
  if (order.do === 'usage') return object.usage()
  globalThis.setTimeout = (order.isSparse ? atOnce : realTimeout) as typeof setTimeout
  let calls = 0
  while (await object.applyNext(order.together)) calls += 1
  globalThis.setTimeout = realTimeout
  return calls
}

const atOnce = (work: () => void) => realTimeout(work, 0)
