import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CostFact, Settings } from '../../collector/ledger/facts.ts'
import type { RoiReportQuery } from '../../collector/ledger/ledger.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  rate,
  refund,
  START,
  settings,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'
import { expectSameAsRebuilt, newShopFile, removeShopFile, type ShopFile } from './shop-file.ts'

let shop: ShopFile
let site: SqliteSite

beforeEach(() => {
  shop = newShopFile()
  site = shop.site
})

/** Whatever a case does, its figures are those of a rebuild. */
afterEach(() => {
  expectSameAsRebuilt(shop)
  removeShopFile(shop)
})

const MONTH = { from: 20260901, to: 20260930 }

function report(given: Partial<RoiReportQuery> = {}) {
  const query = { goal: 'purchase', model: 'linear', basis: 'conversion_date', by: [] } as const
  return site.report({ kind: 'roi', ...MONTH, ...query, ...given })
}

const value = (given: Partial<RoiReportQuery> = {}): number =>
  report(given).credits.reduce((sum, cell) => sum + cell.value - cell.refunded, 0)

const spent = (): Record<number, number> =>
  Object.fromEntries(report().costs.map(({ day, amount }) => [day, amount]))

function change(given: Partial<Settings>): void {
  const changed = { ...settings, ...given }
  site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
  settleAll(site)
}

/** How often a statement about this table has written since. */
function rows(table: string, where = 'true'): number {
  const database = new Database(shop.file, { readonly: true })
  const found = database.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM ${table} WHERE ${where}`,
  )
  const n = found.get()?.n ?? 0
  database.close()
  return n
}

const dollars = (id: string, day: number) =>
  conversion(id, START + day * DAY, { currency: 'USD', visitor: visitorUuid(1) })

describe('an order in another currency', () => {
  it('waits for its rate, has its journey all the while, and counts when the rate comes', () => {
    append(site, { hits: [hit(1, 1, START - DAY, tagged('google', 'cpc'))] })
    const before = append(site, { conversions: [dollars('A', 0)] })
    expect(before.conversions).toMatchObject([{ state: 'pending_rate', touches: 0 }])
    expect(report().leftOut).toMatchObject({ pending_rate: 1 })
    const answer = append(site, { rates: [rate(20260831, 'USD', '1.25')] })
    expect(answer.rates).toEqual({ created: 1, updated: 0, unchanged: 0 })
    expect(report()).toMatchObject({ leftOut: { pending_rate: 0 }, eligible: 1, matched: 1 })
    expect(value()).toBe(8000)
    const again = append(site, { conversions: [dollars('A', 0)] })
    expect(again.conversions).toMatchObject([
      { outcome: 'unchanged', state: 'counted', touches: 1 },
    ])
  })

  it('is settled alone: those of other days and currencies are left as they are', () => {
    const pounds = conversion('B', START, { currency: 'GBP' })
    append(site, { conversions: [dollars('A', 0), pounds, dollars('C', 20)] })
    const database = new Database(shop.file)
    // What is settled now would be seen: a dirty row is only ever added by who marks it.
    database.exec(
      'CREATE TABLE marked (conversion); CREATE TRIGGER mark AFTER INSERT ON dirty BEGIN INSERT INTO marked VALUES (new.conversion); END',
    )
    database.close()
    append(site, { rates: [rate(20260901, 'USD', '1.25')] })
    expect(rows('marked')).toBe(1)
    append(site, { rates: [rate(20260901, 'USD', '1.25'), rate(20260930, 'USD', '2')] })
    expect(rows('marked')).toBe(1)
    append(site, { rates: [rate(20260901, 'USD', '2')] })
    expect(rows('marked')).toBe(2)
    expect(value()).toBe(5000)
    const cleaned = new Database(shop.file)
    cleaned.exec('DROP TRIGGER mark; DROP TABLE marked')
    cleaned.close()
  })

  it('leaves no trace of rates once it is in the currency of the site', () => {
    append(site, { conversions: [dollars('A', 0)], rates: [rate(20260901, 'USD', '1.25')] })
    expect(rows('rate_uses')).toBe(1)
    append(site, { conversions: [conversion('A', START, { updatedAt: START + 1 })] })
    expect(rows('rate_uses')).toBe(0)
    expect(value()).toBe(10_000)
  })

  it('is too large for a currency of small units: it waits, and breaks nothing', () => {
    append(site, { rates: [rate(20260901, 'IDR', '17000')] })
    change({ currency: 'IDR' })
    const fortune = conversion('A', START, { value: 9_000_000_000_000 })
    expect(append(site, { conversions: [fortune] }).conversions).toMatchObject([
      { state: 'pending_rate' },
    ])
    expect(value()).toBe(0)
  })

  it('stays out while only the public tag has reported it, rate or not', () => {
    const said = { ...dollars('A', 0), source: 'tag' as const, value: 0 }
    append(site, { conversions: [said], rates: [rate(20260901, 'USD', '1.25')] })
    expect(report().leftOut).toMatchObject({ unconfirmed: 1, pending_rate: 0 })
  })

  it('follows the rate of the currency that the site takes on', () => {
    append(site, { rates: [rate(20260901, 'USD', '1.25')] })
    append(site, { conversions: [conversion('A', START), dollars('B', 0)] })
    expect(value()).toBe(18_000)
    change({ currency: 'USD' })
    expect(value()).toBe(22_500)
    append(site, { rates: [rate(20260901, 'USD', '2')] })
    expect(value()).toBe(30_000)
  })
})

describe('a refund', () => {
  it('whose rate comes late moves the difference, and no sum', () => {
    append(site, { conversions: [dollars('A', 0)], rates: [rate(20260901, 'USD', '1.25')] })
    const given = { currency: 'USD', ts: START + 20 * DAY }
    append(site, { refunds: [refund('A', 'R', 10_000, given)] })
    expect(report()).toMatchObject({ fxDifference: 0, leftOut: { fx_differences: 1 } })
    append(site, { rates: [rate(20260920, 'USD', '1.1765')] })
    expect(report()).toMatchObject({ fxDifference: -500 })
    expect(report().leftOut).not.toHaveProperty('fx_differences')
    expect(value()).toBe(0)
    expect(report({ from: 20260901, to: 20260910 }).fxDifference).toBe(0)
  })

  it('counts on its own day when asked, for the touches of its sale', () => {
    append(site, {
      hits: [
        hit(1, 1, START - 2 * DAY, tagged('google', 'cpc')),
        hit(2, 1, START - DAY, tagged('news', 'email')),
      ],
      conversions: [conversion('A', START, { visitor: visitorUuid(1), value: 10_001 })],
      refunds: [refund('A', 'R1', 5000), refund('A', 'R2', 5001, { ts: START + 61 * DAY })],
    })
    const byMonth = (month: number) => {
      const given = { from: month * 100 + 1, to: month * 100 + 30, refundBasis: 'refund' as const }
      const { credits } = report(given)
      return Object.fromEntries(
        credits.map(({ tuple, value, refunded }) => [tuple?.channel, value - refunded]),
      )
    }
    expect(byMonth(202609)).toEqual({ 'Paid Search': 5001, Email: 5000 })
    expect(byMonth(202610)).toEqual({ 'Paid Search': -2500, Email: -2500 })
    expect(byMonth(202611)).toEqual({ 'Paid Search': -2501, Email: -2500 })
  })
})

describe('a cost in another currency', () => {
  const abroad = (given: Partial<CostFact> = {}) =>
    cost(4000, { currency: 'USD', to: 20260904, externalId: 'ads', ...given })

  it('is exchanged by the day, each at its rate', () => {
    append(site, {
      rates: [rate(20260901, 'USD', '1.25'), rate(20260903, 'USD', '2')],
      costs: [abroad()],
    })
    expect(spent()).toEqual({ 20260901: 800, 20260902: 800, 20260903: 500, 20260904: 500 })
  })

  it('counts as far as there are rates, and is missed where there are none', () => {
    const batch = { rates: [rate(20260825, 'USD', '1.25')], costs: [abroad()] }
    // Of the days that are still to come nobody can know a rate yet.
    expect(append(site, batch).costStates).toBeUndefined()
    expect(site.append([batch], START + DAY)).toMatchObject([
      { costs: ['unchanged'], costStates: ['pending_rate'] },
    ])
    expect(spent()).toEqual({ 20260901: 800 })
    expect(report().leftOut['costs']).toBe(1)
    expect(report({ to: 20260901 }).leftOut['costs']).toBe(0)
    append(site, { rates: [rate(20260902, 'USD', '2')] })
    expect(report().leftOut['costs']).toBe(0)
    expect(spent()).toEqual({ 20260901: 800, 20260902: 500, 20260903: 500, 20260904: 500 })
  })

  it('takes up rates of the currency of the site, too', () => {
    change({ currency: 'USD' })
    append(site, { costs: [cost(1000), abroad()] })
    expect(spent()).toEqual({ 20260901: 1000, 20260902: 1000, 20260903: 1000, 20260904: 1000 })
    append(site, { rates: [rate(20260901, 'USD', '1.25')] })
    expect(spent()[20260901]).toBe(2250)
    append(site, { rates: [rate(20260901, 'USD', '1.5')] })
    expect(spent()[20260901]).toBe(2500)
  })

  it('is replaced, and gone, with all that it had added', () => {
    append(site, { rates: [rate(20260901, 'USD', '1.25')], costs: [abroad()] })
    append(site, { costs: [abroad({ amount: 400 })] })
    expect(Object.values(spent())).toEqual([80, 80, 80, 80])
    append(site, { costs: [abroad({ amount: 400, currency: 'EUR' })] })
    expect(Object.values(spent())).toEqual([100, 100, 100, 100])
    expect(rows('exchanged_costs')).toBe(0)
  })

  it('that accrues is not missed on days that are still to come', () => {
    const given = { spread: 'month' as const, to: 20260930 }
    append(site, { rates: [rate(20260901, 'USD', '1.25')], costs: [abroad(given)] })
    expect(report({ today: 20260908 }).leftOut['costs']).toBe(0)
    expect(report({ today: 20260909 }).leftOut['costs']).toBe(1)
    expect(report().leftOut['costs']).toBe(1)
  })

  it('is taken up in slices when there are many, and pending until then', () => {
    const costs = Array.from({ length: 500 }, (_, index) => abroad({ externalId: `ads-${index}` }))
    append(site, { costs })
    append(site, { rates: [rate(20260901, 'USD', '1.25')] })
    expect(site.freshness().pending).toBe(300)
    expect(spent()[20260901]).toBe(200 * 800)
    site.settle({ conversions: 100 }, START)
    expect(site.freshness().pending).toBe(200)
    settleAll(site)
    expect(spent()[20260901]).toBe(500 * 800)
  })
})

describe('the cost of goods', () => {
  it('of a site is computed anew when its rate changes', () => {
    append(site, {
      conversions: [conversion('A', START), conversion('B', START, { costOfGoods: 1 })],
    })
    const goods = () => report().credits.reduce((sum, cell) => sum + cell.costOfGoods, 0)
    expect(goods()).toBe(1)
    change({ costOfGoodsRate: 600_000 })
    expect(goods()).toBe(6001)
  })
})

it('rates are scanned with all other facts, in one order', () => {
  append(site, { rates: [rate(20260901, 'USD', '1.25')] })
  append(site, { costs: [cost(1)] })
  const { facts } = site.scan({ after: 0, limit: 100 })
  expect(facts.map(({ kind }) => kind)).toEqual(['settings', 'rate', 'cost'])
  expect(facts[1]?.fact).toMatchObject({ day: 20260901, currency: 'USD', units: 125_000_000 })
})
