import { beforeEach, describe, expect, test } from 'vitest'
import { Browser } from './browser.ts'
import { at, DAY, NOON, order, ROI_OF_YEAR, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const YEAR = 'from=2026-01-01&to=2026-12-31'

async function share(terms: object = { name: 'The agency' }) {
  const { status, json } = await collector.post('/v1/shares', terms, keys.admin)
  expect(status).toBe(201)
  const secret = String(at(json, 'url')).split('#share=')[1] ?? ''
  return { json, secret, id: String(at(json, 'id')) }
}

const signInBy = (browser: Browser, secret: string) =>
  browser.ask('POST', '/v1/session', { share: secret })

describe('a shared link', () => {
  test('is told once, with its secret where no log has it', async () => {
    const { json, secret, id } = await share({ name: 'The agency', days: 7 })
    expect(json).toEqual({
      id,
      name: 'The agency',
      expires_at: '2026-11-27T12:00:00.000Z',
      url: `http://localhost/#share=${secret}`,
    })
    expect(secret).toMatch(/^pw_share_shop_[A-Za-z0-9_-]{43}$/)
    const listed = await collector.get('/v1/shares', keys.admin)
    expect(listed.json).toEqual({
      meta: { site: 'shop' },
      shares: [
        {
          ...{ id, name: 'The agency', created_at: '2026-11-20T12:00:00.000Z' },
          ...{ expires_at: '2026-11-27T12:00:00.000Z', revoked_at: null },
        },
      ],
    })
    expect(listed.text).not.toContain(secret.slice(-43))
  })

  test('leads to the address that the collector is known under', async () => {
    const known = new TestCollector({ config: { publicUrl: 'https://t.shop.example' } })
    const { admin } = await known.addSite('shop')
    const { json } = await known.post('/v1/shares', { name: 'Ana' }, admin)
    expect(at(json, 'url')).toMatch(/^https:\/\/t\.shop\.example\/#share=pw_share_shop_/)
  })

  test('shows reports, and neither persons nor single facts, and changes nothing', async () => {
    await collector.post('/v1/conversions', order(), keys.write)
    const browser = new Browser(collector)
    const signedIn = await signInBy(browser, (await share()).secret)
    expect([signedIn.status, signedIn.json]).toEqual([
      200,
      { site: 'shop', scope: 'share', name: 'The agency', expires_at: '2026-12-20T12:00:00.000Z' },
    ])
    const reports = [
      ...[ROI_OF_YEAR, `/v1/compare?${YEAR}&models=linear,first_touch`, `/v1/paths?${YEAR}`],
      ...['/v1/cohorts?from=2026-01&to=2026-12', `/v1/funnel?${YEAR}`, `/v1/reconcile?${YEAR}`],
      ...[`/v1/claims?${YEAR}`, `/v1/campaigns?${YEAR}`, '/v1/models', '/v1/periods'],
      ...['/v1/health/data', '/v1/site'],
    ]
    for (const path of reports)
      expect([path, (await browser.get(path)).status]).toEqual([path, 200])
    const facts = [
      ...['/v1/journeys', '/v1/journeys/1001', `/v1/explain?${YEAR}&measure=value&channel=Direct`],
      ...['/v1/export?table=hits', '/v1/export?table=journeys', '/v1/export', '/v1/audit'],
      ...['/v1/erasures', '/v1/keys', '/v1/shares', '/v1/codes', '/v1/imports'],
    ]
    for (const path of facts) {
      const { status, json } = await browser.get(path)
      expect([path, status]).toEqual([path, 403])
      expect(at(json, 'detail')).toContain('a shared link shows reports')
    }
    const writes = ['conversions', 'costs', 'shares', 'keys', 'periods/close', 'models/fit']
    for (const path of writes)
      expect((await browser.ask('POST', `/v1/${path}`, {})).status).toBe(403)
    expect((await browser.ask('PATCH', '/v1/site', { lookback_days: 1 })).status).toBe(403)
  })

  test('is as good as a read key for reports, and for nothing else, where a program sends it', async () => {
    const { secret } = await share()
    expect((await collector.get(ROI_OF_YEAR, secret)).status).toBe(200)
    expect((await collector.get('/v1/journeys', secret)).status).toBe(403)
    expect((await collector.post('/v1/conversions', order(), secret)).status).toBe(403)
  })

  test('that is revoked shows nothing to anybody, at once', async () => {
    const { secret, id } = await share()
    const browser = new Browser(collector)
    await signInBy(browser, secret)
    const off = await collector.call('DELETE', `/v1/shares/${id}`, { key: keys.admin })
    expect([off.status, off.json]).toEqual([200, { id, name: 'The agency', revoked: true }])
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(401)
    expect(browser.cookies.size).toBe(0)
    const again = await signInBy(browser, secret)
    expect([again.status, at(again.json, 'errors', 0, 'field')]).toEqual([401, 'share'])
    expect((await collector.get(ROI_OF_YEAR, secret)).status).toBe(401)
    const twice = await collector.call('DELETE', `/v1/shares/${id}`, { key: keys.admin })
    expect(twice.status).toBe(200)
  })

  test('ends with its time, and its sessions with it', async () => {
    const { secret } = await share({ name: 'Ana', expires_at: '2026-11-22T12:00:00Z' })
    const browser = new Browser(collector)
    const { json, headers } = await signInBy(browser, secret)
    expect(at(json, 'expires_at')).toBe('2026-11-22T12:00:00.000Z')
    expect(headers.getSetCookie()[0]).toContain('; Max-Age=172800;')
    collector.now = NOON + 2 * DAY - 1
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(200)
    expect((await collector.get(ROI_OF_YEAR, secret)).status).toBe(200)
    collector.now += 1
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(401)
    expect((await collector.get(ROI_OF_YEAR, secret)).status).toBe(401)
    expect((await signInBy(browser, secret)).status).toBe(401)
  })

  test('takes nothing from who is signed in by a key', async () => {
    const browser = new Browser(collector)
    await browser.signIn(keys.admin)
    const { secret } = await share()
    const { json, headers } = await signInBy(browser, secret)
    expect([at(json, 'scope'), headers.getSetCookie()]).toEqual(['admin', []])
    expect((await browser.get('/v1/audit')).status).toBe(200)
  })

  test('is followed by a key that sees more', async () => {
    const browser = new Browser(collector)
    await signInBy(browser, (await share()).secret)
    await browser.signIn(keys.read)
    expect((await browser.get('/v1/journeys')).status).toBe(200)
  })
})

test.each([
  ['no name', { days: 7 }, 'name'],
  ['an empty name', { name: ' ' }, 'name'],
  ['no whole day', { name: 'Ana', days: 0.5 }, 'days'],
  ['no day', { name: 'Ana', days: 0 }, 'days'],
  ['two ends', { name: 'Ana', days: 7, expires_at: '2026-12-01T00:00:00Z' }, 'days'],
  ['an end that is none', { name: 'Ana', expires_at: 'tomorrow' }, 'expires_at'],
  ['an end that has been', { name: 'Ana', expires_at: '2026-11-20T12:00:00Z' }, 'expires_at'],
  ['another field', { name: 'Ana', scope: 'admin' }, 'scope'],
])('a link with %s is not made', async (_, body, field) => {
  const { status, json } = await collector.post('/v1/shares', body, keys.admin)
  expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
  expect(at((await collector.get('/v1/shares', keys.admin)).json, 'shares')).toEqual([])
})

test('a link is for admins to make, to see and to revoke', async () => {
  const { id } = await share()
  for (const key of [keys.read, keys.write]) {
    expect((await collector.post('/v1/shares', { name: 'Ana' }, key)).status).toBe(403)
    expect((await collector.get('/v1/shares', key)).status).toBe(403)
    expect((await collector.call('DELETE', `/v1/shares/${id}`, { key })).status).toBe(403)
  }
  const unknown = await collector.call('DELETE', '/v1/shares/read-1', { key: keys.admin })
  expect([unknown.status, at(unknown.json, 'type')]).toEqual([404, '/problems/not-found'])
  expect((await collector.get(ROI_OF_YEAR, keys.read)).status).toBe(200)
})

test('a key and a link each stand in their own field', async () => {
  const { secret } = await share()
  const browser = new Browser(collector)
  const asKey = await browser.signIn(secret)
  expect([asKey.status, at(asKey.json, 'errors', 0)]).toEqual([
    403,
    { field: 'key', message: 'is of a shared link: send it as {"share": "…"}' },
  ])
  expect((await signInBy(browser, keys.read)).status).toBe(403)
  const both = await browser.ask('POST', '/v1/session', { key: keys.read, share: secret })
  expect([both.status, at(both.json, 'errors', 0, 'field')]).toEqual([422, 'share'])
  expect(browser.cookies.size).toBe(0)
})
