import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import {
  append,
  code,
  conversion,
  cost,
  DAY,
  hit,
  identity,
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

const ORDERED = START + 2 * DAY

const order = (coupon: string | null, given: Parameters<typeof conversion>[2] = {}) =>
  conversion('T1', ORDERED, { coupon, ...given })

let site: SqliteSite

beforeEach(() => {
  site = newShop()
})

const journey = (transactionId = 'T1', goal = 'purchase') => {
  const { journeys } = site.report({ kind: 'journey', transactionId, goal })
  return journeys[0]
}

const channels = () => journey()?.touches.map(({ channel, campaign }) => `${channel} ${campaign}`)

const touchesOf = (channel: string) => {
  const period = { from: 20260801, to: 20261231, goal: 'purchase', model: 'linear' } as const
  const { touches } = site.report({ kind: 'roi', ...period, basis: 'touch_date', by: ['channel'] })
  return touches
    .filter(({ tuple }) => tuple.channel === channel)
    .reduce((sum, cell) => sum + cell.touches, 0)
}

describe('an order with a registered code', () => {
  it('has a touch at its own time that earns like any other', () => {
    append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))], codes: [code('POD10')] })
    append(site, { conversions: [order('pod10', { visitor: visitorUuid(1) })] })
    expect(channels()).toEqual(['Paid Search autumn', 'Audio podcast'])
    expect(journey()?.touches[1]).toMatchObject({
      ...{ ts: ORDERED, source: 'shop talk', medium: 'audio', content: 'POD10', landingPage: '' },
    })
    expect(valueByChannel(site, 'linear')).toEqual({ 'Paid Search': 5000, Audio: 5000 })
    expect(valueByChannel(site, 'last_non_direct')).toEqual({ Audio: 10_000 })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Search': 10_000 })
    expect(valueByChannel(site, 'campaign_first')).toEqual({ Audio: 10_000 })
    expect(touchesOf('Audio')).toBe(1)
  })

  it('is matched by it alone, with no reason left, and even without consent', () => {
    append(site, { conversions: [order('POD10')] })
    expect(journey()).toMatchObject({ matched: false, reason: 'no_id' })
    append(site, { codes: [code('POD10')] })
    expect(journey()).toMatchObject({ matched: true, reason: '' })
    append(site, { conversions: [order('POD10', { consent: 'denied', updatedAt: ORDERED + 1 })] })
    expect(journey()).toMatchObject({ matched: true, reason: '', touches: [{ channel: 'Audio' }] })
  })

  it('has no second touch when the journey has one of that campaign already', () => {
    const campaign = tagged('newspaper', 'referral', 'podcast')
    append(site, { hits: [hit(1, 1, START, campaign)], codes: [code('POD10')] })
    append(site, { conversions: [order('POD10', { visitor: visitorUuid(1) })] })
    expect(channels()).toEqual(['Referral podcast'])
    expect(touchesOf('Audio')).toBe(0)
  })

  it('has none by a code that is another, of another day, or removed', () => {
    const late = code('LATE', { validFrom: 20260904 })
    append(site, { codes: [code('POD10'), late, code('OLD', { validTo: 20260902 })] })
    for (const [index, coupon] of [null, '', 'POD1', 'POD 10', 'LATE', 'OLD'].entries()) {
      append(site, { conversions: [order(coupon, { updatedAt: ORDERED + index })] })
      expect(journey()?.touches).toEqual([])
    }
    append(site, { conversions: [order('POD10', { updatedAt: ORDERED + 9 })] })
    expect(journey()?.touches).toHaveLength(1)
    append(site, { codes: [code('pod10', { removed: true })] })
    expect(journey()).toMatchObject({ touches: [], reason: 'no_id' })
    expect(touchesOf('Audio')).toBe(0)
  })

  it('follows its code, whose later version stands', () => {
    append(site, { codes: [code('POD10')], conversions: [order('POD10')] })
    expect(append(site, { codes: [code('POD10')] }).codes).toEqual(['unchanged'])
    const moved = code('Pod10', { campaignMedium: 'affiliate', campaign: 'partners' })
    expect(append(site, { codes: [moved] }).codes).toEqual(['updated'])
    expect(channels()).toEqual(['Affiliates partners'])
    expect([touchesOf('Audio'), touchesOf('Affiliates')]).toEqual([0, 1])
  })

  it('says that another customer has brought it, and nothing of that customer by their own', () => {
    append(site, { codes: [code('ANA-5', { customerId: 'ana' })] })
    append(site, { conversions: [order('ana-5', { customerId: 'ben' })] })
    expect(journey()).toMatchObject({ advocacy: true, matched: true })
    const own = conversion('T2', ORDERED, { coupon: 'ANA-5', customerId: 'ana' })
    append(site, {
      conversions: [own, conversion('T3', ORDERED, { emailHash: 'x', coupon: 'ANA-5' })],
    })
    expect(journey('T2')).toMatchObject({ advocacy: false, touches: [] })
    expect(journey('T3')).toMatchObject({ advocacy: true })
    append(site, { identities: [identity({ customerId: 'ana', emailHash: 'x' })] })
    expect(journey('T3')).toMatchObject({ advocacy: false, touches: [] })
    append(site, { codes: [code('ANA-5')] })
    expect(journey()).toMatchObject({ advocacy: false, matched: true })
    expect(journey('T2')).toMatchObject({ advocacy: false, matched: true })
  })

  it('lends its touch to what renews it, once', () => {
    append(site, { codes: [code('POD10')], conversions: [order('POD10', { customerId: 'ben' })] })
    const renewals = [30, 60].map((days) =>
      conversion(`R${days}`, ORDERED + days * DAY, { goal: 'renewal', customerId: 'ben' }),
    )
    append(site, { conversions: renewals })
    expect(journey('R30', 'renewal')?.touches).toMatchObject([{ channel: 'Audio', ts: ORDERED }])
    expect(touchesOf('Audio')).toBe(1)
  })
})

describe('what an order by code costs', () => {
  const days = { from: 20260901, to: 20261130 }
  const asked = { ...days, of: 'channel', shape: 'sequence', sort: 'value' } as const
  const page = { skip: 0, limit: 10, costs: { now: START + 80 * DAY, overhead: false } }
  const paths = (goal: string) => site.report({ kind: 'paths', goal, ...asked, ...page })

  it('is the share of its touch in what its campaign costs on that day', () => {
    const day = { from: 20260903, to: 20260903 }
    append(site, {
      codes: [code('POD10')],
      conversions: [
        order('POD10'),
        conversion('T2', ORDERED + MINUTE, { coupon: 'POD10' }),
        conversion('L1', ORDERED + 2 * MINUTE, { coupon: 'POD10', goal: 'lead' }),
      ],
      costs: [cost(3001, { ...day, campaign: 'podcast', category: 'partner_fee' })],
    })
    const costs = { now: ORDERED + DAY, overhead: false }
    const { journeys } = site.report({
      kind: 'journeys',
      ...days,
      goal: 'purchase',
      limit: 9,
      costs,
    })
    expect(journeys.map(({ touches }) => touches[0]?.cost)).toEqual([1000, 1001])
    const { paths: rows, bridge } = paths('purchase')
    expect(rows).toMatchObject([{ steps: ['Audio'], journeys: 2, cost: 2001 }])
    expect(bridge).toMatchObject({ closed: 2001, leftOut: 1000, withoutTouch: 0, spend: 3001 })
    expect(paths('lead').bridge).toMatchObject({ closed: 1000, leftOut: 2001, spend: 3001 })
  })
})

describe('codes among other facts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-codes-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('come to the same as a rebuild, under other settings too', () => {
    const file = join(folder, 'codes.db')
    site = createSiteFile(file, shopState)
    append(site, {
      hits: [hit(1, 1, START, tagged('google', 'cpc'))],
      conversions: [order('POD10', { visitor: visitorUuid(1) })],
    })
    append(site, { codes: [code('POD10')] })
    const siteRules = [{ channel: 'Podcast', medium: 'audio' }]
    const change = { ...settings, siteRules, timeZone: 'Pacific/Auckland' }
    site.change({ kind: 'settings', settings: change, owner: 'test', at: START })
    settleAll(site)
    expect(channels()).toEqual(['Paid Search autumn', 'Podcast podcast'])
    site.close()
    expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
  })

  it('are told in the order of their text, without those that were removed', () => {
    append(site, { codes: [code('b'), code('C'), code('a', { partner: 'Shop Talk' })] })
    append(site, { codes: [code('c', { removed: true })] })
    const { codes } = site.report({ kind: 'codes' })
    expect(codes.map(({ code, partner }) => [code, partner])).toEqual([
      ['a', 'Shop Talk'],
      ['b', null],
    ])
    expect(append(site, { codes: [code('x', { removed: true })] }).codes).toEqual(['unchanged'])
    expect(append(site, { codes: [code('C')] }).codes).toEqual(['created'])
    expect(
      site.scan({ after: 0, limit: 50 }).facts.filter(({ kind }) => kind === 'code'),
    ).toHaveLength(5)
  })
})
