import { beforeEach, describe, expect, test } from 'vitest'
import { at, pageView, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'
const DAY = '2026-11-18'
const PERIOD = 'from=2026-11-01&to=2026-11-30'

const FILE = `Day,Campaign,Campaign ID,Currency code,Cost
${DAY},Autumn | DE,11,EUR,20.00
${DAY},Brand,22,EUR,30.00
`

type Row = Record<string, unknown>

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

/** Links say `brnd`, which is neither the id nor the name of any campaign. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
  const url = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=brnd'
  const click = pageView({ url, ts: Date.parse(`${DAY}T10:00:00Z`) })
  await collector.send([click], { visitor: visitorId(), key: keys.write })
  const options = { body: FILE, key: keys.write }
  expect((await collector.call('POST', '/v1/imports?site=shop', options)).status).toBe(201)
})

const list = async (query = '') =>
  (await collector.get(`/v1/campaigns?${PERIOD}${query}`, keys.read)).json

const map = (body: unknown) => collector.post('/v1/campaigns', body, keys.write)

const BRAND = { platform: 'google_ads', campaign_id: '22', means: { campaign: 'brnd' } }
const MEANS = { source: 'google', medium: 'cpc', campaign: 'brnd' }

const costs = async () => {
  const { json } = await collector.get(`/v1/roi?${PERIOD}&by=campaign`, keys.read)
  const rows = at(json, 'rows') as Row[]
  return Object.fromEntries(rows.map(({ campaign, cost }) => [campaign, cost]))
}

describe('POST /v1/campaigns', () => {
  test('says what links call a campaign, and its spend counts there', async () => {
    expect(at(await list(), 'unmatched')).toEqual({ campaigns: 2, spend: '50.00' })
    const answer = await map(BRAND)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      results: [
        {
          ...{ platform: 'google_ads', account: '', campaign_id: '22', campaign: '' },
          ...{ means: MEANS, outcome: 'created', met: true, rows: 1 },
        },
      ],
    })
    expect(await costs()).toEqual({ brnd: '30.00', 'Autumn | DE': '20.00' })
    const json = await list()
    expect(at(json, 'unmatched')).toEqual({ campaigns: 1, spend: '20.00' })
    expect(at(json, 'campaigns', 1)).toEqual({
      ...{ platform: 'google_ads', account: '', campaign_id: '22', campaign: 'Brand' },
      ...{ means: MEANS, matched_by: 'alias', spend: '30.00', campaigns_of_credit: 1 },
      alias: { account: '', campaign_id: '22', campaign: '' },
      credited: { touches: 1, conversions: '0', value: '0.00', cost: '30.00', roi: -1 },
    })
    expect(at(json, 'without_spend')).toEqual([])
    expect(at(json, 'aliases')).toEqual([
      {
        ...{ platform: 'google_ads', account: '', campaign_id: '22', campaign: '', means: MEANS },
        ...{ said_by: expect.any(String), said_at: expect.any(String) },
      },
    ])
  })

  test('takes a row of the list as it was shown, with another meaning', async () => {
    const [row] = at(await list(), 'campaigns') as Row[]
    expect(row).toMatchObject({ campaign: 'Brand', matched_by: 'unmatched' })
    const { json } = await map({ ...row, means: MEANS })
    expect(at(json, 'results', 0)).toMatchObject({ campaign_id: '22', campaign: '', rows: 1 })
    expect(at(json, 'results', 0)).not.toHaveProperty('ignored_fields')
  })

  test('takes an alias back, and everything is as before', async () => {
    const before = await list()
    await map(BRAND)
    const { json } = await map([{ ...BRAND, means: null }])
    expect(at(json, 'results')).toEqual([
      {
        ...{ platform: 'google_ads', account: '', campaign_id: '22', campaign: '' },
        ...{ means: null, outcome: 'removed', rows: 1 },
      },
    ])
    const { meta: _, ...after } = (await list()) as Row
    const { meta: __, ...first } = before as Row
    expect(after).toEqual(first)
    const again = await map({ ...BRAND, means: null })
    expect(at(again.json, 'results', 0)).toMatchObject({ outcome: 'unchanged', rows: 0 })
  })

  test('says when no touch has come from what it means', async () => {
    const { json } = await map({ ...BRAND, means: { campaign: 'brand' } })
    expect(at(json, 'results', 0)).toMatchObject({ met: false, rows: 1 })
    expect(at(await list(), 'campaigns', 0)).toMatchObject({
      ...{ campaign: 'Brand', matched_by: 'unmatched', alias: { campaign_id: '22' } },
    })
  })

  test('is told by explain, and by the audit trail', async () => {
    await map(BRAND)
    const query = `${PERIOD}&by=campaign&campaign=brnd&measure=cost`
    const { json, status } = await collector.get(`/v1/explain?${query}`, keys.read)
    expect(status).toBe(200)
    expect(at(json, 'parts', 0)).toMatchObject({
      ...{ campaign: 'brnd', amount: '30.00' },
      import: {
        ...{ platform: 'google_ads', campaign_id: '22', campaign: 'Brand' },
        alias: { account: '', campaign_id: '22', campaign: '', provenance: { source: 'backend' } },
      },
    })
    const trail = await collector.get('/v1/audit', keys.admin)
    expect(at(trail.json, 'entries', 0)).toMatchObject({
      kind: 'alias',
      before: { campaign: 'Brand', rows: 1, spend: [{ amount: '30.00', currency: 'EUR' }] },
      after: { campaign: 'brnd', rows: 1, spend: [{ amount: '30.00', currency: 'EUR' }] },
    })
  })

  test('is no part of an answer of before it', async () => {
    const then = at(await list(), 'meta', 'as_of')
    await map(BRAND)
    const past = await list(`&as_of=${then}`)
    expect(at(past, 'aliases')).toEqual([])
    expect(at(past, 'unmatched')).toEqual({ campaigns: 2, spend: '50.00' })
  })

  test.each<[string, Row, string]>([
    ['no platform', { ...BRAND, platform: undefined }, 'platform'],
    ['a platform that is none', { ...BRAND, platform: 'Google Ads' }, 'platform'],
    ['neither id nor name', { ...BRAND, campaign_id: '' }, 'campaign_id'],
    ['no meaning', { ...BRAND, means: undefined }, 'means'],
    ['an empty campaign', { ...BRAND, means: { campaign: ' ' } }, 'means.campaign'],
    ['half of a character', { ...BRAND, campaign_id: '\ud83d' }, 'campaign_id'],
  ])('refuses %s, names the field and stores nothing', async (_, record, field) => {
    const { status, json } = await map([BRAND, record])
    expect(status).toBe(422)
    expect(at(json, 'errors', 0, 'field')).toBe(`[1].${field}`)
    expect(at(await list(), 'aliases')).toEqual([])
  })

  test('refuses more than a hundred', async () => {
    const many = Array.from({ length: 101 }, (_, n) => ({ ...BRAND, campaign_id: `${n}` }))
    const { status, json } = await map(many)
    expect([status, at(json, 'errors', 0, 'message')]).toEqual([
      422,
      expect.stringContaining('101 campaigns'),
    ])
  })

  test('needs a write key', async () => {
    expect((await collector.post('/v1/campaigns', BRAND, keys.read)).status).toBe(403)
  })
})
