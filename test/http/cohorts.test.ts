import { beforeEach, describe, expect, test } from 'vitest'
import type { Settings } from '../../collector/ledger/facts.ts'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const AD = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=winter'
const LETTER = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=%3Dsum(1)'

/** 10 in the morning in Paris. */
const on = (day: string): string => `${day}T09:00:00Z`
const ms = (day: string): number => Date.parse(on(day))

const goTo = (day: string): void => {
  collector.now = ms(day) + 3_600_000
}

async function start(settings: Partial<Settings> = {}): Promise<void> {
  collector = new TestCollector()
  keys = await collector.addSite('shop', { costOfGoodsRate: 600_000, ...settings })
  goTo('2026-12-31')
}

const post = (path: string, body: unknown) => collector.post(path, body, keys.write)

let orders = 0

/** An order of a customer; its id counts up. */
async function buy(customer: string | null, day: string, value: string, more: object = {}) {
  orders += 1
  const transaction_id = `T${orders}`
  const who = customer === null ? {} : { customer_id: customer }
  const answer = await post(
    '/v1/conversions',
    order({ transaction_id, ts: on(day), value, ...who, ...more }),
  )
  expect(answer.status).toBe(200)
  return transaction_id
}

/** Pages that a browser lands on, an hour before ten on each day. */
async function visit(visitor: string, ...landings: [day: string, url: string][]) {
  const events = landings.map(([day, url]) => pageView({ ts: ms(day) - 3_600_000, url }))
  await collector.send(events, { visitor, key: keys.write })
}

const refund = (transaction_id: string, day: string, amount: string) =>
  post('/v1/refunds', {
    ...{ transaction_id, refund_id: `R${transaction_id}`, ts: on(day), amount, currency: 'EUR' },
  })

const spend = (month: string, amount: string, scope: object) =>
  post('/v1/costs', {
    ...{ from: `${month}-01`, to: `${month}-28`, category: 'ad_spend', amount, currency: 'EUR' },
    ...scope,
  })

async function cohorts(query: string): Promise<unknown> {
  const answer = await collector.get(`/v1/cohorts?${query}`, keys.read)
  expect(answer.status).toBe(200)
  return answer.json
}

/** What the issue says of A and B, with both won by an ad. */
async function fillWorked(cost: string) {
  await start()
  for (const [customer, first] of [
    ['A', '2026-01-01'],
    ['B', '2026-01-10'],
  ] as const) {
    const visitor = visitorId()
    await visit(visitor, [first, AD])
    await buy(customer, first, customer === 'A' ? '50.00' : '40.00', { visitor })
  }
  await buy('A', '2026-01-21', '50.00')
  await buy('A', '2026-04-06', '50.00')
  const returned = await buy('B', '2026-02-09', '30.00')
  await refund(returned, '2026-03-20', '10.00')
  await spend('2026-01', cost, { channel: 'Paid Search' })
}

const JANUARY = 'from=2026-01&to=2026-01'

describe('filters of cohorts', () => {
  /** C came by the ad and then by the letter, and bought for 30.01; D came by the letter and bought for 8.00. */
  beforeEach(async () => {
    await fillWorked('60.00')
    const [c, d] = [visitorId(), visitorId()]
    await visit(c, ['2026-01-03', AD], ['2026-01-04', LETTER])
    await buy('C', '2026-01-05', '30.01', { visitor: c })
    await visit(d, ['2026-01-06', LETTER])
    await buy('D', '2026-01-06', '8.00', { visitor: d })
    await buy('E', '2026-01-07', '5.00')
    await spend('2026-01', '4.00', { channel: 'Email' })
    await spend('2026-01', '3.00', {})
  })

  const linear = (more: string) => cohorts(`${JANUARY}&model=linear&${more}`)

  test('leave the part of customers that such touches have won, with the costs that are theirs', async () => {
    const all = (await linear('by=channel')) as { rows: { channel: string }[] }
    const json = await linear('by=channel&channel=Email')
    expect(at(json, 'rows')).toEqual(all.rows.filter(({ channel }) => channel === 'Email'))
    // Half of C and all of D: 15.00 or 15.01, and 8.00. The letter cost 4.00.
    const email = { customers: '1.5', orders: '1.5', cost: '4.00', cac: '2.67' }
    expect(at(json, 'total')).toMatchObject({ ...email, revenue: '23.00' })
    expect(at(json, 'cohorts', 0)).toMatchObject({ cohort: '2026-01', ...email })
    expect(json).toMatchObject({
      meta: { filters: { channel: { is: ['Email'] } }, eligible: 5, matched: 4 },
      unattributed: { customers: '0', by_reason: [] },
      ...{ overhead: { cost: '0.00' }, not_broken_down: { cost: '3.00' } },
    })
    const others = await linear('by=none&channel=!Email')
    expect(at(others, 'total')).toMatchObject({ customers: '2.5', cost: '60.00', cac: '24.00' })
    expect(at(others, 'total', 'revenue')).toBe('225.01')
  })

  test('are those of the ROI report: as many new customers under the same filter', async () => {
    for (const filter of ['campaign=winter', 'medium=email', 'device=desktop', 'device=(none)']) {
      const path = `/v1/roi?from=2026-01-01&to=2026-01-31&model=linear&${filter}`
      const { json } = await collector.get(path, keys.read)
      expect(at(await linear(filter), 'total', 'customers')).toBe(
        at(json, 'total', 'new_customers'),
      )
    }
  })

  test('tell no CAC where no cost says what they ask, and no cost of nothing', async () => {
    const json = await linear('by=channel&device=(none)&as_on=2026-12-31')
    const unknown = { cost: null, cac: null, ltv_to_cac: null, payback_day: null }
    expect(at(json, 'total')).toMatchObject({
      ...{ customers: '4', revenue: '248.01', ...unknown, cost_unknown: ['device'] },
    })
    expect(at(json, 'rows')).toMatchObject([
      { channel: 'Paid Search', customers: '2.5', ...unknown },
      { channel: 'Email', customers: '1.5', ...unknown },
    ])
    expect(at(json, 'not_broken_down', 'cost')).toBe('67.00')
    expect(await linear('by=channel&device=mobile')).toMatchObject({
      ...{ rows: [], total: { customers: '0', cost: null } },
    })
    const direct = await linear('by=none&device=(none)&channel=Direct')
    expect(at(direct, 'total')).toMatchObject({ customers: '0', cost: '0.00' })
  })

  test.each(['stage=acquisition', 'coupon=TEN', 'goal=lead'])(
    'are refused with the way out, where customers have no such name: %s',
    async (filter) => {
      const { status, json } = await collector.get(`/v1/cohorts?${JANUARY}&${filter}`, keys.read)
      expect(status).toBe(422)
      const [field] = filter.split('=')
      expect(at(json, 'errors')).toEqual([
        { field, message: expect.stringMatching(/^is no (filter|parameter) here: .*(ask|leave)/) },
      ])
    },
  )
})

describe('two customers of January, with acquisition cost of 60.00 and a margin of 40 %', () => {
  beforeEach(() => fillWorked('60.00'))

  test('are worth 80.00 after 30 and 90 days, 105.00 to date, and paid back on day 30', async () => {
    goTo('2026-04-15')
    const json = await cohorts(JANUARY)
    const figures = {
      age_days: 95,
      customers: '2',
      orders: '5',
      revenue: '210.00',
      margin: '84.00',
      cost: '60.00',
      cac: '30.00',
      ltv_30: '80.00',
      ltv_90: '80.00',
      ltv_180: null,
      ltv_365: null,
      ltv_to_date: '105.00',
      ltv_to_cac: 3.5,
      payback_day: 30,
      repeat_rate: 1,
      aov: '42.00',
      median_days_to_conversion: 0,
      bought_again_by_month: [0.5, 1, 1],
    }
    expect(at(json, 'rows')).toEqual([{ cohort: '2026-01', channel: 'Paid Search', ...figures }])
    expect(at(json, 'cohorts')).toEqual([{ cohort: '2026-01', ...figures }])
    expect(at(json, 'total')).toEqual(figures)
    expect(at(json, 'unattributed')).toMatchObject({ customers: '0', by_reason: [] })
    expect(at(json, 'overhead')).toEqual({ cost: '0.00' })
    expect(at(json, 'meta')).toMatchObject({
      ...{ site: 'shop', from: '2026-01', to: '2026-01', as_on: '2026-04-15', by: 'channel' },
      ...{ model: 'last_non_direct', basis: 'first_purchase', currency: 'EUR' },
      ...{ value: 'revenue', refund_basis: 'sale', costs: 'all', cost_of_goods_rate: '0.6' },
      ...{ pending: 0, match_rate: 1, coverage: 1, eligible: 2, matched: 2 },
      value_basis: 'net of refunds, without tax and shipping',
    })
  })

  test('are worth 45.00 at once and 80.00 from day 30 on, on a curve that was asked for', async () => {
    goTo('2026-04-15')
    const curve = ['45.00', '80.00', '80.00', '80.00']
    const json = await cohorts(`${JANUARY}&ltv_every=30`)
    expect(at(json, 'rows', 0)).toMatchObject({ ltv_by_age: curve })
    expect(at(json, 'total')).toMatchObject({ ltv_by_age: curve })
    expect(at(await cohorts(JANUARY), 'total')).not.toHaveProperty('ltv_by_age')
  })

  test('are worth 32.00 and 42.00 by margin', async () => {
    goTo('2026-04-15')
    expect(at(await cohorts(`${JANUARY}&value=margin`), 'total')).toMatchObject({
      ...{ ltv_30: '32.00', ltv_90: '32.00', ltv_180: null, ltv_to_date: '42.00' },
      ...{ cac: '30.00', ltv_to_cac: 1.4, payback_day: 30 },
    })
  })

  test('show nothing of 30 days until the younger is so old', async () => {
    expect(at(await cohorts(`${JANUARY}&as_on=2026-02-09`), 'total')).toMatchObject({
      ...{ age_days: 30, ltv_30: '85.00', ltv_90: null, payback_day: 30 },
    })
    expect(at(await cohorts(`${JANUARY}&as_on=2026-02-08`), 'total')).toMatchObject({
      ...{ age_days: 29, ltv_30: null, payback_day: null, ltv_to_date: '70.00' },
    })
  })

  test('have given back nothing before the day of the refund, and then on the day of its order', async () => {
    const dates = ['2026-03-19', '2026-03-20']
    const ltv = dates.map(async (day) =>
      at(await cohorts(`${JANUARY}&as_on=${day}`), 'total', 'ltv_30'),
    )
    expect(await Promise.all(ltv)).toEqual(['85.00', '80.00'])
  })

  test('give back on its own day when that is asked', async () => {
    goTo('2026-04-15')
    const json = await cohorts(`${JANUARY}&refund_basis=refund`)
    // 20 March is day 69 of B: in the first 90 days, and not in the first 30.
    expect(at(json, 'total')).toMatchObject({ ltv_30: '85.00', ltv_90: '80.00', payback_day: 30 })
    expect(at(json, 'meta', 'refund_basis')).toBe('refund')
  })
})

describe('the same for 66.00', () => {
  beforeEach(() => fillWorked('66.00'))

  test('are paid back on day 95, once the younger is so old', async () => {
    goTo('2026-04-15')
    expect(at(await cohorts(JANUARY), 'total')).toMatchObject({ cac: '33.00', payback_day: 95 })
    goTo('2026-04-14')
    expect(at(await cohorts(JANUARY), 'total')).toMatchObject({
      ...{ cac: '33.00', payback_day: null, ltv_to_date: '105.00' },
    })
  })

  test('are told as they were on a day of the past', async () => {
    const asked = await cohorts(`${JANUARY}&as_on=2026-04-14`)
    expect(at(asked, 'total', 'payback_day')).toBeNull()
    expect(at(asked, 'meta', 'as_on')).toBe('2026-04-14')
  })
})

describe('GET /v1/cohorts', () => {
  beforeEach(() => start())

  test('splits a customer whom several touches have brought, and all that they ever pay', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', AD], ['2026-01-05', LETTER], ['2026-01-06', LETTER])
    await buy('A', '2026-01-06', '100.00', { visitor })
    await buy('A', '2026-05-01', '0.50')
    const json = await cohorts('from=2026-01&to=2026-05&model=linear')
    expect(at(json, 'rows')).toMatchObject([
      // 33.33 + 33.33 and 0.17 + 0.16: the cents that are left go to the earliest.
      { channel: 'Email', customers: '0.666666', orders: '1.333332', revenue: '66.99' },
      { channel: 'Paid Search', customers: '0.333334', orders: '0.666668', revenue: '33.51' },
    ])
    expect(at(json, 'rows', 0)).toMatchObject({
      ...{ ltv_30: '99.99', median_days_to_conversion: 0, repeat_rate: 1 },
    })
    expect(at(json, 'rows', 1)).toMatchObject({ ltv_30: '100.02', median_days_to_conversion: 4 })
    expect(at(json, 'total')).toMatchObject({ customers: '1', orders: '2', revenue: '100.50' })
  })

  test('shows who came by no touch, and who is nobody known', async () => {
    await buy('A', '2026-01-06', '100.00')
    await buy('A', '2026-02-06', '20.00')
    await buy(null, '2026-01-07', '7.00')
    await buy(null, '2026-02-07', '9.00')
    const json = await cohorts(JANUARY)
    expect(at(json, 'rows')).toEqual([])
    expect(at(json, 'unattributed')).toMatchObject({
      ...{ customers: '1', orders: '2', revenue: '120.00', ltv_30: '100.00', ltv_90: '120.00' },
      by_reason: [{ reason: 'no_id', customers: '1', value: '120.00' }],
    })
    expect(at(json, 'cohorts')).toMatchObject([{ cohort: '2026-01', customers: '1' }])
    expect(at(json, 'total')).toMatchObject({ customers: '1', revenue: '120.00' })
    expect(at(json, 'unidentified')).toEqual({ orders: 1, revenue: '7.00', margin: '2.80' })
    expect(at(json, 'meta')).toMatchObject({ eligible: 1, matched: 0, match_rate: 0 })
  })

  test('has costs where their scope says, won by them or not, and those of the day asked last', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', AD])
    await buy('A', '2026-01-06', '100.00', { visitor })
    await spend('2026-01', '28.00', { channel: 'Paid Search' })
    await spend('2026-01', '14.00', { source: 'facebook' })
    await spend('2026-01', '7.00', {})
    await spend('2026-02', '99.00', { channel: 'Email' })
    const json = await cohorts('from=2026-01-01&to=2026-02-28&as_on=2026-01-20')
    const costs = (rows: unknown) =>
      (rows as Record<string, unknown>[]).map(({ cohort, channel, cost, cac }) => [
        ...[cohort, channel, cost, cac],
      ])
    expect(costs(at(json, 'rows'))).toEqual([
      ['2026-01', 'Paid Search', '20.00', '20.00'],
      ['2026-01', 'not broken down', '10.00', null],
    ])
    expect(at(json, 'overhead')).toEqual({ cost: '5.00' })
    expect(at(json, 'total')).toMatchObject({ cost: '35.00', cac: '35.00', payback_day: 0 })
    expect(costs(at(await cohorts('from=2026-01&to=2026-02&as_on=2026-03-01'), 'rows'))).toEqual([
      ['2026-01', 'Paid Search', '28.00', '28.00'],
      ['2026-01', 'not broken down', '14.00', null],
      ['2026-02', 'Email', '99.00', null],
    ])
  })

  test('has a cost of customers by ad spend alone when that is asked', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', AD])
    await buy('A', '2026-01-06', '100.00', { visitor })
    await spend('2026-01', '28.00', { channel: 'Paid Search' })
    await spend('2026-01', '14.00', { channel: 'Paid Search', category: 'content' })
    const total = async (query: string) => at(await cohorts(`${JANUARY}&${query}`), 'total')
    expect(await total('costs=all')).toMatchObject({
      cost: '42.00',
      cac: '42.00',
      payback_day: null,
    })
    expect(await total('costs=ad_spend')).toMatchObject({ cac: '28.00', payback_day: 0 })
  })

  test('spends in a month what the ROI report says that was spent in it', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', AD], ['2026-01-03', LETTER])
    await buy('A', '2026-01-06', '100.00', { visitor })
    await spend('2026-01', '28.01', { channel: 'Paid Search' })
    await spend('2026-01', '7.00', {})
    for (const model of ['linear', 'first_touch']) {
      const month = `from=2026-01-01&to=2026-01-31&model=${model}`
      const roi = await collector.get(`/v1/roi?${month}&by=channel`, keys.read)
      const json = await cohorts(month)
      for (const [index, row] of (at(json, 'rows') as Record<string, unknown>[]).entries()) {
        const { channel, customers: new_customers, cost, cac } = row
        expect(at(roi.json, 'rows', index)).toMatchObject({ channel, new_customers, cost, cac })
      }
      const { customers: new_customers, cost, cac } = at(json, 'total') as Record<string, unknown>
      expect(at(roi.json, 'total')).toMatchObject({ new_customers, cost, cac })
    }
  })

  test('counts whoever first bought in the months, by the days of the site', async () => {
    await buy('A', '2025-12-31', '1.00')
    await buy('A', '2026-01-15', '2.00')
    // Half past midnight of 1 February in Paris.
    await buy('B', '2026-01-31', '4.00', { ts: '2026-01-31T23:30:00Z' })
    await buy('C', '2026-01-31', '8.00', { ts: '2026-01-31T22:30:00Z' })
    const month = async (name: string) => at(await cohorts(`from=${name}&to=${name}`), 'total')
    expect(await month('2025-12')).toMatchObject({ customers: '1', revenue: '3.00' })
    expect(await month('2026-01')).toMatchObject({ customers: '1', revenue: '8.00' })
    expect(await month('2026-02')).toMatchObject({ customers: '1', revenue: '4.00' })
    const year = await cohorts('from=2025-12&to=2026-02')
    expect(at(year, 'total')).toMatchObject({ customers: '3', revenue: '15.00' })
    expect((at(year, 'cohorts') as object[]).length).toBe(3)
  })

  test('says by which month customers had come back, of the months that are over', async () => {
    await buy('A', '2026-01-06', '1.00')
    await buy('B', '2026-01-07', '1.00')
    await buy('B', '2026-01-08', '1.00')
    await buy('C', '2026-01-31', '1.00')
    await buy('C', '2026-03-01', '1.00')
    await buy('C', '2026-03-02', '1.00')
    await buy('D', '2026-01-31', '1.00')
    const grid = async (day: string) =>
      at(await cohorts(`${JANUARY}&as_on=${day}`), 'cohorts', 0, 'bought_again_by_month')
    expect(await grid('2026-01-30')).toEqual([])
    expect(await grid('2026-01-31')).toEqual([0.25])
    expect(await grid('2026-03-30')).toEqual([0.25, 0.25])
    expect(await grid('2026-03-31')).toEqual([0.25, 0.25, 0.5])
  })

  test('takes no refunded order away, and no unconfirmed one in', async () => {
    const id = await buy('A', '2026-01-06', '10.00')
    await refund(id, '2026-01-07', '10.00')
    const json = await cohorts(JANUARY)
    expect(at(json, 'total')).toMatchObject({ customers: '1', revenue: '0.00', ltv_30: '0.00' })
  })

  test('leaves whole customers out while the amount of their first order is not known, and says so', async () => {
    await buy('A', '2026-01-06', '10.00', { currency: 'USD' })
    await buy('A', '2026-02-06', '10.00')
    const json = await cohorts(JANUARY)
    expect(at(json, 'total')).toMatchObject({ customers: '0', ltv_to_date: null, age_days: null })
    expect(at(json, 'meta', 'left_out')).toMatchObject({
      ...{ pending_rate: 1, customers_not_counted: 1 },
    })
  })

  test('counts what is renewed in lifetime value, and as no order', async () => {
    await buy('A', '2026-01-06', '30.00')
    await buy('A', '2026-02-06', '20.00', { goal: 'renewal' })
    await buy('B', '2026-01-06', '20.00', { goal: 'renewal' })
    expect(at(await cohorts(JANUARY), 'total')).toMatchObject({
      ...{ customers: '1', orders: '1', revenue: '50.00', ltv_30: '30.00', ltv_90: '50.00' },
      ...{ aov: '30.00', repeat_rate: 0 },
    })
  })

  test('has customers of order history in the month of their first order, won by nobody known', async () => {
    const visitor = visitorId()
    await buy('A', '2026-01-06', '30.00', { historical: true })
    await visit(visitor, ['2026-03-01', AD])
    await buy('A', '2026-03-01', '20.00', { visitor })
    expect(at(await cohorts('from=2026-03&to=2026-03'), 'total')).toMatchObject({ customers: '0' })
    const json = await cohorts(JANUARY)
    expect(at(json, 'total')).toMatchObject({
      ...{ customers: '1', orders: '2', ltv_30: '30.00', ltv_90: '50.00', repeat_rate: 1 },
    })
    expect(at(json, 'unattributed', 'by_reason')).toEqual([
      { reason: 'historical', customers: '1', value: '50.00' },
    ])
  })

  test('leaves out whoever had bought before the first order that is known, and says how many', async () => {
    await buy('A', '2026-01-06', '30.00', { customer_since: '2024-05-01' })
    await buy('B', '2026-01-06', '10.00')
    const json = await cohorts(JANUARY)
    expect(at(json, 'total')).toMatchObject({ customers: '1', revenue: '10.00' })
    expect(at(json, 'meta', 'left_out')).toMatchObject({ customers_before: 1 })
  })

  test('makes nobody a customer by an order that was cancelled', async () => {
    await buy('A', '2026-01-06', '30.00', { status: 'cancelled' })
    expect(at(await cohorts(JANUARY), 'total')).toMatchObject({ customers: '0', revenue: '0.00' })
    await buy('A', '2026-02-06', '10.00')
    expect(at(await cohorts('from=2026-02&to=2026-02'), 'total')).toMatchObject({ customers: '1' })
  })

  test('takes any list of names, or none', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', AD])
    await buy('A', '2026-01-06', '100.00', { visitor })
    const rows = async (by: string) => at(await cohorts(`${JANUARY}&by=${by}`), 'rows', 0)
    expect(await rows('none')).not.toHaveProperty('channel')
    expect(await rows('source,medium')).toMatchObject({ source: 'google', medium: 'cpc' })
    expect(await rows('campaign')).toMatchObject({ cohort: '2026-01', campaign: 'winter' })
  })

  test('comes as CSV, in which no campaign becomes a formula', async () => {
    const visitor = visitorId()
    await visit(visitor, ['2026-01-02', LETTER])
    await buy('A', '2026-01-06', '100.00', { visitor })
    await buy(null, '2026-01-07', '7.00')
    await spend('2026-01', '7.00', {})
    const query = `${JANUARY}&by=channel,campaign&as_on=2026-03-15&format=csv`
    const answer = await collector.get(`/v1/cohorts?${query}`, keys.read)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="shop-cohorts-last_non_direct-2026-01-2026-01.csv"',
    )
    const [head = '', ...lines] = answer.text.trim().split('\r\n')
    expect(head).toMatch(
      /^row_type,cohort,channel,campaign,age_days,customers,orders,revenue,margin,cost,cac,ltv_30,ltv_90,ltv_180,ltv_365,ltv_to_date,ltv_to_cac,payback_day,repeat_rate,aov,median_days_to_conversion,bought_again_by_month_0,.*,bought_again_by_month_24$/,
    )
    expect(lines[0]).toMatch(
      /^row,2026-01,Email,'=sum\(1\),68,1,1,100\.00,40\.00,0\.00,0\.00,100\.00,,,,100\.00,,0,0,100\.00,4,0,0,,/,
    )
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      ...['row', 'cohort', 'unattributed', 'overhead', 'total', 'unidentified'],
    ])
    expect(new Set([head, ...lines].map((line) => line.split(',').length)).size).toBe(1)
  })

  test('is empty, and no error, where nothing is', async () => {
    const json = await cohorts('from=2020-01&to=2020-12')
    expect(at(json, 'rows')).toEqual([])
    expect(at(json, 'cohorts')).toEqual([])
    expect(at(json, 'total')).toMatchObject({ customers: '0', cac: null, payback_day: null })
    expect(at(json, 'meta', 'match_rate')).toBeNull()
  })

  test.each([
    ['to=2026-01', 'from', 'is missing'],
    ['from=2026-02&to=2026-01', 'from', 'is after "to"'],
    ['from=2026-01-02&to=2026-01', 'from', 'is a month'],
    ['from=2026-01&to=2026-01-30', 'to', 'is a month'],
    ['from=2026-13&to=2027-01', 'from', 'is a month'],
    [`${JANUARY}&by=stage`, 'by', 'is "none", or a list of channel'],
    [`${JANUARY}&by=none,channel`, 'by', 'is "none", or a list of channel'],
    [`${JANUARY}&as_on=2027-01-01`, 'as_on', 'is to come: today is 2026-12-31'],
    [`${JANUARY}&as_on=tomorrow`, 'as_on', 'not a date'],
    [`${JANUARY}&value=profit`, 'value', ''],
    [`${JANUARY}&ltv_every=0`, 'ltv_every', 'is 1 to 365 days'],
    [`${JANUARY}&ltv_every=week`, 'ltv_every', 'is a whole number of days'],
    [`${JANUARY}&model=magic`, 'model', 'is one of'],
    [`${JANUARY}&goal=lead`, 'goal', 'is no parameter here'],
  ])('refuses %j, and names the field', async (query, field, message) => {
    const answer = await collector.get(`/v1/cohorts?${query}`, keys.read)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toContainEqual({
      field,
      message: expect.stringContaining(message),
    })
  })

  test('says how a model is had that the site does not compute', async () => {
    await start({ models: [{ name: 'linear' }] })
    const answer = await collector.get(`/v1/cohorts?${JANUARY}`, keys.read)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'message')).toContain('site set shop --models')
  })

  test('is for who may read', async () => {
    expect((await collector.get(`/v1/cohorts?${JANUARY}`)).status).toBe(401)
    expect((await collector.get(`/v1/cohorts?${JANUARY}`, keys.write)).status).toBe(403)
  })
})
