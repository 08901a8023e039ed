import { beforeEach, describe, expect, test } from 'vitest'
import { Browser } from './browser.ts'
import { at, ROI_OF_YEAR, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let browser: Browser

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  browser = new Browser(collector)
})

const ORIGIN = 'http://localhost'

describe('another page that asks with the cookie', () => {
  beforeEach(async () => {
    await browser.signIn(keys.admin)
  })

  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['of another site, with a lie', { 'sec-fetch-site': 'cross-site', origin: ORIGIN }],
    ['typed in', { 'sec-fetch-site': 'none' }],
    ['of an old browser elsewhere', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://localhost:81' }],
    ['of another scheme', { origin: 'https://localhost' }],
    ['of a longer name', { origin: 'http://localhost.evil.example' }],
    ['of nowhere', { origin: 'null' }],
    ['that says nothing', {}],
  ])('changes nothing: %s', async (_, headers) => {
    const cost = await browser.ask('POST', '/v1/costs', [], headers)
    expect([cost.status, at(cost.json, 'type')]).toEqual([403, '/problems/forbidden'])
    expect(at(cost.json, 'detail')).toContain('only when a page of this collector asks')
    const out = await browser.ask('DELETE', '/v1/session', undefined, headers)
    expect([out.status, browser.cookies.size]).toEqual([403, 1])
    expect(collector.ledgers.batches).toEqual([])
  })

  test.each([
    ['says so', { 'sec-fetch-site': 'same-origin' }],
    ['has its origin', { origin: ORIGIN }],
    [
      'says so behind a proxy that has renamed it',
      {
        'sec-fetch-site': 'same-origin',
        origin: 'https://t.shop.example',
      },
    ],
  ])('changes what it may when it is our own, which %s', async (_, headers) => {
    expect((await browser.ask('POST', '/v1/costs', [], headers)).status).toBe(200)
  })

  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of an old browser elsewhere', { origin: 'https://evil.example' }, 403],
    ['of a neighbour, by a link', { 'sec-fetch-site': 'same-site' }, 200],
    ['typed in', { 'sec-fetch-site': 'none' }, 200],
    ['of our own', { 'sec-fetch-site': 'same-origin' }, 200],
    ['that says nothing', {}, 200],
  ])('reads as it may: %s', async (_, headers, status) => {
    await browser.signIn((await collector.addSite('other')).read)
    const both = `${ROI_OF_YEAR}&sites=shop,other`
    for (const path of [`${ROI_OF_YEAR}&site=shop`, '/v1/session', both])
      expect([path, (await browser.get(path, headers)).status]).toEqual([path, status])
  })

  test('reads nothing by way of CORS', async () => {
    const { headers } = await browser.get(ROI_OF_YEAR, { origin: ORIGIN })
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    const asked = await collector.call('OPTIONS', '/v1/roi', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    })
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('needs no cookie to be refused nothing: a key is no cookie', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', authorization: `Bearer ${keys.admin}` }
    expect((await browser.ask('POST', '/v1/costs', [], headers)).status).toBe(200)
  })
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }],
  [{ 'sec-fetch-site': 'same-site' }],
  [{ origin: 'https://evil.example' }],
])('a page elsewhere signs nobody in: %j', async (headers) => {
  const answer = await browser.ask('POST', '/v1/session', { key: keys.read }, headers)
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
})

test('a program signs in as a browser does', async () => {
  const answer = await browser.ask('POST', '/v1/session', { key: keys.read }, {})
  expect([answer.status, browser.cookies.size]).toEqual([200, 1])
})

describe('a cookie that the collector has not made', () => {
  const value = async (key: string) => {
    const maker = new Browser(collector)
    await maker.signIn(key)
    return [...maker.cookies.values()][0] ?? ''
  }

  const askWith = (cookie: string, path = ROI_OF_YEAR) =>
    collector.get(path, undefined, { cookie, 'sec-fetch-site': 'same-origin' })

  test('opens nothing: with the key of another, a later end, another signature', async () => {
    const good = await value(keys.read)
    const [id = '', ends = '', signature = ''] = good.split('.')
    const admin = await value(keys.admin)
    const forged = [
      `admin-1.${ends}.${signature}`,
      `${id}.${Number(ends) + 1}.${signature}`,
      `${id}.0${ends}.${signature}`,
      `${id}.${ends}.${admin.split('.')[2]}`,
      `${id}.${ends}.${signature.toUpperCase()}`,
      `${id}.${ends}.${signature.slice(1)}`,
      `${id}.${ends}.${'0'.repeat(64)}`,
      `${id}.${ends}.`,
      `${id}.${ends}`,
      `.${ends}.${signature}`,
      'x'.repeat(4000),
      '',
    ]
    expect((await askWith(`pw_session_shop=${good}`)).status).toBe(200)
    for (const one of forged) {
      const { status, headers } = await askWith(`pw_session_shop=${one}`)
      expect([one, status]).toEqual([one, 401])
      expect(headers.getSetCookie()[0]).toMatch(/^pw_session_shop=; Max-Age=0;/)
    }
  })

  test('is not one of another site, though its keys are called the same', async () => {
    await collector.addSite('other')
    const good = await value(keys.read)
    expect((await askWith(`pw_session_other=${good}`)).status).toBe(401)
    expect((await askWith(`pw_session_nowhere=${good}`)).status).toBe(401)
  })

  test('is not one of a key that has taken the place of a revoked one', async () => {
    const good = await value(keys.read)
    const fresh = new TestCollector()
    await fresh.addSite('shop')
    const headers = { cookie: `pw_session_shop=${good}`, 'sec-fetch-site': 'same-origin' }
    expect((await fresh.get(ROI_OF_YEAR, undefined, headers)).status).toBe(401)
  })

  test('of a strange name is none at all', async () => {
    const good = await value(keys.read)
    const asked = await Promise.all(
      [`PW_SESSION_shop=${good}`, `pw_session_=${good}`, `x=pw_session_shop=${good}`, ';;='].map(
        (cookie) => askWith(cookie),
      ),
    )
    expect(asked.map(({ status, headers }) => [status, headers.getSetCookie()])).toEqual(
      asked.map(() => [401, []]),
    )
  })

  test('in great number has twenty looked at, and no more', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `pw_session_s${n}=a.1.${'0'.repeat(64)}`)
    const before = collector.ledgers.opened
    expect((await askWith(many.join('; '))).status).toBe(401)
    expect(collector.ledgers.opened - before).toBeLessThanOrEqual(20)
  })
})
