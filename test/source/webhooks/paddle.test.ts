import { createHmac } from 'node:crypto'
import { Paddle } from '@paddle/paddle-node-sdk'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../../collector/http/webhooks/verify.ts'
import { paddle } from '../../../collector/source/webhooks/paddle.ts'
import { wireConversion, wireIdentity } from '../../../shared/wire/conversions.ts'
import { conversionIn, delivered, refundsIn, sampleOf } from './orders.ts'
import {
  paddleEnd,
  paddleEvent,
  paddleFirst,
  paddleRefund,
  paddleRenewal,
  paddleSale,
  VISITOR,
} from './payment-events.ts'

const read = (event: unknown) => paddle.read(delivered(event, {}))

const saleOf = (data = paddleSale(), type = 'transaction.completed') =>
  conversionIn(read(paddleEvent(type, data)))

describe('a transaction of Paddle', () => {
  test('is what was paid without its tax, and dated when it was begun', () => {
    const sale = saleOf()
    expect(sale).toMatchObject({
      ...{ goal: 'purchase', transaction_id: 'txn_01h8dz', ts: '2026-11-20T11:59:20.440Z' },
      ...{ value: '89.90', tax: '17.98', total: '107.88', discount: '10.00', currency: 'EUR' },
      ...{ customer_id: 'ctm_01h8e', updated_at: '2026-11-20T11:59:44.002Z' },
      items: [{ item_id: 'pro_tea', item_name: 'Tea', quantity: 1 }],
    })
    expect(wireConversion.safeParse(sale).success).toBe(true)
  })

  test('that is paid comes before the same completed', () => {
    const paid = saleOf(paddleSale({ status: 'paid' }), 'transaction.paid')
    expect(paid?.updated_at).toBe('2026-11-20T11:59:44.001Z')
  })

  test('has the visitor of its custom data, and no other', () => {
    const visitorOf = (custom_data: unknown) => saleOf(paddleSale({ custom_data }))?.visitor
    expect(visitorOf({ pathworth_visitor: VISITOR })).toBe(VISITOR)
    expect(visitorOf({ pathworth_visitor: 'cart-17' })).toBe(undefined)
    expect(visitorOf({ visitor: VISITOR })).toBe(undefined)
  })

  test.each([
    ['JPY', '1234', '1234'],
    ['KRW', '1234', '1234'],
    ['HUF', '123450', '1234.50'],
  ])('in %s: %s is %s', (currency_code, total, text) => {
    const details = { totals: { total, tax: '0', discount: '0' }, line_items: [] }
    expect(saleOf(paddleSale({ currency_code, details }))).toMatchObject({ value: text })
  })

  test('whose total is no whole number is unreadable there', () => {
    const details = { totals: { total: '12.50' } }
    expect(() => saleOf(paddleSale({ details }))).toThrow(
      'data.details.totals.total is no whole number',
    )
  })

  test('that the simulator has made is none', () => {
    const simulated = { notification_id: 'ntfsimntf_01', event_id: 'ntfsimevt_01' }
    expect(read(paddleEvent('transaction.completed', paddleSale(), simulated))).toEqual([
      { kind: 'ignored', reason: 'a simulated event' },
    ])
  })
})

describe('a subscription', () => {
  test('begins by a purchase of its name, once that is known', () => {
    expect(saleOf(paddleFirst())).toMatchObject({ goal: 'purchase', transaction_id: 'sub_01h7' })
    const early = paddleFirst({ status: 'paid', subscription_id: null })
    expect(read(paddleEvent('transaction.paid', early))).toMatchObject([{ kind: 'ignored' }])
  })

  test('says by which names adjustments know it', () => {
    const namesIn = (data: Record<string, unknown>) =>
      read(paddleEvent('transaction.completed', data)).filter(({ kind }) => kind === 'name')
    expect(namesIn(paddleFirst())).toEqual([
      {
        ...{ kind: 'name', payment: 'txn_01h8dz' },
        of: { goal: 'purchase', transaction_id: 'sub_01h7' },
      },
    ])
    expect(namesIn(paddleRenewal())).toEqual([
      { kind: 'name', payment: 'txn_02', of: { goal: 'renewal', transaction_id: 'txn_02' } },
    ])
    expect(namesIn(paddleSale())).toEqual([])
  })

  test.each(['subscription_recurring', 'subscription_charge', 'subscription_update'])(
    'is renewed by a transaction of the origin %s',
    (origin) => {
      const renewal = saleOf(paddleRenewal({ origin }))
      expect(renewal).toMatchObject({
        ...{ goal: 'renewal', transaction_id: 'txn_02', value: '89.90' },
        subscription: { goal: 'purchase', transaction_id: 'sub_01h7' },
      })
      expect(wireConversion.safeParse(renewal).success).toBe(true)
    },
  )

  test('is not by one of nothing', () => {
    const details = { totals: { total: '0', tax: '0' }, line_items: [] }
    const nothing = paddleRenewal({ origin: 'subscription_payment_method_change', details })
    expect(read(paddleEvent('transaction.completed', nothing))).toMatchObject([{ kind: 'ignored' }])
  })

  test('ends by a churn', () => {
    const churn = conversionIn(read(paddleEvent('subscription.canceled', paddleEnd())))
    expect(churn).toMatchObject({
      ...{ goal: 'churn', transaction_id: 'sub_01h7', ts: '2026-11-20T11:59:49.787Z' },
      subscription: { goal: 'purchase', transaction_id: 'sub_01h7' },
    })
    expect(wireConversion.safeParse(churn).success).toBe(true)
  })
})

describe('an adjustment', () => {
  const refundOf = (more = {}) => read(paddleEvent('adjustment.updated', paddleRefund(more)))

  test('that is approved is a refund with its own tax', () => {
    expect(refundsIn(refundOf())).toEqual([
      {
        ...{ goal: 'purchase', transaction_id: 'txn_01h8dz', refund_id: 'adj_01h8' },
        ...{ ts: '2026-11-20T11:59:45.297Z', amount: '53.94', tax: '8.99', currency: 'EUR' },
      },
    ])
  })

  test.each([
    ['waits for Paddle', { status: 'pending_approval' }],
    ['is rejected', { status: 'rejected' }],
    ['is a credit', { action: 'credit' }],
    ['is a warning', { action: 'chargeback_warning' }],
  ])('that %s is none', (_, more) => {
    expect(refundOf(more)).toMatchObject([{ kind: 'ignored' }])
  })

  test('of a bank takes back as well, until it is reversed', () => {
    expect(refundsIn(refundOf({ action: 'chargeback' }))).toMatchObject([{ amount: '53.94' }])
    expect(refundOf({ action: 'chargeback', status: 'reversed' })).toMatchObject([
      { staysWithdrawn: true, refund: { refund_id: 'adj_01h8', amount: '0' } },
    ])
  })
})

test('a customer is an address and an id, and with it whoever the shop has named', () => {
  const data = {
    ...{ id: 'ctm_01h8e', email: 'sam@example.com', created_at: '2026-11-18T10:46:18.533Z' },
    custom_data: { pathworth_visitor: VISITOR },
  }
  const [action] = read(paddleEvent('customer.created', data))
  expect(action).toMatchObject({
    kind: 'identity',
    identity: { customer_id: 'ctm_01h8e', email: 'sam@example.com', visitor: VISITOR },
  })
  expect(action?.kind === 'identity' && wireIdentity.safeParse(action.identity).success).toBe(true)
})

describe("Paddle's own samples, where they are at hand", () => {
  const ours: Record<string, Record<string, unknown>> = {
    'transaction.completed.json': paddleEvent(
      'transaction.completed',
      paddleFirst({ subscription_id: 'sub_1' }),
    ),
    'adjustment.updated.json': paddleEvent('adjustment.updated', paddleRefund()),
    'adjustment.created.json': paddleEvent(
      'adjustment.created',
      paddleRefund({ status: 'pending_approval' }),
    ),
    'subscription.canceled.json': paddleEvent('subscription.canceled', paddleEnd()),
  }
  const sample = (file: string, more: Record<string, unknown> = {}) => {
    const text = sampleOf(paddle, file)
    const event = (text ? JSON.parse(text) : ours[file]) as Record<string, unknown>
    return read({ ...event, data: { ...(event['data'] as object), ...more } })
  }

  test('are read', () => {
    // 652.15 with a tax of 53.15, and ours 107.88 with 17.98
    const bought = conversionIn(sample('transaction.completed.json', { subscription_id: 'sub_1' }))
    expect(['599.00', '89.90']).toContain(bought?.value)
    expect(bought?.transaction_id).toBe('sub_1')
    expect(refundsIn(sample('adjustment.created.json'))).toEqual([])
    const [refund] = refundsIn(sample('adjustment.updated.json'))
    expect(['1.00', '53.94']).toContain(refund?.amount)
    expect(conversionIn(sample('subscription.canceled.json'))?.goal).toBe('churn')
  })
})

test("a signature is believed as by Paddle's own library", async () => {
  const secret = 'pdl_ntfset_01hbd_9uX2'
  const body = JSON.stringify(paddleEvent('transaction.completed', paddleSale()))
  // The library knows no clock but the machine's.
  const seconds = Math.floor(Date.now() / 1000)
  const hmac = createHmac('sha256', secret).update(`${seconds}:${body}`).digest('hex')
  const signature = `ts=${seconds};h1=${hmac}`
  const theirs = (text: string) =>
    new Paddle('key').webhooks.isSignatureValid(text, secret, signature)
  const ours = async (text: string) =>
    (await refusalOf(
      paddle.signature,
      [{ id: 's', source: 'paddle', secret, createdAt: 0, validUntil: null }],
      { header: () => signature, bytes: new TextEncoder().encode(text) },
      seconds * 1000,
    )) === undefined
  expect([await theirs(body), await ours(body)]).toEqual([true, true])
  const changed = body.replace('10788', '10789')
  expect([await theirs(changed), await ours(changed)]).toEqual([false, false])
})

interface Vector {
  secret: string
  payload: string
  'Paddle-Signature': string
  now: string
  valid: boolean
}

/** Signed with OpenSSL, by the second of two keys of a rotation. */
const ROTATED: Vector = {
  secret: 'VALID_SECRET',
  payload: '{"data": ["1", "2"]}',
  'Paddle-Signature': `ts=1698796800;h1=${'0'.repeat(64)};h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9`,
  now: '2023-11-01T00:00:05Z',
  valid: true,
}

test("Paddle's own vectors are judged as Paddle does, where they are at hand", async () => {
  const text = sampleOf(paddle, 'signature-vectors.json') ?? '{"vectors":[]}'
  const { vectors } = JSON.parse(text) as { vectors: Vector[] }
  for (const { secret, payload, now, valid, ...headers } of [ROTATED, ...vectors]) {
    const refusal = await refusalOf(
      paddle.signature,
      [{ id: 's', source: 'paddle', secret, createdAt: 0, validUntil: null }],
      { header: () => headers['Paddle-Signature'], bytes: new TextEncoder().encode(payload) },
      Date.parse(now),
    )
    // Its library allows 5 s, which a delivery can need; here it is 300 s.
    const isLate = Date.parse(now) - 1_698_796_800_000 > 5000
    expect({ now, refusal }).toEqual({ now, refusal: valid || isLate ? undefined : 'wrong' })
  }
})
