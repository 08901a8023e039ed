import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../host/until.ts'
import {
  at,
  DAY,
  NOON,
  order,
  pageView,
  ROI_OF_YEAR,
  TestCollector,
  visitorId,
} from './collector.ts'
import { ADMIN_TOKEN, addSecret, command, deliverShopify, SHOPIFY_SECRET } from './shop-hooks.ts'
import { shopifyOrder } from './shopify-order.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const visitor = visitorId()
const landing = pageView({
  ts: NOON - DAY,
  url: 'https://shop.example/lamps?utm_source=news&utm_medium=email&gclid=Cj0&for=ana',
  title: 'Lamps for Ana',
})
const sold = order({
  visitor,
  customer_id: 'ana-4711',
  email: 'ana@home.example',
  ts: new Date(NOON - DAY / 2).toISOString(),
})

beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  await collector.send([landing], { visitor, key: keys.write })
  await collector.post('/v1/conversions', sold, keys.write)
})

const erase = (person: Record<string, unknown>, key = keys.admin) =>
  collector.post('/v1/erasures', person, key)

const list = async () => (await collector.get('/v1/erasures', keys.admin)).json

const figures = async () => {
  const { rows, total } = (await collector.get(`${ROI_OF_YEAR}&by=campaign`, keys.read)).json as {
    rows: unknown
    total: unknown
  }
  return { rows, total }
}

/** Hits are overwritten behind the request. */
const untilOverwritten = () =>
  until(async () => {
    await command(collector, { command: 'settle' })
    return at(await list(), 'visitors_waiting') === 0
  })

const FOUND = { customers: 1, emails: 1, visitors: 1, hits: 1, conversions: 1 }

describe('a person who is erased', () => {
  test.each([
    ['customer id', { customer_id: 'ana-4711' }],
    ['address, however it is written', { email: 'Ana@Home.example' }],
    ['visitor', { visitor }],
    ['order', { transaction_id: sold['transaction_id'] }],
  ])('by %s leaves figures as they were, and nothing of the page', async (_, person) => {
    const before = await figures()
    expect((await erase(person)).json).toMatchObject({ erased: true, ...FOUND })
    await untilOverwritten()
    expect(await figures()).toEqual(before)
    const { json } = await collector.get(`/v1/journeys/${sold['transaction_id']}`, keys.read)
    expect(at(json, 'journey', 'touches', 0)).toMatchObject({ source: 'news', medium: 'email' })
    expect(JSON.stringify(json)).not.toMatch(/ana|Cj0/i)
    expect(JSON.stringify(json)).not.toContain(visitor)
  })

  test('is found no second time, and does not come back by what is sent again', async () => {
    await erase({ customer_id: 'ana-4711' })
    await untilOverwritten()
    const before = await figures()
    const stored = await list()
    const again = await collector.post('/v1/conversions', sold, keys.write)
    expect(at(again.json, 'results', 0)).toMatchObject({ outcome: 'unchanged' })
    const events = await collector.send([landing], { visitor, key: keys.write })
    expect(events.json).toMatchObject({ accepted: 0, duplicate: 1 })
    const ts = new Date(NOON - DAY).toISOString()
    const identity = { visitor, customer_id: 'ana-4711', ts }
    await collector.post('/v1/identities', identity, keys.write)
    expect((await erase({ customer_id: 'ana-4711' })).json).toMatchObject({
      ...{ customers: 0, visitors: 0, hits: 0, conversions: 0, identities: 0 },
    })
    expect(await list()).toEqual(stored)
    expect(await figures()).toEqual(before)
  })

  test('is a new person with what they buy afterwards', async () => {
    await erase({ customer_id: 'ana-4711' })
    collector.now += DAY
    const later = { ...sold, transaction_id: 'later', ts: new Date(collector.now).toISOString() }
    await collector.post('/v1/conversions', later, keys.write)
    expect((await erase({ customer_id: 'ana-4711', dry_run: true })).json).toMatchObject({
      ...{ erased: false, customers: 1, conversions: 1, hits: 0 },
    })
  })

  test('stands in the list without a name, and in the audit trail, which still holds', async () => {
    await erase({ email: 'ana@home.example' })
    const { json } = await collector.get('/v1/erasures', keys.admin)
    expect(at(json, 'erasures', 0)).toMatchObject({ id: 1, conversions: 1 })
    expect(JSON.stringify(json)).not.toMatch(/ana/)
    const audit = await command(collector, { command: 'audit_verify' })
    expect(audit.json).toMatchObject({ broken: null, done: true })
  })
})

test('a dry run tells what there is, and changes nothing', async () => {
  const answer = await erase({ customer_id: 'ana-4711', dry_run: true })
  expect(answer.json).toMatchObject({ erased: false, ...FOUND })
  expect((await erase({ customer_id: 'ana-4711', dry_run: true })).json).toEqual(answer.json)
  expect(at(await list(), 'erasures')).toEqual([])
})

test('somebody else is left as they are', async () => {
  await collector.post(
    '/v1/conversions',
    { ...sold, transaction_id: 'ben', customer_id: 'ben', email: 'ben@b.example', visitor: null },
    keys.write,
  )
  await erase({ customer_id: 'ana-4711' })
  expect((await erase({ customer_id: 'ben', dry_run: true })).json).toMatchObject({
    ...{ customers: 1, emails: 1, visitors: 0, conversions: 1 },
  })
})

test('a shop that passes a wish on has it granted', async () => {
  await addSecret(collector, 'shopify', SHOPIFY_SECRET)
  await deliverShopify(collector, shopifyOrder())
  const wish = {
    customer: { id: 115310627, email: 'nobody@example.com' },
    orders_to_redact: [5612345678901],
  }
  await deliverShopify(collector, wish, { topic: 'customers/redact' })
  await until(async () => {
    await command(collector, { command: 'settle' })
    return at(await list(), 'erasures', 0) !== undefined
  })
  expect(at(await list(), 'erasures', 0)).toMatchObject({ erased_by: 'shopify', conversions: 1 })
  const health = await collector.get('/v1/health/data', keys.read)
  expect(at(health.json, 'privacy_requests')).toEqual([])
  expect((await erase({ customer_id: '115310627', dry_run: true })).json).toMatchObject({
    customers: 0,
    conversions: 0,
  })
})

describe('a request that can not be done', () => {
  test.each([
    ['nobody', {}, 'body'],
    ['an address that is none', { email: 'ana' }, 'email'],
    ['a visitor that is none', { visitor: '1' }, 'visitor'],
    ['a field that nobody knows', { customer: 'ana-4711' }, 'customer'],
  ])('names %s, and erases nothing', async (_, person, field) => {
    const answer = await erase(person)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(field)
    expect(at(await list(), 'erasures')).toEqual([])
  })

  test('has no key that may', async () => {
    expect((await erase({ customer_id: 'ana-4711' }, keys.write)).status).toBe(403)
    expect((await collector.get('/v1/erasures', keys.read)).status).toBe(403)
    const asked = await command(collector, { command: 'erase' })
    expect(asked.status).toBe(422)
  })
})
