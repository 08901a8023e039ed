import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CampaignAliasFact } from '../../collector/ledger/campaign-aliases.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import {
  alias,
  append,
  cost,
  hit,
  importSteps,
  rate,
  rollBack,
  START,
  settings,
  settleAll,
  spend,
  tagged,
} from './shop.ts'
import { expectSameAsRebuilt, newShopFile, removeShopFile, type ShopFile } from './shop-file.ts'

let shop: ShopFile
let site: SqliteSite

beforeEach(() => {
  shop = newShopFile()
  site = shop.site
})

/** Whatever a case does, the figures are those of a rebuild. */
afterEach(() => {
  expectSameAsRebuilt(shop)
  removeShopFile(shop)
})

const FALL = { source: 'google', medium: 'cpc', campaign: 'fall' }
const NEWS = { source: 'news', medium: 'email', campaign: 'letter' }

const say = (...aliases: CampaignAliasFact[]) => append(site, { aliases }).aliases

const bring = (id: string, ...rows: ReturnType<typeof spend>[]) =>
  append(site, { imports: importSteps(id, rows) })

const PERIOD = { from: 20260801, to: 20261231 } as const

/** Amount by channel and campaign, in minor units. */
function spent(): Record<string, number> {
  const by = ['channel', 'campaign'] as const
  const query = { kind: 'roi', ...PERIOD, goal: 'purchase', model: 'linear', by } as const
  const sums: Record<string, number> = {}
  for (const { scope, amount } of site.report({ ...query, basis: 'conversion_date' }).costs) {
    const name = `${scope.channel} ${scope.campaign}`
    sums[name] = (sums[name] ?? 0) + amount
  }
  return sums
}

const trail = () =>
  site
    .report({ kind: 'audit', after: 0, limit: 100 })
    .entries.map(({ kind, subject, before, after }) => ({ kind, subject, before, after }))

describe('an alias', () => {
  it('moves spend that was imported before it, and takes what comes after', () => {
    bring('a', spend(100), spend(30, { campaign: 'winter' }))
    expect(say(alias(NEWS))).toEqual([{ outcome: 'created', means: NEWS, isMet: false, rows: 1 }])
    expect(spent()).toEqual({ 'Email letter': 100, 'Paid Search winter': 30 })
    bring('b', spend(7, { from: 20260902 }))
    expect(spent()).toEqual({ 'Email letter': 107, 'Paid Search winter': 30 })
  })

  it('that is taken back leaves everything as if it had never been', () => {
    bring('a', spend(100))
    say(alias(NEWS))
    bring('b', spend(7, { from: 20260902 }))
    expect(say(alias(null))).toEqual([{ outcome: 'updated', means: null, isMet: false, rows: 2 }])
    expect(spent()).toEqual({ 'Paid Search autumn': 107 })
    expect(say(alias(null))).toMatchObject([{ outcome: 'unchanged', rows: 0 }])
  })

  it('is stored once, and another of the same campaign takes its place', () => {
    bring('a', spend(100))
    say(alias(FALL))
    expect(say(alias(FALL))).toMatchObject([{ outcome: 'unchanged', rows: 0 }])
    expect(say(alias(NEWS))).toMatchObject([{ outcome: 'updated', rows: 1 }])
    expect(spent()).toEqual({ 'Email letter': 100 })
    expect(say(alias(FALL))).toMatchObject([{ outcome: 'updated', rows: 1 }])
    expect(site.report({ kind: 'stats' }).facts).toMatchObject({ aliases: 3 })
  })

  it('of the id holds before one of the name, and one of the account before one of all', () => {
    const given = { campaignId: '22' }
    bring('a', spend(100, given), spend(40, { ...given, account: '2' }), spend(5))
    say(alias({ ...FALL, campaign: 'named' }))
    expect(spent()).toEqual({ 'Paid Search named': 145 })
    expect(say(alias({ ...FALL, campaign: 'numbered' }, given))).toMatchObject([{ rows: 2 }])
    expect(spent()).toEqual({ 'Paid Search named': 5, 'Paid Search numbered': 140 })
    say(alias({ ...FALL, campaign: 'second' }, { ...given, account: '2' }))
    expect(spent()).toEqual({
      ...{ 'Paid Search named': 5, 'Paid Search numbered': 100, 'Paid Search second': 40 },
    })
    // What the name says makes no difference to who has another by the id.
    expect(say(alias(NEWS))).toMatchObject([{ rows: 1 }])
    say(alias(null, given))
    expect(spent()).toEqual({ 'Email letter': 105, 'Paid Search second': 40 })
  })

  it('comes before what a file itself says', () => {
    bring('a', spend(100, { utm: { source: 'x', medium: 'cpc', campaign: 'y' } }))
    say(alias(NEWS))
    expect(spent()).toEqual({ 'Email letter': 100 })
  })

  it('is of no other platform or campaign, and of no cost that no file has brought', () => {
    bring('a', spend(1, { platform: 'meta_ads' }), spend(2, { campaign: 'Autumn' }))
    const scope = { campaignSource: 'google', campaignMedium: 'cpc', campaign: 'autumn' }
    append(site, { costs: [cost(4, { ...scope, to: 20260901 })] })
    expect(say(alias(NEWS))).toMatchObject([{ rows: 0 }])
    expect(spent()).toEqual({
      'Paid Social autumn': 1,
      'Paid Search Autumn': 2,
      'Paid Search autumn': 4,
    })
    expect(trail()).toEqual([])
  })

  it('holds for what stands when an import is replaced or rolled back', () => {
    bring('a', spend(100))
    bring('b', spend(70))
    say(alias(NEWS))
    expect(spent()).toEqual({ 'Email letter': 70 })
    append(site, { imports: [rollBack('b')] })
    expect(spent()).toEqual({ 'Email letter': 100 })
  })

  it('takes source and medium from the links that carry its campaign', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'ppc', 'Fall'))] })
    settleAll(site)
    bring('a', spend(100))
    const means = { source: null, medium: null, campaign: 'fall' }
    expect(say(alias(means))).toMatchObject([
      { means: { source: 'google', medium: 'ppc', campaign: 'Fall' }, isMet: true, rows: 1 },
    ])
    expect(spent()).toEqual({ 'Paid Search Fall': 100 })
  })

  it('of spend in another currency moves it at the rate of its day', () => {
    bring('a', spend(120, { currency: 'USD' }))
    say(alias(NEWS))
    expect(spent()).toEqual({})
    append(site, { rates: [rate(20260901, 'USD', '1.2')] })
    settleAll(site)
    expect(spent()).toEqual({ 'Email letter': 100 })
    say(alias(FALL))
    expect(spent()).toEqual({ 'Paid Search fall': 100 })
  })

  it('that comes while figures are derived anew is in them, too', () => {
    bring('a', spend(100), spend(50, { from: 20260902 }))
    const change = { ...settings, siteRules: [{ channel: 'Letters', source: 'news' }] }
    site.change({ kind: 'settings', settings: change, owner: 'test', at: START })
    site.work(1, START)
    say(alias(NEWS))
    expect(spent()).toEqual({ 'Email letter': 150 })
    settleAll(site)
    expect(spent()).toEqual({ 'Letters letter': 150 })
  })

  it('is in the audit trail with what it has moved, and not when it moves nothing', () => {
    say(alias(FALL))
    bring('a', spend(100), spend(50, { from: 20260902 }))
    say(alias(NEWS))
    const figures = { rows: 2, spend: [{ amount: '1.50', currency: 'EUR' }] }
    expect(trail()).toEqual([
      {
        kind: 'alias',
        subject: { platform: 'google_ads', account: '', campaign_id: '', campaign: 'autumn' },
        before: { ...FALL, ...figures },
        after: { ...NEWS, ...figures },
      },
    ])
  })

  it('tells the audit trail from how many campaigns spend has moved', () => {
    const utm = { source: 'x', medium: 'cpc', campaign: 'y' }
    bring('a', spend(100), spend(50, { utm }))
    say(alias(NEWS))
    const figures = { rows: 2, spend: [{ amount: '1.50', currency: 'EUR' }] }
    expect(trail()).toMatchObject([
      { before: { campaigns: 2, ...figures }, after: { ...NEWS, ...figures } },
    ])
  })
})

describe('the list of campaigns', () => {
  const listed = () => {
    const terms = { goal: 'purchase', model: 'linear', basis: 'conversion_date' } as const
    return site.report({ kind: 'campaigns', ...PERIOD, ...terms })
  }

  it('tells by which alias a campaign means what, and whether touches meet that', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc', 'fall'))] })
    bring('a', spend(100), spend(30, { campaign: 'winter' }))
    say(alias(FALL), alias(NEWS, { campaign: 'winter' }))
    settleAll(site)
    expect(listed().campaigns).toMatchObject([
      {
        ...{ campaign: 'autumn', means: FALL, matchedBy: 'alias', spend: 100 },
        alias: { campaign: 'autumn', account: '', campaignId: '', owner: 'test' },
      },
      { campaign: 'winter', means: NEWS, matchedBy: 'unmatched', alias: { campaign: 'winter' } },
    ])
    expect(listed().aliases.map(({ campaign, means }) => [campaign, means])).toEqual([
      ['autumn', FALL],
      ['winter', NEWS],
    ])
  })

  it('has a row for each meaning of a campaign that was given another name', () => {
    const given = { campaignId: '22' }
    bring('a', spend(100, given), spend(30, { ...given, campaign: 'Fall sale', from: 20260902 }))
    expect(listed().campaigns).toMatchObject([
      { campaign: 'autumn', spend: 100 },
      { campaign: 'Fall sale', spend: 30 },
    ])
    say(alias(FALL, given))
    expect(listed().campaigns).toMatchObject([{ campaign: 'Fall sale', means: FALL, spend: 130 }])
    say(alias(null, given), alias(NEWS))
    expect(listed().campaigns.map(({ means, spend: amount }) => [means.campaign, amount])).toEqual([
      ['letter', 100],
      ['Fall sale', 30],
    ])
  })
})
