import { beforeEach, describe, expect, test } from 'vitest'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
const visitor = visitorId()

/** An ad, a letter eight days later, and an order of 100.01 at the end; 20.00 for the ad. */
beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
  const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=%3Dsum(1)'
  await collector.send(
    [
      pageView({ ts: NOON - 9 * DAY, url: ad }),
      pageView({ ts: NOON - DAY, url: letter, referrer: '' }),
    ],
    { visitor, key: keys.write },
  )
  const amounts = { value: '100.01', tax: '19.00', total: '119.01' }
  await collector.post('/v1/conversions', order({ visitor, ...amounts }), keys.write)
  const cost = {
    from: '2026-11-11',
    to: '2026-11-11',
    category: 'ad_spend',
    source: 'google',
    medium: 'cpc',
    campaign: 'autumn',
    amount: '20.00',
    currency: 'EUR',
  }
  await collector.post('/v1/costs', cost, keys.write)
})

const november = 'from=2026-11-01&to=2026-11-30'

describe('GET /v1/roi', () => {
  test('says what each channel earned and cost, and on what terms', async () => {
    const answer = await collector.get(`/v1/roi?${november}&model=linear&by=channel`, keys.read)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.json).toMatchObject({
      meta: {
        site: 'shop',
        from: '2026-11-01',
        to: '2026-11-30',
        goal: 'purchase',
        model: 'linear',
        model_version: expect.anything(),
        basis: 'conversion_date',
        value_basis: 'net of refunds, without tax and shipping',
        currency: 'EUR',
        timezone: 'Europe/Paris',
        fresh_to: '2026-11-20T12:00:00.000Z',
        pending: 0,
        generation: expect.any(Number),
        match_rate: 1,
        coverage: 1,
        eligible: 1,
        matched: 1,
        warming_up: false,
        left_out: {},
      },
      rows: [
        {
          channel: 'Paid Search',
          touches: 1,
          conversions: '0.5',
          value: '50.01',
          cost: '20.00',
          profit: '30.01',
          roi: 1.5005,
          roas: 2.5005,
          cpa: '40.00',
        },
        {
          channel: 'Email',
          touches: 1,
          conversions: '0.5',
          value: '50.00',
          cost: '0.00',
          roi: null,
        },
      ],
      unattributed: { conversions: '0', value: '0.00' },
      overhead: { cost: '0.00' },
      total: { conversions: '1', value: '100.01', cost: '20.00', profit: '80.01', roi: 4.0005 },
    })
  })

  test('takes last non-direct by channel when nothing is said', async () => {
    const answer = await collector.get(`/v1/roi?${november}`, keys.read)
    expect(at(answer.json, 'meta', 'model')).toBe('last_non_direct')
    expect(at(answer.json, 'rows', 0)).toMatchObject({ channel: 'Email', value: '100.01' })
  })

  test('says what a new customer cost, and how many orders were of customers who had bought', async () => {
    const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=more'
    const back = pageView({ ts: NOON - 20_000, url: letter })
    await collector.send([back], { visitor, key: keys.write })
    const again = { transaction_id: '1002', visitor, value: '60.00', ts: '2026-11-20T11:59:50Z' }
    await collector.post('/v1/conversions', order(again), keys.write)
    const { json } = await collector.get(
      `/v1/roi?${november}&by=channel&model=first_touch`,
      keys.read,
    )
    expect(at(json, 'rows')).toMatchObject([
      { channel: 'Paid Search', conversions: '1', aov: '100.01', new_customers: '1', cac: '20.00' },
      { channel: 'Email', conversions: '1', aov: '60.00', new_customers: '0', cac: null },
    ])
    expect(at(json, 'rows', 0)).not.toHaveProperty('repeat_rate')
    expect(at(json, 'total')).toMatchObject({
      ...{ aov: '80.01', new_customers: '1', cac: '20.00', repeat_rate: 0.5 },
    })
  })

  test('knows no new customers among leads', async () => {
    const lead = { goal: 'lead', transaction_id: 'L', visitor, value: '0.00' }
    await collector.post('/v1/conversions', order(lead), keys.write)
    const { json } = await collector.get(`/v1/roi?${november}&goal=lead`, keys.read)
    expect(at(json, 'total')).toMatchObject({ conversions: '1' })
    for (const name of ['new_customers', 'cac', 'aov', 'repeat_rate'])
      expect(at(json, 'total')).not.toHaveProperty(name)
  })

  test('takes any list of dimensions', async () => {
    const by = 'month,source,stage'
    const answer = await collector.get(`/v1/roi?${november}&model=linear&by=${by}`, keys.read)
    const rows = at(answer.json, 'rows') as unknown[]
    expect(rows).toContainEqual(
      expect.objectContaining({ month: '2026-11', source: 'news', value: '50.00' }),
    )
  })

  test('dates credit by its touch when asked', async () => {
    const early = 'from=2026-11-01&to=2026-11-15&model=linear&by=channel'
    const byOrder = await collector.get(`/v1/roi?${early}`, keys.read)
    expect(at(byOrder.json, 'total', 'value')).toBe('0.00')
    const byTouch = await collector.get(`/v1/roi?${early}&basis=touch_date`, keys.read)
    expect(at(byTouch.json, 'total', 'value')).toBe('50.01')
    expect(at(byTouch.json, 'meta', 'basis')).toBe('touch_date')
  })

  test('is empty, and no error, where nothing is', async () => {
    const answer = await collector.get('/v1/roi?from=2020-01-01&to=2020-12-31', keys.read)
    expect(answer.json).toMatchObject({
      meta: { eligible: 0, match_rate: null, coverage: null },
      rows: [],
      total: { value: '0.00', roi: null },
    })
  })

  test('warns while a young site cannot know a whole lookback', async () => {
    collector.now = NOON - 200 * DAY + 90 * DAY - 1
    const early = await collector.get(`/v1/roi?${november}`, keys.read)
    expect(at(early.json, 'meta', 'warming_up')).toBe(true)
    collector.now += 1
    const later = await collector.get(`/v1/roi?${november}`, keys.read)
    expect(at(later.json, 'meta', 'warming_up')).toBe(false)
  })

  test('comes as CSV, in which no campaign becomes a formula', async () => {
    const by = 'channel,campaign'
    const query = `${november}&model=linear&by=${by}&format=csv`
    const answer = await collector.get(`/v1/roi?${query}`, keys.read)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="shop-roi-linear-2026-11-01-2026-11-30.csv"',
    )
    const lines = answer.text.split('\r\n')
    expect(lines[0]).toBe(
      'row_type,channel,campaign,touches,conversions,value,cost,profit,roi,roas,cpa,aov,new_customers,cac,repeat_rate',
    )
    expect(lines).toContain(
      'row,Paid Search,autumn,1,0.5,50.01,20.00,30.01,1.5005,2.5005,40.00,100.02,0.5,40.00,',
    )
    expect(lines.find((line) => line.startsWith('row,Email'))).toContain("'=sum(1)")
  })
})

describe('GET /v1/journeys', () => {
  test('shows the touches of each conversion and their credits under each model', async () => {
    const answer = await collector.get('/v1/journeys', keys.read)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.json).toMatchObject({
      meta: {
        site: 'shop',
        goal: 'purchase',
        currency: 'EUR',
        timezone: 'Europe/Paris',
        from: '2026-10-22',
        to: '2026-11-20',
        pending: 0,
      },
      journeys: [
        {
          transaction_id: '1001',
          goal: 'purchase',
          ts: '2026-11-20T11:59:30.000Z',
          day: '2026-11-20',
          state: 'counted',
          value: '100.01',
          refunded: '0.00',
          currency: 'EUR',
          matched: true,
          touches: [
            {
              ts: '2026-11-11T12:00:00.000Z',
              channel: 'Paid Search',
              source: 'google',
              medium: 'cpc',
              campaign: 'autumn',
              click_id: '',
              credits: {
                first_touch: { conversions: '1', value: '100.01' },
                last_non_direct: { conversions: '0', value: '0.00' },
                linear: { conversions: '0.5', value: '50.01' },
              },
            },
            { channel: 'Email', credits: { linear: { conversions: '0.5', value: '50.00' } } },
          ],
        },
      ],
      next: null,
    })
  })

  test('goes page by page, newest first, each journey once', async () => {
    const times = ['08', '09', '10'].map((hour) => `2026-11-20T${hour}:00:00Z`)
    const orders = times.map((ts, i) => order({ transaction_id: `T${i}`, ts, visitor }))
    await collector.post('/v1/conversions', orders, keys.write)
    const seen: unknown[] = []
    let cursor: unknown = ''
    while (typeof cursor === 'string') {
      const query = cursor ? `limit=2&cursor=${encodeURIComponent(cursor)}` : 'limit=2'
      const page = await collector.get(`/v1/journeys?${query}`, keys.read)
      const journeys = at(page.json, 'journeys') as unknown[]
      expect(journeys.length).toBeLessThanOrEqual(2)
      seen.push(...journeys.map((journey) => at(journey, 'transaction_id')))
      cursor = at(page.json, 'next')
    }
    expect(seen).toEqual(['1001', 'T2', 'T1', 'T0'])
  })

  test('keeps to its days and its goal', async () => {
    const earlier = await collector.get('/v1/journeys?to=2026-11-19', keys.read)
    expect(at(earlier.json, 'journeys')).toEqual([])
    expect(at(earlier.json, 'meta', 'from')).toBe('2026-10-21')
    const leads = await collector.get('/v1/journeys?goal=lead', keys.read)
    expect(at(leads.json, 'journeys')).toEqual([])
  })
})

describe('GET /v1/journeys/{transaction_id}', () => {
  test('shows one', async () => {
    const answer = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(answer.json, 'journey', 'transaction_id')).toBe('1001')
    expect(at(answer.json, 'journey', 'touches', 'length')).toBe(2)
  })

  test('knows ids with slashes, spaces and letters of any script', async () => {
    const id = 'FR/2026 №7'
    await collector.post('/v1/conversions', order({ transaction_id: id }), keys.write)
    const answer = await collector.get(`/v1/journeys/${encodeURIComponent(id)}`, keys.read)
    expect(at(answer.json, 'journey', 'transaction_id')).toBe(id)
  })

  test('is of one goal', async () => {
    expect((await collector.get('/v1/journeys/1001?goal=lead', keys.read)).status).toBe(404)
  })
})
