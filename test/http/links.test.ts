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

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop', { domains: ['shop.example'], timeZone: 'Europe/Paris' })
})

const TOKEN = '0123456789abcdef0123456789abcdef'
const PAGE = 'https://shop.example/sale?size=m#top'
const LANDING =
  'https://shop.example/sale?size=m&utm_source=newsletter&utm_medium=email&utm_campaign=spring#top'
const spring = { to: PAGE, source: 'newsletter', medium: 'email', campaign: 'spring' }

const make = (body: unknown, key = keys.write) => collector.post('/v1/links', body, key)

/** The link's address without the collector's. */
async function made(more: Record<string, unknown> = {}): Promise<string> {
  const { pathname, search } = new URL(
    String(at((await make({ ...spring, ...more })).json, 'results', 0, 'link')),
  )
  return pathname + search
}

/** The same link with parameters that somebody has changed. */
function changed(link: string, more: Record<string, string>): string {
  const [path = '', query = ''] = link.split('?')
  const params = new URLSearchParams(query)
  for (const [name, value] of Object.entries(more)) params.set(name, value)
  return `${path}?${params}`
}

const told = (answer: { status: number; json: unknown; headers: Headers }) => ({
  status: answer.status,
  type: at(answer.json, 'type'),
  location: answer.headers.get('location'),
})

const REFUSED = { status: 403, type: '/problems/link-refused', location: null }

describe('GET /v1/click', () => {
  test('sends on to the page with its campaign, and lets nobody keep the answer', async () => {
    const answer = await collector.get(await made())
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(LANDING)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.text).toBe('')
  })

  test('stores nothing, however often a scanner follows it: the visit makes the touch', async () => {
    const link = await made()
    const ledger = await collector.ledgers.open('shop')
    const facts = async () => (await ledger?.scan({ after: 0, limit: 100 }))?.facts
    const before = [await facts(), (await collector.get(ROI_OF_YEAR, keys.read)).text]
    for (let i = 0; i < 3; i++) await collector.get(link)
    await collector.call('HEAD', link)
    expect([await facts(), (await collector.get(ROI_OF_YEAR, keys.read)).text]).toEqual(before)

    const visitor = visitorId()
    const url = (await collector.get(link)).headers.get('location')
    await collector.send([pageView({ url })], { visitor })
    await collector.post('/v1/conversions', order({ visitor }), keys.write)
    const journey = (await collector.get('/v1/journeys/1001', keys.read)).json
    expect(at(journey, 'journey', 'touches')).toMatchObject([
      { channel: 'Email', source: 'newsletter', medium: 'email', campaign: 'spring' },
    ])
  })

  test.each([
    ['another page of the site', { to: 'https://shop.example/other' }],
    ['another host', { to: 'https://evil.example/' }],
    ['a host that looks alike', { to: 'https://shop.example.evil.example/' }],
    ['a host behind a user name', { to: 'https://shop.example@evil.example/' }],
    ['a script', { to: 'javascript:alert(1)' }],
    ['an address without a scheme', { to: '//evil.example/' }],
    ['no page', { to: '' }],
    ['a page that is too long', { to: `https://shop.example/${'x'.repeat(5_000)}` }],
    ['another campaign', { campaign: 'summer' }],
    ['a later end', { expires: '2030-01-01' }],
    ['another signature', { sig: '0'.repeat(32) }],
    ['a part of its signature', { sig: 'a' }],
    ['no signature', { sig: '' }],
  ])('with %s is refused', async (_, more) => {
    expect(told(await collector.get(changed(await made(), more)))).toEqual(REFUSED)
  })

  test('with the signature of another site is refused', async () => {
    await collector.addSite('shop2', { domains: ['shop.example'] })
    const link = changed(await made(), { site: 'shop2' })
    expect(told(await collector.get(link))).toEqual(REFUSED)
  })

  test('to a domain that the site has given up is refused', async () => {
    const link = await made()
    const ledger = await collector.ledgers.open('shop')
    const { settings } = (await ledger?.state()) ?? {}
    if (!settings) throw new Error('there is no site')
    const moved = { ...settings, domains: ['shop.fr'] }
    await ledger?.change({ kind: 'settings', settings: moved, owner: 'test', at: NOON })
    collector.now += 2_000
    expect(told(await collector.get(link))).toEqual(REFUSED)
  })

  test('leads nowhere after its last day, which ends where the shop is', async () => {
    const link = await made({ expires: '2026-11-20' })
    collector.now = Date.parse('2026-11-20T22:59:00Z')
    expect((await collector.get(link)).status).toBe(302)
    collector.now = Date.parse('2026-11-20T23:01:00Z')
    const answer = await collector.get(link)
    expect(told(answer)).toEqual({ status: 410, type: '/problems/link-expired', location: null })
    expect(at(answer.json, 'detail')).toContain('2026-11-20')
    collector.now += 900 * DAY
    expect((await collector.get(await made())).status).toBe(302)
  })

  test('takes along what a mailer puts on it, and no campaign and page of others', async () => {
    const link = `${await made()}&mc_cid=Ab1&utm_source=mailchimp&to=https://evil.example/&x=1`
    const { headers } = await collector.get(link)
    expect(headers.get('location')).toBe(LANDING.replace('#top', '&mc_cid=Ab1#top'))
  })

  test('of a site that is not there is a problem, and without one too', async () => {
    const link = await made()
    const nowhere = await collector.get(changed(link, { site: 'other' }))
    expect(told(nowhere)).toMatchObject({ status: 404, type: '/problems/unknown-site' })
    const odd = await collector.get(changed(link, { site: '../shop' }))
    expect(told(odd)).toMatchObject({ status: 404, location: null })
    const none = await collector.get('/v1/click')
    expect(told(none)).toMatchObject({ status: 422, location: null })
    expect(at(none.json, 'errors', 0, 'field')).toBe('site')
  })

  test('is no way to post', async () => {
    expect((await collector.call('POST', await made())).status).toBe(405)
  })
})

describe('POST /v1/links', () => {
  test('makes one or many, and says where they lead', async () => {
    const answer = await make([spring, { ...spring, content: 'b', expires: '2026-12-31' }])
    expect(answer.status).toBe(200)
    expect(at(answer.json, 'results')).toMatchObject([
      { leads_to: LANDING, expires: null },
      { leads_to: LANDING.replace('#top', '&utm_content=b#top'), expires: '2026-12-31' },
    ])
    expect(await made()).toBe(await made())
  })

  test.each([
    [{ to: undefined }, 'to', 'is missing'],
    [{ to: 'https://evil.example/' }, 'to', "none of the site's domains (shop.example)"],
    [{ to: 'https://notshop.example/' }, 'to', "none of the site's domains"],
    [{ to: 'https://a@shop.example/' }, 'to', 'holds a user name'],
    [{ to: 'javascript://shop.example/' }, 'to', 'begins with https://'],
    [{ to: '/sale' }, 'to', 'begins with https://'],
    [{ to: 'https:\\\\evil.example' }, 'to', 'begins with https://'],
    [{ to: 'https://evil.example\\@shop.example/' }, 'to', 'backslashes'],
    [{ to: 'https://shop.example/a b' }, 'to', 'blanks'],
    [{ to: 'https://shop.example/\r\nset-cookie:a=b' }, 'to', 'control characters'],
    [{ to: 'https://shop.example:99999/' }, 'to', 'no address that exists'],
    [{ to: `https://shop.example/${'x'.repeat(1_000)}` }, 'to', 'has more than 1000 characters'],
    [{ source: undefined }, 'source', 'is missing'],
    [{ medium: ' ' }, 'medium', 'is empty'],
    [{ campaign: 'x'.repeat(201) }, 'campaign', 'has more than 200 characters'],
    [{ expires: '2026-02-30' }, 'expires', 'not a date that exists'],
    [{ expires: 'soon' }, 'expires', 'not a date that exists'],
  ])('refuses %j, and names the field', async (wrong, field, message) => {
    const answer = await make([spring, { ...spring, ...wrong }])
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toEqual([
      { field: `[1].${field}`, message: expect.stringContaining(message) },
    ])
  })

  test('is for keys that may write', async () => {
    expect((await make(spring, keys.read)).status).toBe(403)
    expect((await collector.post('/v1/links', spring)).status).toBe(401)
  })

  test('is what the command makes, too', async () => {
    const command = { command: 'link_create', site: 'shop', link: spring }
    const { json } = await collector.post('/v1/admin', command, TOKEN)
    expect(json).toEqual({ site: 'shop', path: await made(), leads_to: LANDING, expires: null })
  })
})
