import type { Batch } from '../ledger/facts.ts'
import type { OpenSite } from './site-cache.ts'

type Drops = NonNullable<Batch['drops']>

interface Held {
  drops: Drops
  since: number
  site: OpenSite
}

/** Counts of requests that brought nothing to keep are written after so long at most. */
const HELD_MS_MAX = 10_000

/**
 * Counts of dropped events that wait for the next batch of their site: a robot's request then costs
 * no commit of its own. They are in the metrics at once, whatever happens here.
 */
export class DropCounter {
  readonly #held = new Map<string, Held>()

  /** Keeps `drops` for the next batch of the site. */
  hold(site: OpenSite, drops: Drops, now: number): void {
    if (Object.keys(drops).length === 0) return
    const held = this.#held.get(site.name)
    this.#held.set(site.name, {
      drops: sumOf(held?.drops ?? {}, drops),
      since: held?.since ?? now,
      site,
    })
  }

  /** Whether counts of the site have waited long enough to be written by themselves. */
  isDue(site: OpenSite, now: number): boolean {
    const held = this.#held.get(site.name)
    return held !== undefined && now - held.since >= HELD_MS_MAX
  }

  /** Hands over what is held for the site, if any; the caller holds it again should the write fail. */
  take(site: OpenSite): Drops | undefined {
    const held = this.#held.get(site.name)
    if (held === undefined) return undefined
    this.#held.delete(site.name)
    return held.drops
  }

  get holds(): boolean {
    return this.#held.size > 0
  }

  /** Writes all that is held, and holds on to what can't be written: before the end. */
  async flush(): Promise<void> {
    const all = [...this.#held.values()]
    this.#held.clear()
    await Promise.all(all.map((held) => this.#write(held)))
  }

  async #write({ site, drops, since }: Held): Promise<void> {
    try {
      await site.ledger.append({ drops })
    } catch (error) {
      this.hold(site, drops, since)
      throw error
    }
  }
}

/** Counts added reason by reason. */
export function sumOf(a: Drops, b: Drops): Drops {
  const sum = { ...a }
  for (const [reason, count] of Object.entries(b) as [keyof Drops, number][]) {
    sum[reason] = (sum[reason] ?? 0) + count
  }
  return sum
}
