import type { Batch, BatchAnswer } from '../facts.ts'
import type { FitBy, FitRequest, FittedData, FitUnderWay } from '../fits.ts'
import {
  type AnswerTo,
  type Freshness,
  type Ledger,
  type Ledgers,
  type ReportQuery,
  type ScanPage,
  type ScanQuery,
  type SiteChange,
  SiteExistsError,
  type SiteState,
} from '../ledger.ts'
import type { Due, OutgoingSite, SentMessage } from '../outgoing.ts'
import type { Proof } from '../proof.ts'
import { needsAllTouches } from '../sqlite/reports/all-touches.ts'
import type { DerivedTable, Positions, RowsPage, RowsQuery, TransferTable } from '../transfer.ts'
import { FileSnapshots } from './file-snapshots.ts'
import { FitThreads, type FittableSite } from './fit-threads.ts'
import { Gate } from './gate.ts'
import type { ReaderOperations } from './reader.ts'
import { ReaderPool } from './reader-pool.ts'
import { Registry } from './registry.ts'
import { Thread } from './thread.ts'
import { WriterThread } from './writer-thread.ts'

export interface ThreadedLedgersOptions {
  /** The data folder; this process must be its owner. */
  folder: string
  /** Threads that write; each site belongs to one of them. */
  writers: number
  /** Threads that answer reports. */
  readers: number
  /** Batches that may wait for each writer. */
  waitingMax: number
  reportDeadlineMs: number
  /** ms since the epoch */
  clock: () => number
  /** Something went wrong that no answer can tell: a thread ended, a site cannot be settled. */
  onTrouble: (message: string) => void
  /** A site that tells others what happens may have something to tell. */
  onOutgoing?: (site: string) => void
}

const READER = new URL('./reader-entry.ts', import.meta.url)

/** SQLite files behind worker threads: the main thread parses requests and never waits for a disk. */
export class ThreadedLedgers implements Ledgers {
  readonly snapshots: FileSnapshots
  readonly #options: ThreadedLedgersOptions
  readonly #registry: Registry
  readonly #writers: WriterThread[]
  readonly #readers: ReaderPool<ReaderOperations>
  readonly #fits: FitThreads
  readonly #open = new Map<string, Promise<ThreadedLedger>>()
  #closed = false

  constructor(options: ThreadedLedgersOptions) {
    this.#options = options
    this.#registry = new Registry(options.folder, options.clock())
    this.#writers = Array.from({ length: options.writers }, () => new WriterThread(options))
    const { folder, onTrouble } = options
    this.#readers = new ReaderPool<ReaderOperations>({
      size: options.readers,
      deadlineMs: options.reportDeadlineMs,
      start: (onEnd) => new Thread(READER, { folder }, { onTrouble, onEnd }),
    })
    this.#fits = new FitThreads({ folder, onTrouble, open: (site) => this.open(site) })
    this.snapshots = new FileSnapshots({
      ...options,
      withheld: (site, work) => this.withheld(site, work),
    })
  }

  async open(site: string): Promise<ThreadedLedger | undefined> {
    if (!this.#registry.has(site)) return undefined
    const known = this.#open.get(site)
    if (known) return known
    const writer = this.#writerOf(site)
    return this.#keep(site, writer.call('open', site))
  }

  async create(state: SiteState): Promise<ThreadedLedger> {
    const { site, createdAt } = state
    if (this.#registry.has(site) || this.#open.has(site)) throw new SiteExistsError(site)
    const created = this.#writerOf(site).call('create', state)
    return this.#keep(
      site,
      created.then((stored) => {
        this.#registry.add(site, createdAt)
        return stored
      }),
    )
  }

  async list(): Promise<string[]> {
    return this.#registry.list()
  }

  /** Begins a new generation of a site under the settings that it has; `settle` builds it on. */
  async rebuild(site: string): Promise<void> {
    await (await this.open(site))?.rebuild()
  }

  /** Does `work` on the file of a site while nobody writes to it, and opens it anew. */
  async withheld<Value>(site: string, work: () => Promise<Value>): Promise<Value> {
    const ledger = await this.open(site)
    if (!ledger) throw new Error(`there is no site "${site}"`)
    return ledger.withheld(work)
  }

  /**
   * Opens each site once, so that its writer settles what a crash left unsettled. One at a time:
   * requests go between. A site that cannot be opened is told, and does not keep the others.
   */
  async settleLeftovers(): Promise<void> {
    for (const site of this.#registry.list()) {
      if (this.#closed) return
      const ledger = await this.open(site).catch((error: unknown) => {
        if (!this.#closed) this.#options.onTrouble(`site "${site}" cannot be opened: ${error}`)
        return undefined
      })
      this.#fits.wake(site)
      if (ledger?.tells) this.#options.onOutgoing?.(site)
    }
  }

  /** Has each writer look at its sites for what time alone has made due: hits that are kept no longer. */
  async wake(): Promise<void> {
    for (const site of this.#registry.list())
      if (!this.#closed) await this.#writerOf(site).call('wake', site)
  }

  /** Batches that wait for a commit, of all writers. */
  get waiting(): number {
    return this.#writers.reduce((sum, writer) => sum + writer.waiting, 0)
  }

  /** Readers first: the last connection to a file that closes folds its log into it. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#fits.close()
    await this.snapshots.close()
    await this.#readers.close()
    await Promise.all(this.#writers.map((writer) => writer.close()))
    this.#registry.close()
  }

  #writerOf(site: string): WriterThread {
    return this.#writers[hash(site) % this.#writers.length] as WriterThread
  }

  /** Remembers the ledger, and forgets it again when it could not be opened. */
  #keep(site: string, state: Promise<SiteState>): Promise<ThreadedLedger> {
    const ledger = state.then(
      (opened) =>
        new ThreadedLedger(opened, this.#writerOf(site), this.#readers, {
          onFit: () => this.#fits.wake(site),
          onOutgoing: () => this.#options.onOutgoing?.(site),
        }),
    )
    this.#open.set(site, ledger)
    ledger.catch(() => this.#open.delete(site))
    return ledger
  }
}

/** Whoever has work to do for a site beside the requests. */
interface SiteListener {
  /** There is a fit to do. */
  onFit(): void
  onOutgoing(): void
}

/** One site, its writer and the readers. Its state is kept here: nobody else changes it. */
class ThreadedLedger implements Ledger, FittableSite, OutgoingSite {
  readonly #writer: WriterThread
  readonly #readers: ReaderPool<ReaderOperations>
  readonly #listener: SiteListener
  readonly #gate = new Gate()
  #state: SiteState
  /** Since which commit the tables that reports read have all that was appended. */
  #caughtUp: { commits: number; done: Promise<void> } | undefined

  constructor(
    state: SiteState,
    writer: WriterThread,
    readers: ReaderPool<ReaderOperations>,
    listener: SiteListener,
  ) {
    this.#state = state
    this.#writer = writer
    this.#readers = readers
    this.#listener = listener
  }

  append(batch: Batch): Promise<BatchAnswer> {
    return this.#telling(this.#gate.pass(() => this.#writer.append(this.#state.site, batch)))
  }

  settle(budget: { conversions: number }): Promise<Freshness> {
    return this.#telling(
      this.#gate.pass(() => this.#writer.call('settle', this.#state.site, budget)),
    )
  }

  takeOutgoing(): Promise<Due> {
    return this.#gate.pass(() => this.#writer.call('takeOutgoing', this.#state.site))
  }

  noteSent(sent: readonly SentMessage[]): Promise<void> {
    return this.#gate.pass(async () => {
      this.#state = await this.#writer.call('noteSent', this.#state.site, sent)
    })
  }

  /** Has it told what is written, where anybody listens. */
  #telling<Answer>(written: Promise<Answer>): Promise<Answer> {
    return this.tells ? written.finally(() => this.#listener.onOutgoing()) : written
  }

  /** Whether anybody listens. */
  get tells(): boolean {
    return this.#state.endpoints?.some(({ disabledAt }) => disabledAt === null) ?? false
  }

  async report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>> {
    if (needsAllTouches(query)) await this.#catchUp()
    const answer = await this.#readers.call('report', this.#state.site, query)
    return answer as AnswerTo<Query>
  }

  scan(query: ScanQuery): Promise<ScanPage> {
    return this.#readers.call('scan', this.#state.site, query)
  }

  /** Asked once for all reports that come between two commits. */
  #catchUp(): Promise<void> {
    // A site that is withheld was closed, and caught up then.
    if (this.#gate.isShut) return Promise.resolve()
    const { commits } = this.#writer
    if (this.#caughtUp?.commits === commits) return this.#caughtUp.done
    const done = this.#gate.pass(() => this.#writer.catchUp(this.#state.site))
    const asked = { commits, done }
    this.#caughtUp = asked
    done.catch(() => {
      if (this.#caughtUp === asked) this.#caughtUp = undefined
    })
    return done
  }

  async state(): Promise<SiteState> {
    return this.#state
  }

  async change(change: SiteChange): Promise<SiteState> {
    const changed = this.#gate.pass(async () => {
      this.#state = await this.#writer.call('change', this.#state.site, change)
      return this.#state
    })
    return changed.finally(() => this.#listener.onOutgoing())
  }

  positions(): Promise<Positions> {
    return this.#readers.call('positions', this.#state.site)
  }

  exportRows(query: RowsQuery<TransferTable>): Promise<RowsPage<TransferTable>> {
    return this.#readers.call('exportRows', this.#state.site, query)
  }

  derivedRows(query: RowsQuery<DerivedTable>): Promise<RowsPage<DerivedTable>> {
    return this.#readers.call('derivedRows', this.#state.site, query)
  }

  importRows(page: RowsPage<TransferTable>): Promise<void> {
    return this.#gate.pass(async () => {
      this.#state = await this.#writer.call('importRows', this.#state.site, page)
    })
  }

  finishMove(finish: { settingsVersion: number }): Promise<void> {
    return this.#gate.pass(() => this.#writer.call('finishMove', this.#state.site, finish))
  }

  startProof(): Promise<Proof> {
    return this.#gate.pass(() => this.#writer.call('startProof', this.#state.site))
  }

  proof(): Promise<Proof> {
    return this.#readers.call('proof', this.#state.site)
  }

  async startFit(request: FitRequest, by: FitBy): Promise<FitUnderWay> {
    const fit = await this.#gate.pass(() =>
      this.#writer.call('startFit', this.#state.site, request, by),
    )
    this.#listener.onFit()
    return fit
  }

  nextFit(): Promise<string | undefined> {
    return this.#gate.pass(() => this.#writer.call('nextFit', this.#state.site))
  }

  noteFit(id: string, stage: FitUnderWay['stage'], share: number): Promise<void> {
    return this.#gate.pass(() => this.#writer.call('noteFit', this.#state.site, id, stage, share))
  }

  finishFit(id: string, data: FittedData): Promise<void> {
    return this.#gate.pass(() => this.#writer.call('finishFit', this.#state.site, id, data))
  }

  failFit(id: string, reason: string): Promise<void> {
    return this.#gate.pass(() => this.#writer.call('failFit', this.#state.site, id, reason))
  }

  rebuild(): Promise<void> {
    return this.#telling(this.#gate.pass(() => this.#writer.call('rebuild', this.#state.site)))
  }

  /** Those who write meanwhile are turned away; those who read get the one content or the other. */
  async withheld<Value>(work: () => Promise<Value>): Promise<Value> {
    const { site } = this.#state
    await this.#gate.shut()
    try {
      await this.#writer.call('release', site)
      return await work()
    } finally {
      await this.#reopen().finally(() => this.#gate.open())
    }
  }

  async #reopen(): Promise<void> {
    this.#caughtUp = undefined
    this.#state = await this.#writer.call('open', this.#state.site)
  }
}

/** FNV-1a, 32 bits: only spreads sites over threads, and means nothing from one start to the next. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value
}
