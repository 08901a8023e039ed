import type { Batch, BatchAnswer } from '../../collector/ledger/facts.ts'
import type { FitBy, FitLimits, FitRequest } from '../../collector/ledger/fits.ts'
import {
  type AnswerTo,
  type Ledger,
  type Ledgers,
  type ReportQuery,
  type ScanQuery,
  type SiteChange,
  SiteExistsError,
  type SiteState,
} from '../../collector/ledger/ledger.ts'
import type { Moment, PastLedger, Pasts } from '../../collector/ledger/past.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import type {
  DerivedTable,
  RowsPage,
  RowsQuery,
  TransferTable,
} from '../../collector/ledger/transfer.ts'

const SETTLED_AT_ONCE = 1000

const FIT_LIMITS: FitLimits = { touches: 1_000_000, paths: 10_000, states: 2_000 }

/** The real engine in memory and in this thread: what a test has posted is settled when it reads. */
export class InProcessLedgers implements Ledgers {
  readonly #clock: () => number
  readonly #sites = new Map<string, InProcessLedger>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async open(site: string): Promise<Ledger | undefined> {
    return this.#sites.get(site)
  }

  async create(state: SiteState): Promise<Ledger> {
    if (this.#sites.has(state.site)) throw new SiteExistsError(state.site)
    const ledger = new InProcessLedger(createSiteFile(':memory:', state), this.#clock)
    this.#sites.set(state.site, ledger)
    return ledger
  }

  async list(): Promise<string[]> {
    return [...this.#sites.keys()]
  }

  async rebuild(site: string): Promise<void> {
    this.#sites.get(site)?.rebuild()
  }

  async close(): Promise<void> {
    for (const ledger of this.#sites.values()) ledger.close()
    this.#sites.clear()
  }
}

/** Sites as they were, in memory. */
export class InProcessPasts implements Pasts {
  readonly goesOn = false
  readonly #clock: () => number
  readonly #kept = new Map<string, InProcessLedger>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async open(state: SiteState, { upTo, line }: Moment): Promise<PastLedger> {
    const key = `${state.site} ${upTo} ${line}`
    const empty: SiteState = { ...state, keys: [], status: 'moving_in' }
    const kept =
      this.#kept.get(key) ?? new InProcessLedger(createSiteFile(':memory:', empty), this.#clock)
    this.#kept.set(key, kept)
    return kept
  }

  async lacksRoom(): Promise<undefined> {}

  async drop({ site }: SiteState, { upTo, line }: Moment): Promise<void> {
    this.#kept.delete(`${site} ${upTo} ${line}`)
  }
}

class InProcessLedger implements Ledger {
  readonly #site: SqliteSite
  readonly #clock: () => number

  constructor(site: SqliteSite, clock: () => number) {
    this.#site = site
    this.#clock = clock
  }

  async append(batch: Batch): Promise<BatchAnswer> {
    const [answer] = this.#site.append([batch], this.#clock())
    if (!answer || 'error' in answer) throw new Error(answer?.error ?? 'no answer')
    return answer
  }

  async settle(budget: { conversions: number }) {
    return this.#site.settle(budget, this.#clock())
  }

  async report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>> {
    while (this.#isUnsettled()) this.#site.settle({ conversions: SETTLED_AT_ONCE }, this.#clock())
    while (this.#site.sealsAt(this.#clock()) <= this.#clock()) this.#site.seal(this.#clock())
    while (this.#site.hasFits) this.#site.fitOn(FIT_LIMITS, this.#clock())
    return this.#site.report(query)
  }

  async scan(query: ScanQuery) {
    return this.#site.scan(query)
  }

  async state() {
    return this.#site.state()
  }

  async change(change: SiteChange) {
    return this.#site.change(change)
  }

  rebuild(): void {
    this.#site.rebuild()
  }

  async positions() {
    return this.#site.positions()
  }

  async exportRows(query: RowsQuery<TransferTable>) {
    return this.#site.exportRows(query)
  }

  async importRows(page: RowsPage<TransferTable>) {
    this.#site.importRows(page)
  }

  async finishMove(finish: { settingsVersion: number }) {
    this.#site.finishMove(finish)
  }

  async derivedRows(query: RowsQuery<DerivedTable>) {
    return this.#site.derivedRows(query)
  }

  async startFit(request: FitRequest, by: FitBy) {
    return this.#site.startFit(request, by)
  }

  async startProof() {
    return this.#site.startProof(this.#clock())
  }

  async proof() {
    return this.#site.proof()
  }

  close(): void {
    this.#site.close()
  }

  #isUnsettled(): boolean {
    const { pending, building } = this.#site.freshness()
    return pending > 0 || building
  }
}
