import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestHarness, type TestHarness } from 'wrangler'
import { buildDashboard } from '../../collector/dashboard/build.ts'
import { FILES_PATH, VIEWS } from '../../collector/dashboard/state/views.ts'
import { securityHeaders } from '../../collector/http/answer.ts'
import { FILE_HEADERS, PAGE_HEADERS } from '../../collector/http/dashboard.ts'
import { buildTag } from '../../snippet/build.ts'
import { BROWSER, pageView, TestCollector, visitorId } from '../http/collector.ts'
import { MINUTE } from '../ledger/shop.ts'

// The Worker as wrangler.toml deploys it.

const TOKEN = '0123456789abcdef0123456789abcdef'

let harness: TestHarness
let url: URL

beforeAll(async () => {
  const configPath = new URL('../../wrangler.toml', import.meta.url)
  harness = createTestHarness({
    workers: [{ configPath, secrets: { PATHWORTH_ADMIN_TOKEN: TOKEN } }],
  })
  url = (await harness.listen()).url
  const created = await ask('/v1/admin', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      command: 'site_create',
      site: 'shop',
      domain: ['shop.example'],
      currency: 'EUR',
      timezone: 'Europe/Paris',
    }),
  })
  expect(created.status).toBe(200)
})

afterAll(() => harness.close())

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(path, url), init)

/** One event of a page, from an address and a place. */
function send({ address = '203.0.113.1', country = 'FR', site = 'shop', event = viewed() } = {}) {
  const body = { v: 1, site, visitor: visitorId(), consent: 'granted', events: [event] }
  const headers = {
    origin: 'https://shop.example',
    'user-agent': BROWSER,
    'cf-connecting-ip': address,
    // What the platform tells of a request; its local form takes it from here.
    'mf-cf-blob': JSON.stringify({ country }),
  }
  return ask('/v1/events', { method: 'POST', headers, body: JSON.stringify(body) })
}

const viewed = () => pageView({ id: visitorId(), ts: Date.now() - MINUTE })

async function stored<Row>(sql: string): Promise<Row[]> {
  const storage = await harness.getWorker().getDurableObjectStorage('SITES', { name: 'shop' })
  return (await storage.exec(sql)) as Row[]
}

/** Of an answer, those that tell a cache and a browser what to do with it. */
const toldBy = ({ status, headers }: Pick<Response, 'status' | 'headers'>) => ({
  status,
  type: headers.get('content-type'),
  cache: headers.get('cache-control'),
  policy: headers.get('cross-origin-resource-policy'),
  origin: headers.get('access-control-allow-origin'),
  security: Object.keys(securityHeaders).map((name) => headers.get(name)),
})

describe.each(['p.js', 'p.shop.js', 'p.core.js', 'p.mjs'] as const)('the tag %s', (file) => {
  test('is served as on Node, with an ETag that spares it', async () => {
    const answer = await ask(`/${file}`)
    const onNode = await new TestCollector().get(`/${file}`)
    expect(toldBy(answer)).toEqual(toldBy(onNode))
    expect(await answer.text()).toBe(await buildTag(file))
    const etag = answer.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const again = await ask(`/${file}`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const other = await ask(`/${file}`, { headers: { 'if-none-match': '"another"' } })
    expect(other.status).toBe(200)
  })

  test('has its headers told without it', async () => {
    const head = await ask(`/${file}`, { method: 'HEAD' })
    expect(toldBy(head)).toEqual(toldBy(await ask(`/${file}`)))
    expect(await head.text()).toBe('')
  })
})

describe('the dashboard', () => {
  const { page, files } = buildDashboard()
  const headersOf = (answer: Response, told: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(told).map((name) => [name, answer.headers.get(name)]))

  test.each(VIEWS)(
    'is found at $path, with a policy that lets nothing else in',
    async ({ path }) => {
      const answer = await ask(path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        ...[200, 'text/html; charset=utf-8'],
      ])
      const told = { ...securityHeaders, ...PAGE_HEADERS }
      expect(headersOf(answer, told)).toEqual(told)
      expect(await answer.text()).toBe(page)
    },
  )

  test('has its files as on Node, for ever', async () => {
    const told = { ...securityHeaders, ...FILE_HEADERS }
    for (const [name, text] of Object.entries(files)) {
      const answer = await ask(`${FILES_PATH}${name}`)
      expect(await answer.text(), name).toBe(text)
      expect(headersOf(answer, told), name).toEqual(told)
    }
  })
})

describe('the Worker', () => {
  test.each(['/nothing', '/_headers', '/p.js.map', '/dashboard/nothing.js'])(
    'says that there is no %s',
    async (path) => {
      const answer = await ask(path)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(await answer.json()).toMatchObject({ type: '/problems/not-found', status: 404 })
    },
  )

  test('answers preflights, and health', async () => {
    const asked = { origin: 'https://shop.example', 'access-control-request-method': 'POST' }
    const preflight = await ask('/v1/events', { method: 'OPTIONS', headers: asked })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(await (await ask('/health')).json()).toEqual({ status: 'ok' })
  })

  test.each([
    ['FR', 'FR'],
    ['XX', ''],
    ['T1', ''],
  ])('takes the country that the platform tells: %s is stored as "%s"', async (country, kept) => {
    const event = viewed()
    expect((await send({ country, event })).status).toBe(202)
    const hits = await stored<{ id: string; country: string }>(
      'SELECT hex(event_id) AS id, country FROM hits',
    )
    const id = String(event['id']).replaceAll('-', '').toUpperCase()
    expect(hits).toContainEqual({ id, country: kept })
  })

  test('stores the address of nobody', async () => {
    await send({ address: '203.0.113.77' })
    expect(JSON.stringify(await stored('SELECT * FROM hits'))).not.toContain('203.0.113.77')
  })

  test('makes no object for a name that is invented', async () => {
    const objects = () => harness.getWorker().listDurableObjectIds('SITES')
    const before = await objects()
    expect((await send({ site: 'invented' })).status).toBe(404)
    expect(await objects()).toEqual(before)
  })
})
