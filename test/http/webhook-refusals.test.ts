import { createHmac } from 'node:crypto'
import '@shopify/shopify-api/adapters/web-api'
import { createSHA256HMAC, HashFormat } from '@shopify/shopify-api/runtime'
import { Webhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { beforeEach, describe, expect, test } from 'vitest'
import { wooOrder } from '../source/webhooks/orders.ts'
import {
  lemonEvent,
  lemonSale,
  paddleEvent,
  paddleSale,
} from '../source/webhooks/payment-events.ts'
import { checkout, stripeEvent } from '../source/webhooks/stripe-events.ts'
import { type Answer, at, order, ROI_OF_YEAR, TestCollector } from './collector.ts'
import { ADMIN_TOKEN, addSecret, command } from './shop-hooks.ts'
import { shopifyOrder } from './shopify-order.ts'

type Headers = Record<string, string>

/** How a source signs: by its own library where there is one that signs. */
interface Source {
  source: string
  secret: string
  /** Of the same form, and somebody else's. */
  otherSecret: string
  body: Record<string, unknown>
  value: string
  /** @param seconds when it is signed, since the epoch */
  sign(text: string, secret: string, seconds: number): Headers | Promise<Headers>
  /** Whether the time is signed. */
  isTimed: boolean
  path?: string
}

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text)

const SOURCES: readonly Source[] = [
  {
    ...{ source: 'shopify', secret: 'shpss_5f1c2e9d0b7a4c36', otherSecret: 'shpss_another_shops' },
    ...{ body: shopifyOrder(), value: '89.90', isTimed: false },
    sign: async (text, secret) => ({
      'x-shopify-topic': 'orders/paid',
      'x-shopify-hmac-sha256': await createSHA256HMAC(secret, text, HashFormat.Base64),
    }),
  },
  {
    ...{ source: 'woocommerce', secret: 'wc-secret-of-the-shop', otherSecret: 'wc-another-shops' },
    ...{ body: wooOrder(), value: '18.00', isTimed: false },
    sign: (text, secret) => ({
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-signature': hmac(secret, text).digest('base64'),
    }),
  },
  {
    ...{ source: 'stripe', secret: 'whsec_9cF3aUqLwHk2sX7m', otherSecret: 'whsec_another_shops' },
    body: stripeEvent('checkout.session.completed', checkout()),
    ...{ value: '89.90', isTimed: true },
    sign: (payload, secret, timestamp) => ({
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
    }),
  },
  {
    ...{ source: 'paddle', secret: 'pdl_ntfset_01hbd_9uX2', otherSecret: 'pdl_ntfset_another' },
    body: paddleEvent('transaction.completed', paddleSale()),
    ...{ value: '89.90', isTimed: true },
    sign: (text, secret, seconds) => ({
      'paddle-signature': `ts=${seconds};h1=${hmac(secret, `${seconds}:${text}`).digest('hex')}`,
    }),
  },
  {
    ...{ source: 'lemonsqueezy', secret: 'a-secret-of-the-store', otherSecret: 'another-stores' },
    body: lemonEvent('order_created', lemonSale()),
    ...{ value: '89.90', isTimed: false },
    sign: (text, secret) => ({ 'x-signature': hmac(secret, text).digest('hex') }),
  },
  {
    ...{ source: 'standard', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    otherSecret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ...{ body: order(), value: '89.90', isTimed: true, path: '/v1/conversions?site=shop' },
    sign: (text, secret, seconds) => ({
      ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': String(seconds) },
      'webhook-signature': new Webhook(secret).sign('msg_1', new Date(seconds * 1000), text),
    }),
  },
]

let collector: TestCollector
let readKey: string

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  readKey = (await collector.addSite('shop')).read
})

interface Sent {
  secret?: string
  /** How long ago it was signed. */
  agoS?: number
  /** What is made of the text after it was signed. */
  changed?: (text: string) => string
}

async function deliver(from: Source, { secret, agoS = 0, changed }: Sent = {}): Promise<Answer> {
  const text = JSON.stringify(from.body)
  const seconds = Math.floor(collector.now / 1000) - agoS
  const headers = await from.sign(text, secret ?? from.secret, seconds)
  const path = from.path ?? `/v1/webhooks/${from.source}/shop`
  return collector.call('POST', path, { body: changed?.(text) ?? text, headers })
}

/** How many facts there are of each kind, what waits in the quarantine, and what reports say. */
async function stored(): Promise<unknown> {
  const status = await command(collector, { command: 'site_status' })
  const waiting = await command(collector, { command: 'quarantine_list' })
  const report = await collector.get(ROI_OF_YEAR, readKey)
  return {
    facts: at(status.json, 'facts'),
    waiting: at(waiting.json, 'deliveries'),
    total: at(report.json, 'total'),
    rows: at(report.json, 'rows'),
  }
}

const flipped = (bit: number) => (text: string) => {
  const place = Math.floor(bit / 7) % text.length
  const code = text.charCodeAt(place) ^ (1 << (bit % 7))
  return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1)
}

const named = SOURCES.map((from) => [from.source, from] as const)

describe.each(named)('a delivery of %s', (source, from) => {
  beforeEach(() => addSecret(collector, source, from.secret))

  test('is taken as it was signed, and again stores nothing', async () => {
    const none = await stored()
    expect((await deliver(from)).status).toBe(200)
    const once = await stored()
    expect(once).not.toEqual(none)
    expect(once).toMatchObject({
      facts: { conversions: 1 },
      total: { value: from.value, conversions: '1' },
    })
    expect((await deliver(from)).status).toBe(200)
    expect(await stored()).toEqual(once)
    // The same bytes a little later, and three times at once.
    collector.now += 60_000
    const again = await Promise.all([1, 2, 3].map(() => deliver(from, { agoS: 60 })))
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await stored()).toEqual(once)
  })

  test.each<[string, Sent]>([
    ['its first bit flipped', { changed: flipped(0) }],
    ['a bit within flipped', { changed: flipped(7 * 40 + 3) }],
    ['another byte behind it', { changed: (text) => `${text} ` }],
    ['nothing left of it', { changed: () => '' }],
    ['the secret of another', { secret: from.otherSecret }],
  ])('with %s is refused, and nothing is stored', async (_, sent) => {
    const before = await stored()
    const answer = await deliver(from, sent)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(at(answer.json, 'detail')).toContain(`no secret of ${source}`)
    expect(await stored()).toEqual(before)
  })

  test('of 10 MB is refused before it is read, and nothing is stored', async () => {
    const before = await stored()
    const large = { ...from, body: { ...from.body, note: 'x'.repeat(10_000_000) } }
    const answer = await deliver(large)
    expect(answer.status).toBe(413)
    expect(at(answer.json, 'type')).toBe('/problems/too-large')
    expect(await stored()).toEqual(before)
  })
})

describe.each(named.filter(([, { isTimed }]) => isTimed))(
  'the time that %s signs',
  (source, from) => {
    beforeEach(() => addSecret(collector, source, from.secret))

    test.each([301, 86_400, -301])(
      '%i s ago is refused, also of what came before',
      async (agoS) => {
        const before = await stored()
        const answer = await deliver(from, { agoS })
        expect(answer.status).toBe(401)
        expect(at(answer.json, 'detail')).toContain('300 s')
        expect(await stored()).toEqual(before)
        // A replay: the very bytes that were good at their time.
        await deliver(from)
        const once = await stored()
        collector.now += Math.abs(agoS) * 1000
        expect((await deliver(from, { agoS: Math.abs(agoS) })).status).toBe(401)
        expect(await stored()).toEqual(once)
      },
    )
  },
)
