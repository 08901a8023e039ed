import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import type { Anchor } from '../../collector/attribution/registry.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  MINUTE,
  newShop,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  valueByChannel,
  visitorUuid,
} from './shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'pathworth-anchors-'))
afterAll(() => rmSync(folder, { recursive: true }))

const visitor = visitorUuid(1)
const ORDERED = START + 14 * DAY

/** Social, then a search, then a letter, then a search again; a week, three days, a day and an hour before. */
const visits = [
  hit(1, 1, ORDERED - 7 * DAY, tagged('facebook', 'paid_social')),
  hit(2, 1, ORDERED - 3 * DAY, { referrer: 'https://www.google.com/' }),
  hit(3, 1, ORDERED - DAY, tagged('news', 'email')),
  hit(4, 1, ORDERED - 60 * MINUTE, tagged('bing', 'cpc')),
]

/** An event on a page that was seen. */
const event = (id: number, name: string, ts: number) => hit(id, 1, ts, { name })

const order = (given = {}) => conversion('A1', ORDERED, { visitor, ...given })
const lead = (ts: number, given = {}) => conversion('L1', ts, { goal: 'lead', visitor, ...given })

const settled = (...batches: Batch[]): SqliteSite => {
  const site = newShop()
  for (const batch of batches) append(site, batch)
  settleAll(site)
  return site
}

/** What the touches of the order are to a model. */
function anchors(site: SqliteSite, model = 'full_path', transactionId = 'A1') {
  const answer = site.report({ kind: 'journey', transactionId, goal: 'purchase' })
  return answer.journeys[0]?.touches.map(({ credits }) => credits[model]?.anchors)
}

/** Which of the four is the anchor. */
const nth = (site: SqliteSite, anchor: Anchor) =>
  anchors(site)?.findIndex((those) => those?.includes(anchor))

describe('the touch that brought the lead', () => {
  const brought = (site: SqliteSite) => nth(site, 'lead')

  it('is the last one at or before it', () => {
    const at = (ts: number) => brought(settled({ hits: visits, conversions: [order(), lead(ts)] }))
    expect(at(ORDERED - DAY)).toBe(2)
    expect(at(ORDERED - DAY - 1)).toBe(1)
    expect(at(ORDERED)).toBe(3)
    expect(at(ORDERED + 1)).toBe(-1)
    expect(at(ORDERED - 7 * DAY - 1)).toBe(-1)
  })

  it('is learnt after the order, too', () => {
    const site = settled({ hits: visits, conversions: [order()] })
    expect(anchors(site)).toEqual([['first'], [], [], ['last']])
    append(site, { conversions: [lead(ORDERED - 2 * DAY)] })
    settleAll(site)
    expect(anchors(site)).toEqual([['first'], ['lead'], [], ['last']])
    expect(valueByChannel(site, 'full_path')).toEqual({
      'Paid Social': 3000,
      'Organic Search': 3000,
      Email: 1000,
      'Paid Search': 3000,
    })
  })

  it("goes back when the lead turns out to be another person's, or of another time", () => {
    const site = settled({ hits: visits, conversions: [order(), lead(ORDERED - 2 * DAY)] })
    append(site, { conversions: [lead(ORDERED - DAY, { updatedAt: START + 2 })] })
    settleAll(site)
    expect(brought(site)).toBe(2)
    append(site, {
      conversions: [lead(ORDERED - DAY, { updatedAt: START + 3, visitor: visitorUuid(9) })],
    })
    settleAll(site)
    expect(brought(site)).toBe(-1)
  })

  it('is that of the first lead or sign-up, and of no other goal', () => {
    const at = (goal: string) => conversion('S1', ORDERED - 4 * DAY, { goal, visitor })
    const of = (goal: string) =>
      brought(settled({ hits: visits, conversions: [order(), lead(ORDERED - DAY), at(goal)] }))
    expect(of('sign_up')).toBe(0)
    expect(of('newsletter')).toBe(2)
    expect(of('leads')).toBe(2)
  })

  it('is none of a lead that only a page has reported, unless the site counts those', () => {
    const conversions = [order(), lead(ORDERED - DAY, { source: 'tag' })]
    const site = settled({ hits: visits, conversions })
    expect(brought(site)).toBe(-1)
    const changed = { ...settings, countUnconfirmed: true }
    site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
    settleAll(site)
    expect(brought(site)).toBe(2)
  })

  it('is none of a lead from before the order before', () => {
    const early = conversion('A0', ORDERED - 2 * DAY, { visitor })
    const conversions = [early, order(), lead(ORDERED - 3 * DAY)]
    const site = settled({ hits: visits, conversions })
    expect(anchors(site, 'full_path', 'A0')).toEqual([['first'], ['lead', 'last']])
    expect(anchors(site)).toEqual([['first'], ['last']])
  })

  it('is no anchor of the lead itself', () => {
    const site = settled({ hits: visits, conversions: [lead(ORDERED)] })
    const [journey] = site.report({ kind: 'journey', transactionId: 'L1', goal: 'lead' }).journeys
    expect(journey?.touches.map(({ credits }) => credits['w_shaped']?.anchors)).toEqual([
      ['first'],
      [],
      [],
      ['last'],
    ])
  })
})

describe('the touch that opened the opportunity or cart', () => {
  const opened = (site: SqliteSite) => nth(site, 'opportunity')
  const inThird = ORDERED - DAY + 5 * MINUTE

  it('is the first visit with an event of a cart', () => {
    for (const name of ['add_to_cart', 'begin_checkout'])
      expect(
        opened(settled({ hits: [...visits, event(9, name, inThird)], conversions: [order()] })),
      ).toBe(2)
    for (const name of ['view_cart', 'remove_from_cart', 'add_to_cart2', 'page_view'])
      expect(
        opened(settled({ hits: [...visits, event(9, name, inThird)], conversions: [order()] })),
      ).toBe(-1)
  })

  it('is learnt from a late hit in the midst of a visit', () => {
    const more = hit(5, 1, ORDERED - DAY + 10 * MINUTE)
    const site = settled({ hits: [...visits, more], conversions: [order()] })
    expect(opened(site)).toBe(-1)
    append(site, { hits: [event(9, 'add_to_cart', inThird)] })
    settleAll(site)
    expect(opened(site)).toBe(2)
    append(site, { hits: [event(10, 'add_to_cart', ORDERED - 7 * DAY)] })
    settleAll(site)
    expect(opened(site)).toBe(0)
  })

  it('is none of a cart that came after the order', () => {
    const hits = [...visits, event(9, 'add_to_cart', ORDERED - 40 * MINUTE)]
    expect(opened(settled({ hits, conversions: [order()] }))).toBe(3)
    const early = order({ ts: ORDERED - 41 * MINUTE })
    expect(opened(settled({ hits, conversions: [early] }))).toBe(-1)
  })

  it('is none of the cart of the order before, in a visit that belongs to both', () => {
    const hits = [
      ...visits,
      event(9, 'add_to_cart', ORDERED - 55 * MINUTE),
      hit(10, 1, ORDERED - 5 * MINUTE, tagged('news', 'email')),
      event(11, 'add_to_cart', ORDERED - 4 * MINUTE),
    ]
    const before = conversion('A0', ORDERED - 50 * MINUTE, { visitor })
    const site = settled({ hits, conversions: [before, order()] })
    expect(anchors(site, 'w_shaped', 'A0')).toEqual([['first'], [], [], ['opportunity']])
    expect(anchors(site, 'w_shaped')).toEqual([['first'], ['opportunity']])
  })

  it('is that of the opportunity where one was reported', () => {
    const hits = [...visits, event(9, 'add_to_cart', ORDERED - 7 * DAY)]
    const deal = conversion('O1', ORDERED - 2 * DAY, { goal: 'opportunity', visitor })
    const site = settled({ hits, conversions: [order(), deal] })
    expect(opened(site)).toBe(1)
  })
})

describe('a site that computes no model with anchors', () => {
  const models = [{ name: 'linear' as const }]

  it('keeps none, and has them once it does', () => {
    const site = createSiteFile(':memory:', { ...shopState, settings: { ...settings, models } })
    append(site, { hits: visits, conversions: [order(), lead(ORDERED - DAY)] })
    settleAll(site)
    const packed = site.derivedRows({ table: 'contributions', after: null, limit: 10 })
    const at = packed.columns.indexOf('packed')
    for (const row of packed.rows) expect(JSON.parse(String(row[at]))).toHaveLength(7)
    const changed = { ...settings, models: [{ name: 'w_shaped' as const }] }
    site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
    settleAll(site)
    expect(anchors(site, 'w_shaped')).toEqual([['first'], [], ['lead'], []])
    expect(valueByChannel(site, 'linear')).toEqual({})
  })

  it('takes parameters of its models', () => {
    const told = [{ name: 'custom' as const, params: { last: 3, 'channel.Email': 5 } }]
    const state = { ...shopState, settings: { ...settings, models: told } }
    const site = createSiteFile(':memory:', state)
    append(site, { hits: visits, conversions: [order()] })
    settleAll(site)
    expect(valueByChannel(site, 'custom')).toEqual({
      'Paid Social': 1000,
      'Organic Search': 1000,
      Email: 5000,
      'Paid Search': 3000,
    })
  })

  it('credits the last campaign first', () => {
    const search = hit(8, 1, ORDERED - 10 * MINUTE, { referrer: 'https://www.google.com/' })
    const site = settled({ hits: [...visits, search], conversions: [order()] })
    expect(valueByChannel(site, 'campaign_first')).toEqual({ 'Paid Search': 10_000 })
    expect(valueByChannel(site, 'last_touch')).toEqual({ 'Organic Search': 10_000 })
  })
})

describe('100.00 by W-shaped', () => {
  const hundred = (hits: Batch['hits'], ...others: ReturnType<typeof lead>[]) =>
    valueByChannel(
      settled({ hits: hits ?? [], conversions: [order({ value: 10_000 }), ...others] }),
      'w_shaped',
    )

  it('is 45/45/5/5 of first, lead and two ordinary touches', () => {
    expect(hundred(visits, lead(ORDERED - 2 * DAY))).toEqual({
      'Paid Social': 4500,
      'Organic Search': 4500,
      Email: 500,
      'Paid Search': 500,
    })
  })

  it('is 66.67/33.33 of one that is first and lead, and one with the cart', () => {
    const cart = event(9, 'begin_checkout', ORDERED - 3 * DAY + MINUTE)
    expect(hundred([...visits.slice(0, 2), cart], lead(ORDERED - 6 * DAY))).toEqual({
      'Paid Social': 6667,
      'Organic Search': 3333,
    })
  })

  it('is 40/20/40 of three touches that brought neither', () => {
    expect(hundred(visits.slice(0, 3))).toEqual({
      'Paid Social': 4000,
      'Organic Search': 2000,
      Email: 4000,
    })
  })
})

describe('visits of before there were carts', () => {
  it('get those of their hits when the file is migrated', () => {
    const file = join(folder, 'migrated.db')
    const site = createSiteFile(file, shopState)
    const carts = [
      event(9, 'add_to_cart', ORDERED - 7 * DAY),
      event(10, 'begin_checkout', ORDERED - 50 * MINUTE),
      event(11, 'add_to_cart', ORDERED - 40 * MINUTE),
      hit(12, 2, ORDERED, { name: 'add_to_cart' }),
      hit(13, 3, ORDERED, { name: 'view_cart' }),
    ]
    append(site, { hits: [...visits, ...carts], conversions: [order()] })
    settleAll(site)
    site.close()
    expect(verifySite(file).differences).toEqual([])
    const database = new Database(file)
    const stored = () =>
      database.prepare('SELECT visitor, ts, cart FROM touches ORDER BY 1, 2').all()
    const before = stored()
    database.exec('ALTER TABLE touches DROP COLUMN cart')
    const migration = new URL(
      '../../collector/ledger/sqlite/migrations/0002_carts.sql',
      import.meta.url,
    )
    database.exec(readFileSync(migration, 'utf8').replaceAll('--> statement-breakpoint', ''))
    expect(stored()).toEqual(before)
    expect(before.map((row) => (row as { cart: number }).cart > 0)).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ])
    database.close()
    expect(verifySite(file).differences).toEqual([])
  })
})
