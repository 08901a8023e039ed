import { beforeEach, expect, test } from 'vitest'
import { DAY, NOON, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = new TestCollector()
  await collector.addSite('shop')
})

const ownHost = { host: 't.shop.example' }

async function cookieOf(sending: Parameters<TestCollector['send']>[1], event = pageView()) {
  const answer = await collector.send([event], { mode: 'cookie', ...sending })
  expect(answer.status).toBe(202)
  return answer.headers.get('set-cookie')
}

test("a collector on the site's own domain renews the visitor's cookie", async () => {
  const visitor = visitorId(NOON - DAY)
  expect(await cookieOf({ visitor, headers: ownHost })).toBe(
    `pw_id=${visitor}; Domain=shop.example; Path=/; Max-Age=${394 * 86_400}; SameSite=Lax`,
  )
})

test('the port of the host makes no difference', async () => {
  expect(await cookieOf({ headers: { host: 'T.SHOP.EXAMPLE:8787' } })).toContain('shop.example')
})

test.each([
  ['stands on another domain', { headers: { host: 'collector.example' } }],
  ['stands on a look-alike', { headers: { host: 'notshop.example' } }],
  ['is told that consent is denied', { consent: 'denied', headers: ownHost }],
  ['is told that nothing is stored', { mode: 'memory', headers: ownHost }],
  ['drops the hit', { webdriver: true, headers: ownHost }],
])('no cookie is set when the collector %s', async (_, sending) => {
  expect(await cookieOf(sending)).toBeNull()
})

test('a forwarded host is believed only when the operator says so', async () => {
  const headers = {
    host: 'collector.internal',
    'x-forwarded-host': 'shop.example, proxy.internal',
    'x-forwarded-proto': 'https',
  }
  expect(await cookieOf({ headers })).toBeNull()
  collector = new TestCollector({ config: { trustProxy: true } })
  await collector.addSite('shop')
  expect(await cookieOf({ headers })).toMatch(/Domain=shop\.example.*Secure$/)
})

test('late events of an earlier visitor do not take the cookie back to it', async () => {
  const [visitor, other] = [visitorId(NOON - DAY), visitorId(NOON)]
  const holding = (id: string) => ({ ...ownHost, cookie: `a=1; pw_id=${id}; b=2` })
  expect(await cookieOf({ visitor, headers: holding(other) })).toBeNull()
  expect(await cookieOf({ visitor, headers: holding(visitor) }, pageView())).toContain(visitor)
})
