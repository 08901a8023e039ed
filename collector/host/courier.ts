import type { Log } from '../http/log.ts'
import { LedgerBusyError } from '../ledger/ledger.ts'
import type { Due, DueMessage, OutgoingSite } from '../ledger/outgoing.ts'
import { deliver, type Sending } from '../outgoing/deliver.ts'

/** What happens soon after one another is told together, ms. */
const GATHER_MS = 1000

/** While there are more messages to make, ms: requests go between. */
const BEHIND_MS = 20

/** When a site could not be written to, ms. */
const BUSY_MS = 2000

/** When something is wrong with it, ms. */
const TROUBLE_MS = 60_000

/** Longer than this nobody waits without looking, ms: a timer has an end. */
const WAIT_MAX_MS = 3_600_000

export interface CourierOptions {
  open(site: string): Promise<OutgoingSite | undefined>
  sending: Sending
  log: Log
}

/** A site that has something to send, or will have. */
interface Lane {
  timer: NodeJS.Timeout | undefined
  /** ms since the epoch */
  at: number
  underWay: Set<number>
}

/**
 * Sends what sites tell others, beside the requests. What waits stands in the site's file, so nothing is
 * lost when this ends: what was under way then is sent again, under the same id.
 */
export class Courier {
  readonly #options: CourierOptions
  readonly #lanes = new Map<string, Lane>()
  readonly #running = new Set<Promise<void>>()
  readonly #ending = new AbortController()

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** A site may have something to tell. */
  wake(site: string): void {
    this.#askIn(site, GATHER_MS)
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#ending.abort()
    for (const { timer } of this.#lanes.values()) clearTimeout(timer)
    await Promise.all(this.#running)
  }

  /** Sooner than it was to be, never later. */
  #askIn(site: string, ms: number): void {
    if (this.#isClosed) return
    const at = this.#options.sending.clock() + ms
    const lane = this.#lanes.get(site) ?? { timer: undefined, at, underWay: new Set<number>() }
    this.#lanes.set(site, lane)
    if (lane.timer && lane.at <= at) return
    clearTimeout(lane.timer)
    lane.at = at
    lane.timer = setTimeout(() => {
      lane.timer = undefined
      this.#run(this.#ask(site, lane))
    }, ms)
    lane.timer.unref()
  }

  get #isClosed(): boolean {
    return this.#ending.signal.aborted
  }

  #run(work: Promise<void>): void {
    const done = work.finally(() => this.#running.delete(done))
    this.#running.add(done)
  }

  async #ask(site: string, lane: Lane): Promise<void> {
    try {
      const ledger = await this.#options.open(site)
      if (!ledger) return
      const due = await ledger.takeOutgoing()
      if (this.#isClosed) return
      for (const message of due.messages)
        if (!lane.underWay.has(message.id)) this.#run(this.#send(site, ledger, message, lane))
      const ms = this.#pauseOf(due)
      if (ms !== undefined) this.#askIn(site, ms)
    } catch (error) {
      this.#comeBack(site, error)
    }
  }

  #pauseOf({ isBehind, next }: Due): number | undefined {
    if (isBehind) return BEHIND_MS
    if (next === null) return undefined
    return Math.min(Math.max(next - this.#options.sending.clock(), GATHER_MS), WAIT_MAX_MS)
  }

  async #send(site: string, ledger: OutgoingSite, message: DueMessage, lane: Lane): Promise<void> {
    lane.underWay.add(message.id)
    try {
      const sent = await deliver(message, this.#options.sending, this.#ending.signal)
      if (!sent) return
      await ledger.noteSent([sent])
      if (sent.state === 'dead') {
        const { status, error, isGone } = sent
        const { endpoint, message: id } = message
        const told = { site, endpoint, message: id, status, error, is_gone: isGone }
        this.#options.log({ level: 'warn', event: 'webhook_given_up', ...told })
      }
      this.#askIn(site, BEHIND_MS)
    } catch (error) {
      this.#comeBack(site, error)
    } finally {
      lane.underWay.delete(message.id)
    }
  }

  #comeBack(site: string, error: unknown): void {
    if (this.#isClosed) return
    const isBusy = error instanceof LedgerBusyError
    if (!isBusy)
      this.#options.log({ level: 'error', event: 'webhook_trouble', site, message: String(error) })
    this.#askIn(site, isBusy ? BUSY_MS : TROUBLE_MS)
  }
}
