import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const DAY = '2026-11-18'
const PERIOD = 'from=2026-11-01&to=2026-11-30'
const COLUMNS = 'Day,Campaign,Campaign ID,Currency code,Cost,Clicks,Impr.,Conversions,Conv. value\n'

const GOOGLE = `${COLUMNS}${DAY},Autumn,11,EUR,20.00,10,1000,3.00,240.00
${DAY},Brand,22,EUR,30.00,5,400,--,--
`
const META = `Campaign name,Campaign ID,Day,Amount spent (EUR),Link clicks,Purchases,Purchases conversion value
Winter,900,${DAY},10.00,4,2,100.00
`

/** The link of Google's Autumn carries its id and sold 100.00, that of Meta's Winter its name and sold 60.00. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
  await visit('google', 'cpc', '11', '100.00')
  await visit('facebook', 'paid_social', 'Winter', '60.00')
  await visit('google', 'cpc', 'brnd')
  await visit('google', 'organic', 'story')
  await bring(GOOGLE)
  await bring(META)
})

async function visit(source: string, medium: string, campaign: string, value?: string) {
  const visitor = visitorId()
  const url = `https://shop.example/?utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`
  const click = pageView({ url, ts: Date.parse(`${DAY}T10:00:00Z`) })
  await collector.send([click], { visitor, key: keys.write })
  if (value === undefined) return
  const sale = order({ transaction_id: campaign, ts: `${DAY}T11:00:00Z`, visitor, value })
  expect((await collector.post('/v1/conversions', [sale], keys.write)).status).toBe(200)
}

async function bring(body: string, query = ''): Promise<string> {
  const options = { body, key: keys.write }
  const answer = await collector.call('POST', `/v1/imports?site=shop${query}`, options)
  expect(answer.json).toMatchObject({ outcome: 'created' })
  return String(at(answer.json, 'import', 'id'))
}

const claims = async (query = PERIOD) =>
  at((await collector.get(`/v1/claims?${query}`, keys.read)).json, 'rows') as Row[]

const campaigns = async (query = PERIOD) =>
  (await collector.get(`/v1/campaigns?${query}`, keys.read)).json

type Row = Record<string, unknown>

const autumn = {
  ...{ platform: 'google_ads', account: '', campaign_id: '11', campaign: 'Autumn' },
  means: { source: 'google', medium: 'cpc', campaign: '11' },
  ...{ matched_by: 'id', alias: null, spend: '20.00', campaigns_of_credit: 1 },
  credited: { touches: 1, conversions: '1', value: '100.00', cost: '20.00', roi: 4 },
}
const brand = {
  ...{ platform: 'google_ads', account: '', campaign_id: '22', campaign: 'Brand' },
  means: { source: 'google', medium: 'cpc', campaign: 'Brand' },
  ...{ matched_by: 'unmatched', alias: null, spend: '30.00', campaigns_of_credit: 1 },
  credited: { touches: 0, conversions: '0', value: '0.00', cost: '30.00', roi: -1 },
}
const winter = {
  ...{ platform: 'meta_ads', account: '', campaign_id: '900', campaign: 'Winter' },
  means: { source: 'facebook', medium: 'paid_social', campaign: 'Winter' },
  ...{ matched_by: 'name', alias: null, spend: '10.00', campaigns_of_credit: 1 },
  credited: { touches: 1, conversions: '1', value: '60.00', cost: '10.00', roi: 5 },
}

describe('claims', () => {
  test('stand beside the credit by campaign, and are never summed', async () => {
    const { status, json } = await collector.get(`/v1/claims?${PERIOD}`, keys.read)
    expect(status).toBe(200)
    expect(Object.keys(json as Row)).toEqual(['meta', 'rows'])
    expect(at(json, 'rows')).toEqual([
      {
        ...brand,
        claimed: { impressions: 400, clicks: 5, conversions: null, value: null },
        difference: { conversions: null, value: null },
        ratio: { conversions: null, value: null },
      },
      {
        ...autumn,
        claimed: { impressions: 1000, clicks: 10, conversions: '3', value: '240.00' },
        difference: { conversions: '2', value: '140.00' },
        ratio: { conversions: 3, value: 2.4 },
      },
      {
        ...winter,
        claimed: { impressions: null, clicks: 4, conversions: '2', value: '100.00' },
        difference: { conversions: '1', value: '40.00' },
        ratio: { conversions: 2, value: 1.6667 },
      },
    ])
    expect(at(json, 'meta')).toMatchObject({
      ...{ site: 'shop', from: '2026-11-01', to: '2026-11-30', goal: 'purchase' },
      ...{ model: 'last_non_direct', basis: 'conversion_date', currency: 'EUR', pending: 0 },
    })
  })

  test('are CSV, a line a campaign and none of sums', async () => {
    const { text } = await collector.get(`/v1/claims?${PERIOD}&format=csv`, keys.read)
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[2]).toBe(
      'google_ads,,11,Autumn,google,cpc,11,20.00,1,1,100.00,20.00,4,1,1000,10,3,240.00,2,140.00,3,2.4',
    )
  })

  test('count once when the file is corrected, and not when it is rolled back', async () => {
    const corrected = await bring(GOOGLE.replace('3.00,240.00', '2.00,150.00'))
    expect((await claims())[1]).toMatchObject({ claimed: { conversions: '2', value: '150.00' } })
    await collector.call('POST', `/v1/imports/${corrected}/rollback`, { key: keys.write })
    expect((await claims())[1]).toMatchObject({ claimed: { conversions: '3', value: '240.00' } })
  })

  test('of two campaigns that mean the same are not set against what is credited to both', async () => {
    await bring(`${COLUMNS}${DAY},11,33,EUR,5.00,1,9,1.00,10.00\n`)
    const both = (await claims()).filter(({ campaigns_of_credit: of }) => of === 2)
    expect(both.map(({ campaign_id: id }) => id)).toEqual(['11', '33'])
    expect(both.map(({ credited }) => (credited as Row)['cost'])).toEqual(['25.00', '25.00'])
    expect(both.map(({ difference }) => difference)).toEqual([
      { conversions: null, value: null },
      { conversions: null, value: null },
    ])
  })

  test('in another currency are told in that of the site, and not while a rate is missing', async () => {
    await bring(`${COLUMNS}${DAY},Dollars,44,USD,12.00,1,9,1.00,24.00\n`)
    const dollars = async () => (await claims()).find(({ campaign_id: id }) => id === '44')
    expect(await dollars()).toMatchObject({
      spend: null,
      claimed: { conversions: '1', value: null },
    })
    const rates = [{ day: DAY, currency: 'USD', rate: '1.2' }]
    const command = { command: 'rates_import', site: 'shop', rates }
    expect((await collector.post('/v1/admin', command, TOKEN)).status).toBe(200)
    await collector.post('/v1/admin', { command: 'settle', site: 'shop' }, TOKEN)
    expect(await dollars()).toMatchObject({
      ...{ spend: '10.00', claimed: { value: '20.00' } },
      credited: { cost: '10.00' },
    })
  })

  test('of spend that names no campaign are set against none', async () => {
    const columns = { day: 'Day', cost: 'Cost', currency: 'Cur', conversions: 'Sales' }
    const map = encodeURIComponent(JSON.stringify({ platform: 'my_dsp', ...columns }))
    await bring(`Day,Cost,Cur,Sales\n${DAY},7.50,EUR,3\n`, `&map=${map}`)
    const whole = (await claims()).find(({ platform }) => platform === 'my_dsp')
    expect(whole).toMatchObject({
      ...{ campaign: '', spend: '7.50', credited: null, claimed: { conversions: '3' } },
      difference: { conversions: null, value: null },
    })
  })

  test('of a range count for its days that were asked, as its spend does', async () => {
    const file = 'Campaign,Campaign ID,Currency code,Cost,Clicks\nLong,55,EUR,4.00,7\n'
    await bring(file, '&kind=google_ads&from=2026-10-31&to=2026-11-03')
    // 7 clicks over four days are 2, 2, 2, 1; the first of them lies in October.
    const long = (await claims()).find(({ campaign_id: id }) => id === '55')
    expect(long).toMatchObject({ spend: '3.00', claimed: { clicks: 5, conversions: null } })
    expect(await claims('from=2026-10-01&to=2026-10-30')).toEqual([])
  })
})

describe('campaigns', () => {
  test('that meet no touches come first, and ads without spend are told', async () => {
    const json = await campaigns()
    expect(at(json, 'campaigns')).toEqual([brand, autumn, winter])
    expect(at(json, 'without_spend')).toEqual([
      {
        ...{ source: 'google', medium: 'cpc', campaign: 'brnd' },
        ...{ touches: 1, conversions: '0', value: '0.00', cost: '0.00', roi: null },
      },
    ])
  })

  test('do not miss spend that is told in another way', async () => {
    const scope = { source: 'google', medium: 'cpc', campaign: 'brnd' }
    const cost = {
      from: DAY,
      to: DAY,
      category: 'ad_spend',
      amount: '5.00',
      currency: 'EUR',
      ...scope,
    }
    expect((await collector.post('/v1/costs', [cost], keys.write)).status).toBe(200)
    expect(at(await campaigns(), 'without_spend')).toEqual([])
  })

  test('are matched once a link carries their name, and not by one of another platform', async () => {
    await visit('tiktok', 'paid_social', 'Brand')
    expect(at(await campaigns(), 'campaigns', 0)).toEqual(brand)
    await visit('google', 'cpc', 'Brand')
    const rows = at(await campaigns(), 'campaigns') as Row[]
    expect(rows.map(({ matched_by: by }) => by)).toEqual(['name', 'id', 'name'])
    expect(rows[0]).toMatchObject({ campaign: 'Brand', credited: { touches: 1 } })
  })

  test('keep what they meant when links with their id come later, until the file comes again', async () => {
    await visit('google', 'cpc', '22')
    expect(at(await campaigns(), 'campaigns', 0)).toEqual(brand)
    await bring(GOOGLE)
    const rows = at(await campaigns(), 'campaigns') as Row[]
    expect(rows.map(({ matched_by: by }) => by)).toEqual(['id', 'id', 'name'])
    expect(rows[0]).toMatchObject({ campaign: 'Brand', means: { campaign: '22' } })
  })

  test('are CSV, too', async () => {
    const { text } = await collector.get(`/v1/campaigns?${PERIOD}&format=csv`, keys.read)
    const lines = text.trimEnd().split('\r\n')
    expect(lines[1]).toBe(
      'unmatched,google_ads,,22,Brand,google,cpc,Brand,30.00,0,0,0.00,30.00,-1,1',
    )
    expect(lines.at(-1)).toBe('without_spend,,,,,google,cpc,brnd,,1,0,0.00,0.00,,0')
  })
})

describe.each(['/v1/claims', '/v1/campaigns'])('%s', (path) => {
  test.each([
    ['from=2026-11-02&to=2026-11-01', 'from'],
    ['from=2026-11-02', 'to'],
    [`${PERIOD}&model=best`, 'model'],
    [`${PERIOD}&by=channel`, 'by'],
    [`${PERIOD}&format=xml`, 'format'],
  ])('refuses %s and names the field', async (query, field) => {
    const { status, json } = await collector.get(`${path}?${query}`, keys.read)
    expect(status).toBe(422)
    expect(at(json, 'errors', 0, 'field')).toBe(field)
  })

  test('is read with a read key alone', async () => {
    expect((await collector.get(`${path}?${PERIOD}`, keys.write)).status).toBe(403)
  })
})
