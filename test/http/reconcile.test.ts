import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const PERIOD = 'from=2026-02-01&to=2026-03-31'

/**
 * 2 Feb: 1001 of 100.00 after 10.00 off, with tax 19.00 and shipping 5.00, paid 124.00; half of it goes
 * back on 5 March. 1002 of 50.00 says nothing else, and nobody knows its browser. 3 Mar: 1003 of 30.00
 * with tax 5.70, and paid 40.00. The rest is left out.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-03-10T12:00:00Z')
  keys = await collector.addSite('shop')
  const visitor = visitorId()
  const clicks = ['2026-02-01T10:00:00Z', '2026-03-02T10:00:00Z']
  await collector.send(
    clicks.map((ts) => pageView({ ts: Date.parse(ts) })),
    { visitor, key: keys.write },
  )
  await post('/v1/conversions', [
    sale('1001', '2026-02-02', {
      ...{ visitor, value: '100.00', discount: '10.00', tax: '19.00', shipping: '5.00' },
      total: '124.00',
    }),
    sale('1002', '2026-02-02', { value: '50.00' }),
    sale('1003', '2026-03-03', { visitor, value: '30.00', tax: '5.70', total: '40.00' }),
    sale('1004', '2026-02-04', { value: '70.00', currency: 'USD' }),
    sale('L-1', '2026-02-02', { goal: 'lead', value: '20.00' }),
    sale('1005', '2026-04-01', { value: '999.00' }),
    sale('1008', '2026-02-06', { visitor, value: '45.00', sales_channel: 'marketplace' }),
    sale('1006', '2026-02-05', { value: '15.00', status: 'cancelled' }),
    sale('1007', '2026-02-06', { value: '25.00', historical: true }),
  ])
  await post('/v1/refunds', [
    refund('1001', '62.00', '2026-03-05'),
    refund('1002', '80.00', '2026-02-07'),
    { ...refund('1004', '10.00', '2026-02-08'), currency: 'USD' },
    refund('nobody', '9.00', '2026-02-06'),
    refund('no one', '9.00', '2026-04-06'),
  ])
  const purchase = { name: 'purchase', props: { transaction_id: 'T-1' } }
  await collector.send([pageView({ ...purchase, ts: collector.now - 60_000 })])
})

const sale = (id: string, day: string, more: Record<string, unknown>) =>
  order({ transaction_id: id, ts: `${day}T10:00:00Z`, ...more })

const refund = (id: string, amount: string, day: string) => ({
  ...{ transaction_id: id, refund_id: `R-${id}`, amount, currency: 'EUR' },
  ts: `${day}T10:00:00Z`,
})

async function post(path: string, body: readonly Record<string, unknown>[]): Promise<void> {
  // What has not happened yet comes when it has.
  const known = body.filter((one) => Date.parse(String(one['ts'])) <= collector.now)
  expect((await collector.post(path, known, keys.write)).status).toBe(200)
}

const ask = (query: string) => collector.get(`/v1/reconcile?${PERIOD}&${query}`, keys.read)

const february = {
  ...{ month: '2026-02', orders: 2, gross: '184.00', discount: '10.00', tax: '19.00' },
  ...{ shipping: '5.00', refunds: '50.00', net: '100.00' },
  ...{ attributed: '50.00', unattributed: '50.00' },
  ...{ attributed_orders: '1', unattributed_orders: '1' },
  ...{ total: '174.00', difference: '0.00', orders_without_total: 1 },
}
const march = {
  ...{ month: '2026-03', orders: 1, gross: '35.70', discount: '0.00', tax: '5.70' },
  ...{ shipping: '0.00', refunds: '0.00', net: '30.00' },
  ...{ attributed: '30.00', unattributed: '0.00' },
  ...{ attributed_orders: '1', unattributed_orders: '0' },
  ...{ total: '40.00', difference: '4.30', orders_without_total: 0 },
}

describe('the bridge', () => {
  test('goes from what was charged to what is credited, by month', async () => {
    const { status, json } = await ask('by=month')
    expect(status).toBe(200)
    expect(at(json, 'rows')).toEqual([february, march])
    expect(at(json, 'total')).toMatchObject({
      ...{ orders: 3, gross: '219.70', refunds: '50.00', net: '130.00' },
      ...{ attributed: '80.00', unattributed: '50.00', total: '214.00', difference: '4.30' },
    })
    expect(at(json, 'unattributed')).toEqual({
      ...{ orders: '1', value: '50.00' },
      by_reason: [{ reason: 'no_id', orders: '1', value: '50.00' }],
    })
    expect(at(json, 'checks')).toEqual([
      { check: 'attributed + unattributed = net', holds: true, difference: '0.00' },
      { check: 'attributed_orders + unattributed_orders = orders', holds: true, difference: '0' },
    ])
    expect(at(json, 'meta')).toMatchObject({
      ...{ site: 'shop', from: '2026-02-01', to: '2026-03-31', goal: 'purchase', by: 'month' },
      ...{ refund_basis: 'sale', currency: 'EUR', timezone: 'Europe/Paris', pending: 0 },
    })
  })

  test('has what went back on its own day, when asked', async () => {
    const { json } = await ask('by=month&refund_basis=refund')
    expect(at(json, 'rows')).toEqual([
      { ...february, refunds: '0.00', net: '150.00', attributed: '100.00' },
      { ...march, refunds: '50.00', net: '-20.00', attributed: '-20.00' },
    ])
    expect(at(json, 'checks', 0, 'holds')).toBe(true)
  })

  test('is by day when nothing else is said, and one row by none', async () => {
    const days = at((await ask('')).json, 'rows') as { day: string }[]
    expect(days.map(({ day }) => day)).toEqual(['2026-02-02', '2026-03-03'])
    const { json } = await ask('by=none')
    expect(at(json, 'rows')).toEqual([at(json, 'total')])
  })

  test.each(['sale', 'refund'])(
    'ends at the total of the ROI report, refunds by %s',
    async (by) => {
      for (const period of [
        PERIOD,
        'from=2026-02-02&to=2026-02-02',
        'from=2026-03-01&to=2026-03-31',
      ]) {
        const path = `?${period}&refund_basis=${by}`
        const bridge = await collector.get(`/v1/reconcile${path}`, keys.read)
        const roi = await collector.get(`/v1/roi${path}`, keys.read)
        expect(at(bridge.json, 'total', 'net')).toBe(at(roi.json, 'total', 'value'))
        expect(at(bridge.json, 'total', 'unattributed')).toBe(at(roi.json, 'unattributed', 'value'))
      }
    },
  )

  test('is empty where nothing was sold', async () => {
    const { json } = await collector.get('/v1/reconcile?from=2025-01-01&to=2025-12-31', keys.read)
    expect(json).toMatchObject({ rows: [], left_out: [], total: { orders: 0, net: '0.00' } })
  })
})

describe('what is left out', () => {
  const others = [
    { reason: 'cancelled', count: 1, amounts: [{ currency: 'EUR', amount: '15.00' }] },
    { reason: 'historical', count: 1, amounts: [{ currency: 'EUR', amount: '25.00' }] },
    {
      reason: 'other_goal',
      goal: 'lead',
      count: 1,
      amounts: [{ currency: 'EUR', amount: '20.00' }],
    },
    { reason: 'pending_rate', count: 1, amounts: [{ currency: 'USD', amount: '70.00' }] },
    { reason: 'refund_excess', count: 1, amounts: [{ currency: 'EUR', amount: '80.00' }] },
    { reason: 'refund_pending_rate', count: 1, amounts: [{ currency: 'USD', amount: '10.00' }] },
    { reason: 'refund_without_order', count: 1, amounts: [{ currency: 'EUR', amount: '9.00' }] },
    { reason: 'unconfirmed', count: 1, amounts: [] },
    {
      ...{ reason: 'other_sales', sales_channel: 'marketplace', count: 1 },
      amounts: [{ currency: 'EUR', amount: '45.00' }],
    },
  ]

  test('is told by reason, with its amount in its own currency', async () => {
    expect(at((await ask('')).json, 'left_out')).toEqual(others)
  })

  test('has refunds on their own days on that basis, and on their orders’ on the other', async () => {
    const reasons = async (basis: string) => {
      const query = `from=2026-02-05&to=2026-02-07&refund_basis=${basis}`
      const { json } = await collector.get(`/v1/reconcile?${query}`, keys.read)
      return (at(json, 'left_out') as { reason: string }[]).map(({ reason }) => reason)
    }
    const orders = ['cancelled', 'historical']
    const refunds = ['refund_excess', 'refund_without_order']
    expect(await reasons('refund')).toEqual([...orders, ...refunds, 'other_sales'])
    expect(await reasons('sale')).toEqual([...orders, 'refund_without_order', 'other_sales'])
  })

  test('is of the goal that was asked', async () => {
    const { json } = await ask('goal=lead')
    expect(at(json, 'total', 'net')).toBe('20.00')
    expect(at(json, 'left_out')).toEqual([
      {
        ...{ reason: 'other_goal', goal: 'purchase', count: 4 },
        amounts: [{ currency: 'EUR', amount: '175.00' }],
      },
    ])
  })
})

test('a spreadsheet gets the same', async () => {
  const { text, headers } = await ask('by=month&format=csv')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toContain('shop-reconcile-2026-02-01-2026-03-31.csv')
  expect(text.split('\r\n')).toEqual([
    'row_type,month,orders,gross,discount,tax,shipping,refunds,net,attributed,unattributed,attributed_orders,unattributed_orders,total,difference,orders_without_total,reason,goal,sales_channel,count,currency,amount',
    'row,2026-02,2,184.00,10.00,19.00,5.00,50.00,100.00,50.00,50.00,1,1,174.00,0.00,1,,,,,,',
    'row,2026-03,1,35.70,0.00,5.70,0.00,0.00,30.00,30.00,0.00,1,0,40.00,4.30,0,,,,,,',
    'total,,3,219.70,10.00,24.70,5.00,50.00,130.00,80.00,50.00,2,1,214.00,4.30,1,,,,,,',
    'left_out,,,,,,,,,,,,,,,,cancelled,,,1,EUR,15.00',
    'left_out,,,,,,,,,,,,,,,,historical,,,1,EUR,25.00',
    'left_out,,,,,,,,,,,,,,,,other_goal,lead,,1,EUR,20.00',
    'left_out,,,,,,,,,,,,,,,,pending_rate,,,1,USD,70.00',
    'left_out,,,,,,,,,,,,,,,,refund_excess,,,1,EUR,80.00',
    'left_out,,,,,,,,,,,,,,,,refund_pending_rate,,,1,USD,10.00',
    'left_out,,,,,,,,,,,,,,,,refund_without_order,,,1,EUR,9.00',
    'left_out,,,,,,,,,,,,,,,,unconfirmed,,,1,,',
    'left_out,,,,,,,,,,,,,,,,other_sales,,marketplace,1,EUR,45.00',
    '',
  ])
})

describe('a question for it is refused', () => {
  test.each([
    ['from', 'from=2026-02-30&to=2026-03-31'],
    ['from', 'from=2026-04-01&to=2026-03-31'],
    ['to', 'from=2026-02-01'],
    ['by', `${PERIOD}&by=week`],
    ['by', `${PERIOD}&by=day,month`],
    ['refund_basis', `${PERIOD}&refund_basis=order`],
    ['goal', `${PERIOD}&goal=Purchase`],
    ['format', `${PERIOD}&format=xlsx`],
    ['model', `${PERIOD}&model=linear`],
    ['from', `${PERIOD}&from=2026-01-01`],
  ])('for its %s in %s', async (field, query) => {
    const { status, json } = await collector.get(`/v1/reconcile?${query}`, keys.read)
    expect(status).toBe(422)
    expect(at(json, 'errors', 0, 'field')).toBe(field)
  })

  test('without a key that may read', async () => {
    expect((await collector.get(`/v1/reconcile?${PERIOD}`)).status).toBe(401)
    expect((await collector.get(`/v1/reconcile?${PERIOD}`, keys.write)).status).toBe(403)
  })
})
