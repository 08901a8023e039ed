import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  lemonBack,
  lemonEvent,
  lemonInvoice,
  lemonSale,
  lemonSubscribed,
  paddleEnd,
  paddleEvent,
  paddleFirst,
  paddleRefund,
  paddleRenewal,
  paddleSale,
} from '../source/webhooks/payment-events.ts'
import { at, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, addSecret, command } from './shop-hooks.ts'

const SECRETS = { paddle: 'pdl_ntfset_01hbd_9uX2', lemonsqueezy: 'a-secret-of-the-store' }

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  for (const [source, secret] of Object.entries(SECRETS)) await addSecret(collector, source, secret)
})

interface Sent {
  secret?: string
  /** ms since the epoch; the collector's now, when it is left out */
  at?: number
  /** Sent in the place of what was signed. */
  text?: string
}

const hex = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex')

/** Signed as Paddle's documentation says, whose library only checks. */
function deliverPaddle(event: unknown, { secret = SECRETS.paddle, at: time, text }: Sent = {}) {
  const body = JSON.stringify(event)
  const seconds = Math.floor((time ?? collector.now) / 1000)
  return collector.call('POST', '/v1/webhooks/paddle/shop', {
    body: text ?? body,
    headers: { 'paddle-signature': `ts=${seconds};h1=${hex(secret, `${seconds}:${body}`)}` },
  })
}

/** Signed as Lemon Squeezy's documentation says. */
function deliverLemon(event: unknown, { secret = SECRETS.lemonsqueezy, text }: Sent = {}) {
  const body = JSON.stringify(event)
  return collector.call('POST', '/v1/webhooks/lemonsqueezy/shop', {
    body: text ?? body,
    headers: { 'x-event-name': 'order_created', 'x-signature': hex(secret, body) },
  })
}

const total = async (goal = 'purchase') =>
  at((await collector.get(`${ROI_OF_YEAR}&goal=${goal}`, keys.read)).json, 'total')

const journey = async (name: string, goal = 'purchase') =>
  at((await collector.get(`/v1/journeys/${name}?goal=${goal}`, keys.read)).json, 'journey')

/** Metadata with a browser that has come by an ad. */
async function ofAd(): Promise<{ pathworth_visitor: string }> {
  const visitor = visitorId()
  await collector.send([pageView()], { visitor })
  return { pathworth_visitor: visitor }
}

const BY_AD = { touches: [{ source: 'google', medium: 'cpc', campaign: 'autumn' }] }

describe('Paddle', () => {
  const completed = (more = {}) =>
    deliverPaddle(paddleEvent('transaction.completed', paddleSale(more)))

  test('brings a purchase with the journey of its visitor, once', async () => {
    const custom_data = await ofAd()
    expect((await completed({ custom_data })).json).toEqual({ outcome: 'accepted' })
    await Promise.all([1, 2, 3].map(() => completed({ custom_data })))
    expect(await journey('txn_01h8dz')).toMatchObject(BY_AD)
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
  })

  test('brings refunds, also before the purchase, and takes reversed ones away', async () => {
    const adjusted = (more = {}) =>
      deliverPaddle(paddleEvent('adjustment.updated', paddleRefund(more)))
    await adjusted()
    await completed()
    // 53.94 with 8.99 of tax in it
    expect(await total()).toMatchObject({ value: '44.95', conversions: '1' })
    await adjusted({ id: 'adj_2', action: 'chargeback' })
    await adjusted({ id: 'adj_2', action: 'chargeback', status: 'reversed' })
    await adjusted({ id: 'adj_2', action: 'chargeback' })
    expect(await total()).toMatchObject({ value: '44.95', conversions: '1' })
  })

  test('brings refunds of subscriptions to the purchase or the renewal, whatever comes first', async () => {
    const adjusted = (more: Record<string, unknown>) =>
      deliverPaddle(paddleEvent('adjustment.updated', paddleRefund(more)))
    const ofSubscription = { subscription_id: 'sub_01h7' }
    await adjusted({ ...ofSubscription, id: 'adj_1', transaction_id: 'txn_02' })
    await deliverPaddle(paddleEvent('transaction.completed', paddleRenewal()))
    await deliverPaddle(paddleEvent('transaction.completed', paddleFirst()))
    // 53.94 with 8.99 of tax in it
    expect(await total('renewal')).toMatchObject({ value: '44.95', conversions: '1' })
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
    const totals = { subtotal: '1000', tax: '200', total: '1200', currency_code: 'EUR' }
    await adjusted({ ...ofSubscription, id: 'adj_2', totals })
    await adjusted({ ...ofSubscription, id: 'adj_3', totals })
    await adjusted({ ...ofSubscription, id: 'adj_3', totals, status: 'reversed' })
    expect(await total()).toMatchObject({ value: '79.90', conversions: '1' })
    expect(await total('renewal')).toMatchObject({ value: '44.95', conversions: '1' })
    const answer = await collector.get(`${ROI_OF_YEAR}&goal=purchase`, keys.read)
    expect(at(answer.json, 'meta', 'left_out', 'refunds')).toBe(0)
  })

  test('brings a subscription: its purchase, its renewal and its end', async () => {
    const custom_data = await ofAd()
    await deliverPaddle(paddleEvent('subscription.canceled', paddleEnd()))
    await deliverPaddle(paddleEvent('transaction.completed', paddleRenewal()))
    await deliverPaddle(paddleEvent('transaction.completed', paddleFirst({ custom_data })))
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
    expect(await total('renewal')).toMatchObject({ value: '89.90', conversions: '1' })
    expect(await journey('sub_01h7')).toMatchObject(BY_AD)
    expect(await journey('txn_02', 'renewal')).toMatchObject(BY_AD)
    expect(await journey('sub_01h7', 'churn')).toMatchObject(BY_AD)
  })

  test.each([
    ['a flipped bit', { text: JSON.stringify(paddleEvent('transaction.completed', {})) }],
    ['the secret of another', { secret: 'pdl_ntfset_other' }],
    ['a signature of long ago', { at: Date.parse('2026-11-20T11:54:59Z') }],
  ])('is refused for %s, and nothing is stored', async (_, sent) => {
    const event = paddleEvent('transaction.completed', paddleSale())
    expect((await deliverPaddle(event, sent)).status).toBe(401)
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })
})

describe('Lemon Squeezy', () => {
  test('brings an order with the journey of its visitor, and its refunds as one sum', async () => {
    const custom_data = await ofAd()
    await deliverLemon(lemonEvent('order_created', lemonSale(), { custom_data }))
    expect(await journey('17')).toMatchObject(BY_AD)
    expect(await total()).toMatchObject({ value: '89.90', conversions: '1' })
    // 53.94 is half of 107.88, and so of 89.90
    await deliverLemon(lemonEvent('order_refunded', lemonBack(5394, 40)))
    expect(await total()).toMatchObject({ value: '44.95', conversions: '1' })
    await deliverLemon(lemonEvent('order_refunded', lemonBack(10788, 45)))
    await deliverLemon(lemonEvent('order_refunded', lemonBack(5394, 40)))
    expect(await total()).toMatchObject({ value: '0.00', conversions: '1' })
  })

  test('brings renewals with the journey of their customer, and a churn', async () => {
    const custom_data = await ofAd()
    await deliverLemon(lemonEvent('subscription_payment_success', lemonInvoice()))
    await deliverLemon(lemonEvent('order_created', lemonSale(), { custom_data }))
    await deliverLemon(lemonEvent('subscription_cancelled', lemonSubscribed('cancelled', 40)))
    expect(await total('renewal')).toMatchObject({ value: '89.90', conversions: '1' })
    expect(await journey('33', 'renewal')).toMatchObject(BY_AD)
    expect(await journey('5', 'churn')).toMatchObject(BY_AD)
  })

  test('brings no revenue by tests, nor by what an unsigned header says', async () => {
    const tested = lemonEvent('order_created', lemonSale(), { test_mode: true })
    expect((await deliverLemon(tested)).json).toEqual({
      outcome: 'ignored',
      reason: 'a test payment',
    })
    const other = lemonEvent('license_key_created', lemonSale())
    expect((await deliverLemon(other)).json).toMatchObject({ outcome: 'ignored' })
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })

  test.each([
    ['a flipped bit', { text: JSON.stringify(lemonEvent('order_created', lemonSale({}, '18'))) }],
    ['the secret of another', { secret: 'somebody-elses' }],
  ])('is refused for %s, and nothing is stored', async (_, sent) => {
    const event = lemonEvent('order_created', lemonSale())
    expect((await deliverLemon(event, sent)).status).toBe(401)
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })
})

test('what is signed and can not be read is kept, with its place and its event', async () => {
  const unread = [
    await deliverPaddle(paddleEvent('adjustment.updated', paddleRefund({ totals: null }))),
    await deliverLemon(lemonEvent('order_created', lemonSale({ currency: 'EURO' }))),
  ]
  expect(unread.map(({ json }) => at(json, 'outcome'))).toEqual(['quarantined', 'quarantined'])
  expect(at(unread[0]?.json, 'reason')).toBe('data.totals is missing')
  const listed = await command(collector, { command: 'quarantine_list' })
  const topics = (at(listed.json, 'deliveries') as { topic: string }[]).map(({ topic }) => topic)
  expect(topics.sort()).toEqual(['adjustment.updated', 'order_created'])
})
