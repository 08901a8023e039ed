import { beforeEach, describe, expect, test } from 'vitest'
import { at, BROWSER, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const SEARCH = 'https://shop.example/shoes?utm_source=google&utm_medium=cpc&utm_campaign=autumn'

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const DAYS = 'from=2026-11-01&to=2026-11-30'

async function roi(more = '', path = '/v1/roi'): Promise<unknown> {
  const answer = await collector.get(`${path}?${DAYS}${more}`, keys.read)
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

/** The fields that a refused question names. */
async function refused(more: string, path = '/v1/roi'): Promise<unknown[]> {
  const answer = await collector.get(`${path}?${DAYS}${more}`, keys.read)
  expect(answer.status).toBe(422)
  return (at(answer.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
}

const spend = (category: string, amount: string, more: Record<string, unknown> = {}) => ({
  ...{ category, amount, currency: 'EUR', from: '2026-11-02', to: '2026-11-02', spread: 'day' },
  ...more,
})

/** Search earns 100.00 and costs 40.00 of ads and 30.00 of an agency; software for all is 10.00. */
async function threeCategories(): Promise<void> {
  const visitor = visitorId()
  await collector.send([pageView({ url: SEARCH, ts: Date.parse('2026-11-02T10:00:00Z') })], {
    visitor,
    key: keys.write,
  })
  const sale = order({ visitor, ts: '2026-11-02T11:00:00Z', value: '100.00', discount: '5.00' })
  await collector.post('/v1/conversions', sale, keys.write)
  const search = { channel: 'Paid Search' }
  const costs = [
    spend('ad_spend', '40.00', search),
    spend('agency', '30.00', search),
    spend('software', '10.00'),
  ]
  await collector.post('/v1/costs', costs, keys.write)
}

describe('costs by category', () => {
  beforeEach(threeCategories)

  test('stand beside the value that no category splits', async () => {
    expect(await roi('&by=category')).toMatchObject({
      meta: { costs: 'all' },
      rows: [
        { category: 'ad_spend', cost: '40.00', cost_share: 0.5 },
        { category: 'agency', cost: '30.00', cost_share: 0.375 },
        { category: 'software', cost: '10.00', cost_share: 0.125 },
      ],
      credited: { touches: 1, conversions: '1', value: '100.00' },
      overhead: { cost: '0.00' },
      total: { value: '100.00', cost: '80.00', profit: '20.00', roi: 0.25 },
    })
  })

  test('break the costs of each row down', async () => {
    expect(await roi('&by=channel,category')).toMatchObject({
      rows: [
        {
          ...{ channel: 'Paid Search', value: '100.00', cost: '70.00', roi: 0.4286 },
          costs: { ad_spend: '40.00', agency: '30.00' },
        },
      ],
      overhead: { cost: '10.00', costs: { software: '10.00' } },
      total: { cost: '80.00', costs: { ad_spend: '40.00', agency: '30.00', software: '10.00' } },
    })
    const plain = await roi('&by=channel')
    expect(at(plain, 'rows', 0)).not.toHaveProperty('costs')
  })

  test('by ad spend alone have the ROI that ads alone give, at every level of detail', async () => {
    for (const by of ['channel', 'campaign', 'day', 'category', 'stage,month']) {
      const answer = await roi(`&costs=ad_spend&by=${by}`)
      expect(at(answer, 'meta', 'costs')).toBe('ad_spend')
      expect(at(answer, 'total'), by).toMatchObject({ cost: '40.00', roi: 1.5 })
    }
    expect(at(await roi('&costs=ad_spend&by=channel'), 'overhead', 'cost')).toBe('0.00')
    expect(at(await roi('&costs=all'), 'total')).toMatchObject({ cost: '80.00', roi: 0.25 })
  })

  test('have overhead that touches share, category by category', async () => {
    const answer = await roi('&by=channel,category&allocate=touches')
    expect(at(answer, 'rows', 0)).toMatchObject({
      cost: '80.00',
      costs: { ad_spend: '40.00', agency: '30.00', software: '10.00' },
    })
    expect(at(answer, 'overhead')).toEqual({ cost: '0.00', costs: {} })
    const ads = await roi('&costs=ad_spend&by=channel,category&allocate=touches')
    expect(at(ads, 'rows', 0, 'cost')).toBe('40.00')
  })

  test('have discounts among them where those are a cost', async () => {
    const answer = await roi('&by=category&discount_as=cost')
    expect(at(answer, 'rows', 3)).toMatchObject({ category: 'discount', cost: '5.00' })
    expect(at(answer, 'total')).toMatchObject({ value: '105.00', cost: '85.00', profit: '20.00' })
    expect(await refused('&costs=ad_spend&discount_as=cost')).toEqual(['costs'])
  })

  test('come as CSV', async () => {
    const rows = await collector.get(`/v1/roi?${DAYS}&by=channel,category&format=csv`, keys.read)
    expect(rows.text.split('\r\n').slice(0, 3)).toEqual([
      'row_type,channel,touches,conversions,value,cost,profit,roi,roas,cpa,aov,new_customers,cac,repeat_rate,cost_ad_spend,cost_agency,cost_software',
      'row,Paid Search,1,1,100.00,70.00,30.00,0.4286,1.4286,70.00,100.00,1,70.00,,40.00,30.00,',
      'unattributed,,,0,0.00,,,,,,,,,,,,',
    ])
    const alone = await collector.get(`/v1/roi?${DAYS}&by=category&format=csv`, keys.read)
    expect(alone.text.split('\r\n')).toEqual([
      'row_type,category,touches,conversions,value,cost,profit,roi,roas,cpa,aov,new_customers,cac,repeat_rate,cost_share',
      'row,ad_spend,,,,40.00,,,,,,,,,0.5',
      'row,agency,,,,30.00,,,,,,,,,0.375',
      'row,software,,,,10.00,,,,,,,,,0.125',
      'credited,,1,1,100.00,,,,,,,,,,',
      'unattributed,,,0,0.00,,,,,,,,,,',
      'overhead,,,,,0.00,,,,,,,,,',
      'total,,1,1,100.00,80.00,20.00,0.25,1.25,80.00,100.00,1,80.00,0,',
      '',
    ])
  })

  test('are no matter of models', async () => {
    const models = '&models=linear,first_touch'
    expect(await refused(`${models}&by=category`, '/v1/compare')).toEqual(['by'])
    const compared = await roi(`${models}&costs=ad_spend`, '/v1/compare')
    expect(at(compared, 'total', 'models', 'linear')).toMatchObject({ cost: '40.00', roi: 1.5 })
    expect(await refused('&costs=ads')).toEqual(['costs'])
  })
})

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const LETTER =
  'https://shop.example/blog/spring?utm_source=news&utm_medium=email&utm_campaign=letter'

/** One visit, as a page reports it: from France. A backend's has neither country nor device. */
function visit(visitor: string, url: string, time: string, agent: string, key?: string) {
  const events = [pageView({ url, ts: Date.parse(time) })]
  const headers = { 'user-agent': agent }
  return collector.send(events, { visitor, headers, ...(key ? { key } : {}) })
}

/**
 * A buys for 100.00 after a search on the phone and a letter at the desk, with a coupon: two pairs of
 * shoes for 30.00 each, and socks for 20.00. B buys for 40.00 after a search that a backend has reported.
 * An order of 10.00, with the coupon too, is nobody's.
 */
async function threeOrders(): Promise<void> {
  const [a, b] = [visitorId(), visitorId()]
  await visit(a, SEARCH, '2026-11-18T10:00:00Z', PHONE)
  await visit(a, LETTER, '2026-11-19T10:00:00Z', BROWSER)
  await visit(b, SEARCH, '2026-11-19T12:00:00Z', BROWSER, keys.write)
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
  await collector.post('/v1/conversions', orders, keys.write)
  const day = { from: '2026-11-19', to: '2026-11-19' }
  const costs = [
    spend('ad_spend', '40.00', { ...day, channel: 'Paid Search' }),
    spend('agency', '7.00', { ...day, channel: 'Email' }),
    spend('ad_spend', '5.00', { ...day, campaign: 'autumn' }),
    spend('software', '10.00', day),
  ]
  await collector.post('/v1/costs', costs, keys.write)
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
      desktop: ['50.00', 1, '0.00'],
      mobile: ['50.00', 1, '0.00'],
      '': ['40.00', 1, '0.00'],
      ...rest,
    })
    expect(await rowsBy('country')).toEqual({
      FR: ['100.00', 2, '0.00'],
      '': ['40.00', 1, '0.00'],
      ...rest,
    })
    expect(await rowsBy('landing_page')).toEqual({
      '/shoes': ['90.00', 2, '0.00'],
      '/blog/spring': ['50.00', 1, '0.00'],
      ...rest,
    })
    expect(await rowsBy('channel,device')).toEqual({
      'Email / desktop': ['50.00', 1, '0.00'],
      'Paid Search / mobile': ['50.00', 1, '0.00'],
      'Paid Search / ': ['40.00', 1, '0.00'],
      'Paid Search / not broken down': ['0.00', 0, '40.00'],
      'Email / not broken down': ['0.00', 0, '7.00'],
      'not broken down / not broken down': ['0.00', 0, '5.00'],
    })
  })

  test('of orders have rows; an order is shared over its items by price and quantity', async () => {
    const rest = { 'not broken down': ['0.00', 3, '52.00'] }
    expect(await rowsBy('coupon')).toEqual({
      TEN: ['100.00', 0, '0.00'],
      '': ['40.00', 0, '0.00'],
      ...rest,
    })
    expect(await rowsBy('item')).toEqual({
      shoes: ['75.00', 0, '0.00'],
      socks: ['25.00', 0, '0.00'],
      '': ['40.00', 0, '0.00'],
      ...rest,
    })
    expect(await rowsBy('stage')).toEqual({ acquisition: ['140.00', 0, '0.00'], ...rest })
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
      rows: [{ channel: 'Paid Search', touches: 1, value: '50.00', cost: '0.00', roi: null }],
      unattributed: { value: '0.00', by_reason: [] },
      overhead: { cost: '0.00' },
      total: { touches: 1, conversions: '0.5', value: '50.00', cost: '0.00' },
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
      total: { value: '110.00', conversions: '2', touches: 0, cost: '0.00' },
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
    const answer = await collector.get(
      `/v1/roi?${DAYS}&model=linear&by=landing_page&device=mobile&format=csv`,
      keys.read,
    )
    const lines = answer.text.split('\r\n')
    expect(lines[1]).toMatch(/^row,\/shoes,1,0.5,50.00,0.00,/)
    expect(lines).toContain('not_broken_down,,0,,,62.00,,,,,,,,')
  })

  test('are refused when they are misspelt, by name', async () => {
    expect(await refused('&contry=DE')).toEqual(['contry'])
    expect(await refused('&by=pages')).toEqual(['by'])
    expect(await refused('&country=')).toEqual(['country'])
    expect(await refused('&stage=new')).toEqual(['stage'])
    expect(await refused('&advocacy=!maybe', '/v1/journeys')).toEqual(['advocacy'])
    expect(at(await roi('&stage=Retention,unknown&advocacy=!no'), 'meta', 'filters')).toEqual({
      ...{ stage: { is: ['retention', 'unknown'] }, advocacy: { not: ['no'] } },
    })
    expect(await refused('&coupon=A,,B')).toEqual(['coupon'])
    expect(await refused('&country=DE&country=FR')).toEqual(['country'])
    expect(await refused(`&item=${Array.from({ length: 51 }, (_, n) => n)}`)).toEqual(['item'])
    expect(await refused(`&item=${'x'.repeat(501)}`)).toEqual(['item'])
  })
})

describe('sales channels', () => {
  /**
   * After a search, A buys for 30.00 in a shop that knows the customer, and after a letter for 100.00 on the
   * web; 50.00 come from a marketplace, shipped to Austria, and 20.00 by phone.
   */
  beforeEach(async () => {
    const a = visitorId()
    await visit(a, SEARCH, '2026-11-18T10:00:00Z', PHONE)
    await visit(a, LETTER, '2026-11-19T15:00:00Z', BROWSER)
    const sold = (id: string, value: string, more: Record<string, unknown>) =>
      order({ ts: '2026-11-19T18:00:00Z', transaction_id: id, value, ...more })
    const orders = [
      sold('W', '100.00', { visitor: a, customer_id: 'ana', market: 'de' }),
      sold('S', '30.00', { customer_id: 'ana', sales_channel: 'pos', ts: '2026-11-19T12:00:00Z' }),
      sold('M', '50.00', { sales_channel: 'marketplace', market: 'AT' }),
      sold('P', '20.00', { sales_channel: 'phone' }),
      sold('D', '5.00', { sales_channel: 'marketplace', currency: 'USD' }),
    ]
    await collector.post('/v1/conversions', orders, keys.write)
    await collector.post('/v1/costs', spend('ad_spend', '40.00', { channel: 'Email' }), keys.write)
  })

  test('of marketplaces and shops stand beside the total, and are not eligible', async () => {
    for (const by of ['channel', 'country', 'market', 'stage']) {
      const answer = await roi(`&model=linear&by=${by}`)
      expect(answer, by).toMatchObject({
        meta: {
          ...{ sales_channels: ['web', 'phone'], eligible: 2, matched: 1, coverage: 0.5 },
          left_out: { pending_rate: 0, other_sales: 1 },
        },
        unattributed: { value: '20.00', by_reason: [{ reason: 'no_id', value: '20.00' }] },
        total: { value: '120.00', conversions: '2', cost: '40.00' },
        other_sales: [
          { sales_channel: 'marketplace', conversions: '1', value: '50.00' },
          { sales_channel: 'pos', conversions: '1', value: '30.00' },
        ],
      })
    }
  })

  test('can all be asked, and earn touches what their customers had seen', async () => {
    const all = await roi('&model=linear&sales_channel=all&by=sales_channel')
    expect(all).toMatchObject({
      meta: { sales_channels: ['web', 'phone', 'marketplace', 'pos'], eligible: 4, matched: 2 },
      unattributed: { value: '70.00' },
      total: { value: '200.00', cost: '40.00' },
    })
    expect(all).not.toHaveProperty('other_sales')
    const rows = at(all, 'rows') as Record<string, unknown>[]
    expect(rows.map((row) => [row['sales_channel'], row['value']])).toEqual([
      ['web', '100.00'],
      ['pos', '30.00'],
      ['not broken down', '0.00'],
    ])
  })

  test('can be chosen: costs do not say of which they are', async () => {
    expect(await roi('&model=linear&sales_channel=pos')).toMatchObject({
      meta: { sales_channels: ['pos'], eligible: 1, matched: 1 },
      rows: [{ channel: 'Paid Search', value: '30.00' }],
      total: { value: '30.00', cost: '0.00', touches: 0 },
      not_broken_down: { touches: 2, cost: '40.00' },
    })
    expect(at(await roi('&sales_channel=!pos,marketplace'), 'total', 'value')).toBe('120.00')
    expect(at(await roi('&sales_channel=web,phone'), 'total')).toMatchObject({ cost: '40.00' })
    expect(await refused('&sales_channel=online')).toEqual(['sales_channel'])
  })

  test('have markets, which are where orders are shipped to', async () => {
    expect(at(await roi('&market=DE'), 'total')).toMatchObject({ value: '100.00' })
    expect(at(await roi('&market=AT'), 'total')).toMatchObject({ value: '0.00' })
    expect(at(await roi('&market=at&sales_channel=all'), 'total')).toMatchObject({ value: '50.00' })
  })

  test('are no part of paths, nor of what nobody has brought there', async () => {
    collector.now += 60 * 86_400_000
    const answer = await roi('', '/v1/paths')
    expect(answer).toMatchObject({
      paths: [{ path: 'Email', conversions: '1' }],
      closed: { journeys: 1, conversions: '1', value: '100.00' },
      unattributed: { conversions: '1', value: '20.00' },
      total: { value: '120.00' },
    })
  })

  test('can change, and are refused when nobody knows them', async () => {
    const moved = order({
      ...{ ts: '2026-11-19T18:00:00Z', transaction_id: 'P', value: '20.00' },
      ...{ sales_channel: 'marketplace', updated_at: '2026-11-20T12:30:00Z' },
    })
    await collector.post('/v1/conversions', moved, keys.write)
    expect(await roi()).toMatchObject({
      total: { value: '100.00' },
      other_sales: [{ value: '70.00' }, { value: '30.00' }],
    })
    const wrong = order({ sales_channel: 'shopify', market: 'Germany' })
    const answer = await collector.post('/v1/conversions', wrong, keys.write)
    expect(answer.status).toBe(422)
    const fields = (at(answer.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
    expect(fields.sort()).toEqual(['market', 'sales_channel'])
  })

  test('come as lines of CSV', async () => {
    const answer = await collector.get(`/v1/roi?${DAYS}&model=linear&format=csv`, keys.read)
    expect(answer.text).toContain('\r\nother_sales_marketplace,,,1,50.00,')
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
    expect(await refused('&color=red', '/v1/journeys')).toEqual(['color'])
  })
})
