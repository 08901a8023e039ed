import { beforeEach, describe, expect, test } from 'vitest'
import { wooOrder } from '../source/webhooks/orders.ts'
import { at, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, addSecret } from './shop-hooks.ts'
import { deliverWoo, WOO_SECRET } from './woo-hooks.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
})

const deliver = (body: unknown, topic?: string) => deliverWoo(collector, body, topic)

const ping = (site: string) =>
  collector.call('POST', `/v1/webhooks/woocommerce/${site}`, {
    body: 'webhook_id=3',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

const total = async () => at((await collector.get(ROI_OF_YEAR, keys.read)).json, 'total')

test('an unsigned ping is answered 200, so that the webhook can be saved, and of a site that is none not', async () => {
  expect((await ping('shop')).status).toBe(200)
  expect((await ping('nobodys')).status).toBe(404)
})

describe('an order', () => {
  beforeEach(() => addSecret(collector, 'woocommerce', WOO_SECRET))

  test('has the journey of the visitor that rode on it', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const meta_data = [{ id: 1, key: 'pathworth_visitor', value: visitor }]
    expect((await deliver(wooOrder({ meta_data }), 'order.created')).json).toEqual({
      outcome: 'accepted',
    })
    const { json } = await collector.get('/v1/journeys/727', keys.read)
    expect(at(json, 'journey')).toMatchObject({ touches: [{ source: 'google', medium: 'cpc' }] })
    expect(await total()).toMatchObject({ value: '18.00', conversions: '1' })
  })

  test('waits for its money, is refunded in part, and loses a refund that was deleted', async () => {
    const later = (second: number, more: Record<string, unknown>) =>
      deliver(wooOrder({ date_modified_gmt: `2026-11-20T11:59:5${second}`, ...more }))
    await later(1, { status: 'on-hold', date_paid_gmt: null })
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
    await later(2, {})
    expect(await total()).toMatchObject({ value: '18.00', conversions: '1' })
    // 10.00 of the 29.35 that were paid: 10.00 × 18.00 ÷ 29.35 = 6.13
    await later(3, { refunds: [{ id: 9, total: '-10.00' }] })
    expect(await total()).toMatchObject({ value: '11.87', conversions: '1' })
    await later(4, { refunds: [] })
    expect(await total()).toMatchObject({ value: '18.00', conversions: '1' })
    // The one of before comes again, late.
    await later(3, { refunds: [{ id: 9, total: '-10.00' }] })
    expect(await total()).toMatchObject({ value: '18.00', conversions: '1' })
  })

  test('whose visitor nobody knows has come from where WooCommerce says, unless it was seen', async () => {
    const said = { source_type: 'utm', utm_source: 'facebook', utm_medium: 'paid_social' }
    const meta_data = Object.entries(said).map(([name, value], id) => ({
      ...{ id, key: `_wc_order_attribution_${name}`, value },
    }))
    await deliver(wooOrder({ meta_data }))
    const journey = async (id: number) =>
      at((await collector.get(`/v1/journeys/${id}`, keys.read)).json, 'journey', 'touches')
    expect(await journey(727)).toMatchObject([{ source: 'facebook', medium: 'paid_social' }])
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const seen = [...meta_data, { id: 9, key: 'pathworth_visitor', value: visitor }]
    await deliver(wooOrder({ id: 728, meta_data: seen }))
    expect(await journey(728)).toMatchObject([{ source: 'google', medium: 'cpc' }])
  })

  test('that is deleted counts no more', async () => {
    await deliver(wooOrder())
    await deliver({ id: 727 }, 'order.deleted')
    expect(await total()).toMatchObject({ value: '0.00', conversions: '0' })
  })
})
