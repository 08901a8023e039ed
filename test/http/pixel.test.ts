import { beforeEach, describe, expect, test } from 'vitest'
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

const TOKEN = '0123456789abcdef0123456789abcdef'
const PERIOD = 'from=2026-11-01&to=2026-11-30'
const SPRING = { source: 'newsletter', medium: 'email', campaign: 'spring' }

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
})

async function made(more: Record<string, unknown> = {}, site = 'shop'): Promise<string> {
  const command = { command: 'pixel_create', site, pixel: { ...SPRING, ...more } }
  const answer = await collector.post('/v1/admin', command, TOKEN)
  expect(answer.status).toBe(200)
  return String(at(answer.json, 'path'))
}

const opened = async (query = '') =>
  at((await collector.get(`/v1/campaigns?${PERIOD}${query}`, keys.read)).json, 'opened')

const NONE = { touches: 0, conversions: '0', value: '0.00', cost: '0.00', roi: null }

describe('GET /v1/pixel.gif', () => {
  test('shows a point that nobody keeps, and counts that the mail was opened', async () => {
    const pixel = await made()
    for (let i = 0; i < 2; i++) {
      const { status, headers, text } = await collector.get(pixel)
      expect([status, headers.get('content-type')]).toEqual([200, 'image/gif'])
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('set-cookie')).toBeNull()
      expect(text.slice(0, 6)).toBe('GIF89a')
    }
    await collector.get(await made({ content: 'reminder' }))
    expect(await opened()).toEqual([
      { ...SPRING, content: '', opens: 2, credited: NONE },
      { ...SPRING, content: 'reminder', opens: 1, credited: NONE },
    ])
  })

  test('makes no touch and earns nothing, also from somebody who buys afterwards', async () => {
    await collector.get(await made())
    const visitor = visitorId()
    await collector.send([pageView({ ts: NOON - DAY, url: 'https://shop.example/' })], { visitor })
    await collector.post('/v1/conversions', order({ visitor }), keys.write)
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(json, 'journey', 'touches')).toMatchObject([{ channel: 'Direct' }])
    const { text } = await collector.get(`${ROI_OF_YEAR}&by=campaign`, keys.read)
    expect(text).not.toContain('spring')
  })

  test('stands beside what visits by links of the same campaign have earned', async () => {
    await collector.get(await made())
    const visitor = visitorId()
    const url = 'https://shop.example/?utm_source=newsletter&utm_medium=email&utm_campaign=spring'
    await collector.send([pageView({ ts: NOON - DAY, url })], { visitor })
    await collector.post('/v1/conversions', order({ visitor, value: '50.00' }), keys.write)
    expect(await opened()).toEqual([
      {
        ...{ ...SPRING, content: '', opens: 1 },
        credited: { ...NONE, touches: 1, conversions: '1', value: '50.00' },
      },
    ])
  })

  test.each<[string, (path: string) => string]>([
    ['another campaign', (path) => path.replace('campaign=spring', 'campaign=summer')],
    ['no signature', (path) => path.replace(/&sig=.*/, '')],
    ['a name more', (path) => path.replace('&sig=', '&content=x&sig=')],
  ])('answers the point to %s as well, stores nothing and counts that', async (_, change) => {
    const { status, headers } = await collector.get(change(await made()))
    expect([status, headers.get('content-type')]).toEqual([200, 'image/gif'])
    expect(await opened()).toEqual([])
    const { text } = await collector.get('/metrics')
    expect(text).toMatch(/drop\w*\{reason="open_not_signed"\} 1/)
  })

  test('does not take the signature of a link, nor of another site', async () => {
    await collector.addSite('second')
    const link = { to: 'https://shop.example/', ...SPRING }
    const { json } = await collector.post('/v1/links', link, keys.write)
    const { searchParams } = new URL(String(at(json, 'results', 0, 'link')))
    const pixel = await made()
    await collector.get(pixel.replace(/sig=.*/, `sig=${searchParams.get('sig')}`))
    await collector.get((await made({}, 'second')).replace('site=second', 'site=shop'))
    expect(await opened()).toEqual([])
  })

  test.each(['', '?site=nobody', '?site=%00', '?site=shop'])(
    'answers the point to what is no pixel: "%s"',
    async (query) => {
      const { status, headers } = await collector.get(`/v1/pixel.gif${query}`)
      expect([status, headers.get('content-type')]).toEqual([200, 'image/gif'])
    },
  )

  test('counts nothing for who asks for the headers alone', async () => {
    expect((await collector.call('HEAD', await made())).status).toBe(200)
    expect(await opened()).toEqual([])
  })

  test('is of its local day, and no part of an answer of before it', async () => {
    const then = at(
      (await collector.get(`/v1/campaigns?${PERIOD}`, keys.read)).json,
      'meta',
      'as_of',
    )
    await collector.get(await made())
    expect(await opened()).toHaveLength(1)
    expect(await opened(`&as_of=${then}`)).toEqual([])
    const other = `/v1/campaigns?from=2026-10-01&to=2026-10-31`
    expect(at((await collector.get(other, keys.read)).json, 'opened')).toEqual([])
  })
})
