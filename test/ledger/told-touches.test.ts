import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  conversion,
  cost,
  DAY,
  declared,
  hit,
  identity,
  MINUTE,
  newShop,
  offline,
  rate,
  START,
  settings,
  settleAll,
  shopState,
  tagged,
  valueByChannel,
  visitorUuid,
} from './shop.ts'

const ORDERED = START + 2 * DAY
const MAIL = 'a'.repeat(64)
const CALLED = {
  campaign: 'spring',
  cost: { amount: 1200, currency: 'EUR', category: 'personnel' },
}

let site: SqliteSite

beforeEach(() => {
  site = newShop()
})

const asked = { costs: { now: START + 60 * DAY, overhead: true } }

const journey = (transactionId = 'T1', goal = 'purchase') => {
  const query = { kind: 'journey', transactionId, goal, ...asked } as const
  return site.report(query).journeys[0]
}

const channels = (transactionId = 'T1') =>
  journey(transactionId)?.touches.map(({ channel, source }) => `${channel} ${source}`)

const period = { from: 20260801, to: 20261231, goal: 'purchase' } as const

const roi = (by: 'channel' | 'category' = 'channel') =>
  site.report({ kind: 'roi', ...period, model: 'linear', basis: 'touch_date', by: [by] })

const costsByChannel = () =>
  Object.fromEntries(roi().costs.map(({ scope, amount }) => [scope.channel ?? '', amount]))

const touchesOf = (channel: string) =>
  roi()
    .touches.filter(({ tuple }) => tuple.channel === channel)
    .reduce((sum, cell) => sum + cell.touches, 0)

const paths = () =>
  site.report({
    ...{ kind: 'paths', ...period, of: 'channel', shape: 'sequence', sort: 'value', ...asked },
    ...{ skip: 0, limit: 10 },
  })

describe('an offline touch', () => {
  it('of a customer is in the journey of their next order, with its kind and its own cost', () => {
    append(site, { hits: [hit(1, 1, START, tagged('news', 'email'))] })
    append(site, {
      touches: [offline('call-1', START + DAY, { customerId: 'ana', ...CALLED })],
    })
    append(site, {
      conversions: [conversion('T1', ORDERED, { visitor: visitorUuid(1), customerId: 'ana' })],
    })
    expect(channels()).toEqual(['Email news', 'Offline call'])
    expect(journey()?.touches[1]).toMatchObject({
      ...{ ts: START + DAY, medium: 'offline', campaign: 'spring', cost: 1200 },
      ...{ kind: 'call', externalId: 'call-1', landingPage: '', country: '', device: '' },
    })
    expect(valueByChannel(site, 'linear')).toEqual({ Email: 5000, Offline: 5000 })
    expect(valueByChannel(site, 'last_non_direct')).toEqual({ Offline: 10_000 })
    expect(touchesOf('Offline')).toBe(1)
    expect(costsByChannel()).toEqual({ Offline: 1200 })
  })

  it('is found whichever of touch, order and identity comes first', () => {
    const touch = { touches: [offline('call-1', START, { emailHash: MAIL })] }
    const order = { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] }
    const who = { identities: [identity({ customerId: 'ana', emailHash: MAIL })] }
    const orders = [
      [touch, order, who],
      [order, who, touch],
      [who, touch, order],
      [order, touch, who],
    ]
    for (const batches of orders) {
      site = newShop()
      for (const batch of batches) append(site, batch)
      expect(channels()).toEqual(['Offline call'])
    }
  })

  it('is nobody else’s: another customer, another e-mail, a later order of that goal, an order before it', () => {
    const call = offline('call-1', START + DAY, { customerId: 'ana' })
    append(site, { touches: [call] })
    append(site, {
      conversions: [
        conversion('ben', ORDERED, { customerId: 'ben' }),
        conversion('mail', ORDERED, { emailHash: MAIL }),
        conversion('before', START, { customerId: 'ana' }),
        conversion('T1', ORDERED, { customerId: 'ana' }),
        conversion('after', START + 9 * DAY, { customerId: 'ana' }),
      ],
    })
    const matched = ['ben', 'mail', 'before', 'T1', 'after'].filter((id) => journey(id)?.matched)
    expect(matched).toEqual(['T1'])
  })

  it('just before an order is not of the next one, too, as an open visit is', () => {
    append(site, { touches: [offline('call-1', START, { customerId: 'ana' })] })
    const order = (id: string, ts: number) => conversion(id, ts, { customerId: 'ana' })
    append(site, {
      conversions: [order('T1', START + 5 * MINUTE), order('T2', START + 9 * MINUTE)],
    })
    expect([channels('T1'), channels('T2')]).toEqual([['Offline call'], []])
  })

  it('of a visitor is among their visits, and cutting those anew leaves it', () => {
    const visitor = visitorUuid(1)
    append(site, { hits: [hit(2, 1, START + DAY, tagged('news', 'email'))] })
    append(site, { touches: [offline('store-1', START + MINUTE, { visitor })] })
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
    append(site, { conversions: [conversion('T1', ORDERED, { visitor })] })
    expect(channels()).toEqual(['Paid Search google', 'Offline call', 'Email news'])
  })

  it('that names a visitor and a customer joins both, as an order does', () => {
    append(site, { hits: [hit(1, 1, START, tagged('news', 'email'))] })
    const both = { visitor: visitorUuid(1), customerId: 'ana' }
    append(site, { touches: [offline('call-1', START + DAY, both)] })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] })
    expect(channels()).toEqual(['Email news', 'Offline call'])
  })

  it('never merges two customers: an e-mail that both have is a person of its own', () => {
    const call = (id: string, customerId: string | null) =>
      offline(id, START + DAY, { customerId, emailHash: MAIL })
    append(site, { touches: [call('a', 'ana'), call('b', 'ben'), call('c', null)] })
    append(site, {
      conversions: ['ana', 'ben'].map((customerId) =>
        conversion(customerId, ORDERED, { customerId }),
      ),
    })
    expect([journey('ana'), journey('ben')].map((one) => one?.touches[0]?.externalId)).toEqual([
      'a',
      'b',
    ])
  })

  it('is no counterpart of a customer with twenty browsers', () => {
    const browsers = Array.from({ length: 20 }, (_, at) =>
      identity({ visitor: visitorUuid(at), customerId: 'ana' }),
    )
    append(site, { hits: [hit(1, 7, START, tagged('news', 'email'))], identities: browsers })
    const calls = Array.from({ length: 30 }, (_, at) =>
      offline(`call-${at}`, START + DAY + at, { customerId: 'ana' }),
    )
    append(site, { touches: calls })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] })
    expect(journey()?.touches).toHaveLength(31)
  })

  it('of one who is inert, like a guest account, is nobody’s', () => {
    const guests = Array.from({ length: 21 }, (_, at) =>
      identity({ visitor: visitorUuid(at), customerId: 'guest' }),
    )
    append(site, { identities: guests })
    append(site, { touches: [offline('call-1', START, { customerId: 'guest' })] })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'guest' })] })
    expect(journey()).toMatchObject({ matched: false, touches: [] })
    expect(touchesOf('Offline')).toBe(1)
  })
})

describe('a version of an offline touch', () => {
  it('takes the place of the one before: another time, person, campaign and cost', () => {
    const call = offline('call-1', START, { customerId: 'ben', ...CALLED })
    append(site, {
      touches: [call],
      conversions: ['ana', 'ben'].map((customerId) =>
        conversion(customerId, ORDERED, { customerId }),
      ),
    })
    const other = { ...call, ts: START + DAY, customerId: 'ana', campaignSource: 'fair' }
    const answer = append(site, {
      touches: [{ ...other, cost: { amount: 3000, currency: 'EUR', category: 'agency' } }],
    })
    expect(answer.touches).toEqual([{ outcome: 'updated', state: 'counted' }])
    expect([channels('ana'), channels('ben')]).toEqual([['Offline fair'], []])
    expect(touchesOf('Offline')).toBe(1)
    expect(roi('category').costs.map(({ category, amount }) => [category, amount])).toEqual([
      ['agency', 3000],
    ])
  })

  it('that is removed leaves no touch, no cost and no link', () => {
    const both = { visitor: visitorUuid(1), customerId: 'ana', ...CALLED }
    const call = offline('call-1', START + DAY, both)
    append(site, { hits: [hit(1, 1, START, tagged('news', 'email'))], touches: [call] })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] })
    expect(journey()?.touches).toHaveLength(2)
    const answer = append(site, { touches: [{ ...call, removed: true }] })
    expect(answer.touches?.[0]?.outcome).toBe('updated')
    expect(journey()).toMatchObject({ touches: [], reason: 'no_id' })
    expect([costsByChannel(), touchesOf('Offline')]).toEqual([{}, 0])
  })

  it('that is older by updated_at changes nothing, whenever it comes', () => {
    const call = offline('call-1', START, { customerId: 'ana' })
    append(site, { touches: [{ ...call, updatedAt: 20, campaign: 'new' }] })
    const late = append(site, { touches: [{ ...call, updatedAt: 10, campaign: 'old' }] })
    const gone = append(site, { touches: [{ ...call, updatedAt: 15, removed: true }] })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] })
    expect([late, gone].map(({ touches }) => touches?.[0]?.outcome)).toEqual([
      'unchanged',
      'unchanged',
    ])
    expect(journey()?.touches).toMatchObject([{ campaign: 'new' }])
  })

  it('that says the same is stored once', () => {
    const batch = { touches: [offline('call-1', START, { customerId: 'ana', ...CALLED })] }
    const outcomes = [append(site, batch), append(site, batch)].map(({ touches }) => touches)
    expect(outcomes.flat().map((one) => one?.outcome)).toEqual(['created', 'unchanged'])
    expect(
      site.scan({ after: 0, limit: 100 }).facts.filter(({ kind }) => kind === 'touch'),
    ).toHaveLength(1)
  })

  it('is an entry of the audit trail where it has changed a credit or a cost', () => {
    const call = offline('call-1', START, { customerId: 'ana', ...CALLED })
    append(site, { conversions: [conversion('T1', ORDERED, { customerId: 'ana' })] })
    append(site, { touches: [call] })
    append(site, { touches: [{ ...call, removed: true }] })
    const { entries } = site.report({ kind: 'audit', after: 0, limit: 100 })
    expect(entries.map(({ kind, subject }) => [kind, Object.values(subject)[0]])).toEqual([
      ['touch', 'purchase'],
      ['cost', 'call-1'],
      ['touch', 'purchase'],
    ])
    expect(entries[1]).toMatchObject({ before: { amount: '12.00' }, after: null })
  })
})

describe('the cost of an offline touch', () => {
  const call = (id: string, who: string, amount: number | null, at = 0) =>
    offline(id, START + at, {
      customerId: who,
      campaign: 'spring',
      cost: amount === null ? null : { amount, currency: 'EUR', category: 'ad_spend' },
    })

  const order = (who: string) => conversion(who, ORDERED, { customerId: who })

  it('is its own, and a cost of its campaign is shared with the others', () => {
    append(site, {
      touches: [call('a', 'ana', 1200), call('b', 'ben', 500, 1), call('c', 'eva', null, 2)],
    })
    append(site, { conversions: [order('ana'), order('ben')] })
    append(site, { costs: [cost(301, { campaign: 'spring' })] })
    expect(['ana', 'ben'].map((who) => journey(who)?.touches[0]?.cost)).toEqual([1301, 600])
    expect(roi().costs.reduce((sum, { amount }) => sum + amount, 0)).toBe(2001)
    const { bridge, closed } = paths()
    expect(bridge).toMatchObject({ spend: 2001, withoutTouch: 0, overhead: 0, restOfMonth: 0 })
    expect(closed.cost).toBe(2001)
  })

  it('of the same tuple and day as a cost that names both is told apart from it', () => {
    append(site, { touches: [call('a', 'ana', 1200), call('b', 'ben', null, 1)] })
    append(site, { conversions: [order('ana'), order('ben')] })
    const scope = { campaignSource: 'call', campaignMedium: 'offline', campaign: 'spring' }
    append(site, { costs: [cost(100, scope)] })
    expect(['ana', 'ben'].map((who) => journey(who)?.touches[0]?.cost)).toEqual([1250, 50])
  })

  it('waits for the rate of its currency, and follows it', () => {
    const money = { amount: 1200, currency: 'USD', category: 'personnel' }
    const touch = offline('call-1', START, { customerId: 'ana', cost: money })
    const answer = append(site, { touches: [touch], conversions: [order('ana')] })
    expect(answer.touches).toEqual([{ outcome: 'created', state: 'pending_rate' }])
    expect([costsByChannel(), roi().leftOut['costs']]).toEqual([{}, 1])
    append(site, { rates: [rate(20260901, 'USD', '1.2')] })
    settleAll(site)
    expect([costsByChannel(), roi().leftOut['costs']]).toEqual([{ Offline: 1000 }, 0])
    expect(journey('ana')?.touches[0]?.cost).toBe(1000)
    append(site, { rates: [rate(20260901, 'USD', '1.5')] })
    settleAll(site)
    expect(costsByChannel()).toEqual({ Offline: 800 })
  })

  it('is a part of its cell, with the touch that it is of', () => {
    append(site, { touches: [call('a', 'ana', 1200), call('b', 'ben', 500)] })
    append(site, { costs: [cost(300, { channel: 'Offline' })] })
    const { parts, next } = site.report({
      ...{ kind: 'explain', ...period, model: 'linear', basis: 'conversion_date' },
      ...{ by: ['channel'], cell: 'row', names: { channel: 'Offline' } },
      ...{ stages: ['costs'], now: START + 60 * DAY, limit: 10 },
    })
    expect(next).toBeNull()
    const told = parts.map((part) =>
      part.kind === 'cost' ? [part.fact.externalId, part.cells[0]?.amount] : [],
    )
    expect(told).toEqual([
      [null, 300],
      ['a', 1200],
      ['b', 500],
    ])
  })
})

describe('the funnel', () => {
  it('knows visits alone: two calls after the last of them move no order', () => {
    append(site, { hits: [hit(1, 1, START, tagged('news', 'email'))] })
    append(site, { conversions: [conversion('T1', ORDERED, { visitor: visitorUuid(1) })] })
    const funnel = () => {
      const { visits, levels, withoutVisit } = site.report({
        ...{ kind: 'funnel', from: 20260801, to: 20261231, by: 'channel' },
        ...{ abandonedAfterMs: DAY, now: START + 60 * DAY },
      })
      return { visits, levels, withoutVisit }
    }
    const before = funnel()
    const visitor = visitorUuid(1)
    append(site, {
      touches: [offline('a', START + DAY, { visitor }), offline('b', START + DAY + 1, { visitor })],
    })
    expect(journey()?.touches).toHaveLength(3)
    expect(funnel()).toEqual(before)
    append(site, { touches: [offline('c', START, { customerId: 'eva' })] })
    append(site, { conversions: [conversion('T2', ORDERED, { customerId: 'eva' })] })
    expect(funnel()).toMatchObject({ withoutVisit: { orders: 1, value: 10_000 } })
  })
})

describe('where an order says that it has come from', () => {
  const LANDED = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=winter'

  it('is its touch when nobody has seen it come, before the order or after it', () => {
    append(site, { touches: [declared('T1', LANDED)] })
    append(site, { conversions: [conversion('T1', ORDERED), conversion('T2', ORDERED)] })
    append(site, { touches: [declared('T2', '/?gclid=abc', { ts: START })] })
    expect(journey('T1')?.touches).toMatchObject([
      { ts: ORDERED, channel: 'Paid Search', campaign: 'winter', kind: 'declared' },
    ])
    expect(journey('T1')?.touches[0]?.landingPage).toBe(LANDED)
    expect(journey('T2')?.touches).toMatchObject([
      { ts: START, channel: 'Paid Search', clickId: 'gclid:abc' },
    ])
    expect(touchesOf('Paid Search')).toBe(2)
    expect(valueByChannel(site, 'linear')).toEqual({ 'Paid Search': 20_000 })
  })

  it('gives way to any touch that was seen, and comes back when that is gone', () => {
    const call = offline('call-1', START, { customerId: 'ana' })
    append(site, {
      touches: [declared('T1', LANDED)],
      conversions: [conversion('T1', ORDERED, { customerId: 'ana' })],
    })
    append(site, { touches: [call] })
    expect(channels()).toEqual(['Offline call'])
    expect(touchesOf('Paid Search')).toBe(0)
    append(site, { touches: [{ ...call, removed: true }] })
    expect(channels()).toEqual(['Paid Search google'])
  })

  it.each([
    ['an address that says nothing', 'https://shop.example/', ''],
    ['the shop itself', 'https://shop.example/cart', 'https://shop.example/'],
    ['a payment host', 'https://shop.example/', 'https://checkout.stripe.com/pay'],
  ])('is no touch for %s', (_, url, referrer) => {
    append(site, {
      touches: [declared('T1', url, { referrer })],
      conversions: [conversion('T1', ORDERED)],
    })
    expect(journey()).toMatchObject({ matched: false, reason: 'no_id' })
  })

  it('is no touch of one who refused consent, nor longer ago than the lookback', () => {
    append(site, {
      touches: [declared('T1', LANDED), declared('T2', LANDED, { ts: ORDERED - 91 * DAY })],
      conversions: [conversion('T1', ORDERED, { consent: 'denied' }), conversion('T2', ORDERED)],
    })
    expect([journey('T1'), journey('T2')]).toMatchObject([
      { matched: false, reason: 'consent' },
      { matched: false, reason: 'no_id' },
    ])
  })

  it('says the referrer as a landing does', () => {
    append(site, {
      touches: [declared('T1', 'https://shop.example/', { referrer: 'https://www.google.com/' })],
      conversions: [conversion('T1', ORDERED)],
    })
    expect(channels()).toEqual(['Organic Search google'])
  })
})

describe('a site with touches that were told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-told-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is what a rebuild makes of it, under other settings as well', () => {
    const file = join(folder, 'shop.db')
    site = createSiteFile(file, shopState)
    const money = { amount: 1200, currency: 'USD', category: 'personnel' }
    append(site, {
      hits: [hit(1, 1, START, tagged('news', 'email'))],
      rates: [rate(20260901, 'USD', '1.2')],
      touches: [
        offline('a', START + 11 * 60 * MINUTE, {
          customerId: 'ana',
          cost: money,
          campaign: 'fair',
        }),
        offline('b', START + DAY, { visitor: visitorUuid(1), emailHash: MAIL, ...CALLED }),
        declared('T2', 'https://shop.example/?utm_source=fb&utm_medium=paid_social'),
      ],
      conversions: [
        conversion('T1', ORDERED, { customerId: 'ana', emailHash: MAIL }),
        conversion('T2', ORDERED),
      ],
    })
    settleAll(site)
    expect(verifySite(file)).toMatchObject({ ok: true, pending: 0 })
    const rules = [{ channel: 'Fairs', campaign: 'fair' }]
    const given = { ...settings, timeZone: 'Pacific/Auckland', siteRules: rules }
    site.change({ kind: 'settings', settings: given, owner: 'test', at: START })
    settleAll(site)
    expect(verifySite(file)).toMatchObject({ ok: true, pending: 0 })
    expect(costsByChannel()).toEqual({ Fairs: 1000, Offline: 1200 })
    expect(journey()?.touches.map(({ channel, cost: of }) => [channel, of])).toEqual([
      ['Email', 0],
      ['Fairs', 1000],
      ['Offline', 1200],
    ])
    site.close()
  })
})
