import { beforeEach, describe, expect, test } from 'vitest'
import { checkAnswer } from '../../shared/wire/check.ts'
import { at, NOON, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const TOKEN = 'tok_1234567890'
const LINK = `https://shop.example/?pw_check=${TOKEN}`

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

async function check(token = TOKEN) {
  const { json } = await collector.get(`/v1/check?token=${token}`, keys.read)
  return checkAnswer.strict().parse(json).hits
}

describe('a check', () => {
  test('shows the hits of the browser that has come by its link, and how each was classified', async () => {
    const visitor = visitorId()
    expect(await check()).toEqual([])
    await collector.send([pageView({ url: LINK })], { visitor })
    await collector.send([pageView()], { visitor })
    await collector.send([pageView()])
    expect(await check()).toMatchObject([
      {
        ...{ received_at: '2026-11-20T12:00:00.000Z', name: 'page_view', path: '/' },
        ...{ host: 'shop.example', outcome: 'accepted', reason: null, landing: 'direct' },
        ...{ channel: 'Direct', rule: 'no referrer and no tags: direct', device: 'desktop' },
        visitor: visitor.slice(-8),
      },
      { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' },
    ])
  })

  test('shows what was dropped, with the reason and the way out', async () => {
    const visitor = visitorId()
    await check()
    await collector.send([pageView({ url: LINK })], { visitor, webdriver: true })
    await collector.send([pageView()], { visitor, consent: 'denied' })
    await collector.send([pageView({ url: 'https://stage.example/' })], { visitor })
    await collector.send([pageView()], { visitor, headers: { 'user-agent': 'Googlebot/2.1' } })
    await collector.send([{ id: 7 }], { visitor })
    const hits = await check()
    expect(hits.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['dropped', 'webdriver'],
      ['dropped', 'consent_denied'],
      ['dropped', 'foreign_origin'],
      ['dropped', 'bot'],
      ['dropped', 'invalid_event'],
    ])
    expect(hits[2]).toMatchObject({
      host: 'stage.example',
      way_out: 'add the host of the page to the domains of the site',
      channel: null,
    })
  })

  test('knows nothing of browsers that came before it was asked, or by another token', async () => {
    await collector.send([pageView({ url: LINK })])
    expect(await check()).toEqual([])
    await collector.send([pageView({ url: `${LINK}x` })])
    expect(await check()).toEqual([])
  })

  test('is forgotten half an hour after it was asked last', async () => {
    await check()
    const visitor = visitorId()
    await collector.send([pageView({ url: LINK })], { visitor })
    collector.now = NOON + 29 * 60_000
    expect(await check()).toHaveLength(1)
    collector.now = NOON + 60 * 60_000
    expect(await check()).toEqual([])
  })

  test('changes nothing that is counted: the link is a direct visit like any', async () => {
    await check()
    await collector.send([pageView({ url: LINK })])
    const { json } = await collector.get(ROI_OF_YEAR, keys.read)
    expect(at(json, 'rows')).toMatchObject([{ channel: 'Direct', touches: 1 }])
  })

  test('is of one site: the same token elsewhere shows nothing', async () => {
    const other = await collector.addSite('other', { domains: ['shop.example'] })
    await check()
    await collector.get(`/v1/check?token=${TOKEN}`, other.read)
    await collector.send([pageView({ url: LINK })])
    const { json } = await collector.get(`/v1/check?token=${TOKEN}`, other.read)
    expect(at(json, 'hits')).toEqual([])
    expect(await check()).toHaveLength(1)
  })

  test('asks for a key that may read, and a token that can be one', async () => {
    expect((await collector.get(`/v1/check?token=${TOKEN}`)).status).toBe(401)
    expect((await collector.get(`/v1/check?token=${TOKEN}`, keys.write)).status).toBe(403)
    const short = await collector.get('/v1/check?token=abc', keys.read)
    expect(short.status).toBe(422)
    expect(at(short.json, 'errors', 0, 'field')).toBe('token')
  })
})
