import { type Restored, type Snapshot, SnapshotError, type Snapshots } from '../snapshots.ts'
import type { SnapshotOperations } from './snapshot-files.ts'
import { Thread } from './thread.ts'

/** How long the thread that copies waits for another command, ms. */
const IDLE_MS = 10_000

const COPIER = new URL('./snapshot-entry.ts', import.meta.url)

/** The thread that copies, as `FileSnapshots` uses it. */
export type Copier = Pick<Thread<SnapshotOperations>, 'call' | 'terminate'>

export interface FileSnapshotsOptions {
  /** The data folder; this process must be its owner. */
  folder: string
  /** ms since the epoch */
  clock: () => number
  onTrouble: (message: string) => void
  /** Does `work` while nobody else writes to the site, and opens it anew afterwards. */
  withheld: <Value>(site: string, work: () => Promise<Value>) => Promise<Value>
  /** Starts the thread that copies; `onEnd` is called when it ends, however it ends. */
  start?: (onEnd: () => void) => Copier
}

/**
 * Snapshots as files of the data folder. Copying has a thread of its own, so that neither requests nor
 * commits wait for it. One command at a time, since each has the disk for itself then.
 */
export class FileSnapshots implements Snapshots {
  readonly #options: FileSnapshotsOptions
  readonly #start: (onEnd: () => void) => Copier
  #copier: Copier | undefined
  #ending: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: FileSnapshotsOptions) {
    const { folder, onTrouble } = options
    this.#options = options
    this.#start = options.start ?? ((onEnd) => new Thread(COPIER, { folder }, { onTrouble, onEnd }))
  }

  create(site: string, { note }: { note: string }): Promise<Snapshot> {
    return this.#inTurn(site, (copier) =>
      copier.call('take', site, { note, at: this.#options.clock() }),
    )
  }

  list(site: string): Promise<Snapshot[]> {
    return this.#inTurn(site, (copier) => copier.call('list', site))
  }

  restore(site: string, id: string): Promise<Restored> {
    return this.#inTurn(site, async (copier) => {
      const facts = await copier.call('stage', site, id)
      const undo = await this.#options.withheld(site, async () => {
        const present = await copier.call('take', site, {
          note: `before going back to ${id}`,
          at: this.#options.clock(),
          evenDamaged: true,
        })
        await copier.call('replace', site, id)
        return present
      })
      return { site, id, facts, undo }
    })
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#last
    clearTimeout(this.#ending)
    await this.#copier?.terminate()
  }

  #inTurn<Value>(site: string, work: (copier: Copier) => Promise<Value>): Promise<Value> {
    const done = this.#last.then(() => this.#withCopier(site, work))
    this.#last = done.catch(() => {})
    return done
  }

  async #withCopier<Value>(site: string, work: (copier: Copier) => Promise<Value>): Promise<Value> {
    clearTimeout(this.#ending)
    this.#copier ??= this.#start(() => {
      this.#copier = undefined
    })
    const copier = this.#copier
    try {
      await copier.call('sweep', site)
      return await work(copier)
    } catch (error) {
      throw ofOurs(error)
    } finally {
      // What is left, because the thread has ended or the disk is full, the next command removes.
      await copier.call('sweep', site).catch(() => {})
      this.#ending = setTimeout(() => void copier.terminate(), IDLE_MS).unref()
    }
  }
}

/** Errors lose their class on their way out of a thread. */
const ofOurs = (error: unknown): unknown =>
  error instanceof Error && error.name === 'SnapshotError'
    ? new SnapshotError(error.message)
    : error
