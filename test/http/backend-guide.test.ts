import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { at, DAY, order, pageView, TestCollector, visitorId } from './collector.ts'

// What the guide for backends shows to be sent and answered, as it stands there.

const guide = readFileSync(
  new URL('../../docs/send-purchases-your-own-backend.md', import.meta.url),
  'utf8',
)

/** Blocks without a language below a heading, up to the next of its level. */
function blocksBelow(heading: string): string[] {
  const text = guide.slice(guide.indexOf(`\n## ${heading}\n`)).split('\n## ')[1] ?? ''
  return [...text.matchAll(/^```\n(.*?)^```/gms)].map(([, block = '']) => block)
}

/** Each JSON value of a block: they begin at the beginning of a line, or behind a status. */
const valuesOf = (block: string): unknown[] =>
  block
    .split(/\n(?=(?:\d{3} )?\{)/)
    .map((part) => part.slice(part.indexOf('{')))
    .filter((part) => part.startsWith('{'))
    .map((part) => JSON.parse(part) as unknown)

const [asked = '', answered = ''] = blocksBelow('Conversions')

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let visitor: string

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  visitor = visitorId()
})

/** Posts a value of the guide, with the visitor of here. */
const post = async (path: string, body: unknown) => {
  const text = JSON.stringify(body).replaceAll('0192f5a0-…', visitor)
  const answer = await collector.call('POST', path, { body: text, key: keys.write })
  expect(answer.text).not.toContain('/problems/')
  expect(at(answer.json, 'ignored_fields')).toBeUndefined()
  return at(answer.json, 'results', 0)
}

const totalOf = async (goal: string) => {
  const path = `/v1/roi?from=2026-01-01&to=2027-12-31&goal=${goal}&by=channel`
  return at((await collector.get(path, keys.read)).json, 'total')
}

describe('the guide for backends', () => {
  test('has an order, and what is answered to that of a visitor who came three times', async () => {
    const placed = Date.parse('2026-11-02T10:00:00Z')
    for (const days of [9, 5, 1]) {
      collector.now = placed - days * DAY
      await collector.send([pageView({ ts: collector.now })], { visitor })
    }
    collector.now = placed + DAY
    expect({ results: [await post('/v1/conversions', valuesOf(asked)[0])] }).toEqual(
      valuesOf(answered)[0],
    )
  })

  test('has a refund of half of its cash, which is half of its value', async () => {
    await post('/v1/conversions', valuesOf(asked)[0])
    const [refund] = blocksBelow('Refunds').flatMap(valuesOf)
    expect(await post('/v1/refunds', refund)).toMatchObject({ state: 'counted' })
    // 89.90 − 44.95
    expect(await totalOf('purchase')).toMatchObject({ value: '44.95', conversions: '1' })
  })

  test('has an identity, by which an order of that customer finds the browser', async () => {
    await collector.send([pageView()], { visitor })
    const [identity] = blocksBelow('Identities').flatMap(valuesOf)
    await post('/v1/identities', identity)
    const bought = await post(
      '/v1/conversions',
      order({ customer_id: at(identity, 'customer_id') }),
    )
    expect(bought).toMatchObject({ matched: true })
  })

  test('has a lead, and the deal that takes the place of what was expected of it', async () => {
    const [lead, deal, ...others] = blocksBelow('Leads and deals').flatMap(valuesOf)
    expect(others).toEqual([])
    await post('/v1/conversions', lead)
    expect(await totalOf('lead')).toMatchObject({ value: '500.00' })
    await post('/v1/conversions', deal)
    expect(await totalOf('lead')).toMatchObject({ value: '1200.00', conversions: '1' })
    expect(await totalOf('deal')).toMatchObject({ value: '1200.00', conversions: '1' })
  })

  test('has a renewal and a churn of a purchase', async () => {
    collector.now = Date.parse('2027-02-02T12:00:00Z')
    const [renewal, churn, ...others] = blocksBelow('Renewals and churn').flatMap(valuesOf)
    expect(others).toEqual([])
    await post('/v1/conversions', order({ transaction_id: 'S-1' }))
    for (const one of [renewal, churn])
      expect(await post('/v1/conversions', one)).not.toHaveProperty('flags')
    expect(await totalOf('renewal')).toMatchObject({ value: '50.00', conversions: '1' })
    expect(await totalOf('churn')).toMatchObject({ conversions: '1' })
  })

  test('has the problems that are answered, word for word', async () => {
    const [shown = ''] = blocksBelow('When something goes wrong')
    const path = '/v1/conversions'
    const { currency: _, ...bare } = order()
    const unreal = order({ ts: '2026-13-01T10:00:00Z' })
    const answers = [
      await collector.post(path, [order({ value: 89.9 }), bare], keys.write),
      await collector.post(path, unreal, keys.write),
      await collector.post(path, order(), keys.read),
      await collector.post(path, order(), 'pw_write_shop_nobodys'),
      await collector.post(path, '{"goal":', keys.write),
    ]
    expect(answers.map(({ status }) => String(status))).toEqual(shown.match(/^\d{3}(?= )/gm))
    const told = answers.map(({ json }) => json as Record<string, unknown>)
    expect(told).toEqual(valuesOf(shown))
    expect(await totalOf('purchase')).toMatchObject({ value: '0.00', conversions: '0' })
  })
})
