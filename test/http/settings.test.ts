import { beforeEach, describe, expect, test } from 'vitest'
import { Browser } from './browser.ts'
import { at, IDENTIFY_SECRET, order, ROI_OF_YEAR, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const patch = (body: unknown, key = keys.admin) =>
  collector.call('PATCH', '/v1/site', { body, key })

describe('the site', () => {
  test('is told to who may read, with the line for its pages and without secrets', async () => {
    const { status, json, text } = await collector.get('/v1/site', keys.read)
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({
        ...{ site: 'shop', domains: ['shop.example'], currency: 'EUR', status: 'open' },
        ...{ settings_version: 1, default_model: 'last_non_direct' },
        tag: '<script defer src="http://localhost/p.js" data-site="shop"></script>',
      }),
    ])
    expect(text).not.toContain(IDENTIFY_SECRET)
    expect(text).not.toMatch(/[0-9a-f]{64}/)
    expect((await collector.get('/v1/site', keys.write)).status).toBe(403)
  })

  test('changes in what is said alone, under the name of who asks', async () => {
    const before = (await collector.get('/v1/site', keys.read)).json as Record<string, unknown>
    const { status, json } = await patch({
      lookback_days: 60,
      domains: ['Shop.Example', 'b.example'],
    })
    const { tag: _, created_at: __, status: ___, ...settings } = before
    expect([status, json]).toEqual([
      200,
      {
        ...settings,
        ...{ lookback_days: 60, domains: ['shop.example', 'b.example'], settings_version: 2 },
      },
    ])
    const { json: audit } = await collector.get('/v1/audit', keys.admin)
    expect(at(audit, 'entries', 0, 'subject')).toEqual({
      settings_version: 2,
      owner: 'the admin key',
    })
  })

  test.each([
    ['a domain', { domains: ['https://shop.example/'] }, 'domains'],
    ['no domain', { domains: [] }, 'domains'],
    ['a time zone', { timezone: 'Mars/Base' }, 'timezone'],
    ['a currency', { currency: 'EURO' }, 'currency'],
    ['a lookback', { lookback_days: 0 }, 'lookback_days'],
    ['a share', { cost_of_goods_rate: '2' }, 'cost_of_goods_rate'],
    ['a model', { models: ['magic'] }, 'models'],
    ['a rule for channels', { channel_rules: ['Influencers'] }, 'channel_rules'],
    ['a setting that there is not', { identify_secret: 'x' }, 'identify_secret'],
    ['days that hits are kept', { keep_hits_days: 29 }, 'keep_hits_days'],
    ['a type', { lookback_days: '60' }, 'lookback_days'],
  ])('keeps its settings when %s is wrong, which is named', async (_, body, field) => {
    const { status, json } = await patch(body)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
    const { json: after } = await collector.get('/v1/site', keys.read)
    expect(at(after, 'settings_version')).toBe(1)
  })

  test('keeps hits for so long, or for ever again, under the same generation', async () => {
    const kept = async () => {
      const { json } = await collector.get('/v1/site', keys.read)
      return [at(json, 'keep_hits_days'), at(json, 'settings_version')]
    }
    expect(await kept()).toEqual([undefined, 1])
    expect((await patch({ keep_hits_days: 760 })).status).toBe(200)
    expect(await kept()).toEqual([760, 2])
    expect((await patch({ lookback_days: 60 })).status).toBe(200)
    expect(await kept()).toEqual([760, 3])
    expect((await patch({ keep_hits_days: null })).status).toBe(200)
    expect(await kept()).toEqual([undefined, 4])
  })

  test('is changed by an admin of it, and of no other', async () => {
    expect((await patch({ lookback_days: 60 }, keys.read)).status).toBe(403)
    const others = await collector.addSite('other')
    const answer = await collector.call('PATCH', '/v1/site?site=shop', {
      body: { lookback_days: 60 },
      key: others.admin,
    })
    expect(answer.status).toBe(403)
  })

  test('is changed in a browser that is signed in, with no admin token anywhere', async () => {
    const browser = new Browser(collector)
    await browser.signIn(keys.admin)
    expect((await browser.ask('PATCH', '/v1/site', { lookback_days: 60 })).status).toBe(200)
    const other = { 'sec-fetch-site': 'cross-site' }
    expect((await browser.ask('PATCH', '/v1/site', { lookback_days: 7 }, other)).status).toBe(403)
    expect((await collector.post('/v1/admin', { command: 'site_list' })).status).toBe(404)
  })
})

describe('keys', () => {
  const list = async () => at((await collector.get('/v1/keys', keys.admin)).json, 'keys')

  test('are listed without what opens anything, and say which one asks', async () => {
    const { text } = await collector.get('/v1/keys', keys.admin)
    const created = { created_at: '2026-11-20T12:00:00.000Z', revoked_at: null }
    expect(await list()).toEqual([
      { id: 'admin-1', scope: 'admin', name: 'the admin key', ...created, asks: true },
      { id: 'read-1', scope: 'read', name: 'the read key', ...created, asks: false },
      { id: 'write-1', scope: 'write', name: 'the write key', ...created, asks: false },
    ])
    expect(text).not.toMatch(/[0-9a-f]{64}|pw_/)
  })

  test('are made, work at once, and open nothing once they are revoked', async () => {
    const made = await collector.post('/v1/keys', { scope: 'write', name: ' Shop ' }, keys.admin)
    const { id, key } = made.json as { id: string; key: string }
    expect([made.status, made.json]).toEqual([201, { id, scope: 'write', name: 'Shop', key }])
    expect(key).toMatch(/^pw_write_shop_/)
    expect((await collector.post('/v1/conversions', order(), key)).status).toBe(200)
    const off = await collector.call('DELETE', `/v1/keys/${id}`, { key: keys.admin })
    expect([off.status, off.json]).toEqual([
      200,
      { id, scope: 'write', name: 'Shop', revoked: true },
    ])
    expect((await collector.post('/v1/conversions', order(), key)).status).toBe(401)
  })

  test('and links stand in the audit trail with who has asked, and without what opens anything', async () => {
    const made = await collector.post('/v1/keys', { scope: 'write', name: 'Shop' }, keys.admin)
    const { id, key } = made.json as { id: string; key: string }
    await collector.call('DELETE', `/v1/keys/${id}`, { key: keys.admin })
    await collector.call('DELETE', `/v1/keys/${id}`, { key: keys.admin })
    const link = await collector.post('/v1/shares', { name: 'The agency' }, keys.admin)
    const { id: share, url } = link.json as { id: string; url: string }
    await collector.call('DELETE', `/v1/shares/${share}`, { key: keys.admin })
    const { json, text } = await collector.get('/v1/audit', keys.admin)
    const told = (at(json, 'entries') as Record<string, unknown>[]).map(
      ({ kind, subject, before, after }) => ({ kind, subject, before, after }),
    )
    const owner = 'the admin key'
    const shop = { name: 'Shop', scope: 'write' }
    expect(told).toEqual([
      { kind: 'key_created', subject: { key: id, owner }, before: null, after: shop },
      { kind: 'key_revoked', subject: { key: id, owner }, before: shop, after: null },
      {
        ...{ kind: 'share_created', subject: { share, owner } },
        ...{ before: null, after: { name: 'The agency' } },
      },
      {
        ...{ kind: 'share_revoked', subject: { share, owner } },
        ...{ before: { name: 'The agency' }, after: null },
      },
    ])
    expect(text).not.toContain(key)
    expect(text).not.toContain(url.split('#share=')[1])
  })

  test('are revoked with their sessions', async () => {
    const browser = new Browser(collector)
    await browser.signIn(keys.read)
    await collector.call('DELETE', '/v1/keys/read-1', { key: keys.admin })
    expect((await browser.get(ROI_OF_YEAR)).status).toBe(401)
  })

  test('do not revoke themselves, unless that is meant', async () => {
    const browser = new Browser(collector)
    await browser.signIn(keys.admin)
    const { status, json } = await browser.ask('DELETE', '/v1/keys/admin-1')
    expect([status, at(json, 'detail')]).toEqual([
      409,
      'this is the key that asks: use another admin key, or send ?force=true, and be signed out',
    ])
    expect((await browser.ask('DELETE', '/v1/keys/admin-1?force=true')).status).toBe(200)
    expect((await browser.get('/v1/keys')).status).toBe(401)
  })

  test('are for admins', async () => {
    expect((await collector.get('/v1/keys', keys.read)).status).toBe(403)
    const body = { scope: 'admin', name: 'me' }
    expect((await collector.post('/v1/keys', body, keys.write)).status).toBe(403)
    expect((await collector.call('DELETE', '/v1/keys/read-1', { key: keys.read })).status).toBe(403)
    expect(await list()).toHaveLength(3)
  })

  test.each([
    ['another scope', { scope: 'share', name: 'Ana' }, 'scope'],
    ['no scope', { name: 'Ana' }, 'scope'],
    ['no name', { scope: 'read' }, 'name'],
    ['an empty name', { scope: 'read', name: '  ' }, 'name'],
    ['another field', { scope: 'read', name: 'Ana', key: 'mine' }, 'key'],
  ])('are not made with %s', async (_, body, field) => {
    const { status, json } = await collector.post('/v1/keys', body, keys.admin)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
    expect(await list()).toHaveLength(3)
  })

  test('that there are not can not be revoked', async () => {
    const { status, json } = await collector.call('DELETE', '/v1/keys/x', { key: keys.admin })
    expect([status, at(json, 'type')]).toEqual([404, '/problems/unknown-key'])
  })
})
