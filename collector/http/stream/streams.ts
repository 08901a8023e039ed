import { Problem } from '../problem.ts'
import type { OpenSite } from '../site-cache.ts'
import { LiveFeed } from './feed.ts'

/** Streams of one site at a time, in one process. */
export const LISTENERS_MAX = 50

const RETRY_SECONDS = '30'

/** A look at a site is good for so long, ms; longer where each stream looks for itself. */
const LOOK_MS = 500
const OWN_LOOK_MS = 1000

/** A place among those who listen to a site. */
export interface Seat {
  feed: LiveFeed
  /** How long to wait between two looks, ms. */
  lookMs: number
  /** Set when the collector stops. */
  stopped: AbortSignal
  leave(): void
}

/** Who listens to which site. Nobody looks at a site that nobody listens to. */
export class Streams {
  readonly #isShared: boolean
  readonly #stop = new AbortController()
  readonly #sites = new Map<string, { feed: LiveFeed; listeners: number }>()

  /** @param isShared whether requests may wait for each other's looks */
  constructor(isShared: boolean) {
    this.#isShared = isShared
  }

  get listeners(): number {
    return [...this.#sites.values()].reduce((sum, { listeners }) => sum + listeners, 0)
  }

  /**
   * @param open the site as it is now; asked again at each look
   * @throws Problem 503 when there are too many listeners, or the collector stops
   */
  take(site: string, open: () => Promise<OpenSite>): Seat {
    if (this.#stop.signal.aborted) throw refused('busy', 'the collector stops: try again')
    const known = this.#sites.get(site)
    if (known && known.listeners >= LISTENERS_MAX)
      throw refused(
        'too-many-listeners',
        `${LISTENERS_MAX} streams of this site are open: close one, or try again later`,
      )
    const lookMs = this.#isShared ? LOOK_MS : OWN_LOOK_MS
    const entry = known ?? { feed: new LiveFeed(open, lookMs), listeners: 0 }
    entry.listeners += 1
    this.#sites.set(site, entry)
    const feed = this.#isShared ? entry.feed : new LiveFeed(open, lookMs)
    return { feed, lookMs, stopped: this.#stop.signal, leave: () => this.#leave(site) }
  }

  /** Ends all streams, and begins none any more. */
  close(): void {
    this.#stop.abort()
  }

  #leave(site: string): void {
    const entry = this.#sites.get(site)
    if (!entry) return
    entry.listeners -= 1
    if (entry.listeners === 0) this.#sites.delete(site)
  }
}

const refused = (kind: 'busy' | 'too-many-listeners', detail: string) =>
  new Problem(kind, detail, { headers: { 'retry-after': RETRY_SECONDS } })
