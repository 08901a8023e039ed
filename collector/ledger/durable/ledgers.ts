import type { Batch, BatchAnswer } from '../facts.ts'
import type { FitBy, FitRequest } from '../fits.ts'
import {
  type AnswerTo,
  type Ledger,
  type Ledgers,
  type ReportQuery,
  type ScanQuery,
  type SiteChange,
  SiteExistsError,
  type SiteState,
} from '../ledger.ts'
import type { AppendResult } from '../sqlite/site.ts'
import type { DerivedTable, RowsPage, RowsQuery, TransferTable } from '../transfer.ts'
import { BookmarkSnapshots } from './bookmark-snapshots.ts'
import {
  deliver,
  type EventsQueue,
  enqueue,
  mayWait,
  type QueuedMessage,
  waitingAnswer,
} from './queue.ts'
import type { RegistryOperations } from './registry-object.ts'
import { received } from './reply.ts'
import type { Objects, SiteOperations } from './site-object.ts'

export interface Namespaces {
  sites: Objects<SiteOperations>
  registry: Objects<RegistryOperations>
  /** Where hits wait when they are not written at once. */
  queue?: EventsQueue | undefined
}

/** How long the registry's word is believed, yes or no, ms. */
const BELIEVED_MS = 60_000

/** Names remembered; anybody can invent more. */
const NAMES_MAX = 10_000

/** The one registry's name. */
const REGISTRY = 'registry'

/**
 * Sites that each live in a Durable Object of their own. A name is looked up in the registry before
 * its object is called, so that an invented one creates nothing; the answer is remembered.
 */
export class DurableLedgers implements Ledgers {
  readonly snapshots: BookmarkSnapshots
  readonly #sites: Objects<SiteOperations>
  readonly #registries: Objects<RegistryOperations>
  readonly #queue: EventsQueue | undefined
  readonly #clock: () => number
  readonly #known = new Map<string, { exists: boolean; at: number }>()
  readonly #open = new Map<string, DurableLedger>()

  constructor({ sites, registry, queue }: Namespaces, clock: () => number) {
    this.#sites = sites
    this.#registries = registry
    this.#queue = queue
    this.#clock = clock
    this.snapshots = new BookmarkSnapshots(sites, () => this.#registry, clock)
  }

  async open(site: string): Promise<DurableLedger | undefined> {
    return (await this.#exists(site)) ? this.#ledgerOf(site) : undefined
  }

  /** The object comes first: a name in the registry is always one of a site. */
  async create(state: SiteState): Promise<DurableLedger> {
    const { site } = state
    try {
      await received(this.#sites.getByName(site).create(state))
    } catch (error) {
      // Made by a call that broke off before the registry knew: it is a site, so let it be known.
      if (error instanceof SiteExistsError) await this.#enter(site)
      throw error
    }
    await this.#enter(site)
    return this.#ledgerOf(site)
  }

  list(): Promise<string[]> {
    return this.#registry.list()
  }

  async rebuild(site: string): Promise<void> {
    await received(this.#sites.getByName(site).rebuild())
  }

  /** Hands a delivery of the queue to the sites that its messages are for. */
  deliver(messages: readonly QueuedMessage[]): Promise<void> {
    return deliver(messages, (site) => this.open(site))
  }

  /** Objects end by themselves. */
  async close(): Promise<void> {}

  async #enter(site: string): Promise<void> {
    await this.#registry.add(site)
    this.#remember(site, true)
  }

  async #exists(site: string): Promise<boolean> {
    const known = this.#known.get(site)
    if (known && this.#clock() - known.at < BELIEVED_MS) return known.exists
    const exists = await this.#registry.has(site)
    this.#remember(site, exists)
    return exists
  }

  /** A stub serves the request that has made it, and no other. */
  get #registry(): RegistryOperations {
    return this.#registries.getByName(REGISTRY)
  }

  #remember(site: string, exists: boolean): void {
    if (this.#known.size >= NAMES_MAX) this.#known.clear()
    this.#known.set(site, { exists, at: this.#clock() })
  }

  /** The same one each time: what is kept with it (`SiteCache`) then stays. */
  #ledgerOf(site: string): DurableLedger {
    const open = this.#open.get(site) ?? new DurableLedger(site, this.#sites, this.#queue)
    this.#open.set(site, open)
    return open
  }
}

/** One site in an object; a stub serves the request that has made it, and no other. */
export class DurableLedger implements Ledger {
  readonly #site: string
  readonly #sites: Objects<SiteOperations>
  readonly #queue: EventsQueue | undefined

  constructor(site: string, sites: Objects<SiteOperations>, queue: EventsQueue | undefined) {
    this.#site = site
    this.#sites = sites
    this.#queue = queue
  }

  append(batch: Batch): Promise<BatchAnswer> {
    return this.#queue && mayWait(batch) ? this.#enqueue(this.#queue, batch) : this.#write(batch)
  }

  /** Batches that come together: each is answered by itself. */
  appendAll(batches: readonly Batch[]): Promise<AppendResult[]> {
    return received(this.#object().append([...batches]))
  }

  /**
   * Counts of drops have no id that would make them harmless twice, so they don't wait; and come
   * last, so that who sends a batch again that was refused has not counted them before.
   */
  async #enqueue(queue: EventsQueue, { drops, ...facts }: Batch): Promise<BatchAnswer> {
    for (const part of await enqueue(queue, this.#site, facts)) await this.#write(part)
    if (drops && Object.keys(drops).length > 0) await this.#write({ drops })
    return waitingAnswer(facts.hits?.length ?? 0)
  }

  async #write(batch: Batch): Promise<BatchAnswer> {
    const [answer] = await this.appendAll([batch])
    if (!answer || 'error' in answer) throw new Error(answer?.error ?? 'no answer')
    return answer
  }

  #object(): SiteOperations {
    return this.#sites.getByName(this.#site)
  }

  settle(budget: { conversions: number }) {
    return received(this.#object().settle(budget))
  }

  report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>> {
    return received(this.#object().report(query)) as Promise<AnswerTo<Query>>
  }

  scan(query: ScanQuery) {
    return received(this.#object().scan(query))
  }

  state() {
    return received(this.#object().state())
  }

  change(change: SiteChange) {
    return received(this.#object().change(change))
  }

  startFit(request: FitRequest, by: FitBy) {
    return received(this.#object().startFit(request, by))
  }

  startProof() {
    return received(this.#object().startProof())
  }

  proof() {
    return received(this.#object().proof())
  }

  positions() {
    return received(this.#object().positions())
  }

  exportRows(query: RowsQuery<TransferTable>) {
    return received(this.#object().exportRows(query))
  }

  importRows(page: RowsPage<TransferTable>) {
    return received(this.#object().importRows(page))
  }

  finishMove(finish: { settingsVersion: number }) {
    return received(this.#object().finishMove(finish))
  }

  derivedRows(query: RowsQuery<DerivedTable>) {
    return received(this.#object().derivedRows(query))
  }
}
