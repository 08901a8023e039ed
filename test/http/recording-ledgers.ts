import type { OwnedLedgers } from '../../collector/admin/owned-ledgers.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { Ledger, SiteState } from '../../collector/ledger/ledger.ts'

/** Real ledgers that remember what they were asked, and fail when a test wants them to. */
export class RecordingLedgers implements OwnedLedgers {
  readonly #ledgers: OwnedLedgers
  readonly #recorded = new WeakMap<Ledger, Ledger>()
  /** How often a site was looked up: what the app's cache spares. */
  opened = 0
  /** What was appended, newest last. */
  readonly batches: Batch[] = []
  /** Thrown by the next calls, as a thread would: a full queue, a late report, a broken disk. */
  trouble: Error | undefined
  /** Thrown when a site is opened, as for a file that is no database. */
  unopened: Error | undefined

  constructor(ledgers: OwnedLedgers) {
    this.#ledgers = ledgers
  }

  async open(site: string): Promise<Ledger | undefined> {
    this.opened += 1
    if (this.unopened) throw this.unopened
    const ledger = await this.#ledgers.open(site)
    return ledger && this.#recording(ledger)
  }

  async create(state: SiteState): Promise<Ledger> {
    return this.#recording(await this.#ledgers.create(state))
  }

  async list(): Promise<string[]> {
    if (this.trouble) throw this.trouble
    return this.#ledgers.list()
  }

  rebuild(site: string): Promise<void> {
    return this.#ledgers.rebuild(site)
  }

  close(): Promise<void> {
    return this.#ledgers.close()
  }

  /** The same one for the same ledger, as hosts do it. */
  #recording(ledger: Ledger): Ledger {
    const known = this.#recorded.get(ledger) ?? this.#wrap(ledger)
    this.#recorded.set(ledger, known)
    return known
  }

  /** All else that a ledger can goes through as it is. */
  #wrap(ledger: Ledger): Ledger {
    return new Proxy(ledger, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          if (this.trouble && (name === 'append' || name === 'report')) throw this.trouble
          const answer: unknown = await member.apply(target, args)
          if (name === 'append') this.batches.push(args[0] as Batch)
          return answer
        }
      },
    })
  }
}
