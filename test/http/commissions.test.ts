import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, TestCollector } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
})

const ORDERED = '2026-11-05T10:00:00Z'

const sell = (more: Record<string, unknown> = {}) =>
  collector.post('/v1/conversions', order({ ts: ORDERED, value: '100.00', ...more }), keys.write)

const fee = (more: Record<string, unknown> = {}) => ({
  ...{ external_id: 'fee-1', category: 'commission', transaction_id: '1001' },
  ...{ amount: '10.00', currency: 'EUR', ...more },
})

const pay = (more: Record<string, unknown> = {}) =>
  collector.post('/v1/costs', fee(more), keys.write)

const state = async (more: Record<string, unknown> = {}) =>
  at((await pay(more)).json, 'results', 0, 'state')

const refund = (id: string, amount: string) =>
  collector.post(
    '/v1/refunds',
    { transaction_id: '1001', refund_id: id, ts: '2026-11-09T10:00:00Z', amount, currency: 'EUR' },
    keys.write,
  )

const roi = async (query = 'by=day') =>
  (await collector.get(`/v1/roi?from=2026-11-01&to=2026-11-30&${query}`, keys.read)).json

const costs = async (query = 'by=day') => {
  const answer = await roi(query)
  const rows = at(answer, 'rows') as Record<string, unknown>[]
  const name = query.replace(/^by=/, '')
  const shown = rows
    .filter(({ cost }) => cost !== '0.00')
    .map((row) => `${row[name]} ${row['cost']}`)
  const overhead = at(answer, 'overhead', 'cost')
  return overhead === '0.00' ? shown : [...shown, `overhead ${overhead}`]
}

describe('a commission', () => {
  test('counts on the day of its order, in the scope that it names', async () => {
    await sell()
    const answer = await pay({ source: 'shop talk', medium: 'affiliate', campaign: 'partners' })
    expect(answer.json).toEqual({
      results: [
        { external_id: 'fee-1', transaction_id: '1001', outcome: 'created', state: 'counted' },
      ],
    })
    expect(await costs('by=channel')).toEqual(['Affiliates 10.00'])
    expect(await costs('by=campaign')).toEqual(['partners 10.00'])
    expect(at(await roi('by=day'), 'total')).toMatchObject({ cost: '10.00', profit: '90.00' })
    expect(at(await roi('from=2026-11-05'), 'errors')).toBeDefined()
    const day = await collector.get('/v1/roi?from=2026-11-05&to=2026-11-05', keys.read)
    expect(at(day.json, 'total', 'cost')).toBe('10.00')
  })

  test("counts in its order's code, when it names nothing, and is overhead without one", async () => {
    await sell({ coupon: 'POD10' })
    expect(await state()).toBe('counted')
    expect(await costs('by=campaign')).toEqual(['overhead 10.00'])
    const code = { code: 'POD10', campaign: 'podcast', medium: 'affiliate' }
    await collector.post('/v1/codes', code, keys.write)
    expect(await costs('by=campaign')).toEqual(['podcast 10.00'])
    expect(at(await roi('by=campaign'), 'rows', 0)).toMatchObject({
      ...{
        campaign: 'podcast',
        touches: 1,
        value: '100.00',
        cost: '10.00',
        profit: '90.00',
        roi: 9,
      },
    })
    const journey = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(journey.json, 'journey')).toMatchObject({ cost: '10.00', profit: '90.00' })
  })

  test('waits for its order, and is counted once that comes', async () => {
    expect(await state()).toBe('pending_conversion')
    expect(at(await roi(), 'meta', 'left_out', 'commissions')).toBe(1)
    expect(at(await roi(), 'total', 'cost')).toBe('0.00')
    await sell({ transaction_id: '1002' })
    expect(at(await roi(), 'total', 'cost')).toBe('0.00')
    await sell()
    expect(at(await roi(), 'total', 'cost')).toBe('10.00')
    expect(at(await roi(), 'meta', 'left_out')).not.toHaveProperty('commissions')
    expect(await state()).toBe('counted')
  })

  test('goes back with refunds, as much as they take, and wholly with the last', async () => {
    await refund('R1', '33.33')
    await pay()
    await sell()
    // 10.00 − 3.333
    expect(at(await roi(), 'total')).toMatchObject({ value: '66.67', cost: '6.67' })
    await refund('R2', '0.01')
    expect(at(await roi(), 'total')).toMatchObject({ value: '66.66', cost: '6.67' })
    await refund('R3', '66.66')
    expect(at(await roi(), 'total')).toMatchObject({ value: '0.00', cost: '0.00', roi: null })
    expect(at(await roi('refund_basis=refund'), 'total')).toMatchObject({ cost: '0.00' })
  })

  test('is taken back when its order is cancelled, and follows another order and amount', async () => {
    await sell({ status: 'cancelled' })
    expect(await state()).toBe('pending_conversion')
    expect(at(await roi(), 'meta', 'left_out', 'commissions')).toBe(1)
    await sell({ transaction_id: '1002', ts: '2026-11-07T10:00:00Z' })
    expect(await state({ transaction_id: '1002', amount: '12.00' })).toBe('counted')
    const answer = await collector.get('/v1/roi?from=2026-11-07&to=2026-11-07', keys.read)
    expect(at(answer.json, 'total', 'cost')).toBe('12.00')
    expect(at(await roi(), 'total', 'cost')).toBe('12.00')
    expect(at(await roi(), 'meta', 'left_out')).not.toHaveProperty('commissions')
    const monthly = { from: '2026-11-30', to: '2026-11-30', transaction_id: undefined }
    await pay({ ...monthly, amount: '5.00', spread: 'day' })
    expect(at(await roi(), 'total', 'cost')).toBe('5.00')
  })

  test("is exchanged at the rate of its order's day, and waits for it", async () => {
    await sell()
    expect(await state({ currency: 'USD' })).toBe('pending_rate')
    expect(at(await roi(), 'meta', 'left_out', 'commissions')).toBe(1)
    const rates = [{ day: '2026-11-04', currency: 'USD', rate: '1.2500' }]
    await collector.post('/v1/admin', { command: 'rates_import', site: 'shop', rates }, TOKEN)
    await collector.post('/v1/admin', { command: 'settle', site: 'shop' }, TOKEN)
    expect(at(await roi(), 'total', 'cost')).toBe('8.00')
    expect(await state({ currency: 'USD' })).toBe('counted')
  })

  test('is a part of what the report can explain, to the cent', async () => {
    await pay({ source: 'shop talk', medium: 'affiliate' })
    await sell()
    await refund('R1', '25.00')
    const query = 'from=2026-11-01&to=2026-11-30&channel=Affiliates'
    const answer = await collector.get(`/v1/explain?${query}`, keys.read)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('"fee-1"')
    expect(answer.text).toContain('"7.50"')
  })

  test.each([
    [{ category: 'ad_spend' }, 'category', 'is "commission"'],
    [{ from: '2026-11-01' }, 'from', 'counts on the day of its order'],
    [{ spread: 'month' }, 'spread', 'counts on the day of its order'],
    [{ transaction_id: undefined, to: '2026-11-01' }, 'from', 'is missing'],
    [
      { transaction_id: undefined, goal: 'deal', from: '2026-11-01', to: '2026-11-01' },
      ...(['goal', 'name its "transaction_id"'] as const),
    ],
  ])('is refused with %j, and the field is named', async (wrong, field, message) => {
    const answer = await pay(wrong)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toContainEqual({
      field,
      message: expect.stringContaining(message),
    })
    expect(at(await roi(), 'meta', 'left_out')).not.toHaveProperty('commissions')
  })
})
