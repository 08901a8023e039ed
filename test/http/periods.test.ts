import { beforeEach, describe, expect, test } from 'vitest'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const visitor = visitorId()
const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=november'

/** 10 November; the clock of the tests stands on the 20th. */
const TENTH = NOON - 10 * DAY
const PERIOD = { from: '2026-11-01', to: '2026-11-15', note: 'first half' }
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

/** An ad and an order of 100.00 on the 10th, for an ad of 20.00; an order of 40.00 on the 18th. */
beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  await collector.send([pageView({ ts: TENTH - 60_000, url: ad })], { visitor, key: keys.write })
  await sell('A', '100.00', TENTH)
  await sell('B', '40.00', NOON - 2 * DAY)
  await spend('20.00')
})

const iso = (ms: number) => new Date(ms).toISOString()

const sell = (id: string, value: string, ts: number) =>
  collector.post(
    '/v1/conversions',
    order({ visitor, transaction_id: id, value, ts: iso(ts) }),
    keys.write,
  )

const spend = (amount: string) =>
  collector.post(
    '/v1/costs',
    {
      ...{ external_id: 'ad', from: '2026-11-10', to: '2026-11-10', category: 'ad_spend', amount },
      ...{ source: 'google', medium: 'cpc', campaign: 'autumn', currency: 'EUR' },
    },
    keys.write,
  )

const refund = (amount: string) =>
  collector.post(
    '/v1/refunds',
    { transaction_id: 'A', refund_id: 'R', ts: iso(NOON - DAY), amount, currency: 'EUR' },
    keys.write,
  )

const close = (body: object = PERIOD, key = keys.admin) =>
  collector.post('/v1/periods/close', body, key)

const roi = async (query: string) =>
  (await collector.get(`/v1/roi?model=linear&${query}`, keys.read)).json

describe('a closed period', () => {
  test('keeps its figures, and says what they would be now', async () => {
    const before = await roi(`${NOVEMBER}&by=channel`)
    expect(at(before, 'total')).toMatchObject({ value: '140.00', cost: '20.00' })
    const closed = await close()
    expect(closed.json).toMatchObject({
      ...{ ...PERIOD, period: expect.any(Number), closed_by: 'the admin key' },
      closed_at: '2026-11-20T12:00:00.000Z',
    })
    const unchanged = await roi(`${NOVEMBER}&by=channel`)
    expect(at(unchanged, 'rows')).toEqual(at(before, 'rows'))
    expect(at(unchanged, 'total')).toEqual(at(before, 'total'))
    expect(at(unchanged, 'meta', 'closed')).toEqual([{ ...(closed.json as object), kept: true }])

    // A touch that comes late, a refund and another cost, all of closed days; and an order of an open one.
    const late = pageView({ ts: TENTH - DAY, url: letter })
    expect((await collector.send([late], { visitor, key: keys.write })).status).toBe(202)
    await refund('30.00')
    await spend('25.00')
    await sell('C', '10.00', NOON - DAY)
    const after = await roi(`${NOVEMBER}&by=channel`)
    expect(at(after, 'rows')).toMatchObject([
      {
        ...{ channel: 'Paid Search', value: '140.00', cost: '20.00' },
        restated: { conversions: '-0.5', value: '-65.00', cost: '5.00' },
      },
      {
        ...{ channel: 'Email', value: '0.00', cost: '0.00', touches: 0 },
        restated: { conversions: '0.5', value: '35.00', cost: '0.00' },
      },
    ])
    expect(at(after, 'total')).toMatchObject({
      ...{ value: '150.00', cost: '20.00', conversions: '3' },
      restated: { conversions: '0', value: '-30.00', cost: '5.00' },
    })
    expect(at(after, 'meta')).toMatchObject({ eligible: 3, matched: 2 })
  })

  test('says by category, too, what would be other costs now', async () => {
    await close()
    const closed = await roi(`${NOVEMBER}&by=category`)
    expect(at(closed, 'rows')).toEqual([{ category: 'ad_spend', cost: '20.00', cost_share: 1 }])
    expect(at(closed, 'total')).not.toHaveProperty('restated')
    await refund('30.00')
    await spend('25.00')
    const agency = { from: '2026-11-10', to: '2026-11-10', category: 'agency', amount: '7.00' }
    await collector.post('/v1/costs', { ...agency, currency: 'EUR', spread: 'day' }, keys.write)
    const after = await roi(`${NOVEMBER}&by=category`)
    expect(at(after, 'rows')).toEqual([
      { category: 'ad_spend', cost: '20.00', cost_share: 1, restated: { cost: '5.00' } },
      { category: 'agency', cost: '0.00', cost_share: 0, restated: { cost: '7.00' } },
    ])
    expect(at(after, 'total')).toMatchObject({
      ...{ value: '140.00', cost: '20.00' },
      restated: { conversions: '0', value: '-30.00', cost: '12.00' },
    })
  })

  test('is the same by day, week and month, on either basis, and in part', async () => {
    await close()
    const asked = ['day', 'week', 'month', 'campaign,stage'].flatMap((by) =>
      ['conversion_date', 'touch_date'].flatMap((basis) =>
        ['from=2026-11-01&to=2026-11-15', 'from=2026-11-10&to=2026-11-12'].map(
          (days) => `${days}&by=${by}&basis=${basis}&refund_basis=refund`,
        ),
      ),
    )
    const rowsOf = async (query: string) => {
      const rows = at(await roi(query), 'rows') as { restated?: object }[]
      return rows.map(({ restated: _, ...row }) => row).filter((row) => at(row, 'value') !== '0.00')
    }
    const before: unknown[] = []
    for (const query of asked) before.push(await rowsOf(query))
    await collector.send([pageView({ ts: TENTH - DAY, url: letter })], { visitor, key: keys.write })
    const after: unknown[] = []
    for (const query of asked) after.push(await rowsOf(query))
    expect(after).toEqual(before)
    expect(before.flat().length).toBeGreaterThan(8)
  })

  test('tells orders of marketplaces apart, as the report does', async () => {
    const sold = {
      transaction_id: 'M',
      value: '70.00',
      ts: iso(TENTH),
      sales_channel: 'marketplace',
    }
    await collector.post('/v1/conversions', order(sold), keys.write)
    const before = await roi(NOVEMBER)
    expect(at(before, 'other_sales')).toMatchObject([{ value: '70.00' }])
    await close()
    const after = await roi(NOVEMBER)
    for (const part of ['rows', 'total', 'unattributed', 'other_sales'])
      expect(at(after, part)).toEqual(at(before, part))
    expect(at(after, 'meta', 'coverage')).toBe(at(before, 'meta', 'coverage'))
  })

  test('is compared as it was', async () => {
    await close()
    await refund('30.00')
    const path = `/v1/compare?${NOVEMBER}&models=linear,first_touch`
    const { json } = await collector.get(path, keys.read)
    expect(at(json, 'total', 'models', 'linear', 'value')).toBe('140.00')
    expect(at(json, 'meta', 'closed')).toHaveLength(1)
  })

  test('shows figures of now where a report asks for more than its sums, and says so', async () => {
    await close()
    await refund('30.00')
    const segment = await roi(`${NOVEMBER}&by=country`)
    expect(at(segment, 'meta', 'closed', 0)).toMatchObject({ kept: false })
    expect(at(segment, 'total', 'value')).toBe('110.00')
    expect(at(await roi('from=2026-11-16&to=2026-11-30'), 'meta', 'closed')).toBeUndefined()
  })

  test('is listed, and opened again; both stand in the audit trail', async () => {
    const period = at((await close()).json, 'period') as number
    await refund('30.00')
    const listed = await collector.get('/v1/periods', keys.read)
    expect(listed.json).toMatchObject({ periods: [{ ...PERIOD, period }] })
    const asOf = at(await roi(NOVEMBER), 'meta', 'as_of')
    const body = { period, note: 'an invoice was missing' }
    const opened = await collector.post('/v1/periods/reopen', body, keys.admin)
    expect(opened.json).toEqual({ period, reopened: true })
    expect(at(await roi(NOVEMBER), 'total')).toMatchObject({ value: '110.00' })
    expect(at(await roi(NOVEMBER), 'total', 'restated')).toBeUndefined()
    expect((await collector.get('/v1/periods', keys.read)).json).toMatchObject({ periods: [] })
    expect((await collector.post('/v1/periods/reopen', body, keys.admin)).status).toBe(409)
    const { json } = await collector.get('/v1/audit', keys.admin)
    const entries = at(json, 'entries') as { kind: string }[]
    expect(entries.map(({ kind }) => kind)).toEqual(['period_closed', 'refund', 'period_reopened'])
    // What was shown then had it closed.
    const then = await roi(`${NOVEMBER}&as_of=${asOf}`)
    expect(at(then, 'total')).toMatchObject({ value: '140.00', restated: { value: '-30.00' } })
  })

  test.each([
    ['overlaps another', { from: '2026-11-15', to: '2026-11-16' }, 409, 'is closed already'],
    ['is not over', { from: '2026-11-16', to: '2026-11-20' }, 409, 'is not over'],
    ['ends before it begins', { from: '2026-11-17', to: '2026-11-16' }, 422, 'after'],
    ['has no end', { from: '2026-11-16' }, 422, 'to'],
    ['has a day that does not exist', { from: '2026-11-31', to: '2026-12-01' }, 422, 'from'],
    [
      'says more than is known',
      { from: '2026-11-16', to: '2026-11-17', force: true },
      422,
      'force',
    ],
  ])('is refused when it %s', async (_, body, status, why) => {
    await close()
    const answer = await close(body)
    expect([answer.status, String(at(answer.json, 'detail'))]).toEqual([
      status,
      expect.stringContaining(why),
    ])
    expect(at((await collector.get('/v1/periods', keys.read)).json, 'periods')).toHaveLength(1)
  })

  test('is closed and opened with an admin key alone', async () => {
    for (const key of [keys.read, keys.write]) {
      expect((await close(PERIOD, key)).status).toBe(403)
      expect((await collector.post('/v1/periods/reopen', { period: 1 }, key)).status).toBe(403)
    }
  })
})
