import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { at, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const HEAD = 'Campaign report\n"November 1, 2026 - November 3, 2026"\n'
const COLUMNS = 'Day,Campaign,Campaign ID,Currency code,Cost,Clicks\n'

/** By hand: Brand 3.10 + 4.00 = 7.10, Autumn 12.34; together 19.44. */
const FILE = `${HEAD}${COLUMNS}2026-11-01,Autumn,11,EUR,12.34,7
2026-11-01,Brand,22,EUR,3.10,2
2026-11-03,Brand,22,EUR,4.00,--
Total: Account,--,--,EUR,19.44,9
`

const SUMMARY = {
  ...{ kind: 'google_ads', rows: 3, from: '2026-11-01', to: '2026-11-03' },
  spend: [{ currency: 'EUR', amount: '19.44' }],
  campaigns: [
    { campaign: 'Autumn', amount: '12.34' },
    { campaign: 'Brand', amount: '7.10' },
  ],
  ...{ refused: [], replaces: 0 },
}

const post = (body: string, query = '', headers: Record<string, string> = {}) =>
  collector.call('POST', `/v1/imports?site=shop${query}`, { body, key: keys.write, headers })

const idOf = (answer: { json: unknown }) => String(at(answer.json, 'import', 'id'))

const rollBack = (id: string, key = keys.write) =>
  collector.call('POST', `/v1/imports/${id}/rollback`, { key })

/** The whole answer to a report of November, by day and campaign, without its clock. */
async function roi(): Promise<unknown> {
  const path = '/v1/roi?from=2026-11-01&to=2026-11-30&by=campaign,day&costs=all'
  const { json } = await collector.get(path, keys.read)
  const { meta: _, ...figures } = json as Record<string, unknown>
  return figures
}

/** Cost by campaign. */
async function costs(): Promise<Record<string, unknown>> {
  const path = '/v1/roi?from=2026-11-01&to=2026-11-30&by=channel,campaign'
  const rows = at((await collector.get(path, keys.read)).json, 'rows') as Record<string, unknown>[]
  return Object.fromEntries(
    rows.map((row) => [`${row['channel']} ${row['campaign']}`, row['cost']]),
  )
}

const list = async () =>
  at((await collector.get('/v1/imports', keys.read)).json, 'imports') as Record<string, unknown>[]

describe('a file of costs', () => {
  test('of several currencies names that of each sum', async () => {
    const file = `${HEAD}${COLUMNS}2026-11-01,Brand,22,EUR,3.10,2\n2026-11-02,Brand,22,USD,4.00,3\n`
    const answer = await post(file, '&dry_run=true')
    expect(at(answer.json, 'campaigns')).toEqual([
      { campaign: 'Brand', currency: 'EUR', amount: '3.10' },
      { campaign: 'Brand', currency: 'USD', amount: '4.00' },
    ])
  })

  test('is told of by a dry run, which stores nothing', async () => {
    const answer = await post(FILE, '&dry_run=true')
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ outcome: 'dry_run', ...SUMMARY, import: null })
    expect(await list()).toEqual([])
    expect(await costs()).toEqual({})
  })

  test('counts by campaign in the channel of its platform', async () => {
    const answer = await post(FILE, '&file=november.csv')
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe(`/v1/imports/${idOf(answer)}`)
    const stored = {
      ...{ id: idOf(answer), kind: 'google_ads', file: 'november.csv', state: 'applied' },
      sha256: createHash('sha256').update(FILE).digest('hex'),
      ...{ rows: 3, from: '2026-11-01', to: '2026-11-03' },
      spend: [{ currency: 'EUR', amount: '19.44' }],
      ...{ imported_by: 'the write key', imported_at: '2026-11-20T12:00:00.000Z' },
      ...{ state_by: 'the write key', state_since: '2026-11-20T12:00:00.000Z' },
    }
    expect(answer.json).toMatchObject({ outcome: 'created', ...SUMMARY, import: stored })
    expect(await list()).toEqual([stored])
    const one = await collector.get(`/v1/imports/${idOf(answer)}`, keys.read)
    expect(at(one.json, 'import')).toEqual(stored)
    expect(await costs()).toEqual({ 'Paid Search Autumn': '12.34', 'Paid Search Brand': '7.10' })
  })

  test('that comes again changes nothing', async () => {
    await post(FILE)
    const before = await roi()
    const again = await post(FILE)
    expect(again.status).toBe(200)
    expect(again.json).toMatchObject({ outcome: 'unchanged', unchanged: 3, import: null })
    expect(await list()).toHaveLength(1)
    expect(await roi()).toEqual(before)
  })

  test('that is corrected replaces by campaign and day', async () => {
    await post(FILE)
    const corrected = FILE.replace('12.34', '12.00')
    expect((await post(corrected, '&dry_run=true')).json).toMatchObject({
      replaces: 1,
      unchanged: 2,
    })
    expect((await post(corrected)).status).toBe(201)
    expect(await costs()).toEqual({ 'Paid Search Autumn': '12.00', 'Paid Search Brand': '7.10' })
  })

  test('that is rolled back leaves the report as it was, to the last figure', async () => {
    await post(FILE)
    const before = await roi()
    const corrected = await post(FILE.replace('12.34', '12.00').replace('Brand,22', 'Other,33'))
    expect(await roi()).not.toEqual(before)
    const back = await rollBack(idOf(corrected))
    expect(back.json).toMatchObject({ outcome: 'rolled_back', import: { state: 'rolled_back' } })
    expect(await roi()).toEqual(before)
    expect((await rollBack(idOf(corrected))).json).toMatchObject({ outcome: 'unchanged' })
    expect((await list()).map(({ state }) => state)).toEqual(['rolled_back', 'applied'])
  })

  test('may come as a form', async () => {
    const part = `Content-Disposition: form-data; name="file"; filename="ads.csv"\r\nContent-Type: text/csv`
    const body = `--x\r\n${part}\r\n\r\n${FILE}\r\n--x--\r\n`
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    expect((await post(body, '', type)).json).toMatchObject({
      ...SUMMARY,
      import: { file: 'ads.csv' },
    })
    const empty = await post('--x--\r\n', '', type)
    expect(empty.status).toBe(422)
    expect(at(empty.json, 'errors', 0, 'field')).toBe('file')
  })

  test('meets the touches whose links carry the id of its campaign', async () => {
    const url = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=11'
    await collector.send([pageView({ url })], { visitor: visitorId(), key: keys.write })
    await post(FILE)
    expect(await costs()).toEqual({ 'Paid Search 11': '12.34', 'Paid Search Brand': '7.10' })
  })
})

describe('an explained figure', () => {
  test('names the import of a cost, and what the platform calls its campaign', async () => {
    const answer = await post(FILE, '&file=ads.csv')
    const cell = 'from=2026-11-01&to=2026-11-30&measure=cost&channel=Paid%20Search&campaign=Autumn'
    const { json } = await collector.get(`/v1/explain?${cell}`, keys.read)
    expect(at(json, 'parts', 0)).toMatchObject({
      ...{ kind: 'cost', external_id: null, amount: '12.34', campaign: 'Autumn' },
      import: {
        ...{ id: idOf(answer), file: 'ads.csv', platform: 'google_ads' },
        ...{ campaign_id: '11', campaign: 'Autumn' },
      },
      provenance: { source: 'backend', owner: 'the write key' },
    })
  })
})

describe('a file that can not be taken in as it is', () => {
  /** Nothing of it is there afterwards. */
  async function refusal(body: string, query = '') {
    const before = [await roi(), await list()]
    const answer = await post(body, query)
    expect([await roi(), await list()]).toEqual(before)
    return answer
  }

  test('is refused with each line that stands in its way', async () => {
    const wrong = FILE.replace('2026-11-03,Brand', '2026-11-33,Brand').replace('3.10', 'x')
    const answer = await refusal(wrong)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toMatchObject([{ field: 'line 5' }, { field: 'line 6' }])
    expect(at(answer.json, 'detail')).toContain('skip_refused=true')
  })

  test('goes in without those lines when that is meant', async () => {
    const answer = await post(FILE.replace('3.10', 'x'), '&skip_refused=true')
    expect(answer.json).toMatchObject({ rows: 2, refused: [{ line: 5 }], outcome: 'created' })
    expect(await costs()).toEqual({ 'Paid Search Autumn': '12.34', 'Paid Search Brand': '4.00' })
  })

  test('is refused when its days meet those of an import by range, which it names', async () => {
    const range = `${HEAD}Campaign,Campaign ID,Currency code,Cost\nAutumn,11,EUR,90.00\n`
    const month = await post(range, '&from=2026-11-01&to=2026-11-30')
    expect(month.status).toBe(201)
    const answer = await refusal(FILE)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0)).toEqual({
      field: 'line 4',
      message: `campaign "Autumn" on 2026-11-01 meets from 2026-11-01 to 2026-11-30 of import ${idOf(month)} (), which would count twice: roll that import back ("pathworth import rollback ${idOf(month)}"), or bring a file of other days`,
    })
    expect((await post(FILE, '&dry_run=true')).json).toMatchObject({
      refused: [{ line: 4 }],
      rows: 2,
    })
    await rollBack(idOf(month))
    expect((await post(FILE)).status).toBe(201)
  })

  test('is refused when a campaign is in it by day and by range', async () => {
    const columns = 'date,date_to,platform,campaign,currency,spend\n'
    const map = { platform: 'dsp', from: 'date', to: 'date_to', campaign: 'campaign' }
    const query = `&map=${encodeURIComponent(JSON.stringify({ ...map, cost: 'spend', currency: 'currency' }))}`
    const answer = await refusal(
      `${columns}2026-11-01,2026-11-10,x,A,EUR,5\n2026-11-03,2026-11-03,x,A,EUR,1\n`,
      query,
    )
    expect(at(answer.json, 'errors')).toEqual([
      {
        field: 'line 3',
        message:
          'campaign "A" on 2026-11-03 meets from 2026-11-01 to 2026-11-10 of line 2, and would count twice: keep one of both',
      },
    ])
  })

  test('is refused as a whole when nobody knows what it is', async () => {
    const answer = await refusal('a,b\n1,2\n')
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'field')).toBe('body')
    expect((await refusal('')).status).toBe(422)
  })

  test.each([
    ['&from=2026-11-31&to=2026-11-30', 'from'],
    ['&currency=euro', 'currency'],
    ['&kind=ads', 'kind'],
    ['&dry_run=yes', 'dry_run'],
    ['&decimal=x', 'decimal'],
    ['&map=x', 'map'],
    ['&month=11', 'month'],
  ])('is refused with %s, which is named', async (query, field) => {
    const answer = await refusal(FILE, query)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'field')).toBe(field)
  })

  test('is refused beyond the size that the host takes', async () => {
    const answer = await refusal(
      `${HEAD}${COLUMNS}${'2026-11-01,Autumn,11,EUR,0.01,1\n'.repeat(40_000)}`,
    )
    expect(answer.status).toBe(413)
    expect(at(answer.json, 'detail')).toContain('export a part of the period at a time')
  })
})

describe('rates', () => {
  const RATES = 'Date,USD,\n2026-11-02,1.25,\n2026-10-30,1.20,\n'

  test('come in by the same way', async () => {
    const dry = await post(RATES, '&kind=rates&dry_run=true')
    const period = { rows: 2, from: '2026-10-30', to: '2026-11-02', spend: [] }
    expect(dry.json).toMatchObject({ outcome: 'dry_run', kind: 'ecb_rates', ...period })
    const rates = { created: 2, updated: 0, unchanged: 0 }
    expect((await post(RATES, '&kind=rates')).json).toMatchObject({ outcome: 'created', rates })
    expect((await post(RATES)).json).toMatchObject({ outcome: 'unchanged' })
  })

  test('count the costs in their currency', async () => {
    await post(FILE.replaceAll('EUR', 'USD'))
    expect(await costs()).toEqual({})
    await post(RATES)
    expect(await costs()).toMatchObject({ 'Paid Search Brand': '5.78' })
  })
})

describe('who may import', () => {
  test('needs a write key, and a read key to look', async () => {
    const answer = await collector.call('POST', '/v1/imports', { body: FILE, key: keys.read })
    expect(answer.status).toBe(403)
    expect((await collector.get('/v1/imports', keys.write)).status).toBe(403)
    expect((await rollBack('x', keys.read)).status).toBe(403)
    expect((await collector.call('POST', '/v1/imports', { body: FILE })).status).toBe(401)
  })

  test('hears of an import that there is not', async () => {
    expect((await rollBack('x')).status).toBe(404)
    expect((await collector.get('/v1/imports/x', keys.read)).status).toBe(404)
  })

  test('goes through the list page by page', async () => {
    for (const cost of ['1.00', '2.00', '3.00']) await post(FILE.replace('3.10', cost))
    const first = await collector.get('/v1/imports?limit=2', keys.read)
    expect(at(first.json, 'imports')).toHaveLength(2)
    const rest = await collector.get(`/v1/imports?before=${at(first.json, 'next')}`, keys.read)
    expect(at(rest.json, 'imports')).toHaveLength(1)
    expect(at(rest.json, 'next')).toBe(null)
  })
})
