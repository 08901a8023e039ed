import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PathSet } from '../../collector/attribution/data-driven/paths.ts'
import { linearPartOf } from '../../collector/attribution/registry.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { FitLimits, FitRequest, ModelVersion } from '../../collector/ledger/fits.ts'
import { openDatabase } from '../../collector/ledger/sqlite/better-sqlite.ts'
import { FitReading } from '../../collector/ledger/sqlite/fit-reading.ts'
import { freshness } from '../../collector/ledger/sqlite/reports/freshness.ts'
import { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  identity,
  MINUTE,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  visitorUuid,
} from './shop.ts'

const LIMITS: FitLimits = { touches: 10_000, paths: 1_000, states: 1_000 }

/** When all journeys of September are closed. */
const LATER = START + 60 * DAY

const REQUEST: FitRequest = {
  model: 'markov',
  order: 1,
  goal: 'purchase',
  from: 20260801,
  to: 20261231,
  withLost: true,
  direct: 'last_resort',
  seed: 1,
}

const BY = { source: 'cli', owner: 'test', receivedAt: LATER } as const

const PAGES = {
  search: tagged('google', 'cpc'),
  mail: tagged('news', 'email'),
  social: tagged('fb', 'paid_social'),
  direct: {},
}
type Page = keyof typeof PAGES

let database: ReturnType<typeof openDatabase>
let site: SqliteSite
let ids = 0

beforeEach(() => {
  database = openDatabase(':memory:', { readOnly: false })
  site = SqliteSite.create(database, shopState)
  ids = 0
})

afterEach(() => site.close())

/** A journey of one visitor, a touch a day; with an order of 100.00 a minute after the last. */
function journey(visitor: number, pages: readonly Page[], order?: string): Batch {
  const hits = pages.map((page, at) => {
    ids += 1
    return hit(ids, visitor, START + at * DAY, PAGES[page])
  })
  const last = START + (pages.length - 1) * DAY
  const placed = order && conversion(order, last + MINUTE, { visitor: visitorUuid(visitor) })
  return { hits, ...(placed ? { conversions: [placed] } : {}) }
}

/** Search brings all but one, who came by mail; three of the four read a mail later, and all of those buy. */
function fill(): void {
  for (const n of [1, 2, 3]) append(site, journey(n, ['search', 'mail'], `A${n}`))
  append(site, journey(4, ['search']))
  append(site, journey(5, ['mail'], 'A5'))
  settleAll(site)
}

function fitted(given: Partial<FitRequest> = {}): ModelVersion {
  const { id } = site.startFit({ ...REQUEST, ...given }, BY)
  while (site.hasFits) site.fitOn(LIMITS, LATER)
  const { versions, fits } = site.report({ kind: 'model_versions' })
  expect(fits.map(({ error }) => error)).toEqual([])
  return versions.find((version) => version.id === id) as ModelVersion
}

function failed(given: Partial<FitRequest>, limits: Partial<FitLimits> = {}): string {
  site.startFit({ ...REQUEST, ...given }, BY)
  while (site.hasFits) site.fitOn({ ...LIMITS, ...limits }, LATER)
  const { fits } = site.report({ kind: 'model_versions' })
  return fits[0]?.error ?? ''
}

function activate(version: string, name: 'markov' | 'shapley' = 'markov'): void {
  const models = [{ name: 'linear' as const }, { name, version }]
  site.change({ kind: 'settings', settings: { ...settings, models }, owner: 'test', at: LATER })
  settleAll(site)
}

function values(model: string): Record<string, number> {
  const query = { kind: 'roi', from: 20260801, to: 20261231, goal: 'purchase' } as const
  const { credits } = site.report({ ...query, model, basis: 'conversion_date', by: ['channel'] })
  return Object.fromEntries(credits.map(({ tuple, value }) => [tuple?.channel ?? '-', value]))
}

const effects = ({ fit }: ModelVersion) =>
  Object.fromEntries(fit.channels.map(({ channel, effect }) => [channel, effect]))

describe('a fit on the journeys of a site', () => {
  beforeEach(fill)

  it('gives the effects that follow from converted and lost journeys', () => {
    // P = 4/5 × 3/4 + 1/5 = 0.8; without Search 0.2, without Email 0.
    const version = fitted()
    expect(effects(version)).toEqual({ Email: 1, 'Paid Search': 0.75 })
    expect(version).toMatchObject({ id: 'markov-1', owner: 'test', fittedAt: LATER })
    expect(version.fit).toMatchObject({ journeys: 5, conversions: 4, value: 40_000, states: 2 })
    expect(version.fit.orders.map(({ order }) => order)).toEqual([1, 2, 3, 4])
    for (const { low, effect, high } of version.fit.channels) {
      expect(low).toBeLessThanOrEqual(effect)
      expect(high).toBeGreaterThanOrEqual(effect)
    }
  })

  it('without lost journeys knows of none', () => {
    const { fit } = fitted({ withLost: false })
    expect(fit).toMatchObject({ journeys: 4, conversions: 4, auc: null })
  })

  it('of Shapley shares the conversions out', () => {
    // Rates: {Search} 0, {Email} 1, both 4/5. Search: (0 + (4/5 − 1)) ÷ 2, of a rate of 4/5.
    const version = fitted({ model: 'shapley', order: null })
    expect(effects(version)).toEqual({ Email: 1.125, 'Paid Search': -0.125 })
    expect(version.fit).toMatchObject({ states: null, orders: [] })
  })

  it('takes journeys that closed within the period, and no open ones', () => {
    // The lost journey closes 30 days after 1 September.
    expect(fitted({ to: 20260930 }).fit).toMatchObject({ journeys: 4, conversions: 4 })
    expect(fitted({ from: 20260902, to: 20261001 }).fit).toMatchObject({ conversions: 3 })
    expect(failed({ from: 20261001, to: 20261001 })).toMatch(/no journey with a touch converted/)
  })

  it('has the same fingerprint for the same journeys, and another for others', () => {
    const first = fitted()
    expect(fitted({ order: 2, seed: 9 }).fingerprint).toBe(first.fingerprint)
    // Taken from a fit before there were filters: stored versions stay comparable.
    expect(first.fingerprint).toBe(
      'f80af6ab398d0acb28d857036de70c09bb9c41af5a62a47c8e9bf0c685623ecf',
    )
    append(site, journey(6, ['mail']))
    settleAll(site)
    expect(fitted().fingerprint).not.toBe(first.fingerprint)
  })

  it('gives the same bits again, and on one snapshot as in slices', () => {
    const { fit, fingerprint } = fitted()
    expect(fitted().fit).toEqual(fit)
    const { id } = site.startFit(REQUEST, BY)
    const told: number[] = []
    const whole = site.runFit(id, LIMITS, (_stage, share) => told.push(share))
    expect(whole).toEqual({ fit, fingerprint })
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBeLessThanOrEqual(1)
  })

  it('leaves direct visits out, but for journeys that have nothing else', () => {
    append(site, journey(7, ['direct', 'search', 'direct'], 'A7'))
    append(site, journey(8, ['direct'], 'A8'))
    settleAll(site)
    const [direct, email, search] = fitted().fit.channels
    expect([direct?.channel, direct?.conversions]).toEqual(['Direct', 1])
    expect([email?.conversions, search?.conversions]).toEqual([4, 4])
    expect(fitted({ direct: 'equal' }).fit.channels[0]).toMatchObject({ conversions: 2 })
  })

  it('that is asked for says how far it is, and is a version when it is done', () => {
    const asked = site.startFit(REQUEST, BY)
    expect(asked).toMatchObject({ id: 'markov-1', state: 'waiting', progress: 0 })
    site.fitOn(LIMITS, LATER)
    site.fitOn(LIMITS, LATER)
    const { fits } = site.report({ kind: 'model_versions' })
    expect(fits).toMatchObject([{ id: 'markov-1', state: 'running' }])
    expect(fits[0]?.progress).toBeGreaterThan(0)
    while (site.hasFits) site.fitOn(LIMITS, LATER)
    expect(site.report({ kind: 'model_versions' })).toMatchObject({
      fits: [],
      versions: [{ id: 'markov-1' }],
    })
  })

  it('begins again when figures are derived anew in the midst of it', () => {
    const before = fitted()
    site.startFit(REQUEST, BY)
    site.fitOn(LIMITS, LATER)
    site.rebuild()
    settleAll(site)
    while (site.hasFits) site.fitOn(LIMITS, LATER)
    const { versions } = site.report({ kind: 'model_versions' })
    expect(versions.map(({ fingerprint }) => fingerprint)).toEqual([
      before.fingerprint,
      before.fingerprint,
    ])
    expect(database.sql.prepare('SELECT * FROM fit_paths').all()).toEqual([])
  })

  it('goes on from the tables when what was in memory is gone', () => {
    const { fit, fingerprint } = fitted()
    site.startFit(REQUEST, BY)
    for (let slices = 0; site.report({ kind: 'model_versions' }).fits.length > 0; slices++) {
      SqliteSite.open(database, { readOnly: false }).fitOn(LIMITS, LATER)
      expect(slices).toBeLessThan(100)
    }
    expect(site.report({ kind: 'model_versions' }).versions[1]).toMatchObject({ fit, fingerprint })
  })

  it('fails with a reason, and the next one has another number', () => {
    expect(failed({ goal: 'lead' })).toMatch(/converted by the goal "lead"/)
    expect(fitted().id).toBe('markov-2')
    expect(failed({}, { touches: 7 })).toMatch(/8 touches.*pathworth attribute/)
    expect(failed({}, { paths: 2 })).toMatch(/more than 2 different paths.*pathworth attribute/)
    expect(failed({}, { states: 1 })).toMatch(/2 states, more than 1.*pathworth attribute/)
    expect(fitted().id).toBe('markov-6')
  })

  it('waits with at most four others', () => {
    for (let n = 0; n < 5; n++) site.startFit(REQUEST, BY)
    expect(() => site.startFit(REQUEST, BY)).toThrow(/5 fits of this site wait/)
  })
})

describe('journeys that are read in parts', () => {
  it('are those that are read at once, whoever they are of', () => {
    fill()
    // One person on two devices, one of two orders, and one whose second journey is lost.
    append(site, journey(10, ['search', 'social'], 'B1'))
    append(site, journey(11, ['mail']))
    append(site, {
      identities: [10, 11].map((n) => identity({ visitor: visitorUuid(n), customerId: 'ana' })),
    })
    append(site, journey(12, ['social', 'social', 'mail', 'search'], 'C1'))
    append(site, {
      conversions: [conversion('C0', START + DAY + MINUTE, { visitor: visitorUuid(12) })],
    })
    ids += 1
    append(site, { hits: [hit(ids, 12, START + 5 * DAY, PAGES.mail)] })
    settleAll(site)
    site.catchUp()
    const read = (touchesMax: number) => {
      const channels: string[] = []
      const given = { request: REQUEST, now: LATER, channels }
      const reading = new FitReading(database.sql, freshness(database.queries), given)
      const paths = new PathSet(channels)
      let parts = 0
      for (let place: ReturnType<FitReading['read']> = reading.start; place; parts++)
        place = reading.read(place, touchesMax, paths)
      const told = Array.from({ length: paths.size }, (_, path) => [
        [...paths.stepsOf(path)].map((step) => channels[step]).join(' > '),
        paths.conversions[path],
        paths.nulls[path],
      ])
      return { parts, paths: told.toSorted() }
    }
    const whole = read(Infinity)
    expect(whole.paths).toEqual([
      ['Email', 1, 1],
      ['Paid Search > Email > Paid Social', 1, 0],
      ['Paid Search > Email', 3, 0],
      ['Paid Search', 0, 1],
      ['Paid Social > Email > Paid Search', 1, 0],
      ['Paid Social > Paid Social', 1, 0],
    ])
    expect(whole.parts).toBe(2)
    const parts = read(1)
    expect(parts.paths).toEqual(whole.paths)
    expect(parts.parts).toBeGreaterThan(5)
    const closed = site.report({
      ...{ kind: 'paths', from: REQUEST.from, to: REQUEST.to, goal: 'purchase' },
      ...{ of: 'channel', shape: 'sequence', sort: 'journeys', skip: 0, limit: 100 },
      costs: { now: LATER, overhead: false },
    }).closed
    const journeys = whole.paths.reduce((sum, [, won, lost]) => sum + Number(won) + Number(lost), 0)
    expect(journeys).toBe(closed.journeys)
  })
})

describe('a version that is active', () => {
  beforeEach(fill)

  it('credits journeys by its effects', () => {
    activate(fitted().id)
    // A1 to A3: 3/7 of 100.00 to Search each, and 4/7 to Email; A5 all to Email.
    expect(values('markov')).toEqual({ 'Paid Search': 3 * 4286, Email: 3 * 5714 + 10_000 })
  })

  it('gives an effect below zero nothing', () => {
    activate(fitted({ model: 'shapley', order: null }).id, 'shapley')
    expect(values('shapley')).toEqual({ Email: 40_000 })
  })

  it('stays as it is when journeys come that it does not know, and is linear for unseen channels', () => {
    activate(fitted().id)
    append(site, journey(20, ['social', 'mail'], 'N1'))
    settleAll(site)
    expect(values('markov')).toMatchObject({ 'Paid Social': 5000 })
    expect(values(linearPartOf('markov', 'unseen_channel'))).toEqual({
      'Paid Social': 5000,
      Email: 5000,
    })
    expect(values(linearPartOf('markov', 'no_effect'))).toEqual({})
  })

  it('is left for an older one, which credits as before', () => {
    const old = fitted()
    activate(old.id)
    const before = values('markov')
    for (const n of [30, 31]) append(site, journey(n, ['search'], `S${n}`))
    settleAll(site)
    const newer = fitted()
    expect(newer.id).toBe('markov-2')
    activate(newer.id)
    expect(values('markov')).not.toEqual({
      ...before,
      'Paid Search': (before['Paid Search'] ?? 0) + 20_000,
    })
    activate(old.id)
    expect(values('markov')).toEqual({
      ...before,
      'Paid Search': (before['Paid Search'] ?? 0) + 20_000,
    })
  })

  it('is shown in journeys, and the part that is linear is not', () => {
    activate(fitted().id)
    append(site, journey(20, ['social', 'mail'], 'N1'))
    settleAll(site)
    const { journeys } = site.report({ kind: 'journey', goal: 'purchase', transactionId: 'N1' })
    expect(Object.keys(journeys[0]?.touches[0]?.credits ?? {})).toEqual(['linear', 'markov'])
  })
})
