import { Worker } from 'node:worker_threads'
import { STATES_MAX } from '../../attribution/data-driven/chain.ts'
import type { FitLimits, FittedData, FitUnderWay } from '../fits.ts'
import { LedgerBusyError } from '../ledger.ts'
import type { FitSaid, FitTask } from './fit-task.ts'

/**
 * What a fit on Node may take: about as long, and as much memory, as a machine that serves a site of
 * this size has to spare.
 */
export const FIT_LIMITS: FitLimits = { touches: 100_000_000, paths: 1_000_000, states: STATES_MAX }

/** A thread of its own for each fit: its memory is given back when it ends. */
const HEAP_MB_MAX = 2048

/** Rows that are read are soon forgotten: more room for them is memory that nothing is gained by. */
const YOUNG_MB_MAX = 32

/** When a site could not be written to, ms. */
const AGAIN_MS = 2000

const ENTRY = new URL('./fit-entry.ts', import.meta.url)

/** A site as far as fits need it; each call may find it withheld. */
export interface FittableSite {
  /** Has written what is read; the id of the fit that is next. */
  nextFit(): Promise<string | undefined>
  noteFit(id: string, stage: FitUnderWay['stage'], share: number): Promise<void>
  finishFit(id: string, data: FittedData): Promise<void>
  failFit(id: string, reason: string): Promise<void>
}

export interface FitThreadsOptions {
  folder: string
  open: (site: string) => Promise<FittableSite | undefined>
  onTrouble: (message: string) => void
}

/**
 * Does the fits of all sites, one after another, in a thread that neither writes nor answers reports.
 * What waits stands in the site's file: a fit that was ended with the process begins anew.
 */
export class FitThreads {
  readonly #options: FitThreadsOptions
  readonly #sites = new Set<string>()
  #worker: Worker | undefined
  #again: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isClosed = false

  constructor(options: FitThreadsOptions) {
    this.#options = options
  }

  /** A site may have a fit to do. */
  wake(site: string): void {
    if (this.#isClosed) return
    this.#sites.add(site)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      const [left] = this.#sites
      if (left !== undefined) this.wake(left)
    })
  }

  /** Ends the fit that runs: it begins again when the site is opened next. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#again)
    await this.#worker?.terminate()
    await this.#running
  }

  async #run(): Promise<void> {
    for (const site of this.#sites) {
      this.#sites.delete(site)
      try {
        await this.#fitAll(site)
      } catch (error) {
        this.#comeBack(site, error)
      }
    }
  }

  async #fitAll(site: string): Promise<void> {
    const ledger = await this.#options.open(site)
    while (ledger && !this.#isClosed) {
      const id = await ledger.nextFit()
      if (id === undefined || this.#isClosed) return
      const said = await this.#fit(ledger, site, id)
      if (this.#isClosed) return
      if ('done' in said) await ledger.finishFit(id, said.done)
      else await ledger.failFit(id, said.failed)
    }
  }

  /** A site that is withheld, or that cannot be written to, is tried again. */
  #comeBack(site: string, error: unknown): void {
    if (this.#isClosed) return
    if (error instanceof LedgerBusyError)
      this.#again = setTimeout(() => this.wake(site), AGAIN_MS).unref()
    else this.#options.onTrouble(`site "${site}": a fit is left undone: ${error}`)
  }

  #fit(ledger: FittableSite, site: string, id: string): Promise<Ended> {
    const { folder } = this.#options
    const workerData: FitTask = { folder, site, id, limits: FIT_LIMITS }
    const resourceLimits = {
      maxOldGenerationSizeMb: HEAP_MB_MAX,
      maxYoungGenerationSizeMb: YOUNG_MB_MAX,
    }
    const worker = new Worker(ENTRY, { workerData, resourceLimits })
    this.#worker = worker
    return new Promise<Ended>((resolve) => {
      worker.on('message', (said: FitSaid) => {
        if ('stage' in said) ledger.noteFit(id, said.stage, said.share).catch(() => {})
        else resolve(said)
      })
      worker.on('error', (error: Error) => resolve({ failed: endedBy(error) }))
      worker.on('exit', (code) => resolve({ failed: `the thread ended with ${code}` }))
    }).finally(() => {
      this.#worker = undefined
    })
  }
}

type Ended = Exclude<FitSaid, { stage: unknown }>

const endedBy = (error: NodeJS.ErrnoException): string =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `the fit took more than ${HEAP_MB_MAX} MB: choose a shorter period or a lower order`
    : error.message
