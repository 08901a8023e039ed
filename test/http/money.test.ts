import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, at, order, pageView, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  collector.now = Date.parse('2026-12-05T12:00:00Z')
  keys = await collector.addSite('shop')
})

const ask = (command: Record<string, unknown>) =>
  collector.post('/v1/admin', { site: 'shop', ...command }, TOKEN)

const importRates = (...list: [day: string, currency: string, rate: string][]) =>
  ask({
    command: 'rates_import',
    rates: list.map(([day, currency, rate]) => ({ day, currency, rate })),
  })

/** Until nothing waits. */
async function settle(): Promise<void> {
  for (;;) {
    const { json } = await ask({ command: 'settle' })
    if (at(json, 'pending') === 0 && at(json, 'building') === false) return
  }
}

/** A visit a time, each by another campaign. */
async function visits(visitor: string, ...given: [ts: string, source: string, medium: string][]) {
  const events = given.map(([ts, source, medium]) =>
    pageView({
      ts: Date.parse(ts),
      url: `https://shop.example/?utm_source=${source}&utm_medium=${medium}`,
    }),
  )
  const answer = await collector.send(events, { visitor, key: keys.write })
  expect(answer.json).toMatchObject({ accepted: given.length })
}

async function post(path: string, body: unknown): Promise<Answer> {
  const answer = await collector.post(path, body, keys.write)
  expect(answer.status).toBe(200)
  return answer
}

const roi = (query: string) => collector.get(`/v1/roi?model=linear&by=channel&${query}`, keys.read)

const JANUARY = 'from=2026-01-01&to=2026-01-31'
const FEBRUARY = 'from=2026-02-01&to=2026-02-28'
const MARCH = 'from=2026-03-01&to=2026-03-31'

describe('a refund across months', () => {
  beforeEach(async () => {
    const visitor = visitorId(Date.parse('2026-01-29T10:00:00Z'))
    await visits(
      visitor,
      ['2026-01-30T10:00:00Z', 'google', 'cpc'],
      ['2026-01-31T10:00:00Z', 'news', 'email'],
      ['2026-02-01T10:00:00Z', 'fb', 'paid_social'],
    )
    const amounts = { value: '100.00', tax: '19.00', total: '119.00' }
    const sale = order({ ts: '2026-02-02T10:00:00Z', visitor, ...amounts })
    await post('/v1/conversions', sale)
  })

  const refund = (id: string, amount: string, more: Record<string, unknown> = {}) =>
    post('/v1/refunds', {
      ...{ transaction_id: '1001', refund_id: id, ts: '2026-03-05T10:00:00Z' },
      ...{ amount, currency: 'EUR', ...more },
    })

  const totals = async (query: string) => {
    const months = [JANUARY, FEBRUARY, MARCH].map((month) => roi(`${month}&${query}`))
    return (await Promise.all(months)).map(({ json }) => at(json, 'total', 'value'))
  }

  test.each([
    ['conversion_date', 'sale', ['0.00', '50.00', '0.00']],
    ['conversion_date', 'refund', ['0.00', '100.00', '-50.00']],
    ['touch_date', 'sale', ['33.33', '16.67', '0.00']],
    ['touch_date', 'refund', ['66.67', '33.33', '-50.00']],
  ])('by %s, refunds by their %s', async (basis, refundBasis, expected) => {
    expect((await refund('R', '59.50')).json).toMatchObject({ results: [{ state: 'counted' }] })
    const query = `basis=${basis}&refund_basis=${refundBasis}`
    expect(await totals(query)).toEqual(expected)
    const months = await collector.get(
      `/v1/roi?model=linear&by=month&from=2026-01-01&to=2026-03-31&${query}`,
      keys.read,
    )
    const rows = at(months.json, 'rows') as Record<string, unknown>[]
    const values = Object.fromEntries(rows.map((row) => [row['month'], row['value']]))
    for (const [index, month] of ['2026-01', '2026-02', '2026-03'].entries())
      expect(values[month] ?? '0.00').toBe(expected[index])
    expect(at(months.json, 'meta')).toMatchObject({ basis, refund_basis: refundBasis })
  })

  test('takes from each touch what its sale has given it', async () => {
    await refund('R', '59.50')
    const { json } = await roi(`${MARCH}&refund_basis=refund`)
    const rows = at(json, 'rows') as Record<string, unknown>[]
    expect(Object.fromEntries(rows.map((row) => [row['channel'], row['value']]))).toEqual({
      'Paid Search': '-16.67',
      Email: '-16.67',
      'Paid Social': '-16.66',
    })
  })

  test('leaves the conversions where they were', async () => {
    await refund('R', '59.50')
    const conversions = async (month: string) =>
      at((await roi(`${month}&basis=touch_date`)).json, 'total', 'conversions')
    expect(await conversions(JANUARY)).toBe('0.666667')
    expect(await conversions(FEBRUARY)).toBe('0.333333')
    expect(await conversions(MARCH)).toBe('0')
  })

  test('by parts leaves nothing in any cell once all is back', async () => {
    for (const [index, amount] of ['59.50', '0.01', '33.33', '26.16'].entries())
      await refund(`R${index}`, amount, { ts: `2026-03-0${index + 1}T10:00:00Z` })
    for (const basis of ['conversion_date', 'touch_date']) {
      expect(await totals(`basis=${basis}&refund_basis=sale`)).toEqual(['0.00', '0.00', '0.00'])
      const year = await roi(`from=2026-01-01&to=2026-12-31&basis=${basis}&refund_basis=refund`)
      const rows = at(year.json, 'rows') as Record<string, unknown>[]
      expect(rows.map((row) => row['value'])).toEqual(['0.00', '0.00', '0.00'])
    }
  })

  test('says nothing new to who has not asked', async () => {
    await refund('R', '59.50')
    const { json } = await roi(FEBRUARY)
    expect(Object.keys(json as object)).toEqual([
      'meta',
      'rows',
      'unattributed',
      'overhead',
      'total',
    ])
    expect(at(json, 'meta')).not.toHaveProperty('refund_basis')
    expect(at(json, 'total')).not.toHaveProperty('margin')
  })
})

describe('two currencies', () => {
  const november = 'from=2026-11-01&to=2026-11-30'
  const december = 'from=2026-12-01&to=2026-12-31'
  const rates: [string, string, string][] = [
    ['2026-10-30', 'GBP', '0.8000'],
    ['2026-11-02', 'USD', '1.2500'],
    ['2026-12-03', 'USD', '1.1765'],
  ]

  const sale = () =>
    post('/v1/conversions', order({ ts: '2026-11-02T10:00:00Z', value: '100.00', currency: 'USD' }))
  const refund = () =>
    post('/v1/refunds', {
      ...{ transaction_id: '1001', refund_id: 'R', ts: '2026-12-03T10:00:00Z' },
      ...{ amount: '100.00', currency: 'USD' },
    })
  const cost = () =>
    post('/v1/costs', {
      external_id: 'ads',
      ...{ from: '2026-11-01', to: '2026-11-01', category: 'ad_spend' },
      ...{ amount: '30.00', currency: 'GBP' },
    })

  const expectStory = async () => {
    expect((await roi(november)).json).toMatchObject({
      total: { value: '0.00', cost: '37.50', roi: -1 },
    })
    expect((await roi(`${november}&refund_basis=refund`)).json).toMatchObject({
      total: { value: '80.00', cost: '37.50', profit: '42.50', roi: 1.1333 },
      fx_difference: { value: '0.00' },
    })
    expect((await roi(`${december}&refund_basis=refund`)).json).toMatchObject({
      meta: { left_out: { pending_rate: 0, refunds: 0, costs: 0 } },
      total: { value: '-80.00', cost: '0.00', profit: '-80.00' },
      fx_difference: { value: '-5.00' },
    })
    expect((await roi(december)).json).toMatchObject({
      total: { value: '0.00' },
      fx_difference: { value: '-5.00' },
    })
  }

  test('come out to the cent when the rates are there', async () => {
    expect((await importRates(...rates)).json).toEqual({
      ...{ site: 'shop', created: 3, updated: 0, unchanged: 0 },
    })
    const state = async (answer: Promise<Answer>) => at((await answer).json, 'results', 0, 'state')
    expect(await state(sale())).toBe('counted')
    expect(await state(refund())).toBe('counted')
    expect(await state(cost())).toBe('counted')
    await expectStory()
  })

  test('come out the same when the rates come last, and are counted as missing until then', async () => {
    const state = async (answer: Promise<Answer>) => at((await answer).json, 'results', 0, 'state')
    expect(await state(sale())).toBe('pending_rate')
    expect(await state(refund())).toBe('pending_rate')
    expect(await state(cost())).toBe('pending_rate')
    const told = await Promise.all([sale(), refund(), cost()])
    for (const { json } of told)
      expect(at(json, 'results', 0, 'hint')).toContain('pathworth rates import FILE --site shop')
    expect((await roi(november)).json).toMatchObject({
      meta: {
        left_out: { pending_rate: 1 },
        hint: expect.stringContaining('pathworth rates import FILE --site shop'),
        eligible: 0,
      },
      total: { value: '0.00', cost: '0.00' },
    })
    await importRates(...rates)
    await settle()
    await expectStory()
  })

  test('take the rate of the sale for both, and tell which difference is not known', async () => {
    await importRates(['2026-11-02', 'USD', '1.2500'])
    await sale()
    await refund()
    expect((await roi(`${december}&refund_basis=refund`)).json).toMatchObject({
      meta: { left_out: { fx_differences: 1 } },
      total: { value: '-80.00' },
      fx_difference: { value: '0.00' },
    })
  })

  test('follow a rate that is corrected, and only on its days', async () => {
    await importRates(...rates)
    await sale()
    await cost()
    const again = await importRates(['2026-11-02', 'USD', '1.2500'], ['2026-10-30', 'GBP', '0.75'])
    expect(again.json).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    await settle()
    expect(at((await roi(november)).json, 'total')).toMatchObject({ value: '80.00', cost: '40.00' })
    await importRates(['2026-11-01', 'USD', '2'], ['2026-11-03', 'USD', '2'])
    await settle()
    expect(at((await roi(november)).json, 'total', 'value')).toBe('80.00')
  })

  test('take no rate of the future, and none that is older than a week', async () => {
    await importRates(['2026-11-03', 'USD', '1.25'], ['2026-10-25', 'USD', '1.25'])
    expect(at((await sale()).json, 'results', 0, 'state')).toBe('pending_rate')
    await importRates(['2026-10-26', 'USD', '1.25'])
    await settle()
    expect(at((await roi(november)).json, 'total', 'value')).toBe('80.00')
  })

  test('are computed anew in another one', async () => {
    await importRates(...rates)
    await sale()
    await cost()
    await ask({ command: 'site_set', currency: 'GBP' })
    await settle()
    expect((await roi(november)).json).toMatchObject({
      meta: { currency: 'GBP' },
      total: { value: '64.00', cost: '30.00' },
    })
  })

  test('show an order in the site currency, and as it was', async () => {
    await importRates(...rates)
    await sale()
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(json, 'journey')).toMatchObject({
      ...{ value: '80.00', refunded: '0.00', currency: 'EUR' },
      original: { value: '100.00', currency: 'USD' },
    })
  })

  test.each([
    ['no date', { day: '2026-02-30', currency: 'USD', rate: '1.25' }],
    ['no currency', { day: '2026-11-02', currency: 'ECU', rate: '1.25' }],
    ['a rate of the euro itself', { day: '2026-11-02', currency: 'EUR', rate: '2' }],
    ['zero', { day: '2026-11-02', currency: 'USD', rate: '0' }],
    ['a number', { day: '2026-11-02', currency: 'USD', rate: 1.25 }],
    ['too many decimals', { day: '2026-11-02', currency: 'USD', rate: '1.123456789' }],
  ])('take no rate with %s', async (_, rate) => {
    const answer = await ask({ command: 'rates_import', rates: [rate] })
    expect(answer.status).toBe(422)
    expect(await importRates(['2026-11-02', 'USD', '1.25'])).toMatchObject({
      json: { created: 1 },
    })
  })
})

describe('margin', () => {
  const november = 'from=2026-11-01&to=2026-11-30'

  beforeEach(async () => {
    const amounts = { value: '90.00', discount: '10.00', cost_of_goods: '40.00' }
    const orders = [
      order({ ts: '2026-11-02T10:00:00Z', ...amounts }),
      order({ ts: '2026-11-03T10:00:00Z', transaction_id: '1002', value: '50.00' }),
    ]
    await post('/v1/conversions', orders)
    await post('/v1/costs', {
      ...{ from: '2026-11-01', to: '2026-11-01', category: 'ad_spend' },
      ...{ amount: '20.00', currency: 'EUR' },
    })
  })

  const total = async (query: string) => at((await roi(`${november}&${query}`)).json, 'total')

  const refund = (more: Record<string, unknown>) =>
    post('/v1/refunds', {
      ...{ transaction_id: '1001', refund_id: 'R', ts: '2026-11-09T10:00:00Z' },
      ...{ amount: '45.00', currency: 'EUR', ...more },
    })

  test('is the revenue without the cost of goods, and then the value', async () => {
    expect(await total('value=revenue')).toMatchObject({
      ...{ value: '140.00', margin: '100.00', aov: '70.00', profit: '120.00' },
    })
    expect(await total('value=margin')).toMatchObject({
      ...{ value: '100.00', margin: '100.00', aov: '70.00', profit: '80.00', roi: 4 },
    })
  })

  test('takes the rate of the site where an order says nothing', async () => {
    await ask({ command: 'site_set', cost_of_goods_rate: '0.6' })
    await settle()
    expect(await total('value=margin')).toMatchObject({ value: '70.00', aov: '70.00' })
    const { json } = await roi(`${november}&value=margin`)
    expect(at(json, 'meta')).toMatchObject({
      value_basis: 'net of refunds, without tax, shipping and cost of goods',
      value: 'margin',
      cost_of_goods_rate: '0.6',
    })
  })

  test('has goods back pro rata with a refund', async () => {
    await refund({})
    expect(await total('value=margin')).toMatchObject({ value: '75.00' })
  })

  test('has them not back when they can not be sold again', async () => {
    await refund({ restocked: false })
    expect(await total('value=margin')).toMatchObject({ value: '55.00' })
    await refund({ restocked: true })
    expect(await total('value=margin')).toMatchObject({ value: '75.00' })
  })

  test.each(['revenue', 'margin'])(
    'makes the same profit of %s however a discount counts',
    async (value) => {
      await refund({})
      const reduced = await total(`value=${value}&discount_as=reduction`)
      const cost = (await roi(`${november}&value=${value}&discount_as=cost`)).json
      expect(at(cost, 'total', 'profit')).toBe(at(reduced, 'profit'))
      expect(at(cost, 'total', 'cost')).toBe('25.00')
      expect(at(cost, 'unattributed', 'cost')).toBe('5.00')
    },
  )

  test('comes as CSV with its columns', async () => {
    const { text } = await roi(`${november}&value=margin&format=csv`)
    const [head, ...lines] = text.split('\r\n')
    expect(head).toBe(
      'row_type,channel,touches,conversions,value,cost,profit,roi,roas,cpa,margin,aov,new_customers,cac,repeat_rate',
    )
    expect(lines).toContain('total,,0,2,100.00,20.00,80.00,4,5,10.00,100.00,70.00,0,,')
    expect(lines).toContain('fx_difference,,,,0.00,,,,,,,,,,')
  })

  test.each([
    ['site_set', '1.01'],
    ['site_set', '-0.1'],
    ['site_set', '60 %'],
    ['site_set', '.6'],
    ['site_set', '0.1234567'],
  ])('%s takes no rate of %s', async (command, cost_of_goods_rate) => {
    expect((await ask({ command, cost_of_goods_rate })).status).toBe(422)
  })

  test.each(['value=profit', 'refund_basis=order', 'discount_as=gift'])(
    'knows no %s',
    async (query) => {
      expect((await roi(`${november}&${query}`)).status).toBe(422)
    },
  )
})
