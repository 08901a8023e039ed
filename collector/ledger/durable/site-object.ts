import { DurableObject } from 'cloudflare:workers'
import type { DurableObjectState } from '@cloudflare/workers-types'
import type { Sending } from '../../outgoing/deliver.ts'
import { CheckBook, type Checked, type CheckNote } from '../../touch/check-book.ts'
import type { Batch } from '../facts.ts'
import type { FitBy, FitLimits, FitRequest, FitUnderWay } from '../fits.ts'
import {
  type Freshness,
  type ReportAnswer,
  type ReportQuery,
  type ScanPage,
  type ScanQuery,
  type SiteChange,
  SiteExistsError,
  type SiteState,
} from '../ledger.ts'
import type { Proof } from '../proof.ts'
import { type FactCounts, factCounts } from '../snapshots.ts'
import { type AppendResult, SqliteSite } from '../sqlite/site.ts'
import type { DerivedTable, Positions, RowsPage, RowsQuery, TransferTable } from '../transfer.ts'
import { AppendGroup } from './append-group.ts'
import { holdsSite, openDurableDatabase } from './database.ts'
import { logged } from './logged.ts'
import { sendingOf, sendOutgoing } from './outgoing.ts'
import { LEAVING, type Reply, reply } from './reply.ts'

/** Conversions (or visitors) of one slice: an append that arrives between two goes first. */
const CONVERSIONS_A_SLICE = 50

/**
 * Slices of one alarm. Slices are counted, since clocks stand still while an object computes: these
 * take a small part of a second of the 30 s that an invocation may take.
 */
const SLICES_AN_ALARM = 20

/**
 * What a fit here may take: a page of touches, a solution and a resample each fit into a slice, and all
 * that is in memory at a time into a small part of 128 MB.
 */
export const FIT_LIMITS: FitLimits = { touches: 5_000_000, paths: 20_000, states: 1_000 }

/** So long nobody but the platform tries again what has failed, ms: each append would. */
const PAUSE_MS = 60_000

/** So long an object of a site as it was stays when nobody asks, ms. */
const SCRATCH_IDLE_MS = 10 * 60_000

/** The key under which such an object knows what it is. */
const SCRATCH = 'scratch'

/** What happens soon after one another is told together, ms. */
const GATHER_MS = 1000

/** How long what is remembered of visitors may stay unwritten, ms. */
const REST_MS = 1000

/**
 * One site: the engine in the SQLite of a Durable Object, which is its one writer. What is left to
 * do after a request is done under alarms, a few slices each.
 *
 * An object that nobody has made a site in holds no table, and is gone when it rests.
 */
export class SiteObject extends DurableObject<object> {
  readonly #appends = new AppendGroup((batches) =>
    this.#do((site) => {
      const answers = site.append(batches, this.now())
      this.#catchUpLater(site)
      return answers
    }),
  )
  #site: SqliteSite | undefined
  readonly #checks = new CheckBook()
  #isCatchUpDue = false
  /** When the alarm that is set sounds, ms; undefined when none is known to be set. */
  #alarmAt: number | undefined
  #isLeaving = false
  /** It holds a site as it was, and empties itself. */
  #isScratch = false
  #usedAt = 0
  /** How long what waits is left alone; more than 0 after it has failed. */
  #pauseMs = 0
  readonly #sending: Sending
  /** The same of what is to be sent. */
  #outgoingPauseMs = 0

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    this.#sending = sendingOf(env, () => this.now())
    void ctx.blockConcurrencyWhile(async () => {
      if (!holdsSite(ctx.storage)) return
      const database = await openDurableDatabase(ctx.storage)
      this.#site = SqliteSite.open(database, { readOnly: false })
      this.#isScratch = (await ctx.storage.get(SCRATCH)) === true
      this.#usedAt = Date.now()
    })
  }

  /** ms since the epoch */
  protected now(): number {
    return Date.now()
  }

  /** Makes the site, and migrates the database first. */
  create(state: SiteState): Promise<Reply<SiteState>> {
    return reply(async () => {
      if (this.#site) throw new SiteExistsError(state.site)
      this.#site = SqliteSite.create(await openDurableDatabase(this.ctx.storage), state)
      return this.#site.state()
    })
  }

  /** The same for a site as it was: the object empties itself when nobody asks it. */
  createScratch(state: SiteState): Promise<Reply<SiteState>> {
    return reply(async () => {
      if (this.#site) throw new SiteExistsError(state.site)
      await this.ctx.storage.put(SCRATCH, true)
      this.#isScratch = true
      this.#site = SqliteSite.create(await openDurableDatabase(this.ctx.storage), state)
      await this.#clearLater()
      return this.#site.state()
    })
  }

  /** Empties an object that was made so, and no other. */
  clearScratch(): Promise<Reply<void>> {
    return reply(async () => {
      if (!this.#isScratch) return
      this.#site = undefined
      await this.ctx.storage.deleteAll()
    })
  }

  /** Batches that share a transaction, with those of other calls; each is answered by itself. */
  append(batches: Batch[]): Promise<Reply<AppendResult[]>> {
    return this.#appends.add(batches)
  }

  settle(budget: { conversions: number }): Promise<Reply<Freshness>> {
    return this.#do((site) => site.settle(budget, this.now()))
  }

  report(query: ReportQuery): Promise<Reply<ReportAnswer>> {
    return this.#do((site) => site.report(query))
  }

  scan(query: ScanQuery): Promise<Reply<ScanPage>> {
    return this.#do((site) => site.scan(query))
  }

  /** What tags of the site are checked, in the memory of the object alone. */
  askedCheck(token: string, now: number): Promise<Reply<Checked>> {
    return this.#do(() => this.#checks.asked(token, now))
  }

  noteCheck(note: CheckNote, now: number): Promise<Reply<void>> {
    return this.#do(() => this.#checks.note(note, now))
  }

  state(): Promise<Reply<SiteState>> {
    return this.#do((site) => site.state())
  }

  change(change: SiteChange): Promise<Reply<SiteState>> {
    return this.#do((site) => site.change(change))
  }

  rebuild(): Promise<Reply<void>> {
    return this.#do((site) => site.rebuild())
  }

  startFit(request: FitRequest, by: FitBy): Promise<Reply<FitUnderWay>> {
    return this.#do((site) => site.startFit(request, by))
  }

  startProof(): Promise<Reply<Proof>> {
    return this.#do((site) => site.startProof(this.now()))
  }

  proof(): Promise<Reply<Proof>> {
    return this.#do((site) => site.proof())
  }

  positions(): Promise<Reply<Positions>> {
    return this.#do((site) => site.positions())
  }

  exportRows(query: RowsQuery<TransferTable>): Promise<Reply<RowsPage<TransferTable>>> {
    return this.#do((site) => site.exportRows(query))
  }

  importRows(page: RowsPage<TransferTable>): Promise<Reply<void>> {
    return this.#do((site) => site.importRows(page))
  }

  finishMove(finish: { settingsVersion: number }): Promise<Reply<void>> {
    return this.#do((site) => site.finishMove(finish))
  }

  derivedRows(query: RowsQuery<DerivedTable>): Promise<Reply<RowsPage<DerivedTable>>> {
    return this.#do((site) => site.derivedRows(query))
  }

  /** Where the site stands now, in the words of the platform's point-in-time recovery. */
  moment(): Promise<Reply<Moment>> {
    return this.#do(async (site) => {
      const { facts } = site.report({ kind: 'stats' })
      return { bookmark: await this.ctx.storage.getCurrentBookmark(), facts: factCounts(facts) }
    })
  }

  /**
   * Takes the site back to a bookmark: the object ends, and is there again as it was then. Gives the
   * bookmark of what was given up; nothing is acknowledged after it.
   */
  goBackTo(bookmark: string): Promise<Reply<string>> {
    return this.#do(async () => {
      this.#isLeaving = true
      try {
        const undo = await this.ctx.storage.onNextSessionRestoreBookmark(bookmark)
        setTimeout(() => this.ctx.abort(LEAVING))
        return undo
      } catch (error) {
        this.#isLeaving = false
        throw error
      }
    })
  }

  /**
   * A few slices of what waits, and another alarm when that was not all. When one fails, the platform
   * sounds the alarm again, after pauses that grow, and gives up after six; then the next call does.
   */
  override async alarm(): Promise<void> {
    this.#alarmAt = undefined
    const site = this.#site
    if (!site) return
    // Receivers may be slow: what is left to do is done meanwhile.
    let isSending = site.tells
    const sending = this.#send(site).finally(() => {
      isSending = false
    })
    try {
      for (let slice = 0; (slice < SLICES_AN_ALARM || isSending) && this.#hasWork(site); slice++) {
        // A fit is in no hurry, and is to see what is settled.
        if (site.waits) site.work(CONVERSIONS_A_SLICE, this.now())
        else if (site.hasFits) site.fitOn(FIT_LIMITS, this.now())
        else site.seal(this.now())
        await others()
        if (this.#isLeaving) return
      }
      this.#pauseMs = 0
    } catch (error) {
      this.#pauseMs = PAUSE_MS
      this.#log('work_failed', error)
      throw error
    }
    await sending
    await this.#workLater(site)
    if (this.#isScratch && !site.waits) await this.#clearIfIdle()
  }

  async #clearIfIdle(): Promise<void> {
    const due = this.#usedAt + SCRATCH_IDLE_MS
    if (Date.now() < due) return this.ctx.storage.setAlarm(due)
    this.#site = undefined
    await this.ctx.storage.deleteAll()
  }

  async #clearLater(): Promise<void> {
    this.#usedAt = Date.now()
    await this.ctx.storage.setAlarm(this.#usedAt + SCRATCH_IDLE_MS)
  }

  #do<Value>(work: (site: SqliteSite) => Value | Promise<Value>): Promise<Reply<Value>> {
    return reply(async () => {
      if (this.#isLeaving) throw new Error(LEAVING)
      if (!this.#site) throw new Error('there is no site here')
      const value = await work(this.#site)
      this.#usedAt = Date.now()
      await this.#workLater(this.#site)
      return value
    })
  }

  /** What can't be sent is not what keeps figures from being settled: it is tried again, too. */
  async #send(site: SqliteSite): Promise<void> {
    try {
      if (site.tells) await sendOutgoing(site, this.#sending)
    } catch (error) {
      this.#outgoingPauseMs = PAUSE_MS
      this.#log('webhook_trouble', error)
      return
    }
    this.#outgoingPauseMs = 0
  }

  async #workLater(site: SqliteSite): Promise<void> {
    const at = this.#nextWork(site)
    if (at === undefined || (this.#alarmAt !== undefined && this.#alarmAt <= at)) return
    this.#alarmAt = at
    await this.ctx.storage.setAlarm(at)
  }

  /** What is due by time alone is looked for when nothing else waits. */
  #hasWork(site: SqliteSite): boolean {
    if (site.waits || site.hasFits) return true
    const now = this.now()
    return site.sealsAt(now) <= now
  }

  /** When there is something to do, by the platform's clock; undefined for never. */
  #nextWork(site: SqliteSite): number | undefined {
    if (this.#hasWork(site)) return Date.now() + this.#pauseMs
    const now = this.now()
    const sealing = site.sealsAt(now) - now
    const due = site.outgoingAt(now)
    const sending =
      due === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(due - now, this.#outgoingPauseMs, GATHER_MS)
    const next = Math.min(sealing, sending)
    return Number.isFinite(next) ? Date.now() + next : undefined
  }

  #log(event: string, error: unknown): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    logged({ level: 'error', event, site: this.ctx.id.name, message, stack })
  }

  /** Within a second, under load as well as after it; an object that ends before derives it again. */
  #catchUpLater(site: SqliteSite): void {
    if (this.#isCatchUpDue) return
    this.#isCatchUpDue = true
    setTimeout(() => {
      this.#isCatchUpDue = false
      try {
        site.catchUp()
      } catch (error) {
        // Nothing is lost: it follows from the hits, and the next append comes back to it.
        this.#log('catch_up_failed', error)
      }
    }, REST_MS)
  }
}

/** Lets those who wait for the object have their turn: it has one thread. */
const others = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** What Workers call. */
export type SiteOperations = Omit<SiteObject, 'alarm' | 'ctx' | 'env'>

/** Where a site stands at one moment. */
export interface Moment {
  bookmark: string
  facts: FactCounts
}

/** The objects of one class, by name: as much of a `DurableObjectNamespace` as is used. */
export interface Objects<Operations> {
  getByName(name: string): Operations
}
