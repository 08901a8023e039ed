import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const visitor = visitorId(Date.parse('2026-09-20T08:00:00Z'))

const importing = (body: string, query = '') =>
  collector.call('POST', `/v1/imports?site=shop${query}`, { body, key: keys.write })

const rollingBack = (id: unknown) =>
  collector.call('POST', `/v1/imports/${id}/rollback?site=shop`, { body: '', key: keys.write })

const PERIOD = 'from=2019-01-01&to=2026-12-31'

/** What reports say of all years; how fresh they are is another matter. */
async function figures(): Promise<unknown> {
  const paths = [
    `/v1/roi?${PERIOD}&model=linear&by=channel,stage`,
    `/v1/reconcile?${PERIOD}`,
    `/v1/cohorts?from=2019-01&to=2026-12`,
  ]
  const answers = []
  for (const path of paths) {
    const { json } = await collector.get(path, keys.read)
    const { meta, ...rest } = json as { meta: Record<string, unknown> }
    answers.push({ ...rest, match: [meta['match_rate'], meta['coverage']] })
  }
  return answers
}

const stages = async () => {
  const path = `/v1/roi?${PERIOD}&model=linear&by=stage`
  const rows = at((await collector.get(path, keys.read)).json, 'rows') as Record<string, unknown>[]
  const sold = rows.filter((row) => row['value'] !== '0.00')
  return Object.fromEntries(sold.map((row) => [row['stage'], row['value']]))
}

/** An order of today by an ad, of a customer whom the tag has never seen before. */
async function orderOfToday() {
  const ts = Date.parse('2026-09-20T08:00:00Z')
  const visit = pageView({ ts, url: 'https://shop.example/?gclid=Cj0K-1' })
  await collector.send([visit], { visitor, key: keys.write })
  const said = { transaction_id: 'T-1', ts: '2026-09-20T08:05:00Z', value: '40.00', visitor }
  const today = order({ ...said, email: 'ana@example.test' })
  await collector.post('/v1/conversions', today, keys.write)
}

const HEAD =
  'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Refunded Amount,Cancelled at,Id\n'
const ROWS = [
  '#1,Ana@Example.test,paid,EUR,30.00,5.00,6.65,41.65,2023-05-01 09:15:00 +0200,0.00,,9001\n',
  '#2,ben@example.test,partially_refunded,EUR,50.00,0.00,0.00,50.00,2024-02-01 10:00:00 +0100,20.00,,9002\n',
  '#3,eva@example.test,pending,EUR,70.00,0.00,0.00,70.00,2024-03-01 10:00:00 +0100,0.00,,9003\n',
]
const FILE = HEAD + ROWS.join('')

describe('a file of orders', () => {
  test('makes an old customer old, and earns nobody credit', async () => {
    await orderOfToday()
    expect(await stages()).toEqual({ acquisition: '40.00' })
    const answer = await importing(FILE)
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({
      ...{ outcome: 'created', kind: 'shopify_orders', rows: 2, from: '2023-05-01' },
      ...{ to: '2024-02-01', refused: [], replaces: 0, unchanged: 0, told: 0, spend: [] },
      // By hand: 30.00 + 50.00.
      value: [{ currency: 'EUR', amount: '80.00' }],
      refunded: [{ currency: 'EUR', amount: '20.00' }],
      skipped: [{ line: 4, reason: 'is not paid: it is pending' }],
      identified_by: { email: 2, none: 0 },
      import: { state: 'applied', rows: 2, value: [{ currency: 'EUR', amount: '80.00' }] },
    })
    expect(await stages()).toEqual({ retention: '40.00' })
  })

  test('stores nothing in a dry run', async () => {
    await orderOfToday()
    const before = await figures()
    const answer = await importing(FILE, '&kind=orders&dry_run=true')
    expect(answer.status).toBe(422)
    const dry = await importing(FILE, '&kind=shopify_orders&dry_run=true')
    expect(dry.json).toMatchObject({ outcome: 'dry_run', rows: 2, import: null })
    expect(await figures()).toEqual(before)
    const { json } = await collector.get('/v1/imports?site=shop', keys.read)
    expect(at(json, 'imports')).toEqual([])
  })

  test('changes nothing when it comes twice, and replaces what it says otherwise', async () => {
    await importing(FILE)
    const before = await figures()
    expect((await importing(FILE)).json).toMatchObject({ outcome: 'unchanged', unchanged: 2 })
    expect(await figures()).toEqual(before)
    const corrected = await importing(FILE.replace('20.00,,9002', '50.00,,9002'))
    expect(corrected.json).toMatchObject({ outcome: 'created', replaces: 1, unchanged: 1 })
    expect(await figures()).not.toEqual(before)
  })

  test('is rolled back as a whole, and leaves no trace in any figure', async () => {
    await orderOfToday()
    const before = await figures()
    const { json } = await importing(FILE)
    expect(await figures()).not.toEqual(before)
    const id = at(json, 'import', 'id')
    expect((await rollingBack(id)).json).toMatchObject({
      ...{ outcome: 'rolled_back', import: { state: 'rolled_back' } },
    })
    expect(await figures()).toEqual(before)
    expect((await rollingBack(id)).json).toMatchObject({ outcome: 'unchanged' })
    expect((await importing(FILE)).json).toMatchObject({ outcome: 'created' })
    expect(await stages()).toEqual({ retention: '40.00' })
  })

  test('counts an order once that somebody tells of as well', async () => {
    const live = order({
      ...{ transaction_id: '9001', ts: '2023-05-01T07:15:00Z', value: '30.00', tax: '6.65' },
      ...{ shipping: '5.00', total: '41.65', email: 'ana@example.test' },
    })
    await collector.post('/v1/conversions', live, keys.write)
    const before = await collector.get(`/v1/roi?${PERIOD}&model=linear`, keys.read)
    const answer = await importing(FILE)
    expect(answer.json).toMatchObject({ outcome: 'created', told: 1 })
    const after = await collector.get(`/v1/roi?${PERIOD}&model=linear`, keys.read)
    expect(at(after.json, 'total', 'value')).toBe('30.00')
    expect(at(after.json, 'total')).toEqual(at(before.json, 'total'))
  })

  test('is refused as a whole for a line that can not be taken', async () => {
    const bad = ROWS[0]?.replace('#1', '#7').replace('9001', '').replace('2023', '2027') ?? ''
    const late = ROWS[0]?.replace('#1', '#8').replace('9001', '9008').replace('2023', '2029') ?? ''
    const answer = await importing(FILE + bad + late)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toEqual([
      { field: 'line 5', message: 'has no id: export that column, too' },
      {
        field: 'line 6',
        message: 'is dated more than 24 hours ahead: it counts once it has happened',
      },
    ])
    const { json } = await collector.get('/v1/imports?site=shop', keys.read)
    expect(at(json, 'imports')).toEqual([])
    const rest = await importing(FILE + bad + late, '&skip_refused=true')
    expect(rest.json).toMatchObject({ outcome: 'created', rows: 2 })
  })

  test('is any CSV by a mapping, which has the fields of a conversion', async () => {
    const map = encodeURIComponent('{"transaction_id":"Nr","ts":"Tag","value":"Netto"}')
    const answer = await importing('Nr;Tag;Netto\n7;05.01.2022;12,50\n', `&currency=EUR&map=${map}`)
    expect(answer.json).toMatchObject({ kind: 'orders', value: [{ amount: '12.50' }] })
    const wrong = encodeURIComponent('{"transaction_id":"Nr","ts":"Tag","cost":"x"}')
    const refused = await importing('Nr;Tag\n', `&map=${wrong}`)
    expect(at(refused.json, 'errors', '0', 'field')).toMatch(/^map/)
  })

  test('keeps no address of anybody', async () => {
    await importing(FILE)
    const { json } = await collector.get('/v1/imports?site=shop', keys.read)
    expect(JSON.stringify(json)).not.toContain('example.test')
  })
})
