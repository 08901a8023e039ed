import { afterEach, beforeEach, expect, it } from 'vitest'
import { PathSet } from '../../collector/attribution/data-driven/paths.ts'
import type { ConversionFact } from '../../collector/ledger/facts.ts'
import type { FitLimits, FitRequest, ModelVersion } from '../../collector/ledger/fits.ts'
import { openDatabase } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { FitReading } from '../../collector/ledger/sqlite/fit-reading.ts'
import { freshness } from '../../collector/ledger/sqlite/reports/freshness.ts'
import { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import type { Hit } from '../../collector/touch/hit.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  MINUTE,
  START,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'

const LIMITS: FitLimits = { touches: 10_000, paths: 1_000, states: 1_000 }

/** When all journeys of September are closed. */
const LATER = START + 60 * DAY

const REQUEST: FitRequest = {
  ...{ model: 'markov', order: 1, goal: 'purchase', direct: 'last_resort', seed: 1 },
  ...{ from: 20260801, to: 20261231, withLost: true },
}

const BY = { source: 'cli', owner: 'test', receivedAt: LATER } as const

const german = { country: 'DE' }
const french = { country: 'FR', device: 'mobile' } as const
const search = (given: Partial<Hit>) => ({ ...tagged('google', 'cpc'), ...given })
const mail = (given: Partial<Hit>) => ({ ...tagged('news', 'email'), ...given })

let database: ReturnType<typeof openDatabase>
let site: SqliteSite
let ids = 0

/** In Germany three buy after search and mail, one after mail, one never; in France one after search, one never. */
beforeEach(() => {
  database = openDatabase(':memory:', { readOnly: false })
  site = SqliteSite.create(database, shopState)
  ids = 0
  journey(1, [search(german), mail(german)], { coupon: 'TEN' })
  for (const n of [2, 3]) journey(n, [search(german), mail(german)], {})
  journey(4, [search(german)])
  journey(5, [mail(german)], { salesChannel: 'phone' })
  journey(6, [search(french)], { coupon: 'TEN' })
  journey(7, [mail(french)])
  settleAll(site)
})

afterEach(() => site.close())

/** A journey of one visitor, a touch a day; with an order of 100.00 a minute after the last. */
function journey(
  visitor: number,
  pages: readonly Partial<Hit>[],
  order?: Partial<ConversionFact>,
): void {
  const hits = pages.map((page, at) => hit(++ids, visitor, START + at * DAY, page))
  append(site, { hits })
  if (!order) return
  const last = START + (pages.length - 1) * DAY
  const given = { visitor: visitorUuid(visitor), ...order }
  append(site, { conversions: [conversion(`A${visitor}`, last + MINUTE, given)] })
}

function fitted(filters?: Filters, given: Partial<FitRequest> = {}): ModelVersion {
  const { id } = site.startFit({ ...REQUEST, ...given, ...(filters && { filters }) }, BY)
  while (site.hasFits) site.fitOn(LIMITS, LATER)
  const { versions, fits } = site.report({ kind: 'model_versions' })
  expect(fits.map(({ error }) => error)).toEqual([])
  return versions.find((version) => version.id === id) as ModelVersion
}

const is = (...values: string[]) => ({ not: false, values })
const not = (...values: string[]) => ({ not: true, values })

const effects = ({ fit }: ModelVersion) =>
  Object.fromEntries(fit.channels.map(({ channel, effect }) => [channel, effect]))

it('a filter on touches chooses converted and lost journeys, and so changes the effects', () => {
  // P = 5/7 × (1/5 + 3/5 × 4/5) + 2/7 × 4/5 = 5/7; without Search 8/35, without Email 1/7.
  const all = fitted()
  expect(effects(all)).toEqual({ Email: 0.8, 'Paid Search': 0.68 })
  // P = 4/5 × 3/4 + 1/5 = 0.8; without Search 0.2, without Email 0.
  const ofGermany = fitted({ country: is('DE') })
  expect(effects(ofGermany)).toEqual({ Email: 1, 'Paid Search': 0.75 })
  expect(ofGermany.fit).toMatchObject({ journeys: 5, conversions: 4, value: 40_000 })
  expect(ofGermany.request.filters).toEqual({ country: is('DE') })
  // The search buys, the mail does not.
  const elsewhere = fitted({ country: not('DE') })
  expect(effects(elsewhere)).toEqual({ Email: 0, 'Paid Search': 1 })
  expect(elsewhere.fit).toMatchObject({ journeys: 2, conversions: 1 })
  expect(new Set([all, ofGermany, elsewhere].map((one) => one.fingerprint)).size).toBe(3)
  expect(fitted({ device: is('mobile') }).fingerprint).toBe(elsewhere.fingerprint)
})

it('of several filters on touches one touch must be in all, and the journey stays whole', () => {
  journey(8, [search(french), mail(german)], {})
  settleAll(site)
  const both = { country: is('FR'), channel: is('Paid Search') }
  // The journeys of 6 and 8; the mail in Germany is on the way of the second.
  expect(fitted(both).fit).toMatchObject({ journeys: 2, conversions: 2 })
  expect(fitted(both).fit.channels.map(({ channel }) => channel)).toEqual(['Email', 'Paid Search'])
  // The search of 8 was in France, and what was in Germany was no search.
  const { fit } = fitted({ country: is('DE'), channel: is('Paid Search') })
  expect(fit).toMatchObject({ journeys: 4, conversions: 3 })
  expect(fitted({ source: is('news'), country: is('DE') }).fit).toMatchObject({ conversions: 5 })
})

it('a filter on orders chooses the journeys of those that it has', () => {
  const withoutLost = { withLost: false }
  // Of search and mail, and of search alone: without Email the second is left.
  const byCoupon = fitted({ coupon: is('TEN') }, withoutLost)
  expect(effects(byCoupon)).toEqual({ Email: 0.5, 'Paid Search': 1 })
  expect(byCoupon.fit).toMatchObject({ journeys: 2, conversions: 2 })
  expect(fitted({ coupon: is('TEN'), country: is('FR') }, withoutLost).fit.conversions).toBe(1)
  expect(effects(fitted({ sales_channel: is('phone') }, withoutLost))).toEqual({ Email: 1 })
  expect(fitted({ stage: is('acquisition') }, withoutLost).fit.conversions).toBe(5)
})

it('orders that the ROI report does not credit are in no journey, nor is what led to them lost', () => {
  const before = fitted()
  journey(8, [search(german), mail(german)], { salesChannel: 'pos' })
  journey(9, [mail(german)], { salesChannel: 'marketplace' })
  journey(10, [search(french)], { currency: 'USD' })
  settleAll(site)
  expect(fitted().fingerprint).toBe(before.fingerprint)
  const query = { from: 20260801, to: 20261231, goal: 'purchase', model: 'linear' } as const
  const roi = site.report({ kind: 'roi', ...query, basis: 'conversion_date', by: [] })
  expect(roi.matched).toBe(before.fit.conversions)
  const withoutLost = { withLost: false }
  const asked = fitted({ sales_channel: is('pos', 'marketplace') }, withoutLost)
  expect(asked.fit).toMatchObject({ journeys: 2, conversions: 2 })
  const all = { sales_channel: is('web', 'phone', 'marketplace', 'pos') }
  expect(fitted(all, withoutLost).fit.conversions).toBe(before.fit.conversions + 2)
})

it('a touch in a journey that is chosen makes no other journey of its person', () => {
  // Visitor 1 comes back in France and is lost; the order before it cuts that journey as it did.
  append(site, { hits: [hit(++ids, 1, START + 5 * DAY, mail(french))] })
  settleAll(site)
  expect(fitted({ country: is('FR') }).fit).toMatchObject({ journeys: 3, conversions: 1 })
  expect(fitted({ country: is('DE') }).fit).toMatchObject({ journeys: 5, conversions: 4 })
})

it('a segment has the fingerprint of the same journeys without a filter', () => {
  // The journeys of Germany are those of `fits.test.ts`.
  const fingerprint = 'f80af6ab398d0acb28d857036de70c09bb9c41af5a62a47c8e9bf0c685623ecf'
  expect(fitted({ country: is('DE') }).fingerprint).toBe(fingerprint)
})

it('a fit without filters is stored as one without any', () => {
  fitted()
  const rows = database.sql.prepare<{ request: string }>('SELECT request FROM model_versions').all()
  expect(rows).toEqual([
    {
      request:
        '{"model":"markov","order":1,"goal":"purchase","direct":"last_resort","seed":1,"from":20260801,"to":20261231,"withLost":true}',
    },
  ])
})

it('the bits are the same in slices, on one snapshot, and in parts of any size', () => {
  const filters = { country: is('DE') }
  const { fit, fingerprint } = fitted(filters)
  const { id } = site.startFit({ ...REQUEST, filters }, BY)
  expect(site.runFit(id, LIMITS, () => {})).toEqual({ fit, fingerprint })
  const journeysIn = (touchesMax: number) => {
    const channels: string[] = []
    const given = { request: { ...REQUEST, filters }, now: LATER, channels }
    const reading = new FitReading(database.sql, freshness(database.queries), given)
    const paths = new PathSet(channels)
    let place: ReturnType<FitReading['read']> = reading.start
    while (place) place = reading.read(place, touchesMax, paths)
    return Array.from({ length: paths.size }, (_, path) => [
      [...paths.stepsOf(path)].map((step) => channels[step]).join(' > '),
      paths.conversions[path],
      paths.nulls[path],
    ]).toSorted()
  }
  expect(journeysIn(1)).toEqual([
    ['Email', 1, 0],
    ['Paid Search > Email', 3, 0],
    ['Paid Search', 0, 1],
  ])
  expect(journeysIn(Infinity)).toEqual(journeysIn(1))
})

it('a segment in which nobody bought fails, and says the way out', () => {
  site.startFit({ ...REQUEST, filters: { country: is('AT') } }, BY)
  while (site.hasFits) site.fitOn(LIMITS, LATER)
  expect(site.report({ kind: 'model_versions' }).fits[0]?.error).toBe(
    'no journey with a touch converted by the goal "purchase" in this period and segment: choose another goal or period, or fewer filters',
  )
})
