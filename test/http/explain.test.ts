import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

type Part = Record<string, unknown> & { kind: string; adds: Record<string, string> }

const PERIOD = 'from=2026-11-01&to=2026-11-30'
const SEARCH = 'channel=Paid%20Search'

/**
 * Search on 2 November leads to 1001 of 89.90. Search on the 5th and e-mail on the 6th lead to 1002 of
 * 189.80, half each under linear, of which 99.90 goes back on the 10th: 49.95 from either. 1003 of 10.00
 * is nobody's. Search costs 500.00 in November, and software, which is overhead, 30.00.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-11-30T12:00:00Z')
  keys = await collector.addSite('shop')
  const [ana, ben] = [visitorId(), visitorId()]
  await visit(ana, '2026-11-02', 'google', 'cpc')
  await visit(ben, '2026-11-05', 'google', 'cpc')
  await visit(ben, '2026-11-06', 'news', 'email')
  await post('/v1/conversions', [
    sale('1001', '2026-11-04', { visitor: ana, value: '89.90' }),
    sale('1002', '2026-11-07', { visitor: ben, value: '189.80' }),
    sale('1003', '2026-11-08', { value: '10.00' }),
  ])
  const back = { transaction_id: '1002', refund_id: 'R-1', amount: '99.90', currency: 'EUR' }
  await post('/v1/refunds', [{ ...back, ts: '2026-11-10T10:00:00Z' }])
  const month = { from: '2026-11-01', to: '2026-11-30', currency: 'EUR' }
  const ads = { source: 'google', medium: 'cpc', campaign: 'autumn', external_id: 'ads-11' }
  await post('/v1/costs', [
    { ...month, ...ads, category: 'ad_spend', amount: '500.00' },
    { ...month, category: 'software', amount: '30.00' },
  ])
})

const visit = async (visitor: string, day: string, source: string, medium: string) => {
  const url = `https://shop.example/?utm_source=${source}&utm_medium=${medium}&utm_campaign=autumn`
  const event = pageView({ ts: Date.parse(`${day}T10:00:00Z`), url })
  expect((await collector.send([event], { visitor, key: keys.write })).status).toBe(202)
}

const sale = (id: string, day: string, more: Record<string, unknown>) =>
  order({ transaction_id: id, ts: `${day}T10:00:00Z`, ...more })

async function post(path: string, body: unknown): Promise<void> {
  expect((await collector.post(path, body, keys.write)).status).toBe(200)
}

const ask = (query: string) =>
  collector.get(`/v1/explain?${PERIOD}&model=linear&${query}`, keys.read)

const cellOf = async (query: string) => at((await ask(query)).json, 'cell')
const partsOf = async (query: string) => at((await ask(query)).json, 'parts') as Part[]

describe('the formula of a cell', () => {
  test.each([
    ['roi', -0.7303, 'ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303'],
    ['roas', 0.2697, 'ROAS = 134.85 ÷ 500.00 = 0.2697'],
    ['profit', '-365.15', 'profit = 134.85 − 500.00 = −365.15'],
    ['value', '134.85', 'value = 184.80 credited − 49.95 refunded = 134.85'],
    ['cost', '500.00', 'cost = 500.00 booked = 500.00'],
    ['conversions', '1.5', 'conversions = what the parts add up to = 1.5'],
    ['new_customers', '1.5', 'new customers = what the parts add up to = 1.5'],
    ['touches', 2, 'touches = what the parts add up to = 2'],
    ['cpa', '333.33', 'CPA = 500.00 ÷ 1.5 = 333.33'],
    ['aov', '89.90', 'AOV = 134.85 ÷ 1.5 = 89.90'],
    ['cac', '333.33', 'CAC = 500.00 ÷ 1.5 = 333.33'],
  ])('has the numbers of %s in it', async (measure, result, formula) => {
    expect(await cellOf(`${SEARCH}&measure=${measure}`)).toMatchObject({
      ...{ cell: 'row', by: ['channel'], channel: 'Paid Search', measure },
      ...{ result, formula },
    })
  })

  test('says so where nothing is divided by nothing', async () => {
    expect(await cellOf('channel=Email')).toMatchObject({
      ...{ result: null, value: '44.95', cost: '0.00' },
      formula: 'ROI = (44.95 − 0.00) ÷ 0.00 = null, since nothing is divided by nothing',
    })
  })

  test('has discounts, cost of goods and overhead where they count', async () => {
    await post('/v1/conversions', [
      sale('1004', '2026-11-09', { value: '20.00', discount: '5.00', cost_of_goods: '8.00' }),
    ])
    const query = 'cell=unattributed&discount_as=cost&value=margin'
    expect(await cellOf(`${query}&measure=value`)).toMatchObject({
      formula: 'value = 30.00 credited + 5.00 of discounts − 8.00 cost of goods = 27.00',
    })
    expect(await cellOf(`${query}&measure=cost`)).toMatchObject({
      formula: 'cost = 0.00 booked + 5.00 of discounts = 5.00',
    })
    // Three touches in November: 10.00 each.
    expect(await cellOf(`${SEARCH}&measure=cost&allocate=touches`)).toMatchObject({
      formula: 'cost = 500.00 booked + 20.00 of overhead = 520.00',
    })
    expect(await cellOf('cell=overhead&measure=cost&allocate=touches')).toMatchObject({
      formula: 'cost = 30.00 booked − 30.00 that touches carry = 0.00',
    })
  })

  test('is that of any place of the report', async () => {
    expect(await cellOf('cell=total')).toMatchObject({
      formula: 'ROI = (189.80 − 530.00) ÷ 530.00 = −0.6419',
    })
    expect(await cellOf('cell=unattributed&measure=value')).toMatchObject({ result: '10.00' })
    expect(await cellOf('cell=overhead&measure=cost')).toMatchObject({ result: '30.00' })
    const row = 'by=channel,day&channel=Email&day=2026-11-07&measure=value'
    expect(await cellOf(row)).toMatchObject({ result: '44.95' })
  })

  test('is of the metrics that the report has', async () => {
    const roi = await collector.get(`/v1/roi?${PERIOD}&model=linear`, keys.read)
    const rows = at(roi.json, 'rows') as Record<string, unknown>[]
    const { channel: _, ...metrics } = rows.find(({ channel }) => channel === 'Paid Search') ?? {}
    expect(await cellOf(SEARCH)).toMatchObject(metrics)
  })
})

describe('the parts of a cell', () => {
  test('are its orders, with the journeys that have earned them, and its costs', async () => {
    const parts = await partsOf(SEARCH)
    expect(parts.map(({ kind, adds }) => [kind, adds])).toEqual([
      ['conversion', { conversions: '1', new_customers: '1', value: '89.90' }],
      ['conversion', { conversions: '0.5', new_customers: '0.5', value: '44.95' }],
      ['cost', { cost: '500.00' }],
    ])
    expect(parts[1]).toMatchObject({
      ...{ transaction_id: '1002', day: '2026-11-07', stage: 'acquisition', value: '189.80' },
      ...{ refunded: '99.90' },
      refunds: [{ refund_id: 'R-1', day: '2026-11-10', amount: '99.90', state: 'counted' }],
      touches: [
        { channel: 'Paid Search', in_cell: true, credit: { conversions: '0.5', value: '44.95' } },
        { channel: 'Email', in_cell: false, credit: { conversions: '0.5', value: '44.95' } },
      ],
    })
    expect(parts[2]).toMatchObject({
      ...{ external_id: 'ads-11', channel: 'Paid Search', campaign: 'autumn' },
      ...{ amount: '500.00', category: 'ad_spend', spread: 'day' },
    })
    const days = at(parts, 2, 'days') as { day: string; amount: string }[]
    expect(days).toHaveLength(30)
    expect(days[0]).toEqual({ day: '2026-11-01', amount: '16.67' })
    expect(days[29]).toEqual({ day: '2026-11-30', amount: '16.66' })
  })

  test('say where each fact came from', async () => {
    const [part, , cost] = await partsOf(SEARCH)
    const came = { received_at: '2026-11-30T12:00:00.000Z', schema_version: 1 }
    const fromBackend = { ...came, source: 'backend', owner: 'the write key' }
    expect(at(part, 'reported')).toMatchObject({
      ...{ value: '89.90', currency: 'EUR', versions: 1 },
      provenance: { ...fromBackend, seq: expect.any(Number) },
    })
    expect(at(cost, 'provenance')).toMatchObject(fromBackend)
    expect(at(part, 'touches', 0, 'hit')).toMatchObject({
      ...{ name: 'page_view', ts: '2026-11-02T10:00:00.000Z' },
      url: 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn',
      provenance: came,
    })
    expect(at(part, 'touches', 0, 'hit', 'id')).toBe(at(part, 'touches', 0, 'id'))
    expect(at((await ask(SEARCH)).json, 'meta')).toMatchObject({
      ...{ model: 'linear', model_version: 1, settings_version: 1, channel_rules_version: 2 },
    })
  })

  test('count the versions of an order that has changed, and tell the one that stands', async () => {
    await post('/v1/conversions', [sale('1003', '2026-11-08', { value: '12.00' })])
    const [part] = await partsOf('cell=unattributed')
    expect(part).toMatchObject({
      ...{ adds: { value: '12.00' }, reason: 'no_id' },
      reported: { value: '12.00', versions: 2 },
    })
  })

  test('have the deals that a lead has led to', async () => {
    await post('/v1/conversions', [
      sale('L-1', '2026-11-08', { goal: 'lead', value: '5.00' }),
      sale('D-1', '2026-11-09', {
        ...{ goal: 'deal', status: 'won', value: '70.00' },
        lead: { goal: 'lead', transaction_id: 'L-1' },
      }),
    ])
    const [part] = await partsOf('cell=unattributed&goal=lead&measure=value')
    expect(part).toMatchObject({
      ...{ adds: { value: '70.00' }, transaction_id: 'L-1', reported: { value: '5.00' } },
      deals: [{ transaction_id: 'D-1', goal: 'deal', reported: { value: '70.00' }, refunds: [] }],
    })
  })

  test('have codes where orders were heard of', async () => {
    await collector.post('/v1/codes', { code: 'POD10', campaign: 'podcast' }, keys.write)
    await post('/v1/conversions', [sale('1005', '2026-11-12', { value: '9.00', coupon: 'POD10' })])
    const [part] = await partsOf('campaign=podcast&measure=value')
    expect(part).toMatchObject({
      ...{ transaction_id: '1005', adds: { value: '9.00' } },
      touches: [{ campaign: 'podcast', in_cell: true, hit: null, code: 'POD10' }],
    })
  })

  test('are visits where touches are asked', async () => {
    const parts = await partsOf(`${SEARCH}&measure=touches`)
    expect(parts.map(({ day, adds }) => [day, adds])).toEqual([
      ['2026-11-02', { touches: 1 }],
      ['2026-11-05', { touches: 1 }],
    ])
    expect(at(parts, 0, 'hit', 'name')).toBe('page_view')
  })

  test('are on the days of touches, or of refunds, where those count', async () => {
    const days = 'from=2026-11-05&to=2026-11-05&basis=touch_date'
    const get = (query: string) => collector.get(`/v1/explain?model=linear&${query}`, keys.read)
    const byTouch = await get(`${days}&${SEARCH}&measure=value`)
    expect(at(byTouch.json, 'parts')).toMatchObject([
      {
        transaction_id: '1002',
        touches: [{ in_cell: true }, { in_cell: false }],
        adds: { value: '44.95' },
      },
    ])
    const back = 'from=2026-11-10&to=2026-11-11&refund_basis=refund'
    const byRefund = await get(`${back}&${SEARCH}&measure=value`)
    expect(at(byRefund.json, 'parts')).toMatchObject([
      { transaction_id: '1002', adds: { conversions: '0', value: '-49.95' } },
    ])
    expect(at(byRefund.json, 'cell')).toMatchObject({
      formula: 'value = 0.00 credited − 49.95 refunded = −49.95',
    })
  })

  test('come in pages that add up', async () => {
    let cursor = ''
    const kinds: unknown[] = []
    const sums: unknown[] = []
    do {
      const { json } = await ask(`${SEARCH}&limit=1&allocate=touches${cursor}`)
      kinds.push(at(json, 'parts', 0, 'kind'))
      sums.push([at(json, 'page', 'value'), at(json, 'page', 'cost')])
      cursor = at(json, 'next') === null ? '' : `&cursor=${at(json, 'next')}`
    } while (cursor !== '')
    expect(kinds).toEqual(['conversion', 'conversion', 'cost', 'allocated', 'allocated'])
    expect(sums).toEqual([
      ['89.90', '0.00'],
      ['44.95', '0.00'],
      ['0.00', '500.00'],
      ['0.00', '10.00'],
      ['0.00', '10.00'],
    ])
  })

  test('leave days that are still to come out of what accrues', async () => {
    collector.now = Date.parse('2026-11-03T12:00:00Z')
    const [cost] = await partsOf('cell=overhead&measure=cost')
    expect(cost).toMatchObject({ adds: { cost: '3.00' }, amount: '30.00', spread: 'month' })
    expect(at(cost, 'days')).toHaveLength(3)
  })
})

describe('a question for an explanation is refused', () => {
  test.each([
    ['channel', ''],
    ['campaign', 'by=channel,campaign&channel=Email'],
    ['category', 'by=category'],
    ['by', 'by=colour'],
    ['cell', 'cell=sum'],
    ['measure', `${SEARCH}&measure=love`],
    ['measure', `${SEARCH}&goal=lead&measure=cac`],
    ['format', `${SEARCH}&format=xml`],
    ['limit', `${SEARCH}&limit=0`],
    ['limit', `${SEARCH}&limit=201`],
    ['cursor', `${SEARCH}&cursor=1`],
    ['cursor', `${SEARCH}&cursor=visits.1`],
    ['cursor', `${SEARCH}&measure=value&cursor=costs.1`],
    ['costs', `${SEARCH}&discount_as=cost&costs=ad_spend`],
    ['colour', `${SEARCH}&colour=red`],
    ['channel', `${SEARCH}&channel=Email`],
  ])('for its %s in "%s"', async (field, query) => {
    const { status, json } = await collector.get(`/v1/explain?${PERIOD}&${query}`, keys.read)
    expect(status).toBe(422)
    expect((at(json, 'errors') as { field: string }[]).map((error) => error.field)).toContain(field)
  })

  test('under a model that the site does not compute', async () => {
    const { read } = await collector.addSite('small', { models: [{ name: 'linear' }] })
    const path = `/v1/explain?${PERIOD}&cell=total&model=w_shaped`
    const { status, json } = await collector.get(path, read)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, 'model'])
  })

  test.each(['channel=Paid%20search', 'channel=', 'by=channel,day&channel=Email&day=2026-11-31'])(
    'for a row that the report does not have: %s',
    async (query) => {
      const { status, json } = await ask(query)
      expect(status).toBe(404)
      expect(at(json, 'detail')).toContain('GET /v1/roi does not have a row of channel')
    },
  )

  test('without a key that may read', async () => {
    const path = `/v1/explain?${PERIOD}&${SEARCH}`
    expect((await collector.get(path)).status).toBe(401)
    expect((await collector.get(path, keys.write)).status).toBe(403)
  })
})
