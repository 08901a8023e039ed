import { beforeEach, describe, expect, test } from 'vitest'
import { Browser } from './browser.ts'
import { at, DAY, NOON, order, pageView, ROI_OF_YEAR, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let browser: Browser

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  browser = new Browser(collector)
})

const ENDS = '2026-12-20T12:00:00.000Z'

const SHOP_BY_READ = { site: 'shop', scope: 'read', name: 'the read key', expires_at: ENDS }

describe('a browser that signs in', () => {
  test('is told who it is now, and reads reports without the key', async () => {
    const answer = await browser.signIn(keys.read)
    expect([answer.status, answer.json]).toEqual([200, SHOP_BY_READ])
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(200)
    expect((await browser.get('/v1/session')).json).toEqual({ sessions: [SHOP_BY_READ] })
  })

  test('gets a cookie that no script reads and no other site sends', async () => {
    const { headers } = await browser.signIn(keys.read)
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^pw_session_shop=read-1\.\d+\.[0-9a-f]{64}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('has the key nowhere in the cookie', async () => {
    await browser.signIn(keys.admin)
    expect(browser.cookieHeader).not.toContain(keys.admin.slice(-43))
  })

  test('writes with an admin key, under the name of its holder', async () => {
    await browser.signIn(keys.admin)
    const cost = {
      ...{ from: '2026-11-10', to: '2026-11-10', category: 'ad_spend' },
      ...{ amount: '30.00', currency: 'EUR' },
    }
    expect((await browser.ask('POST', '/v1/costs', cost)).status).toBe(200)
    expect(collector.ledgers.batches.at(-1)?.costs?.[0]?.owner).toBe('the admin key')
  })

  test('does no more than its key may', async () => {
    await browser.signIn(keys.read)
    const audit = await browser.get('/v1/audit')
    expect([audit.status, at(audit.json, 'detail')]).toEqual([
      403,
      'this browser is signed in to "shop" with a key of the scope "read", and "admin" is needed: sign in with an admin key',
    ])
    expect((await browser.ask('POST', '/v1/costs', [])).status).toBe(403)
    expect(collector.ledgers.batches).toEqual([])
  })

  test('sends the key all the same, and the key decides', async () => {
    await browser.signIn(keys.admin)
    const same = { 'sec-fetch-site': 'same-origin' }
    const read = { ...same, authorization: `Bearer ${keys.read}` }
    expect((await browser.get('/v1/audit', read)).status).toBe(403)
    const wrong = { ...same, authorization: 'Bearer wrong' }
    expect((await browser.get(ROI_OF_YEAR, wrong)).status).toBe(401)
  })

  test('sends events as any visitor does', async () => {
    await browser.signIn(keys.read)
    const sent = await collector.send([pageView()], { headers: { cookie: browser.cookieHeader } })
    expect([sent.status, at(sent.json, 'accepted')]).toEqual([202, 1])
  })
})

describe('several sites', () => {
  let others: typeof keys

  beforeEach(async () => {
    others = await collector.addSite('other')
    await browser.signIn(keys.read)
    await browser.signIn(others.admin)
  })

  test('are told, and the address says which', async () => {
    const { json } = await browser.get('/v1/session')
    expect(at(json, 'sessions')).toEqual([
      SHOP_BY_READ,
      { site: 'other', scope: 'admin', name: 'the admin key', expires_at: ENDS },
    ])
    expect((await browser.get('/v1/audit?site=other')).status).toBe(200)
    expect((await browser.get('/v1/audit?site=shop')).status).toBe(403)
    expect((await browser.get('/v1/session?site=shop')).json).toEqual({ sessions: [SHOP_BY_READ] })
  })

  test('are not guessed between', async () => {
    const answer = await browser.get(ROI_OF_YEAR)
    expect([answer.status, at(answer.json, 'errors')]).toEqual([
      422,
      [
        {
          field: 'site',
          message: 'is missing: this browser is signed in to other, shop; send ?site=other',
        },
      ],
    ])
  })

  test('stand side by side in one report', async () => {
    await collector.post('/v1/conversions', order(), keys.write)
    await collector.post('/v1/conversions', order(), others.write)
    const both = await browser.get(`${ROI_OF_YEAR}&sites=shop,other`)
    expect([both.status, at(both.json, 'total', 'value')]).toEqual([200, '179.80'])
    await collector.addSite('third')
    const third = await browser.get(`${ROI_OF_YEAR}&sites=shop,third`)
    expect([third.status, at(third.json, 'detail')]).toEqual([
      401,
      'this browser is not signed in to the site "third": sign in with a key of it',
    ])
  })

  test('are signed out of one by one', async () => {
    const out = await browser.ask('DELETE', '/v1/session?site=shop')
    expect([out.status, out.json]).toEqual([200, { signed_out: ['shop'] }])
    expect([...browser.cookies.keys()]).toEqual(['pw_session_other'])
    expect((await browser.get(`${ROI_OF_YEAR}&site=shop`)).status).toBe(401)
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(200)
  })

  test('are signed out of together', async () => {
    const out = await browser.ask('DELETE', '/v1/session')
    expect(out.json).toEqual({ signed_out: ['shop', 'other'] })
    expect([...browser.cookies.keys()]).toEqual([])
  })

  test('that is over is no choice beside one that is not', async () => {
    await revoke('read-1', 'shop')
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(200)
  })
})

describe('nobody', () => {
  test('is signed in, and that is no error', async () => {
    const { status, json } = await browser.get('/v1/session')
    expect([status, json]).toEqual([200, { sessions: [] }])
    const out = await browser.ask('DELETE', '/v1/session')
    expect([out.status, out.json]).toEqual([200, { signed_out: [] }])
  })

  test.each([
    ['no key', {}, 422, 'key: is missing'],
    ['an empty key', { key: '' }, 422, 'key: is empty'],
    ['a number', { key: 7 }, 422, 'key: is a number: send a string'],
    ['another field', { key: 'x', token: 'y' }, 422, 'token: is no field here: leave it out'],
    ['no JSON', '{', 400, 'the body is not JSON'],
    ['a body too large', { key: 'x'.repeat(1024) }, 413, 'a body here has at most 1024 bytes'],
    ['what is no key', { key: 'secret' }, 401, 'key: is no key of a site here'],
  ])('signs in with %s', async (_, body, status, detail) => {
    const answer = await browser.ask('POST', '/v1/session', body)
    expect([answer.status, at(answer.json, 'detail')]).toEqual([
      status,
      expect.stringContaining(detail),
    ])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  test('signs in with a key of no site, or with one that was revoked', async () => {
    const nowhere = await browser.signIn(`pw_admin_nowhere_${'a'.repeat(43)}`)
    await revoke('read-1', 'shop')
    const revoked = await browser.signIn(keys.read)
    expect([nowhere.status, revoked.status]).toEqual([401, 401])
    expect(at(revoked.json, 'errors', 0, 'field')).toBe('key')
    expect(revoked.json).toEqual(nowhere.json)
  })

  test('signs in with a write key', async () => {
    const { status, json } = await browser.signIn(keys.write)
    const message =
      'is a write key, which sends facts and reads none: sign in with a read or an admin key'
    expect([status, at(json, 'errors')]).toEqual([403, [{ field: 'key', message }]])
    expect(browser.cookies.size).toBe(0)
  })

  test('tries as often as it likes', async () => {
    const limited = new TestCollector({ config: { rateLimit: { perSecond: 1, burst: 3 } } })
    const guess = () => new Browser(limited).signIn(`pw_admin_shop_${'a'.repeat(43)}`)
    const tries = [await guess(), await guess(), await guess(), await guess()]
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 429])
    expect(tries.at(-1)?.headers.get('retry-after')).toBe('1')
    limited.now += 1000
    expect((await guess()).status).toBe(401)
  })
})

describe('a session ends', () => {
  test('with its time, and not a moment before', async () => {
    await browser.signIn(keys.read)
    collector.now = NOON + 30 * DAY - 1
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(200)
    collector.now += 1
    const { status, headers } = await browser.get(ROI_OF_YEAR)
    expect([status, headers.getSetCookie()]).toEqual([
      401,
      ['pw_session_shop=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'],
    ])
    expect(browser.cookies.size).toBe(0)
  })

  test('with its key, and other keys of the site stay good', async () => {
    const others = new Browser(collector)
    await others.signIn(keys.admin)
    await browser.signIn(keys.read)
    await revoke('read-1', 'shop')
    const { status, json } = await browser.get(ROI_OF_YEAR)
    expect([status, at(json, 'detail')]).toEqual([
      401,
      'the session of the site "shop" has ended: its time is over, or its key was revoked; sign in again',
    ])
    expect(browser.cookies.size).toBe(0)
    expect((await others.get(ROI_OF_YEAR)).status).toBe(200)
  })

  test('and the list of sessions has the cookies of those that have removed', async () => {
    const others = await collector.addSite('other')
    await browser.signIn(keys.read)
    await browser.signIn(others.read)
    await revoke('read-1', 'shop')
    await revoke('read-1', 'other')
    const { status, json } = await browser.get('/v1/session')
    expect([status, json, browser.cookies.size]).toEqual([200, { sessions: [] }, 0])
  })
})

describe('over HTTPS', () => {
  test('the cookie is of this host alone, and no other one counts', async () => {
    const https = new Browser(collector, 'https://t.shop.example')
    const { headers } = await https.signIn(keys.read)
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-pw_session_shop=.+; Path=\/; .*; Secure$/),
    ])
    expect((await https.get(ROI_OF_YEAR)).status).toBe(200)
    const value = https.cookies.get('__Host-pw_session_shop')
    const planted = { cookie: `pw_session_shop=${value}` }
    expect(
      (await collector.get(`https://t.shop.example${ROI_OF_YEAR}`, undefined, planted)).status,
    ).toBe(401)
    await https.ask('DELETE', '/v1/session')
    expect(https.cookies.size).toBe(0)
  })

  const secureBehind = async (config: object, headers: Record<string, string>) => {
    const behind = new TestCollector({ config })
    const { read } = await behind.addSite('shop')
    const inside = new Browser(behind, 'http://10.0.0.7:8787')
    const { headers: answered } = await inside.ask('POST', '/v1/session', { key: read }, headers)
    // Later requests name no origin.
    const { 'sec-fetch-site': _, origin: __, ...rest } = headers
    const seen = await inside.get(ROI_OF_YEAR, rest)
    return [answered.getSetCookie()[0]?.includes('; Secure') ?? false, seen.status]
  }

  test('of a proxy that is trusted, or of the address that is known', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 't.shop.example' }
    expect(await secureBehind({ trustProxy: true }, forwarded)).toEqual([true, 200])
    expect(await secureBehind({}, forwarded)).toEqual([false, 200])
    const known = { publicUrl: 'https://t.shop.example' }
    expect(await secureBehind(known, { origin: 'https://t.shop.example' })).toEqual([true, 200])
    expect(await secureBehind(known, { host: 't.shop.example' })).toEqual([true, 200])
    expect(await secureBehind(known, {})).toEqual([false, 200])
  })
})

async function revoke(id: string, site: string): Promise<void> {
  const ledger = await collector.ledgers.open(site)
  await ledger?.change({ kind: 'key_revoked', id, at: collector.now })
  await collector.app.forget(site)
}
