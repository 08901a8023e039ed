import { beforeEach, describe, expect, test } from 'vitest'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const SOCIAL =
  'https://shop.example/?utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn'
const EMAIL = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=%3Dletter'
const SEARCH = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const DIRECT = 'https://shop.example/'

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

/** Touches of one visitor: a page and a time each. */
function visits(visitor: string, ...touches: [url: string, time: string][]) {
  const events = touches.map(([url, time]) => pageView({ url, ts: Date.parse(time) }))
  return collector.send(events, { visitor, key: keys.write })
}

const spend = (amount: string, from: string, more: Record<string, unknown>) =>
  collector.post(
    '/v1/costs',
    { category: 'ad_spend', amount, currency: 'EUR', from, to: from, ...more },
    keys.write,
  )

const social = { source: 'facebook', medium: 'paid_social' }
const email = { source: 'news', medium: 'email' }

/** A Social touch costs 6.00, an Email touch 0.50; of five journeys two convert and one is open. */
async function fiveJourneys(): Promise<void> {
  const [j1, j2, j3, j4, j5] = Array.from({ length: 5 }, () => visitorId())
  const noon = (day: string) => `2026-${day}T12:00:00Z`
  const both: [string, string][] = [
    [SOCIAL, noon('09-01')],
    [EMAIL, noon('09-03')],
  ]
  await visits(j1 ?? '', [SOCIAL, noon('09-02')], ...both)
  await visits(j2 ?? '', ...both)
  await visits(j3 ?? '', ...both)
  await visits(j4 ?? '', [SOCIAL, noon('11-01')], [EMAIL, noon('11-03')])
  await visits(j5 ?? '', [EMAIL, noon('11-04')])
  const paid = [
    order({ transaction_id: 'J1', ts: '2026-09-03T13:00:00Z', value: '100.00', visitor: j1 }),
    order({ transaction_id: 'J5', ts: '2026-11-04T13:00:00Z', value: '40.00', visitor: j5 }),
  ]
  await collector.post('/v1/conversions', paid, keys.write)
  await spend('18.00', '2026-09-01', social)
  await spend('6.00', '2026-09-02', social)
  await spend('1.50', '2026-09-03', email)
  await spend('6.00', '2026-11-01', social)
  await spend('0.50', '2026-11-03', email)
  await spend('0.50', '2026-11-04', email)
  await spend('7.50', '2026-11-10', social)
}

const AUTUMN = 'from=2026-09-01&to=2026-11-30'

describe('GET /v1/paths', () => {
  test('ranks paths by what all of their journeys cost and earned, to the cent', async () => {
    await fiveJourneys()
    const answer = await collector.get(`/v1/paths?${AUTUMN}`, keys.read)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.json).toMatchObject({
      meta: {
        ...{ site: 'shop', from: '2026-09-01', to: '2026-11-30', goal: 'purchase' },
        ...{ of: 'channel', shape: 'sequence', allocate: 'none', sort: 'value' },
        ...{ basis: 'closing_date', lost_after_days: 30, currency: 'EUR', pending: 0 },
      },
      paths: [
        {
          path: 'Paid Social > Email',
          steps: ['Paid Social', 'Email'],
          journeys: 3,
          conversions: '1',
          conversion_rate: 0.3333,
          value: '100.00',
          cost: '25.50',
          profit: '74.50',
          roi: 2.9216,
          median_days: 2,
          median_touches: 3,
        },
        { path: 'Email', journeys: 1, conversions: '1', cost: '0.50', roi: 79, median_days: 0 },
      ],
      other: { journeys: 0, cost: '0.00' },
      closed: { paths: 2, journeys: 4, conversions: '2', conversion_rate: 0.5, cost: '26.00' },
      open: { journeys: 1, cost: '6.50' },
      unattributed: { conversions: '0', value: '0.00' },
      total: { conversions: '2', value: '140.00', cost: '40.00', profit: '100.00', roi: 2.5 },
      bridge: {
        ...{ closed: '26.00', before_period: '0.00', open: '6.50', closed_outside: '0.00' },
        ...{ left_out: '0.00', without_touch: '7.50', overhead: '0.00', rest_of_month: '0.00' },
        spend: '40.00',
      },
      next: null,
    })
    const roi = await collector.get(`/v1/roi?${AUTUMN}`, keys.read)
    expect(at(roi.json, 'total')).toMatchObject({ value: '140.00', cost: '40.00', roi: 2.5 })
  })

  test('takes sets of campaigns, in pages', async () => {
    await fiveJourneys()
    const asked = `${AUTUMN}&of=campaign&shape=set&sort=roi&limit=1`
    const first = await collector.get(`/v1/paths?${asked}`, keys.read)
    expect(at(first.json, 'paths', 0)).toMatchObject({ path: '=letter', steps: ['=letter'] })
    const cursor = at(first.json, 'next')
    const second = await collector.get(`/v1/paths?${asked}&cursor=${cursor}`, keys.read)
    expect(at(second.json, 'paths', 0, 'path')).toBe('=letter + autumn')
    expect(at(second.json, 'next')).toBe(null)
  })

  test('comes as CSV, in which no campaign becomes a formula', async () => {
    await fiveJourneys()
    const answer = await collector.get(`/v1/paths?${AUTUMN}&of=campaign&format=csv`, keys.read)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="shop-paths-campaign-sequence-2026-09-01-2026-11-30.csv"',
    )
    const lines = answer.text.split('\r\n')
    expect(lines[0]).toBe(
      'row_type,path,journeys,conversions,conversion_rate,value,cost,profit,roi,roas,cpa,median_days,median_touches',
    )
    expect(lines).toContain(
      'path,autumn > =letter,3,1,0.3333,100.00,25.50,74.50,2.9216,3.9216,25.50,2,3',
    )
    expect(lines).toContain("path,'=letter,1,1,1,40.00,0.50,39.50,79,80,0.50,0,1")
    expect(lines).toContain('bridge,without_touch,,,,,7.50,,,,,,')
    expect(lines).toContain('total,,,2,,140.00,40.00,100.00,2.5,3.5,20.00,,')
  })

  test('names what is wrong with a question', async () => {
    const wrong = 'from=2026-11-01&to=2026-10-01&shape=circle&of=colour&limit=0&colour=red'
    const answer = await collector.get(`/v1/paths?${wrong}`, keys.read)
    expect(answer.status).toBe(422)
    const fields = (at(answer.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
    expect(fields.sort()).toEqual(['colour', 'limit', 'of', 'shape'])
    expect((await collector.get(`/v1/paths?${AUTUMN}`, keys.write)).status).toBe(403)
    expect((await collector.get(`/v1/paths?${AUTUMN}`)).status).toBe(401)
  })

  test('is empty, and no error, where nothing is', async () => {
    const answer = await collector.get(`/v1/paths?${AUTUMN}`, keys.read)
    expect(answer.json).toMatchObject({
      ...{ paths: [], closed: { paths: 0, conversion_rate: null }, open: { journeys: 0 } },
      total: { value: '0.00', cost: '0.00', roi: null },
    })
  })
})

/**
 * Search spends 100.00 from the 1st to the 4th and has 3, 0, 2 and 5 touches; nobody's are 48.00;
 * Direct has a touch on the 1st and one on the 2nd. The very first touch alone earns 60.00.
 */
async function twelveTouches(): Promise<void> {
  const of = (day: string, url: string, count: number) =>
    Array.from({ length: count }, (_, n) => [url, `2026-11-${day}T10:0${9 - n}:00Z`] as const)
  const touches = [
    ...[...of('04', SEARCH, 5), ...of('03', SEARCH, 2), ...of('02', DIRECT, 1)],
    ...[...of('01', SEARCH, 2), ...of('01', DIRECT, 1)],
  ]
  for (const [url, time] of touches) await visits(visitorId(), [url, time])
  const buyer = visitorId()
  await visits(buyer, [SEARCH, '2026-11-01T09:00:00Z'])
  const sale = order({ visitor: buyer, ts: '2026-11-01T09:30:00Z', value: '60.00' })
  await collector.post('/v1/conversions', sale, keys.write)
  const days = { from: '2026-11-01', to: '2026-11-04' }
  await spend('100.00', '', { ...days, channel: 'Paid Search' })
  await spend('48.00', '', { ...days, category: 'overhead' })
}

const FIRST_DAYS = 'from=2026-11-01&to=2026-11-04'

describe('filters of paths', () => {
  const paths = async (query: string) =>
    (await collector.get(`/v1/paths?${AUTUMN}&${query}`, keys.read)).json

  test('leave whole journeys that have such a touch, with all that they cost and brought', async () => {
    await fiveJourneys()
    // Three of the closed ones, and the open one, have a touch of Social beside those of Email.
    const social = {
      paths: [{ path: 'Paid Social > Email', journeys: 3, value: '100.00', cost: '25.50' }],
      closed: { paths: 1, journeys: 3, conversions: '1', value: '100.00', cost: '25.50' },
      open: { journeys: 1, cost: '6.50' },
      unattributed: { conversions: '0', value: '0.00' },
      bridge: {
        ...{ closed: '25.50', open: '6.50', closed_outside: '0.00', left_out: '0.00' },
        // The journey of Email alone; nothing of the spend is lost.
        ...{ filtered_out: '0.50', without_touch: '7.50', spend: '40.00' },
      },
    }
    for (const [name, value] of [
      ...[['campaign', 'autumn'] as const, ['channel', 'Paid Social'] as const],
      ...[['source', 'facebook,bing'] as const, ['channel', '!Email'] as const],
    ]) {
      const json = await paths(`${name}=${encodeURIComponent(value)}`)
      expect(json).toMatchObject(social)
      expect(at(json, 'total')).toMatchObject({
        ...{ conversions: '1', value: '100.00', cost: null, profit: null, roi: null, cpa: null },
        cost_unknown: [name],
      })
    }
    expect(at(await paths('source=news'), 'closed')).toMatchObject({
      ...{ paths: 2, journeys: 4, conversions: '2', value: '140.00', cost: '26.00' },
    })
    expect(at(await paths('medium=email'), 'meta', 'filters')).toEqual({
      medium: { is: ['email'] },
    })
  })

  test('are of names as they are written, and empty for what nobody came by', async () => {
    await fiveJourneys()
    for (const filter of ['campaign=Autumn', 'campaign=autumn2', 'campaign=(none)', 'country=FR']) {
      const json = await paths(filter)
      expect(at(json, 'paths')).toEqual([])
      expect(json).toMatchObject({
        ...{ closed: { journeys: 0, conversions: '0', cost: '0.00' }, open: { journeys: 0 } },
        bridge: { closed: '0.00', open: '0.00', filtered_out: '32.50', spend: '40.00' },
      })
    }
  })

  test('ask all of one touch: who came by Social at the desk and by Email on something else', async () => {
    const both = visitorId()
    // A browser is believed of the last day, a backend of any.
    collector.now = Date.parse('2026-11-01T12:00:00Z')
    await collector.send([pageView({ url: SOCIAL, ts: collector.now })], { visitor: both })
    collector.now = NOON
    await visits(both, [EMAIL, '2026-11-02T12:00:00Z'])
    const paid = { ts: '2026-11-02T13:00:00Z', value: '10.00', visitor: both }
    await collector.post('/v1/conversions', [order({ transaction_id: 'B', ...paid })], keys.write)
    const journeys = async (query: string) => at(await paths(query), 'closed', 'journeys')
    expect(await journeys('device=desktop')).toBe(1)
    expect(await journeys('device=desktop&channel=Paid%20Social')).toBe(1)
    expect(await journeys('device=(none)&channel=Email')).toBe(1)
    expect(await journeys('device=desktop&channel=Email')).toBe(0)
    expect(await journeys('device=mobile')).toBe(0)
  })

  test('of a stage have the journeys that converted in it, and orders without a touch', async () => {
    await fiveJourneys()
    const nobodys = order({ transaction_id: 'N', ts: '2026-11-04T14:00:00Z', value: '9.00' })
    await collector.post('/v1/conversions', [nobodys], keys.write)
    expect(await paths('stage=acquisition')).toMatchObject({
      closed: { journeys: 2, conversions: '2', conversion_rate: 1, value: '140.00', cost: '13.00' },
      open: { journeys: 0, cost: '0.00' },
      unattributed: { conversions: '0' },
      bridge: { closed: '13.00', filtered_out: '19.50', without_touch: '7.50', spend: '40.00' },
    })
    expect(await paths('stage=unknown')).toMatchObject({
      ...{ closed: { journeys: 0 }, unattributed: { conversions: '1', value: '9.00' } },
      total: { conversions: '1', value: '9.00', cost: null },
    })
    expect(at(await paths('stage=!unknown&channel=Email'), 'unattributed', 'conversions')).toBe('0')
  })

  test('have the conversions that the list of journeys has under them', async () => {
    await fiveJourneys()
    for (const filter of [
      'campaign=autumn',
      'channel=!Email',
      'source=news',
      'stage=acquisition',
    ]) {
      const query = `/v1/journeys?${AUTUMN}&${filter}`
      const listed = at((await collector.get(query, keys.read)).json, 'journeys') as unknown[]
      expect(at(await paths(filter), 'closed', 'conversions')).toBe(String(listed.length))
    }
  })

  test.each(['coupon', 'item', 'advocacy', 'market', 'sales_channel'])(
    'on orders alone are refused with the way out: %s',
    async (name) => {
      const { status, json } = await collector.get(`/v1/paths?${AUTUMN}&${name}=x`, keys.read)
      expect(status).toBe(422)
      expect(at(json, 'errors')).toEqual([
        { field: name, message: expect.stringContaining('ask /v1/journeys or /v1/roi with it') },
      ])
    },
  )
})

describe('what a touch costs', () => {
  beforeEach(twelveTouches)

  test('is told by its journey, with profit and ROI', async () => {
    const shared = await collector.get('/v1/journeys/1001?allocate=touches', keys.read)
    expect(at(shared.json, 'meta')).toMatchObject({ allocate: 'touches', model: 'last_non_direct' })
    expect(at(shared.json, 'journey')).toMatchObject({
      ...{ cost: '12.34', profit: '47.66', roi: 3.8622 },
      touches: [{ cost: '12.34', profit: '47.66', roi: 3.8622 }],
    })
    const alone = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(alone.json, 'journey')).toMatchObject({ cost: '8.34', profit: '51.66' })
    const listed = await collector.get(`/v1/journeys?${FIRST_DAYS}&allocate=touches`, keys.read)
    expect(at(listed.json, 'journeys', 0, 'cost')).toBe('12.34')
  })

  test('is shared out to rows of costs that name nothing, and the total stays', async () => {
    const roi = async (more: string) =>
      (await collector.get(`/v1/roi?${FIRST_DAYS}${more}`, keys.read)).json
    const alone = await roi('')
    expect(at(alone, 'rows', 0)).toMatchObject({
      channel: 'Paid Search',
      cost: '100.00',
      roi: -0.4,
    })
    expect(at(alone, 'overhead', 'cost')).toBe('48.00')
    const shared = await roi('&allocate=touches')
    expect(shared).toMatchObject({
      meta: { allocate: 'touches' },
      rows: [
        { channel: 'Paid Search', touches: 10, cost: '140.00', roi: -0.5714 },
        { channel: 'Direct', touches: 2, cost: '8.00' },
      ],
      overhead: { cost: '0.00' },
      total: { cost: '148.00', roi: -0.5946 },
    })
    expect(at(alone, 'total')).toEqual(at(shared, 'total'))
    const byDay = await roi('&allocate=touches&by=day,campaign')
    expect(at(byDay, 'total')).toEqual(at(shared, 'total'))
    // A touch without a campaign has one that is called nothing, and is broken down.
    expect(at(byDay, 'rows')).toContainEqual(
      expect.objectContaining({ day: '2026-11-02', campaign: '', cost: '4.00' }),
    )
  })

  test('adds up with what no touch takes', async () => {
    collector.now = NOON + 40 * DAY
    const asked = 'from=2026-11-01&to=2026-12-31&allocate=touches'
    const answer = await collector.get(`/v1/paths?${asked}`, keys.read)
    expect(at(answer.json, 'bridge')).toMatchObject({
      ...{ closed: '123.00', without_touch: '25.00', overhead: '0.00', spend: '148.00' },
    })
    expect(at(answer.json, 'paths')).toMatchObject([
      { path: 'Paid Search', journeys: 10, conversions: '1', cost: '115.00' },
      { path: 'Direct', journeys: 2, conversions: '0', cost: '8.00' },
    ])
    expect(at(answer.json, 'total')).toMatchObject({ value: '60.00', cost: '148.00', roi: -0.5946 })
  })
})

describe('what the order of a path is worth', () => {
  const SEPTEMBER = 'from=2026-09-01&to=2026-09-30'
  const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

  /** An order of 100.00, from 110.00, of goods for 40.00; half of it comes back in November. */
  beforeEach(async () => {
    const visitor = visitorId()
    await visits(visitor, [EMAIL, '2026-09-03T10:00:00Z'])
    const amounts = { value: '100.00', discount: '10.00', cost_of_goods: '40.00' }
    const nobodys = {
      transaction_id: '1002',
      value: '8.00',
      discount: '2.00',
      cost_of_goods: '3.00',
    }
    const sold = [
      order({ ts: '2026-09-03T11:00:00Z', visitor, ...amounts }),
      order({ ts: '2026-09-04T11:00:00Z', ...nobodys }),
    ]
    await collector.post('/v1/conversions', sold, keys.write)
    const back = { refund_id: 'R', ts: '2026-11-05T10:00:00Z', currency: 'EUR' }
    const refunds = [
      { transaction_id: '1001', amount: '50.00', ...back },
      { transaction_id: '1002', amount: '8.00', ...back },
    ]
    await collector.post('/v1/refunds', refunds, keys.write)
    await spend('5.00', '2026-09-03', email)
  })

  const paths = async (query: string) => (await collector.get(`/v1/paths?${query}`, keys.read)).json

  test('is its margin when that is asked, and then margin and average are told, too', async () => {
    const json = await paths(`${SEPTEMBER}&value=margin`)
    expect(at(json, 'paths')).toMatchObject([
      {
        path: 'Email',
        value: '30.00',
        cost: '5.00',
        profit: '25.00',
        margin: '30.00',
        aov: '50.00',
      },
    ])
    expect(at(json, 'total')).toMatchObject({ value: '30.00', profit: '25.00', aov: '25.00' })
    expect(at(json, 'meta')).toMatchObject({
      value_basis: 'net of refunds, without tax, shipping and cost of goods',
      ...{ value: 'margin', refund_basis: 'sale', discount_as: 'reduction' },
    })
    const plain = await paths(SEPTEMBER)
    expect(at(plain, 'paths', 0)).not.toHaveProperty('margin')
    expect(at(plain, 'meta')).not.toHaveProperty('value')
  })

  test('has the same profit when a discount is a cost, which the bridge does not have', async () => {
    const json = await paths(`${SEPTEMBER}&discount_as=cost`)
    expect(at(json, 'paths')).toMatchObject([{ value: '55.00', cost: '10.00', profit: '45.00' }])
    expect(at(json, 'unattributed')).toEqual({ conversions: '1', value: '0.00', cost: '0.00' })
    expect(at(json, 'bridge')).toMatchObject({ closed: '5.00', spend: '5.00' })
    expect(at(json, 'total')).toMatchObject({ value: '55.00', cost: '10.00', profit: '45.00' })
    expect(at(await paths(SEPTEMBER), 'total')).toMatchObject({ value: '50.00', profit: '45.00' })
  })

  test('has what went back in the month of the refund, where its path has no journey', async () => {
    const asked = 'refund_basis=refund'
    const september = await paths(`${SEPTEMBER}&${asked}`)
    expect(at(september, 'paths')).toMatchObject([{ value: '100.00', profit: '95.00' }])
    expect(at(september, 'unattributed')).toEqual({ conversions: '1', value: '8.00' })
    const november = await paths(`${NOVEMBER}&${asked}&sort=conversion_rate`)
    expect(at(november, 'paths')).toMatchObject([
      { path: 'Email', journeys: 0, conversions: '0', conversion_rate: null, value: '-50.00' },
    ])
    expect(at(november, 'unattributed')).toEqual({ conversions: '0', value: '-8.00' })
    expect(at(november, 'total')).toMatchObject({ value: '-58.00', cost: '0.00', aov: null })
  })

  test.each([
    'value=margin',
    'discount_as=cost',
    'refund_basis=refund',
    'value=margin&discount_as=cost&refund_basis=refund',
  ])('adds up to what the report says of %s', async (query) => {
    for (const months of [SEPTEMBER, NOVEMBER]) {
      const roi = await collector.get(`/v1/roi?${months}&${query}`, keys.read)
      const { value, cost, profit, margin, aov } = at(roi.json, 'total') as Record<string, string>
      const total = at(await paths(`${months}&${query}`), 'total')
      expect(total).toMatchObject({ value, cost, profit, margin, aov })
    }
  })

  test('comes as CSV with its columns', async () => {
    const query = `${SEPTEMBER}&value=margin&format=csv`
    const { text } = await collector.get(`/v1/paths?${query}`, keys.read)
    const [head = '', ...lines] = text.trim().split('\r\n')
    expect(head).toMatch(/,cpa,margin,aov,median_days,median_touches$/)
    expect(lines[0]).toBe('path,Email,1,1,1,30.00,5.00,25.00,5,6,5.00,30.00,50.00,0,1')
    expect(new Set([head, ...lines].map((line) => line.split(',').length)).size).toBe(1)
  })

  test.each(['value=profit', 'refund_basis=order', 'discount_as=gift'])(
    'knows no %s',
    async (query) => {
      const answer = await collector.get(`/v1/paths?${SEPTEMBER}&${query}`, keys.read)
      expect(answer.status).toBe(422)
      expect(at(answer.json, 'errors', 0, 'field')).toBe(query.split('=')[0])
    },
  )
})
