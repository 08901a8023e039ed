import type { Batch, BatchAnswer } from '../facts.ts'
import { LedgerBusyError } from '../ledger.ts'
import { type CommitAnswer, GroupCommit, type SiteBatches } from './group-commit.ts'
import { packWork, unpackAnswers } from './packing.ts'
import { Thread, ThreadDiedError } from './thread.ts'
import type { WriterOperations } from './writer.ts'

const WRITER = new URL('./writer-entry.ts', import.meta.url)

const RESTARTS_A_MINUTE_MAX = 3
const MINUTE_MS = 60_000

export interface WriterThreadOptions {
  folder: string
  waitingMax: number
  clock: () => number
  onTrouble: (message: string) => void
  /** The file that runs in the thread. */
  entry?: URL
}

/**
 * The thread that owns some sites, and the queue before it.
 *
 * When it ends by itself, nobody knows whether what was under way was committed, so all who wait
 * hear `LedgerBusyError`: they send it again, and ids make that harmless. The files need no repair,
 * since a closed connection rolls its transaction back, so a new thread takes over. One that keeps
 * ending would turn away everything for ever and look alive: then the process ends, and whoever
 * supervises it sees that.
 */
export class WriterThread {
  readonly #options: WriterThreadOptions
  readonly #queue: GroupCommit
  #thread: Thread<WriterOperations>
  #closing = false
  #commits = 0
  #restarts: number[] = []

  constructor(options: WriterThreadOptions) {
    this.#options = options
    this.#thread = this.#start()
    this.#queue = new GroupCommit((work) => this.#commit(work), options)
  }

  get waiting(): number {
    return this.#queue.waiting
  }

  /** Commits that were answered so far: as long as it stays the same, nothing new is stored. */
  get commits(): number {
    return this.#commits
  }

  append(site: string, batch: Batch): Promise<BatchAnswer> {
    return this.#queue.append(site, batch)
  }

  call: Thread<WriterOperations>['call'] = (operation, ...args) =>
    this.#thread.call(operation, ...args)

  /** Commits what waits, closes the files, ends the thread. */
  async close(): Promise<void> {
    await this.#queue.idle()
    this.#closing = true
    await this.#thread.call('close')
    await this.#thread.terminate()
  }

  /** Has written what reports read of all that was answered. */
  async catchUp(site: string): Promise<void> {
    await this.#thread.call('catchUp', site).catch(rejectBusy)
  }

  async #commit(work: SiteBatches[]): Promise<CommitAnswer[]> {
    const answers = await this.#thread.call('append', packWork(work)).catch(rejectBusy)
    this.#commits += 1
    return unpackAnswers(answers)
  }

  #start(): Thread<WriterOperations> {
    const { folder, onTrouble, entry = WRITER } = this.#options
    return new Thread<WriterOperations>(
      entry,
      { folder },
      {
        onTrouble,
        onEnd: (reason) => this.#restart(reason),
      },
    )
  }

  #restart(reason: string): void {
    if (this.#closing) return
    const now = this.#options.clock()
    this.#restarts = [...this.#restarts.filter((at) => at > now - MINUTE_MS), now]
    if (this.#restarts.length > RESTARTS_A_MINUTE_MAX)
      throw new Error(`the writer thread keeps ending: ${reason}`)
    this.#options.onTrouble(`the writer thread ended and is started again: ${reason}`)
    this.#thread = this.#start()
  }
}

function rejectBusy(error: unknown): never {
  throw error instanceof ThreadDiedError ? new LedgerBusyError(1) : error
}
