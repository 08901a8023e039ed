import { describe, expect, test } from 'vitest'
import { type Answer, at, order, pageView, ROI_OF_YEAR, TestCollector } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

const CREATE = {
  command: 'site_create',
  site: 'shop',
  domain: ['shop.example'],
  currency: 'EUR',
  timezone: 'UTC',
}

const withAdmin = (clientAddress?: string) =>
  new TestCollector({ adminToken: TOKEN, ...(clientAddress ? { clientAddress } : {}) })

const ask = (collector: TestCollector, command: unknown, token?: string) =>
  collector.post('/v1/admin', command, token ?? TOKEN)

/** A site, and the keys that its creation showed. */
async function withShop() {
  const collector = withAdmin()
  const { json } = await ask(collector, CREATE)
  return { collector, keys: at(json, 'keys') as Record<'write' | 'read' | 'admin', string> }
}

const told = ({ status, json }: Answer) => ({ status, type: at(json, 'type') })

describe('commands over HTTP', () => {
  test('create a site, whose keys work at once', async () => {
    const { collector, keys } = await withShop()
    expect((await collector.post('/v1/conversions', order(), keys.write)).status).toBe(200)
    expect((await ask(collector, { command: 'site_list' })).json).toMatchObject({
      sites: [{ site: 'shop', domains: ['shop.example'], currency: 'EUR', timezone: 'UTC' }],
    })
  })

  test('show a site with its secret, and its keys without their hashes', async () => {
    const { collector } = await withShop()
    const shown = await ask(collector, { command: 'site_show', site: 'shop' })
    expect(at(shown.json, 'identify_secret')).toMatch(/^[0-9a-f]{64}$/)
    const listed = await ask(collector, { command: 'key_list', site: 'shop' })
    expect(at(listed.json, 'keys')).toHaveLength(3)
    expect(at(listed.json, 'keys', 0)).toMatchObject({ holder: 'site create', revoked_at: null })
    expect(listed.text).not.toMatch(/hash|[0-9a-f]{64}/)
  })

  test('revoke a key, which opens nothing from then on', async () => {
    const { collector, keys } = await withShop()
    expect((await collector.get(ROI_OF_YEAR, keys.read)).status).toBe(200)
    const listed = await ask(collector, { command: 'key_list', site: 'shop' })
    const read = (at(listed.json, 'keys') as { id: string; scope: string }[]).find(
      ({ scope }) => scope === 'read',
    )
    await ask(collector, { command: 'key_revoke', site: 'shop', id: read?.id })
    expect((await collector.get(ROI_OF_YEAR, keys.read)).status).toBe(401)
  })

  test('begin a rebuild, and bring it on until nothing waits', async () => {
    const { collector, keys } = await withShop()
    await collector.post('/v1/conversions', order(), keys.write)
    const before = await ask(collector, { command: 'site_status', site: 'shop' })
    expect(before.json).toMatchObject({ facts: { conversions: 1 }, pending: 0, building: false })
    expect((await ask(collector, { command: 'rebuild', site: 'shop' })).status).toBe(200)
    for (;;) {
      const { json } = await ask(collector, { command: 'settle', site: 'shop' })
      if (at(json, 'pending') === 0 && at(json, 'building') === false) break
    }
    const after = await ask(collector, { command: 'site_status', site: 'shop' })
    expect(at(after.json, 'generation')).toBeGreaterThan(Number(at(before.json, 'generation')))
  })

  test('change settings under which the next event is judged', async () => {
    const { collector } = await withShop()
    expect((await collector.send([pageView()])).json).toMatchObject({ accepted: 1 })
    const changed = await ask(collector, {
      command: 'site_set',
      site: 'shop',
      domain: ['other.example'],
    })
    expect(changed.json).toMatchObject({ domains: ['other.example'], currency: 'EUR' })
    expect((await collector.send([pageView()])).json).toMatchObject({
      accepted: 0,
      dropped: [{ reason: 'foreign_origin' }],
    })
  })
})

describe('a command that can not be done', () => {
  test.each([
    ['a wrong currency', { ...CREATE, currency: 'EURO' }, 422, 'invalid-field', 'currency'],
    ['no domain', { ...CREATE, domain: undefined }, 422, 'invalid-field', 'domain'],
    ['a name that is taken', CREATE, 409, 'conflict', undefined],
    ['another site', { command: 'rebuild', site: 'shop2' }, 404, 'unknown-site', undefined],
    [
      'another key',
      { command: 'key_revoke', site: 'shop', id: 'x' },
      404,
      'unknown-key',
      undefined,
    ],
    ['no command', { site: 'shop' }, 422, 'invalid-field', 'command'],
    ['another command', { command: 'drop', site: 'shop' }, 422, 'invalid-field', 'command'],
    ['a list', [CREATE], 422, 'invalid-field', 'command'],
    ['null', 'null', 422, 'invalid-field', 'command'],
    ['no JSON', '{', 400, 'malformed-body', 'body'],
  ])('for %s is refused as a problem that says so', async (_, command, status, type, field) => {
    const { collector } = await withShop()
    const answer = await ask(collector, command)
    expect(told(answer)).toEqual({ status, type: `/problems/${type}` })
    expect(at(answer.json, 'errors', 0, 'field')).toBe(field)
    expect(collector.log).toEqual([])
  })

  test('for its size is refused before it is read', async () => {
    const collector = withAdmin()
    const answer = await ask(collector, { ...CREATE, more: 'x'.repeat(2 * 1024 * 1024) })
    expect(told(answer)).toEqual({ status: 413, type: '/problems/too-large' })
    expect(at(answer.json, 'detail')).toMatch(/: it is one command; where it has a list/)
  })
})

describe('the admin token', () => {
  const headers = [
    ['none', {}],
    ['another', { authorization: `Bearer ${TOKEN.replace('0', '1')}` }],
    ['a shorter one', { authorization: `Bearer ${TOKEN.slice(1)}` }],
    ['a longer one', { authorization: `Bearer ${TOKEN}0` }],
    ['one in capitals', { authorization: `Bearer ${TOKEN.toUpperCase()}` }],
    ['no Bearer', { authorization: TOKEN }],
    ['Basic', { authorization: `Basic ${btoa(`admin:${TOKEN}`)}` }],
  ] as const

  test.each(headers)('%s opens nothing, and all are refused alike', async (_, headers) => {
    const collector = withAdmin()
    const answer = await collector.call('POST', '/v1/admin', { body: CREATE, headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="pathworth"')
    expect(answer.json).toEqual({
      type: '/problems/unauthorized',
      title: 'A valid key is needed',
      status: 401,
      detail: 'send "Authorization: Bearer <admin token of this collector>"',
    })
    expect((await ask(collector, { command: 'site_list' })).json).toEqual({ sites: [] })
  })

  test('is no key of a site, nor the other way about', async () => {
    const { collector, keys } = await withShop()
    expect((await ask(collector, { command: 'site_list' }, keys.admin)).status).toBe(401)
    expect((await collector.get(ROI_OF_YEAR, TOKEN)).status).toBe(401)
  })

  test.each(['203.0.113.7', '10.0.0.1', ''])(
    'is asked of %j ten times in vain, then not heard for a while',
    async (address) => {
      const collector = withAdmin(address)
      for (let tried = 1; tried <= 10; tried++)
        expect((await ask(collector, CREATE, 'wrong')).status).toBe(401)
      const refused = await ask(collector, CREATE)
      expect(told(refused)).toEqual({ status: 429, type: '/problems/too-many-requests' })
      expect(refused.headers.get('retry-after')).toBe('10')
      collector.now += 10_000
      expect((await ask(collector, CREATE)).status).toBe(200)
    },
  )

  test('is heard as often as it is right', async () => {
    const collector = withAdmin()
    for (let asked = 1; asked <= 30; asked++)
      expect((await ask(collector, { command: 'site_list' })).status).toBe(200)
  })

  test('stands in no log', async () => {
    const { collector } = await withShop()
    collector.ledgers.trouble = new Error('the disk is broken')
    expect((await ask(collector, { command: 'site_list' })).status).toBe(500)
    expect(collector.log).toHaveLength(1)
    expect(JSON.stringify(collector.log)).not.toContain(TOKEN)
  })
})

describe('the route', () => {
  test('is not there when no token is configured', async () => {
    const collector = new TestCollector()
    const admin = await ask(collector, CREATE)
    const other = await collector.post('/v1/other', CREATE, TOKEN)
    expect(admin.status).toBe(404)
    expect(admin.json).toEqual(other.json)
  })

  test.each(['GET', 'OPTIONS', 'PUT'])('takes no %s', async (method) => {
    const answer = await withAdmin().call(method, '/v1/admin', { key: TOKEN })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })

  test('lets no page read its answer', async () => {
    const answer = await withAdmin().call('POST', '/v1/admin', {
      body: { command: 'site_list' },
      key: TOKEN,
      headers: { origin: 'https://shop.example' },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})
