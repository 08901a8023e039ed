import type {
  DurableObjectState,
  ExecutionContext,
  SqlStorageCursor,
  SqlStorageValue,
} from '@cloudflare/workers-types'
import type { Bindings } from '../../collector/host/workers/bindings.ts'
import { workerOf } from '../../collector/host/workers/worker.ts'
import { received } from '../../collector/ledger/durable/reply.ts'
import type { Objects, SiteOperations } from '../../collector/ledger/durable/site-object.ts'
import { SiteObject as RealSiteObject } from '../../collector/ledger/durable/site-object.ts'
import type { Cursor, TransferTable } from '../../collector/ledger/transfer.ts'

export { RegistryObject } from '../../collector/ledger/durable/registry-object.ts'

// A Worker whose objects do background work an alarm at a time, when they are told, counting rows.

/** What one transaction has read and written, as the platform counts rows. */
export interface Slice {
  kind: string
  read: number
  written: number
}

type Rows = SqlStorageCursor<Record<string, SqlStorageValue>>

/** What a slice is of, by the first of these that any of its statements matches. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['deriving heads', /^\s*UPDATE visitors SET last_hit = (0|max)/],
  ['clearing links', /^\s*DELETE FROM links WHERE id >/],
  ['clearing away', /^\s*DELETE FROM \w+ AS t/],
  ['comparing', /\bEXCEPT\b|FROM links WHERE id >|FROM links WHERE conversion IS NULL/],
  ['settling', /^\s*INSERT INTO rollups\b/],
  ['placing conversions', /^\s*INSERT INTO contributions\b/],
  ['cutting visits', /^\s*INSERT INTO touches\b/],
  ['costs', /^\s*INSERT INTO cost_days\b/],
  ['links', /^\s*INSERT INTO links\b/],
  ['importing', /json_each\(\?\) page/],
]

class Watch {
  #statements: { text: string; rows: Rows }[] = []
  #slices: Slice[] = []

  on({ storage }: DurableObjectState): void {
    const { sql } = storage
    const exec = sql.exec.bind(sql)
    const watched = (text: string, ...values: unknown[]) => {
      const rows = exec(text, ...values) as Rows
      this.#statements.push({ text, rows })
      return rows
    }
    Object.defineProperty(sql, 'exec', { value: watched })
    const transaction = storage.transactionSync.bind(storage)
    const counted = <Result>(work: () => Result): Result => {
      this.#statements = []
      const result = transaction(work)
      this.#slices.push(this.#slice())
      return result
    }
    Object.defineProperty(storage, 'transactionSync', { value: counted })
  }

  /** Cursors know their rows once they are read to their end, which all are by now. */
  #slice(): Slice {
    const texts = this.#statements.map(({ text }) => text)
    const [kind = 'other'] = KINDS.find(([, is]) => texts.some((text) => is.test(text))) ?? []
    const sum = (of: (rows: Rows) => number) =>
      this.#statements.reduce((total, { rows }) => total + of(rows), 0)
    const slice = {
      ...{ kind, read: sum((rows) => rows.rowsRead) },
      written: sum((rows) => rows.rowsWritten),
    }
    this.#statements = []
    return slice
  }

  take(): Slice[] {
    const slices = this.#slices
    this.#slices = []
    return slices
  }

  /** Rows that statements outside of transactions have read since they were last taken. */
  takeRead(): number {
    const read = this.#statements.reduce((sum, { rows }) => sum + rows.rowsRead, 0)
    this.#statements = []
    return read
  }
}

const watches = new WeakMap<DurableObjectState, Watch>()

function watched(ctx: DurableObjectState): DurableObjectState {
  const watch = new Watch()
  watch.on(ctx)
  watches.set(ctx, watch)
  return ctx
}

export class SiteObject extends RealSiteObject {
  constructor(ctx: DurableObjectState, env: object) {
    super(watched(ctx), env)
  }

  /** The platform's alarms find nothing to do. */
  override async alarm(): Promise<void> {}

  /** What one alarm does. */
  async work(): Promise<Slice[]> {
    watches.get(this.ctx)?.take()
    await super.alarm()
    return watches.get(this.ctx)?.take() ?? []
  }

  rowsRead(): number {
    const watch = watches.get(this.ctx)
    const slices = watch?.take() ?? []
    return slices.reduce((sum, { read }) => sum + read, watch?.takeRead() ?? 0)
  }

  bytes(): number {
    return this.ctx.storage.sql.databaseSize
  }
}

/** What the bench may tell the Worker besides what anybody may. */
export type ScaleOrder =
  | { do: 'rebuild' }
  | { do: 'prove' }
  | { do: 'proof' }
  | { do: 'work' }
  | { do: 'rows' }
  | { do: 'bytes' }
  | { do: 'finish'; to: string }
  | { do: 'copy'; to: string; table: TransferTable; after: Cursor | null }

/** What an object can be told, as it crosses to it. */
interface Driven {
  work(): Promise<Slice[]>
  rowsRead(): Promise<number>
  bytes(): Promise<number>
}

interface ScaleBindings extends Bindings {
  SITES: Objects<SiteOperations & Driven>
}

const PAGE_ROWS = 5000

const worker = workerOf(Date.now)

export default {
  async fetch(request: Request, bindings: ScaleBindings, context: ExecutionContext) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/scale') return worker.fetch(request, bindings, context)
    const order = (await request.json()) as ScaleOrder
    const answer = await carryOut(order, bindings, searchParams.get('site') ?? '')
    return Response.json(answer ?? null)
  },
}

async function carryOut(order: ScaleOrder, { SITES }: ScaleBindings, site: string) {
  const object = SITES.getByName(site)
  if (order.do === 'work') return object.work()
  if (order.do === 'rows') return object.rowsRead()
  if (order.do === 'bytes') return object.bytes()
  if (order.do === 'rebuild') return received(object.rebuild())
  if (order.do === 'prove') return received(object.startProof())
  if (order.do === 'proof') return received(object.proof())
  const copy = SITES.getByName(order.to)
  if (order.do === 'finish') {
    const { settingsVersion } = await received(object.positions())
    return received(copy.finishMove({ settingsVersion }))
  }
  const { table, after } = order
  if (table === 'site' && after === null)
    await received(copy.create({ ...(await received(object.state())), status: 'moving_in' }))
  const page = await received(object.exportRows({ table, after, limit: PAGE_ROWS }))
  await received(copy.importRows(page))
  return { next: page.next, read: await object.rowsRead(), written: await copy.rowsRead() }
}
