import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const iso = (ms: number) => new Date(ms).toISOString()

const call = {
  id: 'call-1',
  ts: iso(NOON - 2 * DAY),
  kind: 'call',
  email: 'Ana@example.com',
  campaign: 'autumn',
  cost: { amount: '12.00', currency: 'EUR' },
}

const tell = (body: unknown = call) => collector.post('/v1/touches', body, keys.write)

const sell = (more: Record<string, unknown>) =>
  collector.post('/v1/conversions', order({ value: '100.00', ...more }), keys.write)

const journey = async (id = '1001') =>
  at((await collector.get(`/v1/journeys/${id}?model=linear`, keys.read)).json, 'journey')

const rows = async (query: string) => {
  const roi = await collector.get(`/v1/roi?from=2026-11-01&to=2026-11-30&${query}`, keys.read)
  const found = at(roi.json, 'rows') as Record<string, unknown>[]
  return found.toSorted((a, b) => (String(a['channel']) < String(b['channel']) ? -1 : 1))
}

/** A newsletter's visit three days ago. */
async function visit(): Promise<string> {
  const visitor = visitorId(NOON - 3 * DAY)
  const url = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=autumn'
  await collector.send([pageView({ url, ts: NOON - 3 * DAY })], { visitor, key: keys.write })
  return visitor
}

describe('a newsletter, a call that cost 12.00, and an order of 100.00', () => {
  test.each([
    ['in that order', ['visit', 'call', 'order']],
    ['the call last', ['visit', 'order', 'call']],
    ['the order first', ['order', 'call', 'visit']],
  ])('are one journey, whoever tells first: %s', async (_, steps) => {
    const visitor = visitorId(NOON - 3 * DAY)
    const url = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=autumn'
    const tellings: Record<string, () => Promise<unknown>> = {
      visit: () =>
        collector.send([pageView({ url, ts: NOON - 3 * DAY })], { visitor, key: keys.write }),
      call: () => tell(),
      order: () => sell({ visitor, email: 'ana@example.com' }),
    }
    for (const step of steps) await tellings[step]?.()

    expect(await journey()).toMatchObject({
      ...{ matched: true, value: '100.00', cost: '12.00', profit: '88.00', roi: 7.3333 },
      touches: [
        { channel: 'Email', cost: '0.00', credits: { linear: { value: '50.00' } } },
        {
          ...{ channel: 'Offline', source: 'call', medium: 'offline', campaign: 'autumn' },
          ...{ kind: 'call', external_id: 'call-1', ts: call.ts, landing_page: '' },
          ...{ cost: '12.00', profit: '38.00', roi: 3.1667 },
          credits: { linear: { value: '50.00' }, first_touch: { value: '0.00' } },
        },
      ],
    })
    expect(await rows('by=channel&model=linear')).toMatchObject([
      { channel: 'Email', touches: 1, value: '50.00', cost: '0.00', roi: null },
      { channel: 'Offline', touches: 1, value: '50.00', cost: '12.00', roi: 3.1667 },
    ])
    expect(await rows('by=channel&model=first_touch')).toMatchObject([
      { channel: 'Email', value: '100.00', cost: '0.00' },
      { channel: 'Offline', value: '0.00', cost: '12.00', roi: -1 },
    ])
    expect(await rows('by=campaign,category&model=linear')).toMatchObject([
      { campaign: 'autumn', value: '100.00', cost: '12.00', roi: 7.3333 },
    ])
  })

  test('is what each cell of the report is explained by', async () => {
    const visitor = await visit()
    await tell()
    await sell({ visitor, email: 'ana@example.com' })
    const explained = async (measure: string) =>
      at(
        (
          await collector.get(
            `/v1/explain?from=2026-11-01&to=2026-11-30&by=channel&channel=Offline&model=linear&measure=${measure}`,
            keys.read,
          )
        ).json,
        'parts',
      )
    expect(await explained('cost')).toMatchObject([
      {
        ...{ kind: 'cost', external_id: 'call-1', category: 'personnel', amount: '12.00' },
        provenance: { source: 'backend' },
      },
    ])
    expect(await explained('value')).toMatchObject([
      {
        kind: 'conversion',
        touches: [
          { channel: 'Email', in_cell: false },
          { channel: 'Offline', in_cell: true, kind: 'call', external_id: 'call-1', hit: null },
        ],
      },
    ])
    expect(await explained('touches')).toMatchObject([
      { kind: 'touch', told: { id: 'call-1', kind: 'call', provenance: { source: 'backend' } } },
    ])
  })

  test('leave the path and its cost, and nothing to explain in the bridge', async () => {
    const visitor = await visit()
    await tell()
    await sell({ visitor, email: 'ana@example.com' })
    const { json } = await collector.get('/v1/paths?from=2026-11-01&to=2026-11-30', keys.read)
    expect(at(json, 'paths', 0)).toMatchObject({ path: 'Email > Offline', cost: '12.00' })
    expect(at(json, 'bridge')).toMatchObject({ spend: '12.00', closed: '12.00' })
  })
})

const GUIDE = readFileSync(new URL('../../docs/bring-offline-touches.md', import.meta.url), 'utf8')

describe('POST /v1/touches', () => {
  test('answers what the guide says', async () => {
    const [, asked = ''] = /-d '\n(.*?)'\n```/s.exec(GUIDE) ?? []
    const [, said = ''] = /```json\n(.*?)```/s.exec(GUIDE) ?? []
    expect((await tell(asked)).json).toEqual(JSON.parse(said))
  })

  test('answers what became of each, and where it counts', async () => {
    const answer = await tell({ touches: [call, { ...call, id: 'fair', kind: 'event' }] })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      results: [
        {
          ...{ id: 'call-1', outcome: 'created', channel: 'Offline', source: 'call' },
          ...{ medium: 'offline', campaign: 'autumn', state: 'counted' },
        },
        {
          ...{ id: 'fair', outcome: 'created', channel: 'Offline', source: 'event' },
          ...{ medium: 'offline', campaign: 'autumn', state: 'counted' },
        },
      ],
    })
    expect(at((await tell()).json, 'results', 0, 'outcome')).toBe('unchanged')
    const later = { ...call, cost: { amount: '13.00', currency: 'EUR' } }
    expect(at((await tell([later])).json, 'results', 0, 'outcome')).toBe('updated')
  })

  test('derives the channel of source and medium as of a visit, and takes a name where they say none', async () => {
    const named = async (more: Record<string, unknown>) => {
      const { json } = await tell({ ...call, ...more })
      const { channel, source, medium } = at(json, 'results', 0) as Record<string, string>
      return [channel, source, medium].join(' / ')
    }
    expect(await named({ source: 'Google', medium: 'CPC' })).toBe('Paid Search / google / cpc')
    expect(await named({ source: 'google' })).toBe('Organic Search / google / organic')
    expect(await named({ source: 'fair-berlin' })).toBe('Offline / fair-berlin / offline')
    expect(await named({ channel: 'Fairs' })).toBe('Fairs / call / offline')
    expect(await named({ kind: 'print', medium: 'catalog' })).toBe('Offline / print / catalog')
  })

  test.each([
    [{ id: undefined }, 'id', 'is missing'],
    [{ ts: undefined }, 'ts', 'is missing'],
    [{ ts: '2026-11-31T10:00:00Z' }, 'ts', 'not a time that exists'],
    [{ ts: iso(NOON + 2 * DAY) }, 'ts', 'is more than 24 hours ahead'],
    [{ updated_at: iso(NOON + 2 * DAY) }, 'updated_at', 'is more than 24 hours ahead'],
    [{ kind: undefined }, 'kind', 'is missing: one of call, meeting'],
    [{ kind: 'declared' }, 'kind', 'is one of call, meeting'],
    [
      { email: undefined },
      'customer_id',
      'name whose touch it is by visitor, customer_id or email',
    ],
    [{ email: 'nobody' }, 'email', 'not an e-mail address'],
    [{ visitor: 'v-1' }, 'visitor', 'not a UUID'],
    [{ campaign: 'x'.repeat(201) }, 'campaign', 'has more than 200 characters'],
    [{ channel: 'Email', medium: 'call' }, 'channel', 'touches with this source and medium are'],
    [{ cost: { amount: 12, currency: 'EUR' } }, 'cost.amount', 'send money as a decimal string'],
    [{ cost: { amount: '-1.00', currency: 'EUR' } }, 'cost.amount', 'is no amount'],
    [{ cost: { amount: '1.00', currency: 'euro' } }, 'cost.currency', 'not an ISO 4217 currency'],
    [{ cost: { amount: '1.00' } }, 'cost.currency', 'is missing'],
    [
      { cost: { amount: '1.00', currency: 'EUR', category: 'wages' } },
      'cost.category',
      'is one of ad_spend',
    ],
    [{ status: 'gone' }, 'status', 'is one of removed'],
  ])(
    'refuses %j, names the field and the way out, and stores nothing',
    async (wrong, field, message) => {
      const answer = await tell([call, { ...call, id: 'other', ...wrong }])
      expect(answer.status).toBe(422)
      expect(at(answer.json, 'errors')).toEqual([
        { field: `[1].${field}`, message: expect.stringContaining(message) },
      ])
      await sell({ email: 'ana@example.com' })
      expect(await journey()).toMatchObject({ matched: false })
    },
  )

  test('names the place in a list that an object holds, and the fields that it does not know', async () => {
    const wrong = await tell({ touches: [{ ...call, kind: 'walk' }] })
    expect(at(wrong.json, 'errors', 0, 'field')).toBe('touches[0].kind')
    const { json } = await tell({ ...call, place: 'Berlin' })
    expect(at(json, 'results', 0, 'ignored_fields')).toEqual(['place'])
  })

  test('says of a cost in another currency that it waits for a rate', async () => {
    const { json } = await tell({ ...call, cost: { amount: '12.00', currency: 'USD' } })
    expect(at(json, 'results', 0)).toMatchObject({ state: 'pending_rate' })
    expect(JSON.stringify(json)).toContain('rates import')
  })

  test('keeps no address', async () => {
    await tell()
    const ledger = await collector.ledgers.open('shop')
    const facts = JSON.stringify((await ledger?.scan({ after: 0, limit: 100 }))?.facts)
    expect(facts).toContain('call-1')
    expect(facts.toLowerCase()).not.toContain('ana@')
  })

  test('is for keys that may write', async () => {
    expect((await collector.post('/v1/touches', call, keys.read)).status).toBe(403)
    expect((await collector.post('/v1/touches', call)).status).toBe(401)
    const remove = await collector.call('DELETE', '/v1/touches/call-1', { key: keys.read })
    expect(remove.status).toBe(403)
  })
})

describe('a touch that never was', () => {
  const remove = (id = 'call-1') =>
    collector.call('DELETE', `/v1/touches/${id}`, { key: keys.write })

  test.each([
    ['DELETE', () => remove()],
    ['a version that says so', () => tell({ id: 'call-1', status: 'removed' })],
  ])('is taken back by %s, with its cost and credit', async (_, takeBack) => {
    await tell()
    await sell({ email: 'ana@example.com' })
    expect(await journey()).toMatchObject({ matched: true, cost: '12.00' })
    expect((await takeBack()).status).toBe(200)
    expect(await journey()).toMatchObject({ matched: false, touches: [], cost: '0.00' })
    expect(await rows('by=channel')).toEqual([])
    await tell()
    expect(await journey()).toMatchObject({ matched: true, cost: '12.00' })
  })

  test('is not found when it is not there', async () => {
    expect((await remove('nobody')).status).toBe(404)
    await tell()
    await remove()
    expect((await remove()).json).toMatchObject({ title: expect.any(String), status: 404 })
  })
})
