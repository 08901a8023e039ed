import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  at,
  BROWSER,
  DAY,
  IDENTIFY_SECRET,
  NOON,
  order,
  pageView,
  ROI_OF_YEAR,
  TestCollector,
  visitorId,
} from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

async function stats() {
  const ledger = await collector.ledgers.open('shop')
  return ledger?.report({ kind: 'stats' })
}

describe('hits of the tag', () => {
  test('are stored and counted', async () => {
    const answer = await collector.send([pageView(), pageView()])
    expect(answer.status).toBe(202)
    expect(answer.json).toEqual({ accepted: 2, duplicate: 0, dropped: [] })
    expect((await stats())?.facts).toMatchObject({ hits: 2 })
  })

  test('that are sent again are duplicates, and stored once', async () => {
    const visitor = visitorId()
    const event = pageView()
    await collector.send([event], { visitor })
    const again = await collector.send([event, pageView()], { visitor })
    expect(again.json).toEqual({ accepted: 1, duplicate: 1, dropped: [] })
    expect((await stats())?.facts).toMatchObject({ hits: 2 })
  })

  test('may come as text/plain, which needs no preflight', async () => {
    const answer = await collector.send([pageView()], { headers: { 'content-type': 'text/plain' } })
    expect(answer.status).toBe(202)
  })

  test('carry the country of the address, and not the address', async () => {
    await collector.send([pageView()])
    const [batch] = collector.ledgers.batches
    expect(batch?.hits?.[0]).toMatchObject({ country: 'FR', source: 'tag', receivedAt: NOON })
    expect(JSON.stringify(collector.ledgers.batches)).not.toContain('203.0.113.7')
  })

  test('of any UUID are taken, in any case', async () => {
    const id = '6FA459EA-EE8A-4CA4-894E-DB77E160355E'
    const answer = await collector.send([pageView({ id })], { visitor: id })
    expect(answer.json).toMatchObject({ accepted: 1 })
    const again = await collector.send([pageView({ id: id.toLowerCase() })], { visitor: id })
    expect(again.json).toMatchObject({ accepted: 0, duplicate: 1 })
  })
})

describe('an event that is not kept', () => {
  test.each([
    ['without a url', { url: undefined }],
    ['with a number as url', { url: 7 }],
    ['without a name', { name: '' }],
    ['with a name that is none', { name: 'DROP TABLE' }],
    ['with a time as text', { ts: '2026-11-20' }],
    ['with a time before 1970', { ts: -1 }],
    ['with props that are a list', { props: [1] }],
    ['with no UUID as id', { id: 'e1' }],
  ])('%s is dropped by itself, not with its batch', async (_, wrong) => {
    const bad = pageView(wrong)
    const answer = await collector.send([pageView(), bad, pageView()])
    expect(answer.status).toBe(202)
    expect(answer.json).toEqual({
      accepted: 2,
      duplicate: 0,
      dropped: [{ id: bad['id'], reason: 'invalid_event' }],
    })
  })

  test.each(['page_view', 'identify'])('%s for its nested props goes alone', async (name) => {
    const bad = pageView({ name, props: { customer_id: 'c1', deep: 'DEEP' } })
    const text = JSON.stringify({
      v: 1,
      site: 'shop',
      visitor: visitorId(),
      events: [pageView(), bad, pageView()],
    })
    const body = text.replace('"DEEP"', '['.repeat(15_000) + ']'.repeat(15_000))
    const headers = { 'user-agent': BROWSER, origin: 'https://shop.example' }
    const answer = await collector.call('POST', '/v1/events?debug=1', { body, headers })
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({
      accepted: 2,
      dropped: [{ id: bad['id'], reason: 'oversized' }],
    })
    expect(collector.log).toEqual([])
  })

  test.each([7, null, 'page_view', []])('can be no object at all: %j', async (bad) => {
    const answer = await collector.send([bad, pageView()])
    expect(answer.json).toEqual({
      accepted: 1,
      duplicate: 0,
      dropped: [{ id: null, reason: 'invalid_event' }],
    })
  })

  test.each([
    ['foreign_origin', { headers: { origin: 'https://evil.example' } }],
    ['foreign_origin', { headers: { origin: 'https://shop.example.evil.example' } }],
    ['bot', { headers: { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' } }],
    ['webdriver', { webdriver: true }],
    ['prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['consent_denied', { consent: 'denied' }],
  ])('for the reason %s says so', async (reason, sending) => {
    const answer = await collector.send([pageView()], sending)
    expect(answer.status).toBe(202)
    expect(at(answer.json, 'dropped', 0, 'reason')).toBe(reason)
    expect(at(answer.json, 'accepted')).toBe(0)
  })

  test('is too old after 7 days, and from the future after a minute', async () => {
    const old = pageView({ ts: NOON - 7 * DAY - 1 })
    const future = pageView({ ts: NOON + 61_000 })
    const answer = await collector.send([old, future, pageView({ ts: NOON - 7 * DAY + 1 })])
    expect(answer.json).toEqual({
      accepted: 1,
      duplicate: 0,
      dropped: [
        { id: old['id'], reason: 'too_old' },
        { id: future['id'], reason: 'future' },
      ],
    })
  })

  test('is counted with the next batch of its site, and in the metrics at once', async () => {
    await collector.send([pageView()], { consent: 'denied' })
    await collector.send([pageView()], { webdriver: true })
    expect(collector.ledgers.batches).toHaveLength(0)
    expect(collector.metrics.text()).toContain(
      'pathworth_events_dropped_total{reason="webdriver"} 1',
    )
    await collector.send([pageView()])
    expect((await stats())?.drops).toMatchObject({ consent_denied: 1, webdriver: 1 })
  })

  test('is counted by itself when no batch comes', async () => {
    await collector.send([pageView()], { webdriver: true })
    collector.now += 10_000
    await collector.send([pageView()], { webdriver: true })
    expect((await stats())?.drops).toMatchObject({ webdriver: 2 })
  })

  test('is counted before the end', async () => {
    await collector.send([pageView()], { webdriver: true })
    await collector.app.flush()
    await collector.app.flush()
    expect((await stats())?.drops).toMatchObject({ webdriver: 1 })
  })
})

describe('?debug=1', () => {
  test('says what became of each event, in the order of the request', async () => {
    const visitor = visitorId()
    const landing = pageView({ ts: NOON - 50_000 })
    await collector.send([landing], { visitor })
    const next = pageView({ ts: NOON - 40_000, url: 'https://shop.example/cart' })
    const bad = pageView({ url: null })
    const answer = await collector.send([bad, landing, next], {
      visitor,
      path: '/v1/events?debug=1',
    })
    expect(answer.json).toMatchObject({
      accepted: 1,
      duplicate: 1,
      dropped: [{ id: bad['id'], reason: 'invalid_event' }],
      events: [
        { id: bad['id'], outcome: 'dropped', reason: 'invalid_event' },
        { id: landing['id'], outcome: 'duplicate' },
        { id: next['id'], outcome: 'hit' },
      ],
    })
  })

  test('shows the touch that a landing made', async () => {
    const answer = await collector.send([pageView()], { path: '/v1/events?debug=1' })
    expect(at(answer.json, 'events', 0)).toMatchObject({
      outcome: 'touch',
      touch: {
        channel: 'Paid Search',
        source: 'google',
        medium: 'cpc',
        campaign: 'autumn',
        term: '',
        content: '',
        click_id: '',
      },
    })
  })

  test('also when nothing was kept', async () => {
    const answer = await collector.send([pageView()], {
      webdriver: true,
      path: '/v1/events?debug=1',
    })
    expect(at(answer.json, 'events', 0)).toMatchObject({ outcome: 'dropped', reason: 'webdriver' })
  })

  test('is not told unasked', async () => {
    const answer = await collector.send([pageView()], { path: '/v1/events?debug=0' })
    expect(answer.json).not.toHaveProperty('events')
  })
})

describe('a backend with a write key', () => {
  const script = { headers: { 'user-agent': 'curl/8', origin: '' } }

  test('may send the past', async () => {
    const past = pageView({ ts: NOON - 300 * DAY })
    const answer = await collector.send([past], { ...script, key: keys.write })
    expect(answer.json).toEqual({ accepted: 1, duplicate: 0, dropped: [] })
    const [batch] = collector.ledgers.batches
    expect(batch?.hits?.[0]).toMatchObject({ source: 'backend', country: '', ts: NOON - 300 * DAY })
  })

  test('does not report orders by events: they have a route of their own', async () => {
    await collector.send([pageView({ name: 'purchase' })], { ...script, key: keys.write })
    expect((await stats())?.facts).toMatchObject({ conversions: 0 })
  })

  test('gets no cookie', async () => {
    const answer = await collector.send([pageView()], {
      key: keys.write,
      mode: 'cookie',
      headers: { host: 't.shop.example' },
    })
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('an order that only the tag reports', () => {
  const purchase = (props: Record<string, unknown>) =>
    pageView({ name: 'purchase', url: 'https://shop.example/thanks', props })

  test('is unconfirmed, has no value, and is outside the totals', async () => {
    const visitor = visitorId()
    await collector.send([pageView(), purchase({ transaction_id: 'W1', value: 99 })], { visitor })
    const journey = await collector.get('/v1/journeys/W1', keys.read)
    expect(at(journey.json, 'journey')).toMatchObject({ state: 'unconfirmed', value: '0.00' })
    const roi = await collector.get(ROI_OF_YEAR, keys.read)
    expect(at(roi.json, 'total', 'conversions')).toBe('0')
  })

  test('is replaced by what the backend says', async () => {
    const visitor = visitorId()
    await collector.send([pageView(), purchase({ transaction_id: 1001 })], { visitor })
    const posted = await collector.post('/v1/conversions', order({ visitor }), keys.write)
    expect(at(posted.json, 'results', 0)).toMatchObject({ state: 'counted', touches: 1 })
    const roi = await collector.get(ROI_OF_YEAR, keys.read)
    expect(at(roi.json, 'total')).toMatchObject({ conversions: '1', value: '89.90' })
  })

  test('goes by the id of its event when it has no number', async () => {
    const event = pageView({ name: 'sign_up' })
    await collector.send([event])
    const journey = await collector.get(`/v1/journeys/${event['id']}?goal=sign_up`, keys.read)
    expect(at(journey.json, 'journey', 'state')).toBe('unconfirmed')
  })

  test('is none when its hit was dropped, or is another event', async () => {
    await collector.send([purchase({ transaction_id: 'W2' })], { webdriver: true })
    await collector.send([pageView({ name: 'add_to_cart', props: { transaction_id: 'W3' } })])
    expect((await stats())?.facts).toMatchObject({ conversions: 0 })
  })
})

describe('identify', () => {
  const identify = (props: Record<string, unknown>) => pageView({ name: 'identify', props })
  const claims = () => collector.ledgers.batches.flatMap((batch) => batch.identities ?? [])
  const proof = (customerId: string) =>
    createHmac('sha256', IDENTIFY_SECRET).update(customerId).digest('hex')

  test('is a claim without a proof', async () => {
    const answer = await collector.send([identify({ customer_id: 'c-1' })])
    expect(answer.json).toMatchObject({ accepted: 1 })
    expect(claims()).toMatchObject([{ customerId: 'c-1', claim: true, source: 'tag' }])
  })

  test("is a fact with the shop's signature, which is not kept", async () => {
    const hash = proof('c-1')
    await collector.send([identify({ customer_id: 'c-1', hash, plan: 'gold' })])
    expect(claims()).toMatchObject([{ customerId: 'c-1', claim: false }])
    const kept = JSON.stringify(collector.ledgers.batches)
    expect(kept).not.toContain(hash)
    expect(kept).toContain('gold')
  })

  test.each([
    ['of another customer', proof('c-2')],
    ['that is cut', proof('c-1').slice(0, 63)],
    ['that is empty', ''],
    ['that is no text', 7],
  ])('with a signature %s is a claim', async (_, hash) => {
    await collector.send([identify({ customer_id: 'c-1', hash })])
    expect(claims()).toMatchObject([{ claim: true }])
  })

  test('without a customer id is dropped', async () => {
    const answer = await collector.send([identify({ email: 'a@b.example' })])
    expect(at(answer.json, 'dropped', 0, 'reason')).toBe('invalid_event')
    expect(claims()).toEqual([])
  })

  test('of a backend needs no proof', async () => {
    await collector.send([identify({ customer_id: 'c-1' })], { key: keys.write })
    expect(claims()).toMatchObject([{ claim: false, source: 'backend' }])
  })
})
