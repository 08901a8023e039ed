import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../host/until.ts'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const TOKEN = '0123456789abcdef0123456789abcdef'
const visitor = visitorId()
const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=november'

/** 10 November; the clock of the tests stands on the 20th. */
const TENTH = NOON - 10 * DAY
const PERIOD = { from: '2026-11-01', to: '2026-11-15', note: 'first half' }
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'
const EXPLAIN = '/v1/explain'

/** An ad and an order of 100.00 on the 10th, for an ad of 20.00; an order of 40.00 on the 18th. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
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

/** Has these models computed, and waits until they are. */
async function compute(...models: string[]): Promise<void> {
  const change = { command: 'site_set', site: 'shop', models }
  expect((await collector.post('/v1/admin', change, TOKEN)).status).toBe(200)
  await until(async () => {
    const { json } = await collector.get('/v1/models', keys.read)
    return at(json, 'meta', 'building') === false
  })
}

/** The lines of a CSV by the names of its columns; no cell of these cases has a comma in it. */
function csvOf(text: string): Record<string, string | undefined>[] {
  const [head = [], ...lines] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])))
}

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
    const models = [{ model: 'linear', model_version: 1 }]
    expect(at(unchanged, 'meta', 'closed')).toEqual([
      { ...(closed.json as object), kept: true, models },
    ])

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

  test('is compared with what has changed since, under each model', async () => {
    await close()
    // A letter of the 9th comes late: half of the 100.00 of the 10th is its, and all of it under first touch.
    await collector.send([pageView({ ts: TENTH - DAY, url: letter })], { visitor, key: keys.write })
    const path = `/v1/compare?${NOVEMBER}&models=linear,first_touch&by=channel`
    const { json } = await collector.get(path, keys.read)
    expect(at(json, 'rows')).toMatchObject([
      {
        channel: 'Paid Search',
        models: {
          linear: { value: '140.00', restated: { conversions: '-0.5', value: '-50.00' } },
          first_touch: {
            value: '140.00',
            restated: { conversions: '-1', value: '-100.00', cost: '0.00' },
          },
        },
      },
      {
        channel: 'Email',
        models: {
          linear: { value: '0.00', restated: { conversions: '0.5', value: '50.00' } },
          first_touch: { value: '0.00', restated: { conversions: '1', value: '100.00' } },
        },
      },
    ])
    expect(at(json, 'total', 'models', 'linear')).not.toHaveProperty('restated')
    const csv = (await collector.get(`${path}&format=csv`, keys.read)).text
    expect(csvOf(csv)).toMatchObject([
      { linear_restated_value: '-50.00', first_touch_restated_value: '-100.00' },
      { linear_restated_value: '50.00', first_touch_restated_conversions: '1' },
      { row_type: 'unattributed', linear_restated_value: '' },
      { row_type: 'overhead' },
      { row_type: 'total', linear_restated_value: '', linear_value: '140.00' },
    ])
  })

  test('is told as it is now under all models, where one of them was not computed then', async () => {
    await compute('linear')
    await close()
    await refund('30.00')
    await compute('linear', 'campaign_first')
    const path = `/v1/compare?${NOVEMBER}&models=linear,campaign_first`
    const { json } = await collector.get(path, keys.read)
    expect(at(json, 'meta', 'closed', 0)).toMatchObject({ kept: false })
    expect(at(json, 'meta', 'closed', 0)).not.toHaveProperty('models')
    for (const model of ['linear', 'campaign_first'])
      expect(at(json, 'total', 'models', model)).toMatchObject({ value: '110.00' })
    expect(at(await roi(NOVEMBER), 'total', 'value')).toBe('140.00')
  })

  test('says in CSV, too, what has changed since', async () => {
    const lines = async (query: string) =>
      csvOf((await collector.get(`/v1/roi?model=linear&format=csv&${query}`, keys.read)).text)
    expect((await lines(NOVEMBER))[0]).not.toHaveProperty('restated_value')
    await close()
    expect((await lines(NOVEMBER))[0]).toMatchObject({ value: '140.00', restated_value: '' })
    await refund('30.00')
    await spend('25.00')
    const total = { restated_conversions: '0', restated_value: '-30.00', restated_cost: '5.00' }
    expect(await lines(NOVEMBER)).toMatchObject([
      { row_type: 'row', value: '140.00', cost: '20.00', ...total },
      { row_type: 'unattributed', restated_value: '' },
      { row_type: 'overhead', restated_cost: '' },
      { row_type: 'total', value: '140.00', ...total },
    ])
    expect(await lines(`${NOVEMBER}&by=category`)).toMatchObject([
      { category: 'ad_spend', cost: '20.00', restated_cost: '5.00', restated_value: '' },
      { row_type: 'credited', restated_value: '' },
      { row_type: 'unattributed' },
      { row_type: 'overhead' },
      { row_type: 'total', ...total },
    ])
    expect((await lines('from=2026-11-16&to=2026-11-30'))[0]).not.toHaveProperty('restated_value')
  })

  test('says beside reports of now by how much its days have moved since', async () => {
    const asked = [
      `/v1/reconcile?${NOVEMBER}`,
      `/v1/funnel?${NOVEMBER}`,
      `/v1/paths?${NOVEMBER}`,
      '/v1/cohorts?from=2026-11&to=2026-11',
      `${EXPLAIN}?${NOVEMBER}&cell=total`,
    ]
    const closed = await close()
    const period = { ...(closed.json as object), kept: false }
    for (const path of asked)
      expect(at((await collector.get(path, keys.read)).json, 'meta', 'closed'), path).toEqual([
        period,
      ])
    await refund('30.00')
    await spend('25.00')
    // Orders of open days are no part of it.
    await sell('C', '10.00', NOON - DAY)
    const restated = { conversions: '0', value: '-30.00', cost: '5.00' }
    for (const path of asked) {
      const { json } = await collector.get(path, keys.read)
      expect(at(json, 'meta', 'closed'), path).toEqual([{ ...period, restated }])
      if (path.startsWith(EXPLAIN)) continue
      const csv = await collector.get(`${path}&format=csv`, keys.read)
      const [line, ...others] = csvOf(csv.text).filter(({ row_type: type }) => type === 'restated')
      expect(others, path).toEqual([])
      // Each in the columns that the report has.
      expect(Object.values(line ?? {}), path).toContain('-30.00')
    }
    // With refunds on their own day, which is open, the closed days have earned what they had.
    const refunds = await collector.get(`${asked[0]}&refund_basis=refund`, keys.read)
    expect(at(refunds.json, 'meta', 'closed', 0, 'restated')).toEqual({
      ...restated,
      value: '0.00',
    })
    const open = await collector.get('/v1/reconcile?from=2026-11-16&to=2026-11-30', keys.read)
    expect(at(open.json, 'meta')).not.toHaveProperty('closed')
  })

  test('has nothing to compare with where the site has another currency since', async () => {
    await close()
    const change = { command: 'site_set', site: 'shop', currency: 'USD' }
    await collector.post('/v1/admin', change, TOKEN)
    const restated = await until(async () => {
      const { json } = await collector.get(`/v1/reconcile?${NOVEMBER}`, keys.read)
      const period = at(json, 'meta', 'closed', 0) as { restated?: unknown }
      return 'restated' in period ? [period.restated] : undefined
    })
    expect(restated).toEqual([null])
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
