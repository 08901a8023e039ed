import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledgers, SiteState } from '../ledger.ts'
import type { Moment, PastLedger, Pasts } from '../past.ts'

/** Each has two threads, and a copy of the site on the disk. */
const KEPT_MAX = 2

/** So long one is kept that nobody asks, ms. */
const IDLE_MS = 10 * 60_000

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
}

/** Sites as they were, each in a folder of its own below `as-of`; none outlives the process. */
export class FolderPasts implements Pasts {
  readonly #folder: string
  readonly #make: (folder: string) => Ledgers
  /** The one that was asked last is the last. */
  readonly #kept = new Map<string, Kept>()
  #made = 0

  constructor({ folder, make }: FolderPastsOptions) {
    this.#folder = join(folder, 'as-of')
    this.#make = make
    // What a process that was killed has left.
    rmSync(this.#folder, { recursive: true, force: true })
  }

  open(state: SiteState, moment: Moment): Promise<PastLedger> {
    const name = nameOf(state, moment)
    const kept = this.#kept.get(name) ?? this.#makeOne(name, state, moment)
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    clearTimeout(kept.idle)
    kept.idle = setTimeout(() => void this.#forget(name), IDLE_MS).unref()
    this.#forgetOldest()
    return kept.ledger
  }

  drop(state: SiteState, moment: Moment): Promise<void> {
    return this.#forget(nameOf(state, moment))
  }

  async close(): Promise<void> {
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
