import { beforeEach, expect, test } from 'vitest'
import { pageView, TestCollector } from './collector.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = new TestCollector({ config: { rateLimit: { perSecond: 0.1, burst: 1 } } })
  await collector.addSite('shop')
})

const fromShop = { origin: 'https://shop.example' }

test('a page may read what became of its events, with credentials', async () => {
  const answer = await collector.send([pageView()])
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
  expect(answer.headers.get('vary')).toBe('Origin')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
})

test('a page may read a refusal, and when to try again', async () => {
  const bad = await collector.call('POST', '/v1/events', { body: '{', headers: fromShop })
  expect(bad.status).toBe(400)
  expect(bad.headers.get('access-control-allow-origin')).toBe('https://shop.example')
  const refused = await collector.call('POST', '/v1/events', { body: '{', headers: fromShop })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(refused.headers.get('access-control-expose-headers')).toBe('Retry-After')
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.example')
})

test('a preflight is answered', async () => {
  const answer = await collector.call('OPTIONS', '/v1/events', {
    headers: {
      ...fromShop,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
  expect(answer.headers.get('access-control-allow-methods')).toBe('POST')
  expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type')
})

test('what is not for pages is not opened to them', async () => {
  const answer = await collector.call('GET', '/v1/roi', { headers: fromShop })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('who names no origin gets no word on it', async () => {
  const answer = await collector.call('POST', '/v1/events', { body: '{' })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})
