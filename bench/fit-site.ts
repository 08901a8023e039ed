import Database from 'better-sqlite3'
import { packContribution } from '../collector/attribution/contribution.ts'
import { Random } from '../collector/attribution/data-driven/random.ts'
import type { FitRequest } from '../collector/ledger/fits.ts'
import type { SiteState } from '../collector/ledger/ledger.ts'
import { createSiteFile, openSiteFile } from '../collector/ledger/sqlite/site-file.ts'
import { CHANNELS, somePlace } from './channels.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1, 12)
const DAYS = 180
/** Of ten touches six are followed by another, up to 12: 2.5 on average. */
const GOES_ON = 0.6
const TOUCHES_MAX = 12
const CONVERTS = 0.03

/** What a site's fit is asked for: all journeys that closed in the year. */
export const FIT: FitRequest = {
  model: 'markov',
  order: 2,
  goal: 'purchase',
  from: 20260101,
  to: 20261231,
  withLost: true,
  direct: 'last_resort',
  seed: 1,
}

/** How large a site has become, and the fit that waits there. */
export interface FitSite {
  journeys: number
  touches: number
  conversions: number
  id: string
}

/**
 * Writes a site of so many journeys, one a visitor, the same each time. Only what a fit reads is
 * written, and straight into the tables: through the engine it would take an hour.
 */
export function writeFitSite(file: string, journeys: number): FitSite {
  createSiteFile(file, stateOf()).close()
  const database = new Database(file)
  database.pragma('synchronous = OFF')
  const rows = new Rows(database)
  const random = new Random(journeys)
  database.transaction(() => {
    for (const [at, channel] of CHANNELS.entries()) rows.tuple.run(at + 1, channel)
    for (let visitor = 1; visitor <= journeys; visitor++) rows.addJourney(visitor, random)
    rows.total.run(rows.touches)
  })()
  database.close()
  const site = openSiteFile(file, { readOnly: false })
  const { id } = site.startFit(FIT, {
    ...{ source: 'cli', owner: 'bench' },
    receivedAt: START + 360 * DAY_MS,
  })
  site.close()
  return { journeys, touches: rows.touches, conversions: rows.conversions, id }
}

class Rows {
  readonly tuple
  readonly total
  readonly #statements
  touches = 0
  conversions = 0

  constructor(database: Database.Database) {
    this.tuple = database.prepare(
      `INSERT INTO tuples (id, channel, source, medium, campaign, created_day)
       VALUES (?, ?, 's', 'm', '', 20260101)`,
    )
    this.total = database.prepare(
      'INSERT INTO touch_totals (generation, period, tuple, n) VALUES (1, 202601, 1, ?)',
    )
    this.#statements = prepareStatements(database)
  }

  addJourney(visitor: number, random: Random): void {
    const first = START + random.below(DAYS) * DAY_MS + random.below(36_000_000)
    const tuples = [tupleOf(random)]
    while (tuples.length < TOUCHES_MAX && random.next() < GOES_ON) tuples.push(tupleOf(random))
    const converts = random.next() < CONVERTS
    this.#statements.visitor.run(visitor, bytesOf(visitor), visitor, converts ? 1 : 0)
    const touches = tuples.map((tuple, at) => {
      const ts = first + at * DAY_MS
      const hit = ++this.touches
      this.#statements.touch.run(visitor, ts, hit, bytesOf(hit), ts, ts, tuple, dayOf(ts))
      return { ts, hit, tuple }
    })
    if (converts) this.#addConversion(visitor, touches)
  }

  #addConversion(
    visitor: number,
    touches: readonly { ts: number; hit: number; tuple: number }[],
  ): void {
    const id = ++this.conversions
    const ts = (touches.at(-1)?.ts ?? 0) + 60_000
    const even = touches.map(() => Math.floor(1_000_000_000 / touches.length))
    const packed = packContribution({
      ...{ goal: 'purchase', day: dayOf(ts), stage: 'acquisition', unattributed: 0 },
      measures: MEASURES,
      touches: touches.map(({ ts, hit, tuple }) => [uuidOf(hit), ts, dayOf(ts), tuple, hit]),
      weights: Object.fromEntries(MODELS.map((name) => [name, even])),
    })
    this.#statements.conversion.run(id, `T${id}`)
    this.#statements.link.run(id, id, visitor, `K${id}`, ts)
    this.#statements.contribution.run(id, `T${id}`, ts, dayOf(ts), `c:K${id}`, packed)
  }
}

const MODELS = ['first_touch', 'last_touch', 'last_non_direct', 'linear', 'time_decay', 'w_shaped']

const MEASURES = {
  ...{ conversions: 1_000_000, value: 5_000, refunded: 0, tax: 0, shipping: 0, total: 5_000 },
  ...{ costOfGoods: 0, discount: 0, goodsReturned: 0, discountReturned: 0, fxDifference: 0 },
}

const tupleOf = (random: Random): number => 1 + somePlace(random)

const dayOf = (ts: number): number =>
  Number(new Date(ts).toISOString().slice(0, 10).replaceAll('-', ''))

const hexOf = (n: number): string => n.toString(16).padStart(32, '0')

const bytesOf = (n: number): Buffer => Buffer.from(hexOf(n), 'hex')

const uuidOf = (n: number): string =>
  hexOf(n).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

const stateOf = (): SiteState => ({
  site: 'shop',
  createdAt: START,
  settings: {
    ...{ domains: ['shop.example'], currency: 'EUR', timeZone: 'Europe/Paris', lookbackDays: 90 },
    ...{ lookbackDaysByGoal: {}, models: [{ name: 'linear' }], siteRules: [] },
    countUnconfirmed: false,
  },
  settingsVersion: 1,
  keys: [],
  emailSecret: '00',
  identifySecret: '00',
})

function prepareStatements(database: Database.Database) {
  return {
    visitor: database.prepare(
      'INSERT INTO visitors (id, uuid, last_hit, hits, linked) VALUES (?, ?, ?, 1, ?)',
    ),
    touch: database.prepare(
      `INSERT INTO touches
         (generation, visitor, ts, hit, event_id, "end", key, arrived_at, shown, away, tuple, day,
          country, device, term, content, click_id)
       VALUES (1, ?, ?, ?, ?, ?, 's/m', ?, '', '', ?, ?, 'FR', 'desktop', '', '', '')`,
    ),
    conversion: database.prepare(
      `INSERT INTO conversions (id, goal, transaction_id, reported) VALUES (?, 'purchase', ?, 1)`,
    ),
    link: database.prepare(
      `INSERT INTO links (id, conversion, visitor, customer_id, ts, claim)
       VALUES (?, ?, ?, ?, ?, 0)`,
    ),
    contribution: database.prepare(
      `INSERT INTO contributions
         (generation, conversion, goal, transaction_id, ts, day, person, state, refunds_left_out,
          packed)
       VALUES (1, ?, 'purchase', ?, ?, ?, ?, 'counted', 0, ?)`,
    ),
  }
}
