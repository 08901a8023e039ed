import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../host/until.ts'
import {
  type Answer,
  at,
  BROWSER,
  DAY,
  NOON,
  order,
  pageView,
  TestCollector,
  visitorId,
} from './collector.ts'
import { eventsOf, type Told } from './events-of.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop', {
    models: [{ name: 'last_non_direct' }, { name: 'linear' }],
  })
})

/** A stream that ends after some events. */
const listen = (query: string, headers: Record<string, string> = {}) =>
  collector.get(`/v1/stream?${query}`, keys.read, headers)

/** The same, once it has begun: what comes in from now on is new to it. */
async function begun(query: string): Promise<{ ended: Promise<Answer> }> {
  const count = async () =>
    Number(/route="\/v1\/stream".*status="200"\} (\d+)/.exec(await metrics())?.[1] ?? 0)
  const before = await count()
  const ended = listen(query)
  await until(async () => (await count()) > before)
  return { ended }
}

const metrics = async () => (await collector.get('/metrics')).text

/** A collector in workerd hears of the time with the next request. */
async function turnTo(now: number): Promise<void> {
  collector.now = now
  await collector.get('/health')
}

const names = (told: readonly Told[]) => told.map(({ event }) => event)

const OWN = 'https://shop.example/socks?private=1'
const AD = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'

describe('a stream', () => {
  test('is one of events that nobody keeps or gathers', async () => {
    const { status, headers } = await listen('limit=1')
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
  })

  test('begins with the figures of today, and with nothing that came before', async () => {
    await collector.send([pageView()])
    const { text } = await listen('limit=1')
    expect(text).toMatch(/^retry: 2000\n\nevent: roi\ndata: /)
    expect(eventsOf(text)[0]?.data).toMatchObject({
      site: 'shop',
      from: '2026-11-20',
      to: '2026-11-20',
      model: 'last_non_direct',
      basis: 'conversion_date',
      total: { value: '0.00', conversions: '0', roi: null },
    })
  })

  test('begins with the latest few when that is asked', async () => {
    const view = (n: number) => pageView({ url: `https://shop.example/p${n}`, ts: NOON - 1000 + n })
    await collector.send([view(1), view(2), view(3)])
    const told = eventsOf((await listen('recent=2&limit=3')).text)
    expect(names(told)).toEqual(['hit', 'hit', 'roi'])
    expect(told.map(({ data }) => data['path'])).toEqual(['/p2', '/p3', undefined])
  })

  test('tells a conversion that is posted meanwhile, and what it has changed', async () => {
    const { ended } = await begun('limit=3')
    await collector.post('/v1/conversions', order(), keys.write)
    const told = eventsOf((await ended).text)
    expect(names(told)).toEqual(['roi', 'conversion', 'roi'])
    expect(told[1]?.data).toMatchObject({
      goal: 'purchase',
      transaction_id: '1001',
      ts: '2026-11-20T11:59:30.000Z',
      value: '89.90',
      currency: 'EUR',
      update: false,
      confirmed: true,
      sales_channel: 'web',
    })
    expect(told[2]?.data).toMatchObject({ total: { value: '89.90', conversions: '1' } })
  })

  test('tells hits, touches, refunds and costs, with what each is', async () => {
    const visitor = visitorId()
    await collector.send([pageView({ url: AD }), pageView({ url: OWN, referrer: AD })], { visitor })
    await collector.post('/v1/conversions', order({ visitor }), keys.write)
    const refund = { transaction_id: '1001', refund_id: 'r1', amount: '9.90', currency: 'EUR' }
    await collector.post('/v1/refunds', { ...refund, ts: '2026-11-20T11:59:45Z' }, keys.write)
    const cost = { from: '2026-11-20', to: '2026-11-20', category: 'ad_spend', amount: '20.00' }
    const of = { source: 'google', medium: 'cpc', campaign: 'autumn', currency: 'EUR' }
    await collector.post('/v1/costs', { ...cost, ...of }, keys.write)
    const told = eventsOf((await listen('last_event_id=0&limit=7')).text)
    const facts = told.filter(({ event }) => event !== 'roi')
    expect(names(facts)).toEqual(['hit', 'touch', 'hit', 'conversion', 'refund', 'cost'])
    const shown = visitor.slice(-8)
    const google = { source: 'google', medium: 'cpc', campaign: 'autumn' }
    expect(facts.map(({ data }) => data)).toMatchObject([
      { name: 'page_view', path: '/', landing: 'campaign', ...google, begins_visit: true },
      { kind: 'visit', channel: 'Paid Search', ...google, path: '/', visitor: shown },
      { path: '/socks', landing: 'own', channel: null, begins_visit: false, visitor: shown },
      { transaction_id: '1001' },
      { refund_id: 'r1', amount: '9.90', currency: 'EUR', update: false },
      { from: '2026-11-20', to: '2026-11-20', category: 'ad_spend', amount: '20.00', import: null },
    ])
    expect(JSON.stringify(told)).not.toContain('private')
  })

  test('tells a touch that was told, with its kind', async () => {
    const call = { id: 'c1', kind: 'call', ts: '2026-11-20T10:00:00Z', customer_id: 'ada' }
    const told = { ...call, source: 'hotline', medium: 'phone', campaign: 'autumn' }
    const { ended } = await begun('limit=2')
    const answer = await collector.post('/v1/touches', told, keys.write)
    expect(answer.status, answer.text).toBe(200)
    const [, touch] = eventsOf((await ended).text)
    expect(touch).toMatchObject({
      event: 'touch',
      data: { kind: 'call', source: 'hotline', visitor: null, removed: false },
    })
  })

  test('has the figures that were asked, and those of GET /v1/roi', async () => {
    await collector.send([pageView({ ts: NOON - 3 * DAY })], { key: keys.write })
    await collector.post('/v1/conversions', order(), keys.write)
    const query = 'from=2026-11-01&to=2026-11-30&model=linear&basis=touch_date'
    const [roi] = eventsOf((await listen(`${query}&limit=1`)).text)
    const { json } = await collector.get(`/v1/roi?${query}`, keys.read)
    expect(roi?.data).toMatchObject({ model: 'linear', basis: 'touch_date' })
    for (const name of ['value', 'cost', 'profit', 'roi', 'conversions', 'cpa'])
      expect(at(roi?.data, 'total', name)).toEqual(at(json, 'total', name))
    expect(roi?.data['coverage']).toEqual(at(json, 'meta', 'coverage'))
  })
})

describe('a stream that goes on', () => {
  test('after any event tells what would have come behind it, once', async () => {
    const visitor = visitorId()
    // Three facts of one commit, of which the first begins a visit; then one more.
    const pages = [AD, 'https://shop.example/a', 'https://shop.example/b']
    await collector.send(
      pages.map((url, n) => pageView({ url, ts: NOON - 5000 + n, referrer: n > 0 ? AD : '' })),
      { visitor },
    )
    await collector.post('/v1/conversions', order({ visitor }), keys.write)
    const all = eventsOf((await listen('last_event_id=0&limit=6')).text)
    expect(names(all)).toEqual(['hit', 'touch', 'hit', 'hit', 'conversion', 'roi'])
    const facts = all.slice(0, 5)
    for (const [n, { lastId }] of facts.entries()) {
      const rest = facts.slice(n + 1)
      const { text } = await listen(`limit=${rest.length + 1}`, { 'last-event-id': lastId })
      expect(eventsOf(text).filter(({ event }) => event !== 'roi')).toEqual(rest)
    }
  })

  test('in the middle of a commit, after each place where it may break off', async () => {
    const pages = ['a', 'b', 'c', 'd']
    await collector.send(
      pages.map((name, n) =>
        pageView({ url: `https://shop.example/${name}`, ts: NOON - 9000 + n }),
      ),
    )
    const seen: unknown[] = []
    let lastId = '0'
    while (seen.length < 5) {
      const { text } = await listen('limit=1', { 'last-event-id': lastId })
      const [told] = eventsOf(text)
      seen.push(told?.data['path'])
      lastId = told?.lastId ?? ''
    }
    expect(seen).toEqual(['/a', '/a', '/b', '/c', '/d'])
  })

  test('takes the place that its browser says before that of its address', async () => {
    await collector.send([pageView({ url: 'https://shop.example/a' })])
    const [first] = eventsOf((await listen('last_event_id=0&limit=1')).text)
    expect(first?.event).toBe('hit')
    const header = { 'last-event-id': String(first?.data['seq']) }
    const told = eventsOf((await listen('last_event_id=0&limit=1', header)).text)
    expect(names(told)).toEqual(['roi'])
  })

  test('after too long is told how much it has missed', async () => {
    for (let n = 0; n < 21; n++) {
      const views = Array.from({ length: 50 }, (_, i) =>
        pageView({ url: `https://shop.example/${n * 50 + i}`, ts: NOON - 5000 }),
      )
      await collector.send(views)
    }
    const told = eventsOf((await listen('last_event_id=1&limit=3')).text)
    const seq = Number(told[1]?.data['seq'])
    expect(told[0]).toMatchObject({
      event: 'reset',
      data: { reason: 'too_many', skipped: seq - 2 },
    })
    expect(seq).toBeGreaterThan(2)
  })

  test('after the site was taken back begins anew', async () => {
    const told = eventsOf((await listen('last_event_id=900000&limit=1')).text)
    expect(told[0]).toMatchObject({ event: 'reset', data: { reason: 'restored', skipped: null } })
  })
})

describe('a stream ends', () => {
  test('soon after its key was revoked', async () => {
    const { ended } = await begun('limit=100')
    const ledger = await collector.ledgers.open('shop')
    await ledger?.change({ kind: 'key_revoked', id: 'read-1', at: NOON })
    await turnTo(NOON + 61_000)
    expect(names(eventsOf((await ended).text))).toEqual(['roi'])
    expect((await listen('limit=1')).status).toBe(401)
  })

  test('by itself after some minutes, so that its reader comes back', async () => {
    const { ended } = await begun('limit=100')
    await turnTo(NOON + 11 * 60_000)
    expect((await ended).status).toBe(200)
  })
})

describe('a stream is refused', () => {
  test.each([
    ['limit=0', 'limit'],
    ['recent=201', 'recent'],
    ['from=2026-11-01', 'to'],
    ['to=2026-11-01', 'from'],
    ['from=2026-11-02&to=2026-11-01', 'from'],
    ['last_event_id=x', 'last_event_id'],
    ['model=magic', 'model'],
    ['goals=lead', 'goals'],
  ])('for %s, with the name of the field', async (query, field) => {
    const answer = await listen(query)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'field')).toBe(field)
  })

  test('for a header that is no id', async () => {
    const answer = await listen('limit=1', { 'last-event-id': '12.5' })
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'field')).toBe('Last-Event-ID')
  })

  test('without a key, and with one that may only write', async () => {
    expect((await collector.get('/v1/stream')).status).toBe(401)
    expect((await collector.get('/v1/stream', keys.write)).status).toBe(403)
    const headers = { 'user-agent': BROWSER }
    expect((await collector.get('/v1/stream?site=other', keys.read, headers)).status).toBe(403)
  })
})
