import { rmSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ledgers, SiteState } from '../ledger.ts'
import type { Moment, PastLedger, Pasts } from '../past.ts'
import { siteFile } from './site-files.ts'

/** Each has two threads, and a copy of the site on the disk. */
const KEPT_MAX = 3

/** So long one is kept that nobody asks, ms. */
const IDLE_MS = 60 * 60_000

/** What a past takes at most for each byte of the site: its facts, what follows from them, and a log. */
const BYTES_A_BYTE = 2

/** What the site itself may want meanwhile. */
const BYTES_LEFT_FREE = 256 * 1024 * 1024

async function freeOnDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

const inGb = (bytes: number): string => (bytes / 1e9).toFixed(1)

interface Kept {
  ledgers: Ledgers
  ledger: Promise<PastLedger>
  folder: string
  idle: NodeJS.Timeout | undefined
}

export interface FolderPastsOptions {
  /** The data folder; this process must be its owner. */
  folder: string
  /** Ledgers on a folder of their own. */
  make: (folder: string) => Ledgers
  /** Bytes that may still be written to the disk of a folder; as the file system says when it is left out. */
  freeBytes?: (folder: string) => Promise<number>
}

/**
 * Sites as they were, each in a folder of its own below `as-of`; none outlives the process. Work on them goes on
 * between requests, in their own threads.
 */
export class FolderPasts implements Pasts {
  readonly goesOn = true
  readonly #data: string
  readonly #folder: string
  readonly #make: FolderPastsOptions['make']
  readonly #freeBytes: (folder: string) => Promise<number>
  /** The one that was asked last is the last. */
  readonly #kept = new Map<string, Kept>()
  #made = 0
  #isClosed = false

  constructor({ folder, make, freeBytes = freeOnDisk }: FolderPastsOptions) {
    this.#freeBytes = freeBytes
    this.#data = folder
    this.#folder = join(folder, 'as-of')
    this.#make = make
    // What a process that was killed has left.
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async open(state: SiteState, moment: Moment): Promise<PastLedger> {
    // Work that goes on between requests must not begin anew while the process ends.
    if (this.#isClosed) throw new Error('the pasts of this folder are closed')
    const name = nameOf(state, moment)
    const kept = this.#kept.get(name) ?? this.#makeOne(name, state, moment)
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    clearTimeout(kept.idle)
    kept.idle = setTimeout(() => void this.#forget(name), IDLE_MS).unref()
    this.#forgetOldest()
    return kept.ledger
  }

  async lacksRoom({ site }: SiteState, _moment: Moment): Promise<string | undefined> {
    const { size } = await stat(siteFile(this.#data, site))
    const [needed, free] = [
      size * BYTES_A_BYTE + BYTES_LEFT_FREE,
      await this.#freeBytes(this.#data),
    ]
    if (free >= needed) return undefined
    return `figures of then need up to ${inGb(needed)} GB of disk beside the site, and ${inGb(free)} GB are free: free some, or "move" the site to a folder on another disk and ask a collector there`
  }

  drop(state: SiteState, moment: Moment): Promise<void> {
    return this.#forget(nameOf(state, moment))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#kept.keys()].map((name) => this.#forget(name)))
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #makeOne(name: string, state: SiteState, { upTo }: Moment): Kept {
    // Never that of one which is being removed.
    const folder = join(this.#folder, `${name}-${++this.#made}`)
    const ledgers = this.#make(folder)
    const statusNote = `fact ${upTo}`
    const empty: SiteState = { ...state, keys: [], status: 'moving_in', statusNote }
    const ledger = ledgers.create(empty)
    // Whoever asked is told; the next who asks has it made anew.
    ledger.catch(() => void this.#forget(name))
    return { ledgers, ledger, folder, idle: undefined }
  }

  #forgetOldest(): void {
    for (const name of [...this.#kept.keys()].slice(0, -KEPT_MAX)) void this.#forget(name)
  }

  async #forget(name: string): Promise<void> {
    const kept = this.#kept.get(name)
    if (!kept) return
    this.#kept.delete(name)
    clearTimeout(kept.idle)
    await kept.ledgers.close()
    rmSync(kept.folder, { recursive: true, force: true })
  }
}

const nameOf = ({ site }: SiteState, { upTo, line }: Moment): string =>
  `${site}-${upTo}-${line.slice(0, 16)}`
