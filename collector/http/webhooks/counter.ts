import type { Batch } from '../../ledger/facts.ts'
import type { DeliveryCount } from '../../ledger/webhooks.ts'
import type { OpenSite } from '../site-cache.ts'

/** Refusals that came alone are written after so long at most. */
const HELD_MS_MAX = 10_000

interface Held {
  counts: Map<string, DeliveryCount>
  since: number
  site: OpenSite
}

/**
 * Refused deliveries that wait for a commit of their site: whoever sends forgeries costs none of their
 * own. They are in the metrics at once.
 */
export class RefusalCounter {
  readonly #held = new Map<string, Held>()

  hold(site: OpenSite, count: DeliveryCount): void {
    const held = this.#held.get(site.name) ?? { counts: new Map(), since: count.at, site }
    this.#held.set(site.name, held)
    const key = `${count.source} ${count.outcome}`
    const n = (held.counts.get(key)?.n ?? 0) + count.n
    held.counts.set(key, { ...count, n })
  }

  /** Whether they have waited long enough to be written by themselves. */
  isDue(site: OpenSite, now: number): boolean {
    const held = this.#held.get(site.name)
    return held !== undefined && now - held.since >= HELD_MS_MAX
  }

  /** Hands over what is held for the site; the caller holds it again should the write fail. */
  take(site: OpenSite): DeliveryCount[] {
    const held = this.#held.get(site.name)
    this.#held.delete(site.name)
    return held ? [...held.counts.values()] : []
  }

  get holds(): boolean {
    return this.#held.size > 0
  }

  /** Writes all that is held: before the end. */
  async flush(): Promise<void> {
    await Promise.all([...this.#held.values()].map(({ site }) => this.write(site)))
  }

  /** Writes what is held for a site, with what else there is to write. */
  async write(site: OpenSite, batch: Batch = {}): Promise<void> {
    const held = this.take(site)
    const deliveries = [...held, ...(batch.deliveries ?? [])]
    if (deliveries.length === 0 && Object.keys(batch).length === 0) return
    try {
      await site.ledger.append({ ...batch, deliveries })
    } catch (error) {
      for (const count of held) this.hold(site, count)
      throw error
    }
  }
}
