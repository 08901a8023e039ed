import { beforeEach, describe, expect, test } from 'vitest'
import {
  columnsOf,
  EXPORT_TABLES,
  FACT_TABLES,
  FIGURE_TABLES,
} from '../../collector/export/tables.ts'
import { until } from '../host/until.ts'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, command } from './shop-hooks.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let visitor: string
let landing: Record<string, unknown>

const SEARCH = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'

type Exported = Record<string, unknown>

const get = (query: string, key = keys.admin) => collector.get(`/v1/export?${query}`, key)

/** The rows of a table, each line read by itself. */
async function rowsOf(table: string, more = ''): Promise<Exported[]> {
  const { status, text } = await get(`table=${table}${more}`)
  expect({ status, start: text.slice(0, 1) }).toMatchObject({ status: 200 })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const send = (path: string, body: unknown) => collector.post(path, body, keys.write)

/** A visit of an ad two days ago, a call a day later, and an order of 89.90 of which 9.90 went back. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  visitor = visitorId(NOON - 3 * DAY)
  landing = pageView({ url: SEARCH, ts: NOON - 2 * DAY, title: '=1+1', props: { a: [1, 'ü'] } })
  await collector.send([landing], { visitor, key: keys.write })
  await send('/v1/conversions', order({ visitor, customer_id: 'ana-4711', email: 'a@b.example' }))
  await send('/v1/refunds', {
    ...{ transaction_id: '1001', refund_id: 'r1', amount: '9.90', currency: 'EUR' },
    ts: new Date(NOON - 20_000).toISOString(),
  })
  await send('/v1/costs', {
    ...{ from: '2026-11-18', to: '2026-11-18', amount: '12.34', currency: 'EUR' },
    ...{ category: 'ad_spend', source: 'google', medium: 'cpc', campaign: 'autumn' },
  })
  await send('/v1/touches', {
    ...{ id: 'call-1', ts: new Date(NOON - DAY).toISOString(), kind: 'call' },
    ...{ customer_id: 'ana-4711', campaign: 'autumn', cost: { amount: '5.00', currency: 'EUR' } },
  })
})

describe('GET /v1/export', () => {
  test('gives each table with the columns that it is said to have', async () => {
    await send('/v1/codes', { code: 'POD10', campaign: 'podcast', medium: 'audio' })
    const alias = { platform: 'google_ads', campaign_id: '22', means: { campaign: 'brnd' } }
    await send('/v1/campaigns', alias)
    for (const table of EXPORT_TABLES) {
      const names = Object.keys(columnsOf(table))
      for (const row of await rowsOf(table))
        expect({ table, is: Object.keys(row) }).toEqual({ table, is: names })
      const { text, headers } = await get(`table=${table}&format=csv`)
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
      expect(text.split('\r\n')[0]).toBe(names.join(','))
    }
  })

  test('gives facts as they were sent: exact decimals, times in UTC, JSON as JSON', async () => {
    const [hit] = await rowsOf('hits')
    expect(hit).toMatchObject({
      ...{ event_id: landing['id'], visitor, ts: new Date(NOON - 2 * DAY).toISOString() },
      ...{ url: SEARCH, title: '=1+1', props: { a: [1, 'ü'] }, source: 'backend' },
    })
    const [sold] = await rowsOf('conversions')
    expect(sold).toMatchObject({
      ...{ goal: 'purchase', transaction_id: '1001', value: '89.90', currency: 'EUR', tax: null },
      ...{ visitor, customer_id: 'ana-4711', sales_channel: 'web', historical: false },
      email_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await rowsOf('refunds')).toMatchObject([
      { transaction_id: '1001', refund_id: 'r1', amount: '9.90', restocked: true },
    ])
    expect(await rowsOf('costs')).toMatchObject([
      { from_day: '2026-11-18', to_day: '2026-11-18', amount: '12.34', campaign_source: 'google' },
    ])
    await send('/v1/campaigns', { platform: 'x', campaign: 'A', means: { campaign: 'b' } })
    expect(await rowsOf('campaign_aliases')).toMatchObject([
      {
        platform: 'x',
        platform_campaign: 'A',
        campaign_source: 'x',
        campaign: 'b',
        removed: false,
      },
    ])
    // Its visitor was made up for it: none has a browser of that name.
    expect(await rowsOf('told_touches')).toMatchObject([
      { external_id: 'call-1', visitor: null, amount: '5.00', removed: false },
    ])
  })

  test('gives amounts in the decimals of their currency', async () => {
    await send('/v1/conversions', order({ transaction_id: 'y', value: '1200', currency: 'JPY' }))
    await send('/v1/conversions', order({ transaction_id: 'k', value: '1.234', currency: 'KWD' }))
    const sold = await rowsOf('conversions')
    expect(sold.map(({ value }) => value)).toEqual(['89.90', '1200', '1.234'])
  })

  test('gives figures as the reports have them', async () => {
    const touches = await rowsOf('touches')
    expect(touches).toMatchObject([
      ...[{ id: landing['id'], kind: 'visit', campaign: 'autumn', landing_page: SEARCH }],
      ...[{ kind: 'call', channel: 'Offline', cost: '5.00', landing_page: '' }],
    ])
    expect(touches[0]).toMatchObject({ cost: '12.34', currency: 'EUR', day: '2026-11-18' })
    expect(await rowsOf('converted_journeys')).toMatchObject([
      { transaction_id: '1001', state: 'counted', touches: 2, cost: '17.34', refunded: '9.90' },
    ])
    const credits = (await rowsOf('credits')).filter(({ model }) => model === 'linear')
    expect(credits).toMatchObject([
      { position: 1, touch_id: landing['id'], weight: '0.5', value: '44.95', refunded: '4.95' },
      { position: 2, touch_id: touches[1]?.['id'], conversions: '0.5', touch_cost: '5.00' },
    ])
    const { json } = await collector.get(
      '/v1/roi?from=2026-11-01&to=2026-11-30&model=linear&by=channel,day',
      keys.read,
    )
    const daily = (await rowsOf('daily_credits')).filter(
      ({ model, basis }) => model === 'linear' && basis === 'conversion_date',
    )
    const told = (at(json, 'rows') as Exported[]).filter(({ conversions }) => conversions !== '0')
    expect(daily.map(({ channel, conversions }) => [channel, conversions]).toSorted()).toEqual(
      told.map(({ channel, conversions }) => [channel, conversions]).toSorted(),
    )
    expect(daily.map(({ value }) => value)).toEqual(['44.95', '44.95'])
    expect(await rowsOf('daily_costs')).toMatchObject([
      { day: '2026-11-18', source: 'google', amount: '12.34', accrues: false },
      { day: '2026-11-19', channel: 'Offline', amount: '5.00' },
    ])
  })

  test('tells what no touch has earned with the reason, under each model', async () => {
    await send('/v1/conversions', order({ transaction_id: 'lonely', value: '10.00' }))
    const lonely = (await rowsOf('credits')).filter(({ transaction_id: id }) => id === 'lonely')
    expect(lonely.length).toBeGreaterThan(1)
    expect(lonely[0]).toMatchObject({ touch_id: null, weight: '1', value: '10.00', touches: 0 })
    expect(lonely[0]?.['reason']).not.toBe('')
  })

  test('gives what is dated in some local days, and a cost when one of its days is', async () => {
    expect(await rowsOf('hits', '&from=2026-11-18&to=2026-11-18')).toHaveLength(1)
    expect(await rowsOf('hits', '&from=2026-11-19')).toHaveLength(0)
    await send('/v1/costs', {
      from: '2026-11-01',
      to: '2026-11-30',
      amount: '30.00',
      currency: 'EUR',
      category: 'software',
    })
    expect(await rowsOf('costs', '&from=2026-11-20&to=2026-11-20')).toMatchObject([
      { category: 'software' },
    ])
    expect(await rowsOf('credits', '&to=2026-11-19')).toEqual([])
    // 23:30 UTC is the next day in Paris.
    const ts = Date.parse('2026-11-18T23:30:00Z')
    await collector.send([pageView({ ts })], { visitor, key: keys.write })
    expect(await rowsOf('hits', '&from=2026-11-19&to=2026-11-19')).toHaveLength(1)
  })

  test('keeps spreadsheets from running what anybody has written', async () => {
    const { text } = await get('table=hits&format=csv')
    expect(text).toContain(",'=1+1,")
    expect(text).toContain('"{""a"":[1,""ü""]}"')
  })

  test('is a file of a name that says what is in it', async () => {
    const { headers } = await get('table=costs&format=csv&from=2026-11-01&to=2026-11-30')
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="shop-costs-2026-11-01-2026-11-30.csv"',
    )
    expect((await get('table=hits')).headers.get('content-type')).toMatch(/^application\/x-ndjson/)
  })
})

describe('an increment', () => {
  const nextOf = async (table: string, more = '') =>
    (await get(`table=${table}${more}`)).headers.get('pathworth-next')

  test('begins where the one before ended, and has what is new alone', async () => {
    const next = await nextOf('hits')
    expect(await rowsOf('hits', `&since=${next}`)).toEqual([])
    const another = pageView()
    await collector.send([another], { visitor, key: keys.write })
    expect(await rowsOf('hits', `&since=${next}`)).toMatchObject([{ event_id: another['id'] }])
    const later = await nextOf('hits', `&since=${next}`)
    expect(Number(later)).toBeGreaterThan(Number(next))
    expect(await rowsOf('hits', `&since=${later}`)).toEqual([])
  })

  test('has one sequence of numbers over all tables', async () => {
    const next = await nextOf('refunds')
    expect(next).toBe(await nextOf('hits'))
    const numbers = await Promise.all(
      FACT_TABLES.filter((table) => !table.startsWith('closed_')).map(async (table) =>
        (await rowsOf(table)).map(({ seq }) => Number(seq)),
      ),
    )
    const all = numbers.flat()
    expect(new Set(all).size).toBe(all.length)
    expect(Math.max(...all)).toBe(Number(next))
  })

  test('is refused when somebody was erased since, and whoever it was does not come again', async () => {
    const { headers } = await get('table=conversions')
    const asked = `&since=${headers.get('pathworth-next')}&line=${headers.get('pathworth-line')}`
    expect((await get(`table=conversions${asked}`)).status).toBe(200)
    await collector.post('/v1/erasures', { customer_id: 'ana-4711' }, keys.admin)
    // At once, though hits are overwritten behind the request.
    const [hit] = await rowsOf('hits')
    expect(hit?.['title']).toBe('')
    expect(JSON.stringify(hit)).not.toContain(visitor)
    await until(async () => {
      await command(collector, { command: 'settle' })
      const { json } = await collector.get('/v1/erasures', keys.admin)
      return at(json, 'visitors_waiting') === 0
    })
    const refused = await get(`table=conversions${asked}`)
    expect(refused.status).toBe(409)
    expect(at(refused.json, 'detail')).toContain('export the table anew')
    const all = await Promise.all(EXPORT_TABLES.map((table) => get(`table=${table}`)))
    for (const { text } of all) {
      expect(text).not.toContain('ana-4711')
      expect(text).not.toContain(visitor)
    }
    expect(await rowsOf('conversions')).toMatchObject([{ value: '89.90' }])
  })
})

describe('what is refused', () => {
  test('is not a table of figures with a read key', async () => {
    for (const table of FIGURE_TABLES) {
      expect((await get(`table=${table}`, keys.read)).status).toBe(200)
      expect((await get(`table=${table}`, keys.write)).status).toBe(403)
    }
  })

  test('is a table of facts without an admin key', async () => {
    for (const table of FACT_TABLES) {
      const answer = await get(`table=${table}`, keys.read)
      expect(answer.status).toBe(403)
      expect(at(answer.json, 'detail')).toContain('"admin" is needed')
      expect((await collector.get(`/v1/export?table=${table}`)).status).toBe(401)
    }
  })

  test.each([
    ['table', 'table=visitors', 'is one of hits, conversions'],
    ['table', 'format=csv', 'is one of hits'],
    ['format', 'table=hits&format=parquet', '"pathworth export" writes parquet'],
    ['since', 'table=hits&since=-1', 'is no number of a fact'],
    ['since', 'table=hits&since=1e3', 'is no number of a fact'],
    ['since', 'table=hits&since=99999', 'is to come: the newest fact has number'],
    ['since', 'table=credits&since=0', 'is of facts, which have numbers'],
    ['line', 'table=touches&line=0', 'is of facts, which have numbers'],
    ['from', 'table=hits&from=2026-11-02&to=2026-11-01', 'is after "to"'],
    ['to', 'table=hits&to=2026-02-30', 'not a date that exists'],
    ['until', 'table=hits&until=3', 'is no parameter here'],
  ])('names %s in %s', async (field, query, message) => {
    const { status, json } = await get(query)
    expect(status).toBe(422)
    expect(at(json, 'errors')).toEqual([{ field, message: expect.stringContaining(message) }])
  })
})
