import { beforeEach, describe, expect, test } from 'vitest'
import { at, BROWSER, order, visitorId } from './collector.ts'
import { LETTER, NOVEMBER, NovemberShop, PHONE, SEARCH, spend } from './november-shop.ts'

let shop: NovemberShop
const roi = (more?: string, path?: string) => shop.report(more, path)

beforeEach(async () => {
  shop = await NovemberShop.open()
})

/**
 * A buys for 100.00 after a search on the phone and a letter at the desk, with a coupon: two pairs of
 * shoes for 30.00 each, and socks for 20.00. B buys for 40.00 after a search that a backend has reported.
 * An order of 10.00, with the coupon too, is nobody's.
 */
async function threeOrders(): Promise<void> {
  const [a, b] = [visitorId(), visitorId()]
  await shop.visit(a, SEARCH, '2026-11-18T10:00:00Z', PHONE)
  await shop.visit(a, LETTER, '2026-11-19T10:00:00Z', BROWSER)
  await shop.visit(b, SEARCH, '2026-11-19T12:00:00Z', BROWSER, shop.keys.write)
  const items = [
    { item_id: 'shoes', price: 30, quantity: 2 },
    { item_id: 'socks', price: '20' },
  ]
  const sold = { ts: '2026-11-19T18:00:00Z' }
  const orders = [
    order({ ...sold, transaction_id: 'A', visitor: a, value: '100.00', coupon: 'TEN', items }),
    order({ ...sold, transaction_id: 'B', visitor: b, value: '40.00' }),
    order({ ...sold, transaction_id: 'C', value: '10.00', coupon: 'TEN' }),
  ]
  await shop.send('/v1/conversions', orders)
  const day = { from: '2026-11-19', to: '2026-11-19' }
  const costs = [
    spend('ad_spend', '40.00', { ...day, channel: 'Paid Search' }),
    spend('agency', '7.00', { ...day, channel: 'Email' }),
    spend('ad_spend', '5.00', { ...day, campaign: 'autumn' }),
    spend('software', '10.00', day),
  ]
  await shop.send('/v1/costs', costs)
}

/** Values, touches and costs of rows by their names. */
async function rowsBy(by: string, more = '&model=linear'): Promise<Record<string, unknown>> {
  const answer = await roi(`&by=${by}${more}`)
  const rows = at(answer, 'rows') as Record<string, unknown>[]
  const names = by.split(',')
  return Object.fromEntries(
    rows.map((row) => [
      names.map((name) => row[name]).join(' / '),
      [row['value'], row['touches'], row['cost']],
    ]),
  )
}

describe('segments', () => {
  beforeEach(threeOrders)

  test('of touches have rows, and what costs do not say is not broken down', async () => {
    const rest = { 'not broken down': ['0.00', 0, '52.00'] }
    expect(await rowsBy('device')).toEqual({
      desktop: ['50.00', 1, null],
      mobile: ['50.00', 1, null],
      '': ['40.00', 1, null],
      ...rest,
    })
    expect(await rowsBy('country')).toEqual({
      FR: ['100.00', 2, null],
      '': ['40.00', 1, null],
      ...rest,
    })
    expect(await rowsBy('landing_page')).toEqual({
      '/shoes': ['90.00', 2, null],
      '/blog/spring': ['50.00', 1, null],
      ...rest,
    })
    expect(await rowsBy('channel,device')).toEqual({
      'Email / desktop': ['50.00', 1, null],
      'Paid Search / mobile': ['50.00', 1, null],
      'Paid Search / ': ['40.00', 1, null],
      'Paid Search / not broken down': ['0.00', 0, '40.00'],
      'Email / not broken down': ['0.00', 0, '7.00'],
      'not broken down / not broken down': ['0.00', 0, '5.00'],
    })
  })

  test('of orders have rows; an order is shared over its items by price and quantity', async () => {
    const rest = { 'not broken down': ['0.00', 3, '52.00'] }
    expect(await rowsBy('coupon')).toEqual({
      TEN: ['100.00', 0, null],
      '': ['40.00', 0, null],
      ...rest,
    })
    expect(await rowsBy('item')).toEqual({
      shoes: ['75.00', 0, null],
      socks: ['25.00', 0, null],
      '': ['40.00', 0, null],
      ...rest,
    })
    expect(await rowsBy('stage')).toEqual({ acquisition: ['140.00', 0, null], ...rest })
  })

  test('have the same total at every level of detail', async () => {
    const total = at(await roi('&model=linear'), 'total')
    expect(total).toMatchObject({ value: '150.00', cost: '62.00', touches: 3 })
    for (const by of ['country', 'device,day', 'landing_page,item', 'coupon,channel,category'])
      for (const basis of ['conversion_date', 'touch_date']) {
        const answer = await roi(`&model=linear&by=${by}&basis=${basis}`)
        expect(at(answer, 'total'), by).toMatchObject(total as object)
        expect(at(answer, 'unattributed', 'value')).toBe('10.00')
      }
  })

  test('of touches can be chosen: what no touch has earned is outside', async () => {
    const phones = await roi('&model=linear&device=mobile')
    expect(phones).toMatchObject({
      meta: { filters: { device: { is: ['mobile'] } }, eligible: 3, matched: 2 },
      rows: [{ channel: 'Paid Search', touches: 1, value: '50.00', cost: null, roi: null }],
      unattributed: { value: '0.00', by_reason: [] },
      overhead: { cost: '0.00' },
      total: { touches: 1, conversions: '0.5', value: '50.00', cost: null },
      not_broken_down: { touches: 0, cost: '62.00' },
    })
    const others = await roi('&model=linear&device=!mobile')
    expect(others).toMatchObject({
      meta: { filters: { device: { not: ['mobile'] } } },
      total: { value: '90.00', touches: 2 },
    })
    const of = async (filter: string) => at(await roi(`&model=linear&${filter}`), 'total', 'value')
    expect(await of('country=fr,DE')).toBe('100.00')
    expect(await of('country=(none)')).toBe('40.00')
    expect(await of('landing_page=/shoes&country=FR')).toBe('50.00')
    expect(await of('landing_page=/shoes,/blog/spring')).toBe('140.00')
    expect(await of('country=AT')).toBe('0.00')
  })

  test('of orders can be chosen, with those that no touch has earned', async () => {
    expect(await roi('&model=linear&coupon=TEN')).toMatchObject({
      meta: { eligible: 2, matched: 1, coverage: 0.5 },
      unattributed: { value: '10.00' },
      total: { value: '110.00', conversions: '2', touches: 0, cost: null },
      not_broken_down: { touches: 3, cost: '62.00' },
    })
    expect(await roi('&model=linear&item=socks&by=device')).toMatchObject({
      meta: { eligible: 1, matched: 1 },
      rows: [
        { device: 'desktop', value: '12.50', conversions: '0.125' },
        { device: 'mobile', value: '12.50', conversions: '0.125' },
      ],
      total: { value: '25.00' },
    })
    expect(at(await roi('&coupon=TWENTY'), 'total')).toMatchObject({ value: '0.00' })
    expect(at(await roi('&stage=unknown&by=stage'), 'total')).toMatchObject({ value: '10.00' })
    expect(at(await roi('&stage=acquisition&by=stage'), 'total')).toMatchObject({ value: '140.00' })
  })

  test('by where touches came from have their costs; those that may be of others are apart', async () => {
    expect(await roi('&model=linear&channel=Paid Search&by=channel,category')).toMatchObject({
      rows: [{ channel: 'Paid Search', touches: 2, value: '90.00', cost: '40.00', roi: 1.25 }],
      total: { value: '90.00', cost: '40.00', costs: { ad_spend: '40.00' } },
      // The agency's 7.00 are of Email, and outside.
      not_broken_down: {
        touches: 0,
        cost: '15.00',
        costs: { ad_spend: '5.00', software: '10.00' },
      },
    })
    const campaign = await roi('&model=linear&campaign=autumn')
    expect(campaign).toMatchObject({
      total: { value: '90.00', cost: '5.00' },
      not_broken_down: { cost: '57.00' },
    })
    const shared = await roi('&model=linear&channel=Paid Search&allocate=touches')
    // Of the software, which is the 19th's, one of two touches of that day is a search.
    expect(shared).toMatchObject({ total: { cost: '45.00' }, not_broken_down: { cost: '5.00' } })
  })

  test('can be compared by models', async () => {
    const compared = await roi('&models=linear,first_touch&by=device&country=FR', '/v1/compare')
    expect(compared).toMatchObject({
      meta: { filters: { country: { is: ['FR'] } } },
      rows: [
        {
          device: 'desktop',
          models: { linear: { value: '50.00' }, first_touch: { value: '0.00' } },
        },
        {
          device: 'mobile',
          models: { linear: { value: '50.00' }, first_touch: { value: '100.00' } },
        },
      ],
      total: { touches: 2 },
      not_broken_down: { cost: '62.00' },
    })
  })

  test('come as CSV, with what is not broken down', async () => {
    const answer = await shop.collector.get(
      `/v1/roi?${NOVEMBER}&model=linear&by=landing_page&device=mobile&format=csv`,
      shop.keys.read,
    )
    const lines = answer.text.split('\r\n')
    expect(lines[1]).toMatch(/^row,\/shoes,1,0.5,50.00,,,,,,/)
    expect(lines).toContain('not_broken_down,,0,,,62.00,,,,,,,,')
  })

  test('are refused when they are misspelt, by name', async () => {
    expect(await shop.refused('&contry=DE')).toEqual(['contry'])
    expect(await shop.refused('&by=pages')).toEqual(['by'])
    expect(await shop.refused('&country=')).toEqual(['country'])
    expect(await shop.refused('&stage=new')).toEqual(['stage'])
    expect(await shop.refused('&advocacy=!maybe', '/v1/journeys')).toEqual(['advocacy'])
    expect(at(await roi('&stage=Retention,unknown&advocacy=!no'), 'meta', 'filters')).toEqual({
      ...{ stage: { is: ['retention', 'unknown'] }, advocacy: { not: ['no'] } },
    })
    expect(await shop.refused('&coupon=A,,B')).toEqual(['coupon'])
    expect(await shop.refused('&country=DE&country=FR')).toEqual(['country'])
    expect(await shop.refused(`&item=${Array.from({ length: 51 }, (_, n) => n)}`)).toEqual(['item'])
    expect(await shop.refused(`&item=${'x'.repeat(501)}`)).toEqual(['item'])
  })
})

describe('journeys of a segment', () => {
  beforeEach(threeOrders)

  async function ids(more: string): Promise<unknown[]> {
    const answer = await roi(more, '/v1/journeys')
    return (at(answer, 'journeys') as unknown[]).map((one) => at(one, 'transaction_id'))
  }

  test('are those of its orders', async () => {
    expect((await ids('')).sort()).toEqual(['A', 'B', 'C'])
    expect((await ids('&coupon=TEN')).sort()).toEqual(['A', 'C'])
    expect(await ids('&item=socks,hats')).toEqual(['A'])
    expect((await ids('&stage=acquisition')).sort()).toEqual(['A', 'B'])
    expect(await ids('&sales_channel=pos')).toEqual([])
  })

  test('have one touch that is all that was asked of touches', async () => {
    expect(await ids('&country=FR')).toEqual(['A'])
    expect((await ids('&channel=Paid Search')).sort()).toEqual(['A', 'B'])
    expect(await ids('&channel=Email&device=desktop')).toEqual(['A'])
    // Its phone was in a search, and its letter at a desk.
    expect(await ids('&channel=Email&device=mobile')).toEqual([])
    expect(at(await roi('&country=!FR', '/v1/journeys'), 'meta', 'filters')).toEqual({
      country: { not: ['FR'] },
    })
  })

  test('come in pages that leave nobody out', async () => {
    const first = await roi('&coupon=TEN&limit=1', '/v1/journeys')
    const second = await roi(`&coupon=TEN&limit=1&cursor=${at(first, 'next')}`, '/v1/journeys')
    const both = [first, second].map((page) => at(page, 'journeys', 0, 'transaction_id'))
    expect(both.sort()).toEqual(['A', 'C'])
    expect(await shop.refused('&color=red', '/v1/journeys')).toEqual(['color'])
  })
})
