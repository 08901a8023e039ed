import { beforeEach, describe, expect, test } from 'vitest'
import { at, BROWSER, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const SEARCH = 'https://shop.example/shoes?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const LETTER =
  'https://shop.example/blog/spring?utm_source=news&utm_medium=email&utm_campaign=letter'
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

const TOKEN = '0123456789abcdef0123456789abcdef'

type Part = Record<string, unknown> & { kind: string; adds: Record<string, string> }

/** One visit, as a page reports it: from France. A backend's has neither country nor device. */
async function visit(visitor: string, url: string, time: string, agent: string, key?: string) {
  const events = [pageView({ url, ts: Date.parse(time) })]
  const headers = { 'user-agent': agent }
  const sent = await collector.send(events, { visitor, headers, ...(key ? { key } : {}) })
  expect(sent.status).toBe(202)
}

async function post(path: string, body: unknown): Promise<void> {
  expect((await collector.post(path, body, keys.write)).status).toBe(200)
}

/**
 * A buys for 100.00 after a search on the phone and a letter at the desk, half each under linear, with a
 * coupon: two pairs of shoes for 30.00 each, and socks for 20.00, so 75 and 25 of 100. 20.00 go back on the
 * 21st, 10.00 from either touch. B buys for 40.00 after a search that a backend has reported. C's 10.00, with
 * the coupon too, are nobody's, and 30.00 are sold in a street. Costs are all of the 19th.
 */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
  const [a, b] = [visitorId(), visitorId()]
  await visit(a, SEARCH, '2026-11-18T10:00:00Z', PHONE)
  await visit(a, LETTER, '2026-11-19T10:00:00Z', BROWSER)
  await visit(b, SEARCH, '2026-11-19T12:00:00Z', BROWSER, keys.write)
  const items = [
    { item_id: 'shoes', price: 30, quantity: 2 },
    { item_id: 'socks', price: '20' },
  ]
  const sold = { ts: '2026-11-19T18:00:00Z' }
  await post('/v1/conversions', [
    order({ ...sold, transaction_id: 'A', visitor: a, value: '100.00', coupon: 'TEN', items }),
    order({ ...sold, transaction_id: 'B', visitor: b, value: '40.00', market: 'DE' }),
    order({ ...sold, transaction_id: 'C', value: '10.00', coupon: 'TEN' }),
    order({ ...sold, transaction_id: 'S', value: '30.00', sales_channel: 'pos' }),
  ])
  const back = { transaction_id: 'A', refund_id: 'R', amount: '20.00', currency: 'EUR' }
  await post('/v1/refunds', [{ ...back, ts: '2026-11-19T20:00:00Z' }])
  const day = { currency: 'EUR', from: '2026-11-19', to: '2026-11-19', spread: 'day' }
  await post('/v1/costs', [
    { ...day, category: 'ad_spend', amount: '40.00', channel: 'Paid Search', external_id: 'ads' },
    { ...day, category: 'agency', amount: '7.00', channel: 'Email' },
    { ...day, category: 'ad_spend', amount: '5.00', campaign: 'autumn' },
    { ...day, category: 'software', amount: '10.00' },
  ])
})

const DAYS = 'from=2026-11-01&to=2026-11-30'

const ask = (query: string, days = DAYS) =>
  collector.get(`/v1/explain?${days}&model=linear&${query}`, keys.read)

async function explained(query: string, days = DAYS): Promise<unknown> {
  const answer = await ask(query, days)
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}

const formulaOf = async (query: string, days = DAYS) =>
  at(await explained(query, days), 'cell', 'formula')

const partsOf = async (query: string, days = DAYS) =>
  at(await explained(query, days), 'parts') as Part[]

describe('a row of a segment', () => {
  test('of touches is what they have earned', async () => {
    const answer = await explained('by=device&device=mobile&measure=value')
    expect(at(answer, 'cell')).toMatchObject({
      ...{ cell: 'row', by: ['device'], device: 'mobile', conversions: '0.5' },
      formula: 'value = 50.00 credited − 10.00 refunded = 40.00',
    })
    const parts = at(answer, 'parts') as Part[]
    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatchObject({
      ...{ transaction_id: 'A', adds: { conversions: '0.5', value: '40.00' } },
      refunds: [{ refund_id: 'R', amount: '20.00', state: 'counted' }],
      touches: [
        { in_cell: true, weight: '0.5', hit: { device: 'mobile', country: 'FR', url: SEARCH } },
        { in_cell: false, weight: '0.5', hit: { device: 'desktop' } },
      ],
    })
    // Not the desk's letter, and not what a backend has reported.
    expect(await formulaOf('by=country&country=&measure=value')).toBe(
      'value = 40.00 credited = 40.00',
    )
  })

  test('of orders is theirs, each with what it was asked for', async () => {
    expect(await formulaOf('by=coupon&coupon=TEN&measure=value')).toBe(
      'value = 100.00 credited − 20.00 refunded = 80.00',
    )
    const parts = await partsOf('by=coupon,market&coupon=&market=DE&measure=value')
    expect(parts).toMatchObject([
      { transaction_id: 'B', coupon: '', market: 'DE', reported: { market: 'DE' } },
    ])
  })

  test('of an item is its part of the credit, and of what went back', async () => {
    // Three quarters of 100.00 and of 20.00.
    expect(await formulaOf('by=item&item=shoes&measure=value')).toBe(
      'value = 75.00 credited − 15.00 refunded = 60.00',
    )
    const parts = await partsOf('by=device&row.device=desktop&item=socks&measure=value')
    expect(parts).toMatchObject([
      {
        ...{ transaction_id: 'A', adds: { conversions: '0.125', value: '10.00' } },
        items: [
          { item: 'shoes', share: '0.75' },
          { item: 'socks', share: '0.25' },
        ],
        touches: [{ in_cell: false }, { in_cell: true }],
      },
    ])
  })

  test('has the costs that say so, and what is coarser is a row of its own', async () => {
    const query = 'by=channel,device&channel=Paid%20Search&measure=cost'
    expect(await partsOf(`${query}&device=not%20broken%20down`)).toMatchObject([
      { kind: 'cost', external_id: 'ads', adds: { cost: '40.00' } },
    ])
    expect(await partsOf(`${query}&device=mobile`)).toEqual([])
    expect(await partsOf('by=coupon&coupon=not%20broken%20down&measure=touches')).toHaveLength(3)
  })

  test('that no cost names has a cost that is not known, and says why', async () => {
    const phones = 'by=device&device=mobile'
    expect(await explained(phones)).toMatchObject({
      cell: { result: null, value: '40.00', cost: null, roi: null, cost_unknown: ['device'] },
    })
    expect(await formulaOf(phones)).toBe(
      'ROI = (40.00 − cost) ÷ cost = null, since no cost says its device',
    )
    expect(await formulaOf(`${phones}&measure=cost`)).toBe(
      'cost = null, since no cost says its device',
    )
    expect(await formulaOf('cell=total&country=FR&measure=cpa')).toBe(
      'CPA = cost ÷ 1 = null, since no cost says its country',
    )
    // Of ads alone no letter has cost anything, on whatever device.
    expect(await formulaOf('by=channel,device&channel=Email&device=desktop&costs=ad_spend')).toBe(
      'ROI = (40.00 − 0.00) ÷ 0.00 = null, since nothing is divided by nothing',
    )
  })

  test('is on the days of its touches, or of its refunds', async () => {
    const first = 'by=country,day&country=FR&day=2026-11-18&basis=touch_date'
    expect(await formulaOf(`${first}&measure=value`)).toBe(
      'value = 50.00 credited − 10.00 refunded = 40.00',
    )
    expect(await formulaOf(`${first}&measure=conversions_per_touch`)).toBe(
      'conversions per touch = 0.5 ÷ 1 = 0.5',
    )
    const back = 'from=2026-11-19&to=2026-11-19&refund_basis=refund&basis=touch_date'
    // The phone's half is of the day before; what it gave back is of this one.
    expect(await formulaOf('by=item&item=socks&measure=value', back)).toBe(
      'value = 12.50 credited − 5.00 refunded = 7.50',
    )
  })

  test('counts the touches of its pages, countries and days', async () => {
    const shoes = await partsOf('by=landing_page&landing_page=/shoes&measure=touches')
    expect(shoes.map(({ day, hit }) => [day, at(hit, 'url')])).toEqual([
      ['2026-11-18', SEARCH],
      ['2026-11-19', SEARCH],
    ])
    expect(await formulaOf('cell=total&country=FR&measure=touches')).toBe(
      'touches = what the parts add up to = 2',
    )
    expect(await partsOf('by=day&day=2026-11-19&device=!mobile&measure=touches')).toHaveLength(2)
  })
})

describe('a report that is kept to a segment', () => {
  test('has its ROI explained, row and total', async () => {
    const query = 'by=day&row.day=2026-11-19&channel=Paid%20Search'
    expect(await formulaOf(query)).toBe('ROI = (80.00 − 40.00) ÷ 40.00 = 1')
    expect(await formulaOf('cell=total&channel=Paid%20Search')).toBe(
      'ROI = (80.00 − 40.00) ÷ 40.00 = 1',
    )
    expect(await formulaOf('cell=total&coupon=TEN&measure=aov')).toBe('AOV = 90.00 ÷ 2 = 45.00')
    const unattributed = await partsOf('cell=unattributed&coupon=TEN&measure=value')
    expect(unattributed).toMatchObject([{ transaction_id: 'C', coupon: 'TEN' }])
    expect(await partsOf('cell=unattributed&country=FR&measure=value')).toEqual([])
  })

  test('says what costs stand apart, since they do not say where they belong', async () => {
    const phones = await explained('cell=not_broken_down&device=mobile')
    expect(at(phones, 'cell', 'formula')).toBe('cost = 62.00 booked = 62.00')
    expect((at(phones, 'parts') as Part[]).map(({ adds }) => adds['cost'])).toEqual([
      ...['40.00', '7.00', '5.00', '10.00'],
    ])
    // The letter's 7.00 are not a search's. Of the software two touches of the 19th carry half each.
    const search = 'channel=Paid%20Search&allocate=touches&measure=cost'
    expect(await formulaOf(`cell=not_broken_down&${search}`)).toBe(
      'cost = 15.00 booked − 10.00 that touches carry = 5.00',
    )
    expect(await formulaOf(`cell=total&${search}`)).toBe(
      'cost = 40.00 booked + 5.00 of overhead = 45.00',
    )
    const touches = await partsOf('cell=not_broken_down&coupon=TEN&measure=touches')
    expect(touches).toHaveLength(3)
  })

  test('is by the filters that its meta says', async () => {
    const answer = await explained('by=channel&channel=Email&country=fr&device=!mobile')
    expect(answer).toMatchObject({
      meta: { filters: { country: { is: ['FR'] }, device: { not: ['mobile'] } } },
      cell: { channel: 'Email', value: '40.00' },
    })
  })

  test('comes in pages that add up', async () => {
    let cursor = ''
    const sums: unknown[] = []
    do {
      const query = `cell=total&country=FR,(none)&channel=Paid%20Search&limit=1${cursor}`
      const answer = await explained(query)
      sums.push([at(answer, 'page', 'value'), at(answer, 'page', 'cost')])
      cursor = at(answer, 'next') === null ? '' : `&cursor=${at(answer, 'next')}`
    } while (cursor !== '')
    expect(sums).toEqual([
      ['40.00', '0.00'],
      ['40.00', '0.00'],
      // The costs of a search do not say of which country they are.
      ['0.00', '0.00'],
    ])
  })
})

describe('other figures of the report', () => {
  test('are reasons of what is unattributed, and other sales', async () => {
    expect(await partsOf('cell=unattributed&reason=no_id&measure=value')).toMatchObject([
      { transaction_id: 'C', adds: { value: '10.00' } },
    ])
    expect(await explained('cell=other_sales&sales_channel=pos')).toMatchObject({
      cell: { formula: 'value = 30.00 credited = 30.00', sales_channels: ['pos'] },
      parts: [{ transaction_id: 'S', adds: { value: '30.00' } }],
    })
    expect(await partsOf('cell=unattributed&sales_channel=all&measure=value')).toMatchObject([
      { transaction_id: 'C' },
      { transaction_id: 'S' },
    ])
  })

  test('are what rates moved between an order and its refund', async () => {
    const rates = [
      { day: '2026-11-02', currency: 'USD', rate: '1.2500' },
      { day: '2026-11-16', currency: 'USD', rate: '1.1765' },
    ]
    const command = { command: 'rates_import', site: 'shop', rates }
    expect((await collector.post('/v1/admin', command, TOKEN)).status).toBe(200)
    const sold = { transaction_id: 'U', ts: '2026-11-02T10:00:00Z', value: '100', currency: 'USD' }
    await post('/v1/conversions', [order(sold)])
    const back = { transaction_id: 'U', refund_id: 'U-1', amount: '100', currency: 'USD' }
    await post('/v1/refunds', [{ ...back, ts: '2026-11-16T10:00:00Z' }])
    // Sold for 80.00 EUR, and 85.00 given back.
    const answer = await explained('cell=fx_difference')
    expect(answer).toMatchObject({
      cell: {
        ...{ measure: 'value', result: '-5.00', value: '-5.00' },
        formula: 'value = what rates moved between sales and refunds = −5.00',
      },
      parts: [{ transaction_id: 'U', adds: { value: '-5.00' }, refunds: [{ refund_id: 'U-1' }] }],
      page: { parts: 1, value: '-5.00' },
    })
    expect(at(await explained('cell=fx_difference&channel=Email'), 'page', 'value')).toBe('0.00')
  })

  test('are costs by category', async () => {
    const search = 'by=channel,category&channel=Paid%20Search'
    expect(await explained(`${search}&category=ad_spend`)).toMatchObject({
      cell: { category: 'ad_spend', measure: 'cost', result: '40.00', cost: '40.00' },
      parts: [{ external_id: 'ads', adds: { cost: '40.00' } }],
      next: null,
    })
    expect(await formulaOf(search)).toBe('ROI = (80.00 − 40.00) ÷ 40.00 = 1')
    // Both of ads, whether they name a channel or not.
    expect(await formulaOf('by=category&category=ad_spend')).toBe('cost = 45.00 booked = 45.00')
    expect(await formulaOf('by=category&cell=credited')).toBe(
      'value = 140.00 credited − 20.00 refunded = 120.00',
    )
    expect(await formulaOf('cell=overhead&category=software')).toBe('cost = 10.00 booked = 10.00')
  })

  test('are those of a site by its name', async () => {
    expect(await formulaOf('by=site&site=shop&measure=touches')).toContain('= 3')
    const other = await ask('by=site&row.site=uk')
    expect([other.status, at(other.json, 'detail')]).toEqual([
      404,
      expect.stringContaining('a row of site "uk"'),
    ])
  })

  test('are the margin and how many have come back', async () => {
    expect(await formulaOf('cell=total&measure=margin')).toBe(
      'margin = 130.00 − 0.00 cost of goods = 130.00',
    )
    expect(await formulaOf('cell=total&measure=repeat_rate')).toBe('repeat rate = 0 ÷ 2 = 0')
  })
})

describe('every row of a report', () => {
  test.each([
    'by=country,channel',
    'by=device,day&basis=touch_date',
    'by=landing_page,item&refund_basis=refund',
    'by=coupon,month&value=margin&discount_as=cost',
    'by=market,stage&sales_channel=all',
    'by=sales_channel&sales_channel=all',
    'by=advocacy&country=FR&allocate=touches',
    'by=channel&channel=Paid Search,Email&costs=ad_spend',
  ])('has an explanation that adds up: %s', async (query) => {
    const roi = await collector.get(`/v1/roi?${DAYS}&model=linear&${query}`, keys.read)
    const by = (new URLSearchParams(query).get('by') ?? '').split(',')
    const rows = at(roi.json, 'rows') as Record<string, string>[]
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      const names = by.map((name) => `&row.${name}=${encodeURIComponent(row[name] ?? '')}`)
      const answer = await explained(`${query}${names.join('')}`)
      const { value, cost, conversions, roi: ratio, cost_unknown: unknown } = row
      const told = {
        value,
        cost,
        conversions,
        roi: ratio,
        ...(unknown && { cost_unknown: unknown }),
      }
      expect(at(answer, 'cell')).toMatchObject(told)
      expect(at(answer, 'page')).toMatchObject({ value, cost: cost ?? '0.00', conversions })
    }
    const total = await explained(`${query}&cell=total`)
    const { value, cost } = at(roi.json, 'total') as Record<string, string>
    expect(at(total, 'cell')).toMatchObject({ value, cost })
    expect(at(total, 'page')).toMatchObject({ value, cost: cost ?? '0.00' })
  })
})

describe('a question is refused', () => {
  test.each([
    ['country', 'by=channel,country&channel=Email'],
    ['channel', 'country=FR'],
    ['row.country', 'by=country,device&row.device=mobile'],
    ['row.channel', 'by=country&row.country=FR&row.channel=Email'],
    ['row.country', 'cell=total&row.country=FR'],
    ['row.colour', 'row.colour=red'],
    ['country', 'by=channel&channel=Email&country='],
    ['stage', 'by=channel&channel=Email&stage=new'],
    ['sales_channel', 'cell=total&sales_channel=online'],
    ['day', 'cell=total&day=2026-11-19'],
    ['day', 'by=channel&channel=Email&day=2026-11-19'],
    ['cell', 'cell=not_broken_down'],
    ['cell', 'cell=credited'],
    ['cell', 'cell=overhead&by=category'],
    ['country', 'cell=other_sales&country=FR'],
    ['measure', 'cell=other_sales&measure=roi'],
    ['measure', 'cell=fx_difference&measure=cost'],
    ['measure', 'cell=total&category=agency&measure=value'],
    ['measure', 'cell=unattributed&measure=repeat_rate'],
    ['measure', 'channel=Email&measure=conversions_per_touch'],
    ['category', 'cell=total&category=gifts'],
    ['reason', 'cell=total&reason=no_id'],
    ['category', 'by=category'],
  ])('for its %s in "%s"', async (field, query) => {
    const { status, json } = await ask(query)
    expect(status).toBe(422)
    expect((at(json, 'errors') as { field: string }[]).map((error) => error.field)).toContain(field)
  })

  test.each([
    ['sites', 'sites=shop,uk', 'explain each site by itself'],
    ['currency', 'currency=USD', 'in its own currency'],
  ])('for its %s, with the way out', async (field, parameter, way) => {
    const { status, json } = await ask(`cell=total&${parameter}`)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
    expect(at(json, 'errors', 0, 'message')).toContain(way)
  })

  test('naming no parameter that is refused itself', async () => {
    const { json } = await ask('cell=total&colour=red')
    const message = String(at(json, 'errors', 0, 'message'))
    const known = message.replace(/^.*there are /, '').split(', ')
    expect(known).toEqual(expect.arrayContaining(['country', 'row.country', 'cell', 'as_of']))
    for (const name of ['sites', 'currency']) expect(known).not.toContain(name)
  })

  test.each([
    'by=country&country=DE',
    'by=country&country=FR,DE',
    'by=item&item=hats',
    'cell=unattributed&reason=consent',
    'by=sales_channel&sales_channel=pos',
  ])('for what the report does not have: %s', async (query) => {
    const { status, json } = await ask(query)
    expect([status, at(json, 'detail')]).toEqual([
      404,
      expect.stringContaining('GET /v1/roi does not have'),
    ])
  })
})
