import type { Batch, BatchAnswer } from '../facts.ts'
import {
  type FitBy,
  FitError,
  type FitLimits,
  type FitRequest,
  type FittedData,
  type FitUnderWay,
} from '../fits.ts'
import type {
  AnswerTo,
  Freshness,
  ReportQuery,
  ScanPage,
  ScanQuery,
  SiteChange,
  SiteState,
} from '../ledger.ts'
import type { Due, SentMessage } from '../outgoing.ts'
import type { Proof } from '../proof.ts'
import {
  type DerivedTable,
  MoveError,
  type Positions,
  type RowsPage,
  type RowsQuery,
  type TransferTable,
} from '../transfer.ts'
import { appendBatch } from './append-batch.ts'
import { applyChange } from './apply-change.ts'
import { Derivation } from './derivation.ts'
import { forgetFinishing } from './finishing.ts'
import { runFit, type TellFit } from './fit-run.ts'
import { type Fits, modelVersions } from './fits.ts'
import { Dispatch } from './outgoing/dispatch.ts'
import { proofOf } from './proving.ts'
import { needsAllTouches } from './reports/all-touches.ts'
import { freshness } from './reports/freshness.ts'
import { report } from './reports/report.ts'
import { scanFacts } from './reports/scan.ts'
import { SiteFacts } from './site-facts.ts'
import type { OpenDatabase, Queries } from './sql.ts'
import { Transfer } from './transfer.ts'

/** So many conversions are settled in the transaction that concerns them; the rest afterwards. */
export const SETTLED_AT_ONCE_MAX = 200

/** What became of one batch of several: its answer, or why nothing of it was stored. */
export type AppendResult = BatchAnswer | { error: string }

/**
 * One site in one SQLite database: the synchronous core that a `Ledger` wraps. Exactly one process
 * may hold it open for writing; any number may open it read-only beside that.
 */
export class SqliteSite {
  readonly #database: OpenDatabase
  readonly #site: SiteFacts
  readonly #readOnly: boolean
  readonly #transfer: Transfer
  readonly #dispatch: Dispatch
  #derivation: Derivation | undefined
  /** Rows of another site were imported last: nothing follows from them before they are complete. */
  #isImporting = false

  private constructor(database: OpenDatabase, readOnly: boolean) {
    this.#database = database
    this.#site = new SiteFacts(database.sql)
    this.#transfer = new Transfer(database.sql)
    this.#dispatch = new Dispatch(database.sql)
    this.#readOnly = readOnly
  }

  /** Makes a site of a database that is migrated and empty. @throws Error when it holds a site */
  static create(database: OpenDatabase, state: SiteState): SqliteSite {
    const site = new SqliteSite(database, false)
    database.sql.transaction(() => site.#site.create(state))
    return site
  }

  /** @throws Error when the database holds no site */
  static open(database: OpenDatabase, { readOnly }: { readOnly: boolean }): SqliteSite {
    const site = new SqliteSite(database, readOnly)
    site.#site.state()
    return site
  }

  /**
   * Stores batches in one commit. When one of them can't be stored, the others are, one by one; when
   * one conversion can't be settled, its trouble is that of the slices that follow, and facts go in.
   * @throws SiteClosedError when the site is not open
   */
  append(batches: readonly Batch[], now: number): AppendResult[] {
    this.#site.assertOpen()
    try {
      return this.#store(batches, now, SETTLED_AT_ONCE_MAX)
    } catch {
      return this.#storeUnsettled(batches, now)
    }
  }

  #storeUnsettled(batches: readonly Batch[], now: number): AppendResult[] {
    try {
      return this.#store(batches, now, 0)
    } catch (error) {
      if (batches.length === 1) return [{ error: messageOf(error) }]
      return batches.flatMap((batch) => this.append([batch], now))
    }
  }

  /** Conversions get their answers when their credit is known, or `settled` of them are. */
  #store(batches: readonly Batch[], now: number, settled: number): BatchAnswer[] {
    return this.#write((derivation) => {
      const answers = batches.map((batch) => appendBatch(derivation, batch, now))
      derivation.settling.settle(derivation.generations.active, settled, now)
      derivation.costs.restate(derivation.generations.active, settled, now)
      return answers.map((answer) => answer())
    })
  }

  /** Settles at most `conversions`, then builds a waiting generation on by as much. */
  settle({ conversions }: { conversions: number }, now: number): Freshness {
    this.work(conversions, now)
    return this.freshness()
  }

  /** The same without saying how fresh the site is then. */
  work(conversions: number, now: number): void {
    try {
      this.#write((derivation) => derivation.work(conversions, now))
    } catch (error) {
      // What a proof finds impossible is its result, and no reason to try it for ever.
      if (!this.#write(({ proving }) => proving.fail(messageOf(error), now))) throw error
    }
  }

  /**
   * Writes what is remembered of visitors and not written yet. Nothing that was acknowledged depends
   * on it: what is not written when the process dies is derived again from the hits.
   */
  catchUp(): void {
    if (this.#readOnly || this.#derivation?.isBehind === false) return
    this.#write((derivation) => derivation.catchUp())
  }

  /** Whether anything is left for `settle` to do; cheap enough to ask after every commit. */
  get waits(): boolean {
    if (this.#isImporting) return false
    return this.#derivation?.waits ?? true
  }

  report<Query extends ReportQuery>(query: Query): AnswerTo<Query> {
    if (needsAllTouches(query)) this.catchUp()
    return report(this.#database, query)
  }

  scan(query: ScanQuery): ScanPage {
    return scanFacts(this.#database.sql, query, this.freshness())
  }

  freshness(): Freshness {
    return freshness(this.#database.queries)
  }

  state(): SiteState {
    return this.#site.state()
  }

  /**
   * Settings that figures follow from build a new generation beside the active one: `settle` until it is not
   * `building`.
   */
  change(change: SiteChange): SiteState {
    this.#write((derivation) => {
      applyChange({ sql: this.#database.sql, site: this.#site, derivation }, change)
    })
    return this.#site.state()
  }

  /**
   * Begins to derive everything anew from the facts, under the same settings; while others are being taken
   * up, under those.
   */
  rebuild(): void {
    this.#write((derivation) => {
      const { generations } = derivation
      derivation.catchUp()
      const { active, building } = generations
      const wanted = building && !building.isProof ? building : active
      generations.begin(wanted.settingsVersion, 'building')
    })
  }

  positions(): Positions {
    // Not what is remembered: another connection may have changed it.
    const { status = 'open' } = this.state()
    return { status, ...this.#transfer.positions() }
  }

  exportRows(query: RowsQuery<TransferTable>): RowsPage<TransferTable> {
    return this.#transfer.exportRows(query)
  }

  derivedRows(query: RowsQuery<DerivedTable>): RowsPage<DerivedTable> {
    return this.#transfer.derivedRows(query)
  }

  /** @throws MoveError unless the site is `moving_in` and the page is of its schema */
  importRows(page: RowsPage<TransferTable>): void {
    this.#assertMovingIn()
    this.#database.sql.transaction(() => {
      if (this.#transfer.importRows(page)) forgetFinishing(this.#database.sql)
    })
    // It was read from tables that have other rows now.
    this.#derivation = undefined
    this.#isImporting = true
  }

  /** @throws MoveError unless the site is `moving_in` and has those settings */
  finishMove({ settingsVersion }: { settingsVersion: number }): void {
    this.#assertMovingIn()
    this.#write((derivation) => derivation.finishing.begin(settingsVersion))
  }

  /** Begins a proof of all figures, or goes on with it: `settle` until it is not `building`. */
  startProof(now: number): Proof {
    this.#write((derivation) => {
      derivation.catchUp()
      derivation.proving.begin(now)
    })
    return this.proof()
  }

  proof(): Proof {
    return proofOf(this.#database.sql)
  }

  /** When hits that are kept no longer are to be looked for, ms; infinite for never. */
  sealsAt(now: number): number {
    if (this.#isImporting || this.#site.status !== 'open') return Number.POSITIVE_INFINITY
    return this.#derivation?.sealing.dueAt(now) ?? now
  }

  /** One slice of them. */
  seal(now: number): void {
    this.#write((derivation) => {
      derivation.catchUp()
      derivation.sealing.advance(now)
    })
  }

  /** Begins a fit: some host's thread does it, or `fitOn`. @throws FitError, SiteClosedError */
  startFit(request: FitRequest, by: FitBy): FitUnderWay {
    this.#site.assertOpen()
    return this.withFits((fits) => fits.add(request, by))
  }

  /** What happens to fits, in one transaction. */
  withFits<Result>(work: (fits: Fits) => Result): Result {
    return this.#write(({ fits }) => work(fits))
  }

  /** Whether a fit waits or is under way. */
  get hasFits(): boolean {
    if (this.#isImporting || this.#site.status !== 'open') return false
    return this.#derivation?.fits.isWaiting ?? true
  }

  /** Whether anybody is told what happens here; a site that is not open tells nothing. */
  get tells(): boolean {
    return !this.#isImporting && this.#site.status === 'open' && this.#dispatch.anyListens
  }

  /** Makes messages of some of what has happened, and gives those that are due. */
  takeOutgoing(now: number): Due {
    if (!this.tells) return { messages: [], isBehind: false, next: null }
    if (this.#dispatch.isBehind) this.#write(({ outbox }) => outbox.prepare(now))
    return this.#dispatch.due(now)
  }

  /** When there is something to send, or to make a message of, ms; undefined for never. */
  outgoingAt(now: number): number | undefined {
    if (!this.tells) return undefined
    return this.#dispatch.isBehind ? now : (this.#dispatch.nextAt() ?? undefined)
  }

  noteSent(sent: readonly SentMessage[]): void {
    this.#write(({ outbox }) => {
      for (const endpoint of this.#dispatch.note(sent)) outbox.gone(endpoint, sent[0]?.at ?? 0)
    })
  }

  /** One slice of the fit that is next. */
  fitOn(limits: FitLimits, now: number): void {
    this.#write((derivation) => {
      derivation.catchUp()
      derivation.fitSlices.advance(limits, now)
    })
  }

  /** A whole fit at once, on one snapshot; it stores nothing. @throws FitError and others that say why */
  runFit(id: string, limits: FitLimits, tell: TellFit): FittedData {
    const { fits } = modelVersions(this.#database.sql)
    const fit = fits.find((one) => one.id === id)
    if (!fit) throw new FitError(`there is no fit ${id} any more`)
    return this.#database.queries.transaction((inside) =>
      runFit({ sql: this.#database.sql, queries: inside as Queries }, fit, limits, tell),
    )
  }

  close(): void {
    if (this.#derivation) this.catchUp()
    this.#database.close()
  }

  #assertMovingIn(): void {
    if (this.#readOnly) throw new Error('this site is open for reading only')
    const { site, status = 'open' } = this.#site.state()
    if (status === 'moving_in') return
    throw new MoveError(`"${site}" is ${status}: rows come into a site that was made moving_in`)
  }

  /** The first transaction after a start, or after one that was taken back, begins with a look back. */
  #recovered(): Derivation {
    this.#derivation ??= new Derivation(this.#database.sql)
    this.#derivation.recover()
    return this.#derivation
  }

  #write<Result>(work: (derivation: Derivation) => Result): Result {
    if (this.#readOnly) throw new Error('this site is open for reading only')
    this.#isImporting = false
    try {
      const result = this.#database.sql.transaction(() => {
        const derivation = this.#recovered()
        const done = work(derivation)
        derivation.flush()
        return done
      })
      // What was remembered of somebody has other names now.
      const { erasing, sealing } = this.#derivation ?? {}
      if (erasing?.hasErased || sealing?.hasSealed) this.#derivation = undefined
      return result
    } catch (error) {
      // What was remembered of a transaction that was taken back is wrong: forget all of it.
      this.#derivation = undefined
      throw error
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')
