import type { Batch, ConversionFact, CostFact, RateFact } from '../collector/ledger/facts.ts'
import type { SqliteSite } from '../collector/ledger/sqlite/site.ts'
import type { WireEvent } from '../collector/touch/pipeline.ts'
import { Random } from '../demo/random.ts'
import { addDays, DAY_MS, dayOfNumber } from '../shared/dates.ts'
import { Traffic, VIEWS_A_VISIT_MEAN, type Visit } from './traffic.ts'

/** How much a site holds. */
export interface ScaleSize {
  events: number
  conversions: number
  costs: number
  fillSeconds: number
}

const WEEK_MS = 7 * DAY_MS
/** Every site is of one year: only its traffic differs. */
const DAYS = 365
const VISITS_A_COMMIT = 300
/** One event of a hundred leads to an order, within some hours. */
const EVENTS_AN_ORDER = 100
const ORDER_AFTER_MS = 3 * 3_600_000
/** Orders that one browser of the shop's staff enters, and those of the till, which nobody browsed for. */
const BY_STAFF = 0.02
const AT_THE_TILL = 0.02
const IN_DOLLARS = 0.05

const CAMPAIGN = /utm_source=(\w+)&utm_medium=(\w+)&utm_campaign=([\w-]+)/

/** Of each day, minor units, by source, medium and campaign; campaigns have a new name each week. */
const SPEND = [
  ['google', 'cpc', 'autumn-shoes', 12_345],
  ['facebook', 'paid_social', 'lookalike-fr', 6_789],
  ['bing', 'cpc', 'brand', 1_234],
] as const

const weekOf = (ts: number): number => Math.floor(ts / WEEK_MS)

/**
 * Fills an empty site with a year of a shop, in the order of time: visits of three pages, of whom one
 * in ten has been there before, campaigns that change each week, orders with a customer and an
 * e-mail, some in another currency, what was spent each day, and software by the month.
 * @param now ms since the epoch: the year's end
 */
export function fillSite(
  site: SqliteSite,
  given: { events: number; now: number; onProgress: (text: string) => void },
): ScaleSize {
  const { now, events, onProgress } = given
  const year = new Year(now, events)
  const begun = performance.now()
  const append = (batches: Batch[]) => {
    for (const answer of site.append(batches, now))
      if ('error' in answer) throw new Error(answer.error)
  }
  append([{ rates: year.rates() }, { costs: year.costs() }])
  for (let commit = 1; year.events < events; commit++) {
    append(year.visits(VISITS_A_COMMIT))
    if (commit % 200 === 0) onProgress(`${year.events} of ${events} events`)
  }
  while (site.waits) site.work(200, now)
  const { conversions, spent } = year
  return {
    ...{ events: year.events, conversions, costs: spent },
    fillSeconds: (performance.now() - begun) / 1000,
  }
}

class Year {
  readonly #random = new Random('scale')
  readonly #traffic: Traffic
  readonly #now: number
  readonly #from: number
  readonly #staff: string
  events = 0
  conversions = 0
  spent = 0

  constructor(now: number, events: number) {
    this.#now = now
    this.#from = now - DAYS * DAY_MS
    const visits = events / VIEWS_A_VISIT_MEAN
    this.#traffic = new Traffic('scale', this.#from, Math.floor((DAYS * DAY_MS) / visits))
    this.#staff = this.#random.uuid(this.#from)
  }

  /** So many visits, and the orders that they lead to. */
  visits(count: number): Batch[] {
    const batches: Batch[] = []
    for (let n = 0; n < count; n++) {
      const visit = this.#traffic.visit()
      this.events += visit.events.length
      batches.push({ hits: visit.events.map((event) => this.#hit(visit, event)) })
      if (Math.floor(this.events / EVENTS_AN_ORDER) > this.conversions)
        batches.push({ conversions: [this.#order(visit)] })
    }
    return batches
  }

  rates(): RateFact[] {
    return this.#days.map((day) => ({
      ...PROVENANCE,
      ...{
        day,
        currency: 'USD',
        units: 110_000_000 + (day % 100) * 10_000,
        receivedAt: this.#from,
      },
    }))
  }

  costs(): CostFact[] {
    const ads = this.#days.flatMap((day, n) =>
      SPEND.map(([campaignSource, campaignMedium, name, amount]) =>
        this.#cost(amount + (day % 97), {
          ...{ from: day, to: day, campaignSource, campaignMedium },
          campaign: `${name}-${weekOf(this.#from + n * DAY_MS)}`,
        }),
      ),
    )
    const [from = 0] = this.#days
    const software = { from, to: this.#days.at(-1) ?? from, spread: 'month' } as const
    const texts = this.#days.map((day) =>
      this.#cost(4_321, { from: day, to: day, channel: 'Organic Search', category: 'content' }),
    )
    const costs = [...ads, ...texts, this.#cost(1_200_007, { ...software, category: 'software' })]
    this.spent = costs.length
    return costs
  }

  get #days(): number[] {
    const first = dayOfNumber(Math.floor(this.#from / DAY_MS))
    return Array.from({ length: DAYS }, (_, n) => addDays(first, n))
  }

  #hit({ visitor }: Visit, { id, name, ts, url, referrer, title }: WireEvent) {
    return {
      ...{ eventId: id, visitor, name, ts, title, referrer, props: '' },
      url: url.replace(CAMPAIGN, (tagged) => `${tagged}-${weekOf(ts)}`),
      ...({ country: 'FR', device: 'mobile', browser: 'Chrome', os: 'Android' } as const),
      ...({ consent: 'granted', mode: 'cookie', source: 'backend' } as const),
      ...{ schemaVersion: 1, receivedAt: ts },
    }
  }

  #order({ visitor, events }: Visit): ConversionFact {
    const number = ++this.conversions
    const ts = (events.at(-1)?.ts ?? 0) + this.#random.between(1000, ORDER_AFTER_MS)
    const isAtTheTill = this.#random.chance(AT_THE_TILL)
    const customer = isAtTheTill ? 'till' : `K-${visitor.slice(-8)}`
    return {
      ...PROVENANCE,
      ...{ goal: 'purchase', transactionId: String(number), ts, receivedAt: ts },
      ...{ value: this.#random.between(1_990, 29_990), tax: null, shipping: null, total: null },
      currency: this.#random.chance(IN_DOLLARS) ? 'USD' : 'EUR',
      visitor: isAtTheTill ? null : this.#random.chance(BY_STAFF) ? this.#staff : visitor,
      ...{ customerId: customer, emailHash: isAtTheTill ? null : `mail of ${customer}` },
      ...{ costOfGoods: null, consent: 'granted', coupon: null, items: null, updatedAt: null },
    }
  }

  #cost(amount: number, given: Partial<CostFact>): CostFact {
    return {
      ...PROVENANCE,
      ...{ receivedAt: this.#now, externalId: null, from: 0, to: 0, category: 'ad_spend' },
      ...{ channel: null, campaignSource: null, campaignMedium: null, campaign: null },
      ...{ amount, currency: 'EUR', spread: 'day' },
      ...given,
    }
  }
}

const PROVENANCE = { source: 'backend', owner: 'bench', schemaVersion: 1 } as const
