import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, addSecret, command, deliverShopify, SHOPIFY_SECRET } from './shop-hooks.ts'
import { shopifyOrder } from './shopify-order.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  await addSecret(collector, 'shopify', SHOPIFY_SECRET)
})

const roi = async () => (await collector.get(ROI_OF_YEAR, keys.read)).json
const health = async () => (await collector.get('/v1/health/data', keys.read)).json

/** All that follows from what was stored. */
const figures = async () => {
  const { rows, total } = (await roi()) as { rows: unknown; total: unknown }
  return { rows, total }
}

describe('an order that a subscription has made', () => {
  const total = async (goal: string) =>
    at((await collector.get(`${ROI_OF_YEAR}&goal=${goal}`, keys.read)).json, 'total')
  const back = {
    ...{ id: 890_088, order_id: 5_612_345_678_902, created_at: '2026-11-20T12:59:55+01:00' },
    transactions: [{ id: 1, kind: 'refund', status: 'success', amount: '55.94', currency: 'EUR' }],
  }
  const renewal = (more = {}) =>
    shopifyOrder({ id: 5_612_345_678_902, processed_at: '2026-11-20T12:59:40+01:00', ...more })

  test('is a renewal with the journey of the first, and refunds of it lower that', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const note_attributes = [{ name: 'pathworth_visitor', value: visitor }]
    await deliverShopify(collector, back, { topic: 'refunds/create' })
    await deliverShopify(collector, renewal({ source_name: 'subscription_contract_checkout_one' }))
    await deliverShopify(collector, shopifyOrder({ note_attributes }))
    expect(await total('purchase')).toMatchObject({ value: '89.90', conversions: '1' })
    // 55.94 of the 111.88 that were paid
    expect(await total('renewal')).toMatchObject({ value: '44.95', conversions: '1' })
    const { json } = await collector.get('/v1/journeys/5612345678902?goal=renewal', keys.read)
    expect(at(json, 'journey')).toMatchObject({ touches: [{ source: 'google', medium: 'cpc' }] })
  })

  test.each([
    ['last', (deliveries: unknown[]) => deliveries],
    ['first', (deliveries: unknown[]) => deliveries.toReversed()],
  ])('is one that got its tag late, when the word of that comes %s', async (_, arriving) => {
    const tagged = renewal({
      ...{ tags: 'Subscription Recurring Order', updated_at: '2026-11-20T12:59:58+01:00' },
      refunds: [back],
    })
    for (const one of arriving([renewal(), tagged])) await deliverShopify(collector, one)
    expect(await total('purchase')).toMatchObject({ value: '0.00', conversions: '0' })
    expect(await total('renewal')).toMatchObject({ value: '44.95', conversions: '1' })
  })
})

describe('a delivery that is signed', () => {
  test('becomes a conversion with the journey that its visitor had', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const note_attributes = [{ name: 'pathworth_visitor', value: visitor }]
    const answer = await deliverShopify(collector, shopifyOrder({ note_attributes }))
    expect({ status: answer.status, json: answer.json }).toEqual({
      status: 200,
      json: { outcome: 'accepted' },
    })
    const { json } = await collector.get('/v1/journeys/5612345678901', keys.read)
    expect(at(json, 'journey')).toMatchObject({
      transaction_id: '5612345678901',
      ts: '2026-11-20T11:59:30.000Z',
      touches: [{ source: 'google', medium: 'cpc', campaign: 'autumn' }],
    })
    expect(at(await roi(), 'total')).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('finds the journey of its customer when no visitor rode along', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const identity = { visitor, customer_id: '115310627', ts: '2026-11-20T11:59:20Z' }
    await collector.post('/v1/identities', identity, keys.write)
    await deliverShopify(collector, shopifyOrder())
    const { json } = await collector.get('/v1/journeys/5612345678901', keys.read)
    expect(at(json, 'journey')).toMatchObject({ touches: [{ source: 'google' }] })
  })

  test('has come from its landing page when nobody is known', async () => {
    const landing_site = '/lamps?utm_source=news&utm_medium=email&utm_campaign=november'
    await deliverShopify(collector, shopifyOrder({ landing_site }))
    const { json } = await collector.get('/v1/journeys/5612345678901', keys.read)
    expect(at(json, 'journey')).toMatchObject({
      touches: [{ channel: 'Email', source: 'news', campaign: 'november' }],
    })
  })

  test('twice, or twice at once, counts once', async () => {
    await deliverShopify(collector, shopifyOrder())
    await Promise.all([1, 2, 3].map(() => deliverShopify(collector, shopifyOrder())))
    expect(at(await roi(), 'total')).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('by the one or the other secret is believed while both are there', async () => {
    const fresh = 'shpss_the_next_one'
    const rotated = await command(collector, {
      ...{ command: 'webhook_rotate', source: 'shopify', secret: fresh },
      overlap_hours: 2,
    })
    expect(at(rotated.json, 'others_until')).toBe('2026-11-20T14:00:00.000Z')
    const statusBy = async (secret: string) =>
      (await deliverShopify(collector, shopifyOrder(), { secret })).status
    expect([await statusBy(SHOPIFY_SECRET), await statusBy(fresh)]).toEqual([200, 200])
    collector.now += 2 * 3_600_000
    expect([await statusBy(SHOPIFY_SECRET), await statusBy(fresh)]).toEqual([401, 200])
  })
})

describe('a delivery that is not believed', () => {
  test.each([
    ['a flipped bit', { signature: 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=' }, 'wrong'],
    ['the secret of another', { secret: 'shpss_somebody_else' }, 'wrong'],
    ['no signature at all', { signature: '' }, 'malformed'],
    ['a signature that is none', { signature: '%%%' }, 'malformed'],
  ])('for %s is refused, and nothing is stored', async (_, sent, reason) => {
    const before = await figures()
    const answer = await deliverShopify(collector, shopifyOrder(), sent)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await figures()).toEqual(before)
    collector.now += 10_000
    await deliverShopify(collector, shopifyOrder(), sent)
    expect(at(await health(), 'deliveries', 0)).toMatchObject({
      source: 'shopify',
      accepted: 0,
      refused: { [reason]: 2 },
      last_delivery: null,
    })
  })

  test('since the body was changed on the way', async () => {
    const other = JSON.stringify(shopifyOrder({ subtotal_price: '9000.00' }))
    const { headers } = await signedHeaders(JSON.stringify(shopifyOrder()))
    const answer = await collector.call('POST', '/v1/webhooks/shopify/shop', {
      body: other,
      headers,
    })
    expect(answer.status).toBe(401)
    expect(at(await roi(), 'total', 'value')).toBe('0.00')
  })

  test('says which command stores a secret, when there is none', async () => {
    await collector.addSite('bare')
    const answer = await deliverShopify(collector, shopifyOrder(), { site: 'bare' })
    expect(answer.status).toBe(401)
    expect(at(answer.json, 'detail')).toContain(
      'pathworth webhook add --site bare --source shopify',
    )
  })

  test('is refused once its secret is revoked', async () => {
    const listed = await command(collector, { command: 'webhook_list' })
    expect(listed.text).not.toContain(SHOPIFY_SECRET)
    const id = at(listed.json, 'webhooks', 0, 'id')
    await command(collector, { command: 'webhook_revoke', id })
    expect((await deliverShopify(collector, shopifyOrder())).status).toBe(401)
  })

  test('for a site that there is not, or a vendor, is 404', async () => {
    const nowhere = await deliverShopify(collector, shopifyOrder(), { site: 'nobodys-shop' })
    expect({ status: nowhere.status, type: at(nowhere.json, 'type') }).toEqual({
      status: 404,
      type: '/problems/unknown-site',
    })
    const unknown = await collector.post('/v1/webhooks/ebay/shop', {})
    expect(unknown.status).toBe(404)
    expect(at(unknown.json, 'detail')).toContain('shopify')
  })

  test('of 10 MB is refused before it is read', async () => {
    const answer = await deliverShopify(collector, `"${'x'.repeat(10_000_000)}"`, {
      signature: 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=',
    })
    expect(answer.status).toBe(413)
    expect(at(await health(), 'deliveries')).toEqual([])
  })
})

async function signedHeaders(body: string): Promise<{ headers: Record<string, string> }> {
  const { createSHA256HMAC, HashFormat } = await import('@shopify/shopify-api/runtime')
  const signature = await createSHA256HMAC(SHOPIFY_SECRET, body, HashFormat.Base64)
  return { headers: { 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature } }
}

describe('wishes about personal data', () => {
  test('are kept once, without the address, and shown', async () => {
    const wish = {
      shop_domain: 'shop.myshopify.com',
      customer: { id: 191_167, email: 'john@example.com' },
      orders_requested: [299_938],
    }
    // Nobody grants these two behind the requests, as a wish to erase a customer is.
    const ask = () => deliverShopify(collector, wish, { topic: 'customers/data_request' })
    expect((await ask()).json).toEqual({ outcome: 'accepted' })
    await ask()
    await deliverShopify(collector, { shop_id: 1 }, { topic: 'shop/redact' })
    const shown = await collector.get('/v1/health/data', keys.read)
    expect(at(shown.json, 'privacy_requests')).toEqual([
      { source: 'shopify', request: 'erase_site', n: 1, oldest: '2026-11-20T12:00:00.000Z' },
      { source: 'shopify', request: 'tell_person', n: 1, oldest: '2026-11-20T12:00:00.000Z' },
    ])
    expect(shown.text).not.toContain('john')
  })
})

describe('the quarantine', () => {
  const unreadable = { ...shopifyOrder(), subtotal_price: 'a lot' }

  test('keeps what is signed well and can not be read, and answers 200', async () => {
    const answer = await deliverShopify(collector, unreadable)
    expect({ status: answer.status, json: answer.json }).toEqual({
      status: 200,
      json: { outcome: 'quarantined', reason: 'subtotal_price is no decimal number' },
    })
    await deliverShopify(collector, unreadable)
    const listed = await command(collector, { command: 'quarantine_list' })
    expect(at(listed.json, 'deliveries')).toMatchObject([
      { id: 1, source: 'shopify', topic: 'orders/paid', received_at: '2026-11-20T12:00:00.000Z' },
    ])
    const shown = await command(collector, { command: 'quarantine_show', id: 1 })
    expect(at(shown.json, 'body')).toBe(JSON.stringify(unreadable))
    expect(at(await health(), 'deliveries', 0)).toMatchObject({
      accepted: 0,
      quarantined: 2,
      in_quarantine: 1,
      quarantined_since: '2026-11-20T12:00:00.000Z',
    })
    expect(at(await roi(), 'total', 'conversions')).toBe('0')
  })

  test('keeps a text of several megabytes as it was sent', async () => {
    const note = 'É, a "quote", 🛒 '.repeat(100_000)
    await deliverShopify(collector, { ...unreadable, note })
    const shown = await command(collector, { command: 'quarantine_show', id: 1 })
    expect(at(shown.json, 'body')).toBe(JSON.stringify({ ...unreadable, note }))
  })

  test('gives a delivery back when it is tried again, and says when it still can not be read', async () => {
    await deliverShopify(collector, unreadable)
    const again = await command(collector, { command: 'quarantine_retry', id: 1 })
    expect(again.json).toMatchObject({
      outcome: 'quarantined',
      reason: 'subtotal_price is no decimal number',
    })
  })

  test('forgets what is discarded', async () => {
    await deliverShopify(collector, unreadable)
    await command(collector, { command: 'quarantine_discard', id: 1 })
    const listed = await command(collector, { command: 'quarantine_list' })
    expect(at(listed.json, 'deliveries')).toEqual([])
    expect((await command(collector, { command: 'quarantine_show', id: 1 })).status).toBe(404)
  })
})

describe('Standard Webhooks', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

  beforeEach(() => addSecret(collector, 'standard', secret))

  const send = (
    body: unknown,
    { at: time = collector.now, path = '/v1/conversions?site=shop', by = secret } = {},
  ) => {
    const text = JSON.stringify(body)
    const signature = new Webhook(by).sign('msg_1', new Date(time), text)
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(time / 1000)),
      'webhook-signature': signature,
    }
    return collector.call('POST', path, { body: text, headers })
  }

  test('signs conversions and refunds of a backend', async () => {
    expect((await send(order())).json).toMatchObject({ results: [{ outcome: 'created' }] })
    const refund = {
      ...{ transaction_id: '1001', refund_id: 'R1', amount: '9.90', currency: 'EUR' },
      ts: '2026-11-20T11:59:40Z',
    }
    const answer = await send(refund, { path: '/v1/refunds?site=shop' })
    expect(answer.json).toMatchObject({ results: [{ outcome: 'created', state: 'counted' }] })
    expect(at(await roi(), 'total', 'value')).toBe('80.00')
  })

  test('that are sent again are unchanged', async () => {
    await send(order())
    expect((await send(order())).json).toMatchObject({ results: [{ outcome: 'unchanged' }] })
  })

  test.each([
    ['301 s old', -301_000],
    ['301 s ahead', 301_000],
  ])('are refused when they are %s', async (_, off) => {
    const answer = await send(order(), { at: collector.now + off })
    expect(answer.status).toBe(401)
    expect(at(answer.json, 'detail')).toContain('clocks')
    expect(at(await roi(), 'total', 'value')).toBe('0.00')
  })

  test('are taken 300 s off, either way', async () => {
    expect((await send(order(), { at: collector.now - 300_000 })).status).toBe(200)
    expect((await send(order(), { at: collector.now + 300_000 })).status).toBe(200)
  })

  test('are refused by another secret, and without naming a site', async () => {
    const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect((await send(order(), { by: other })).status).toBe(401)
    const nameless = await send(order(), { path: '/v1/conversions' })
    expect(at(nameless.json, 'errors', 0, 'field')).toBe('site')
  })
})

describe('what of orders is matched', () => {
  test('stands in the answers of ROI, by where they came from', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const note_attributes = [{ name: 'pathworth_visitor', value: visitor }]
    await deliverShopify(collector, shopifyOrder({ note_attributes }))
    await deliverShopify(collector, shopifyOrder({ id: 2, customer: null }))
    await collector.post('/v1/conversions', order(), keys.write)
    const expected = {
      'webhook:shopify': { eligible: 2, matched: 1, match_rate: 0.5 },
      backend: { eligible: 1, matched: 0, match_rate: 0 },
    }
    expect(at(await roi(), 'meta', 'match_rate_by_source', 'by_source')).toEqual(expected)
    expect(at(await health(), 'match_rate', 'by_source')).toEqual(expected)
  })
})
