import type { Batch, ConversionFact } from '../collector/ledger/facts.ts'
import type { SqliteSite } from '../collector/ledger/sqlite/site.ts'
import type { Device, Hit } from '../collector/touch/hit.ts'
import { Random } from '../demo/random.ts'
import { ORIGIN } from './traffic.ts'

/** How large a built site has become. */
export interface SiteSize {
  touches: number
  hits: number
  conversions: number
  buildSeconds: number
}

/** Every site is of the same days, entrances, countries and devices: only the numbers differ. */
const DAYS = 90

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const TOUCHES_A_VISITOR_MAX = 4
const CONVERTING = 0.02
const SECOND_PAGE = 0.3
const VISITORS_A_COMMIT = 500

interface Entrance {
  query: string
  referrer: string
  weight: number
}

const COUNTRIES = ['FR', 'FR', 'FR', 'FR', 'DE', 'DE', 'BE', 'CH', 'IT', 'ES']
const DEVICES: readonly Device[] = ['mobile', 'mobile', 'desktop', 'tablet']
const REFERRERS = [
  'https://www.google.com/',
  'https://www.bing.com/',
  'https://duckduckgo.com/',
  'https://www.instagram.com/',
  'https://www.youtube.com/',
  'https://chatgpt.com/',
  'https://running-magazine.example/reviews',
  '',
]
const SOURCES = [
  ['google', 'cpc'],
  ['bing', 'cpc'],
  ['facebook', 'paid_social'],
  ['newsletter', 'email'],
]

/** Forty tuples: four sources with eight campaigns each, and eight ways without one. */
const ENTRANCES: readonly Entrance[] = [
  ...REFERRERS.map((referrer) => ({ query: '', referrer, weight: 4 })),
  ...SOURCES.flatMap(([source, medium]) =>
    Array.from({ length: 8 }, (_, n) => ({
      query: `?utm_source=${source}&utm_medium=${medium}&utm_campaign=campaign-${n}`,
      referrer: '',
      weight: 1,
    })),
  ),
]

/** Fills an empty site with so many touches. @param now ms since the epoch: the last day's end */
export function buildSite(
  site: SqliteSite,
  given: { touches: number; now: number; onProgress: (text: string) => void },
): SiteSize {
  const { touches, now, onProgress } = given
  const people = new Visitors(touches, now)
  const start = performance.now()
  for (let batches = people.next(); batches.length > 0; batches = people.next()) {
    for (const answer of site.append(batches, now))
      if ('error' in answer) throw new Error(answer.error)
    if (people.commits % 50 === 0) onProgress(`${people.size.touches} of ${touches} touches`)
  }
  while (site.settle({ conversions: 200 }, now).pending > 0);
  return { ...people.size, buildSeconds: (performance.now() - start) / 1000 }
}

/** Visitors one after another, each whole, as a backfill brings them. */
class Visitors {
  readonly #random = new Random('roi')
  readonly #wanted: number
  readonly #now: number
  #ids = 0
  commits = 0
  size = { touches: 0, hits: 0, conversions: 0 }

  constructor(touches: number, now: number) {
    this.#wanted = touches
    this.#now = now
  }

  /** What goes into one commit; nothing when all are there. */
  next(): Batch[] {
    this.commits += 1
    const batches: Batch[] = []
    while (batches.length < VISITORS_A_COMMIT && this.size.touches < this.#wanted)
      batches.push(this.#visitor())
    return batches
  }

  #visitor(): Batch {
    const visitor = this.#id()
    const left = this.#wanted - this.size.touches
    const touches = Math.min(left, this.#random.between(1, TOUCHES_A_VISITOR_MAX))
    const country = this.#random.pick(COUNTRIES)
    const device = this.#random.pick(DEVICES)
    const hits = this.#times(touches).flatMap((ts) => this.#visit({ visitor, country, device }, ts))
    this.size.touches += touches
    this.size.hits += hits.length
    if (!this.#random.chance(CONVERTING)) return { hits }
    this.size.conversions += 1
    const last = hits.at(-1) as Hit
    return { hits, conversions: [this.#conversion(visitor, last.ts + 60_000)] }
  }

  /** Ascending, on different days: so that each is a visit of its own. */
  #times(count: number): number[] {
    const days = new Set<number>()
    while (days.size < count) days.add(this.#random.between(1, DAYS))
    const hour = () => this.#random.between(0, 22) * HOUR_MS
    return [...days].sort((a, b) => b - a).map((day) => this.#now - day * DAY_MS + hour())
  }

  #visit(given: Pick<Hit, 'visitor' | 'country' | 'device'>, ts: number): Hit[] {
    const { query, referrer } = this.#random.weighted(ENTRANCES, ({ weight }) => weight)
    const landing = this.#hit(given, ts, `${ORIGIN}/${query}`, referrer)
    if (!this.#random.chance(SECOND_PAGE)) return [landing]
    return [landing, this.#hit(given, ts + 40_000, `${ORIGIN}/product/1`, landing.url)]
  }

  #hit(
    given: Pick<Hit, 'visitor' | 'country' | 'device'>,
    ts: number,
    url: string,
    referrer: string,
  ): Hit {
    return {
      ...given,
      eventId: this.#id(),
      name: 'page_view',
      ts,
      url,
      referrer,
      title: 'Shop',
      props: '',
      browser: 'Chrome',
      os: 'Windows',
      consent: 'granted',
      mode: 'cookie',
      source: 'backend',
      schemaVersion: 1,
      receivedAt: this.#now,
    }
  }

  #conversion(visitor: string, ts: number): ConversionFact {
    return {
      source: 'backend',
      owner: 'bench',
      schemaVersion: 1,
      receivedAt: this.#now,
      goal: 'purchase',
      transactionId: String(this.size.conversions),
      ts,
      value: this.#random.between(1_000, 20_000),
      currency: 'EUR',
      tax: null,
      shipping: null,
      total: null,
      costOfGoods: null,
      visitor,
      customerId: null,
      emailHash: null,
      consent: 'granted',
      coupon: null,
      items: null,
      updatedAt: null,
    }
  }

  /** Time-ordered, as a backfill that makes its own ids writes them. */
  #id(): string {
    this.#ids += 1
    return this.#random.uuid(this.#now + this.#ids)
  }
}
