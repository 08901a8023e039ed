import { beforeEach, describe, expect, test } from 'vitest'
import { order, pageView, ROI_OF_YEAR, TestCollector } from './collector.ts'

type Keys = Record<'write' | 'read' | 'admin', string>

let collector: TestCollector
let keys: Keys

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const writes = ['/v1/conversions', '/v1/refunds', '/v1/identities', '/v1/costs']
const PATHS = '/v1/paths?from=2026-01-01&to=2026-12-31'
const reads = [ROI_OF_YEAR, PATHS, '/v1/journeys', '/v1/journeys/1001']

function ask(path: string, key?: string) {
  return writes.includes(path) ? collector.post(path, [], key) : collector.get(path, key)
}

describe.each([...writes, ...reads])('%s', (path) => {
  const isRead = reads.includes(path)

  test('asks for a key', async () => {
    const answer = await ask(path)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  test.each(['wrong', `pw_admin_shop_${'a'.repeat(43)}`, `pw_admin_nowhere_${'a'.repeat(43)}`])(
    'does not know the key %s',
    async (key) => {
      expect((await ask(path, key)).status).toBe(401)
    },
  )

  test(`is not for a ${isRead ? 'write' : 'read'} key`, async () => {
    expect((await ask(path, isRead ? keys.write : keys.read)).status).toBe(403)
  })

  test.each(['admin', isRead ? 'read' : 'write'] as const)(
    'is for a key of scope %s',
    async (scope) => {
      const { status } = await ask(path, keys[scope])
      expect(status).toBe(path === '/v1/journeys/1001' ? 404 : 200)
    },
  )

  test('is for the site of the key alone', async () => {
    await collector.addSite('other')
    const sep = path.includes('?') ? '&' : '?'
    const key = isRead ? keys.read : keys.write
    expect((await ask(`${path}${sep}site=other`, key)).status).not.toBe(200)
    const method = isRead ? 'GET' : 'POST'
    const body = isRead ? undefined : []
    const answer = await collector.call(method, `${path}${sep}site=other`, { key, body })
    expect(answer.status).toBe(403)
  })
})

test('a key is asked for before the body is looked at', async () => {
  expect((await collector.post('/v1/conversions', '{broken')).status).toBe(401)
  expect((await collector.post('/v1/conversions', '{broken', keys.read)).status).toBe(403)
  expect((await collector.post('/v1/conversions', '{broken', keys.write)).status).toBe(400)
})

test('a key may name its own site', async () => {
  expect((await collector.get(`${ROI_OF_YEAR}&site=shop`, keys.read)).status).toBe(200)
})

test('the scheme of the header is Bearer, and only that', async () => {
  const headers = { authorization: `Basic ${keys.read}` }
  expect((await collector.get(ROI_OF_YEAR, undefined, headers)).status).toBe(401)
  const lower = { authorization: `bearer ${keys.read}` }
  expect((await collector.get(ROI_OF_YEAR, undefined, lower)).status).toBe(200)
})

describe('hits with a key', () => {
  test.each([
    ['a wrong key', 401, () => `pw_write_shop_${'a'.repeat(43)}`],
    ['a read key', 403, () => keys.read],
  ])('are refused with %s', async (_, status, key) => {
    const answer = await collector.send([pageView()], { key: key() })
    expect(answer.status).toBe(status)
    expect(collector.ledgers.batches).toEqual([])
  })

  test('are refused for another site', async () => {
    const others = await collector.addSite('other')
    const answer = await collector.send([pageView()], { key: others.write })
    expect(answer.status).toBe(403)
    expect(collector.ledgers.batches).toEqual([])
  })
})

describe('what changes while the collector runs', () => {
  test('a new site is served at once', async () => {
    expect((await collector.send([pageView()], { site: 'fresh' })).status).toBe(404)
    const fresh = await collector.addSite('fresh')
    expect((await collector.send([pageView()], { site: 'fresh' })).status).toBe(202)
    expect((await collector.get(ROI_OF_YEAR, fresh.read)).status).toBe(200)
  })

  test('a site is not asked for at each request', async () => {
    for (let i = 0; i < 5; i++) await collector.post('/v1/conversions', order(), keys.write)
    expect(collector.ledgers.opened).toBe(1)
  })

  const revoke = async () => {
    const ledger = await collector.ledgers.open('shop')
    await ledger?.change({ kind: 'key_revoked', id: 'write-1', at: collector.now })
  }

  test('a revoked key stops working within a second', async () => {
    expect((await collector.post('/v1/costs', [], keys.write)).status).toBe(200)
    await revoke()
    collector.now += 1000
    expect((await collector.post('/v1/costs', [], keys.write)).status).toBe(401)
    expect((await collector.post('/v1/costs', [], keys.admin)).status).toBe(200)
  })

  test('or at once when the host says that the site has changed', async () => {
    expect((await collector.post('/v1/costs', [], keys.write)).status).toBe(200)
    await revoke()
    await collector.app.forget('shop')
    expect((await collector.post('/v1/costs', [], keys.write)).status).toBe(401)
  })
})
