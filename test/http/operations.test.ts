import { beforeEach, describe, expect, test } from 'vitest'
import { LedgerBusyError, LedgerDeadlineError } from '../../collector/ledger/ledger.ts'
import { at, order, pageView, ROI_OF_YEAR, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const TOKEN = '0123456789abcdef0123456789abcdef'

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

describe('the tag', () => {
  test.each([
    ['/p.js', '/* the tag */'],
    ['/p.shop.js', '/* the tag of shops */'],
    ['/p.mjs', '/* the module */'],
    ['/p.core.js', '/* the small tag */'],
  ])('%s may be loaded by any page, and kept for a day', async (path, source) => {
    const answer = await collector.get(path)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(source)
    const headers = Object.fromEntries(answer.headers)
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['cache-control']).toMatch(/^public, max-age=86400, stale-while-revalidate=\d+$/)
  })

  test('is not sent again to who has it', async () => {
    const etag = (await collector.get('/p.js')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await collector.get('/p.js', undefined, { 'if-none-match': known })
      expect(answer.status).toBe(304)
      expect(answer.text).toBe('')
      expect(answer.headers.get('etag')).toBe(etag)
    }
    const other = await collector.get('/p.core.js', undefined, { 'if-none-match': etag })
    expect(other.status).toBe(200)
  })

  test('answers HEAD without a body', async () => {
    const answer = await collector.call('HEAD', '/p.js')
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('')
  })
})

describe('every answer', () => {
  test.each(['/p.js', '/health', '/metrics', '/v1/roi', '/nowhere'])(
    'of %s is safe from sniffing and framing',
    async (path) => {
      const { headers } = await collector.get(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    },
  )
})

describe('when the ledger', () => {
  test('has too much to write, the sender is told when to come again', async () => {
    collector.ledgers.trouble = new LedgerBusyError(2)
    for (const answer of [
      await collector.send([pageView()]),
      await collector.post('/v1/conversions', order(), keys.write),
    ]) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('2')
      expect(at(answer.json, 'type')).toBe('/problems/busy')
    }
    expect(collector.log).toEqual([])
  })

  test('has a site that is moving, the sender keeps what it has, and reports go on', async () => {
    await collector.send([pageView()])
    const ledger = await collector.ledgers.open('shop')
    await ledger?.change({ kind: 'status', status: 'moved_out', note: 'https://new.example' })
    for (const answer of [
      await collector.send([pageView()]),
      await collector.post('/v1/conversions', order(), keys.write),
    ]) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('60')
      expect(at(answer.json, 'type')).toBe('/problems/site-moving')
      expect(at(answer.json, 'detail')).toMatch(
        /has moved away \(https:\/\/new\.example\).*: nothing was stored here; send it to the collector where .* is now.*"pathworth site reopen shop"/,
      )
    }
    expect((await collector.get(ROI_OF_YEAR, keys.read)).status).toBe(200)
    await ledger?.change({ kind: 'status', status: 'open' })
    expect((await collector.send([pageView()])).status).toBe(202)
    expect((await collector.post('/v1/conversions', order(), keys.write)).status).toBe(200)
    expect(collector.log).toEqual([])
  })

  test('was too busy, drops that waited are not lost and its own not counted twice', async () => {
    await collector.send([pageView()], { webdriver: true })
    collector.ledgers.trouble = new LedgerBusyError(2)
    const bad = pageView({ url: null })
    await collector.send([pageView(), bad])
    collector.ledgers.trouble = undefined
    await collector.send([pageView(), bad])
    expect(collector.ledgers.batches.at(-1)?.drops).toEqual({ webdriver: 1, invalid_event: 1 })
  })

  test('takes too long for a report, the reader is told', async () => {
    collector.ledgers.trouble = new LedgerDeadlineError(5000)
    const answer = await collector.get(ROI_OF_YEAR, keys.read)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).not.toBeNull()
    expect(at(answer.json, 'detail')).toContain('5000 ms')
  })

  test('breaks, only the log says how', async () => {
    collector.ledgers.trouble = new Error('disk I/O error at /var/lib/shop.db')
    const answer = await collector.get(ROI_OF_YEAR, keys.read)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.text).not.toContain('disk')
    expect(collector.log).toMatchObject([
      { level: 'error', event: 'unforeseen_error', message: 'disk I/O error at /var/lib/shop.db' },
    ])
    expect(at(answer.json, 'instance')).toBe(`urn:uuid:${collector.log[0]?.['id']}`)
  })

  test('is away, /health says so', async () => {
    expect((await collector.get('/health')).json).toEqual({ status: 'ok' })
    collector.ledgers.trouble = new Error('gone')
    expect((await collector.get('/health')).status).toBe(500)
  })
})

describe('/metrics', () => {
  test('counts requests, events, drops and records', async () => {
    const event = pageView()
    await collector.send([event, pageView({ url: null })])
    await collector.post('/v1/conversions', order(), keys.write)
    await collector.get('/v1/roi')
    await collector.get('/nowhere')
    const answer = await collector.get('/metrics')
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    for (const line of [
      'pathworth_http_requests_total{route="/v1/events",status="202"} 1',
      'pathworth_http_requests_total{route="/v1/roi",status="401"} 1',
      'pathworth_http_requests_total{route="none",status="404"} 1',
      'pathworth_http_request_duration_seconds_count{route="/v1/events"} 1',
      'pathworth_events_total{outcome="accepted"} 1',
      'pathworth_events_total{outcome="dropped"} 1',
      'pathworth_events_dropped_total{reason="invalid_event"} 1',
      'pathworth_records_total{kind="conversion",outcome="created"} 1',
      'pathworth_batches_total 2',
    ])
      expect(answer.text.split('\n')).toContain(line)
  })

  test('names nobody', async () => {
    await collector.send([pageView()], { visitor: '01930000-0000-7000-8000-00000000abcd' })
    const { text } = await collector.get('/metrics')
    expect(text).not.toContain('abcd')
    expect(text).not.toContain('203.0.113')
    expect(text).not.toContain('shop.example')
  })
})

describe('too many public requests of one address', () => {
  test('are refused, but not those with a key', async () => {
    collector = new TestCollector({ config: { rateLimit: { perSecond: 1, burst: 2 } } })
    keys = await collector.addSite('shop')
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await collector.send([pageView()])).status)
    expect(statuses).toEqual([202, 202, 429])
    expect((await collector.send([pageView()], { key: keys.write })).status).toBe(202)
    collector.now += 1000
    expect((await collector.send([pageView()])).status).toBe(202)
  })

  test('get the point of a mail all the same, and its open is not stored', async () => {
    const config = { rateLimit: { perSecond: 1, burst: 1 } }
    collector = new TestCollector({ config, adminToken: TOKEN })
    keys = await collector.addSite('shop')
    const pixel = { source: 'newsletter', medium: 'email', campaign: 'spring' }
    const command = { command: 'pixel_create', site: 'shop', pixel }
    const { json } = await collector.post('/v1/admin', command, TOKEN)
    const asked = async () => (await collector.get(String(at(json, 'path')))).status
    expect([await asked(), await asked()]).toEqual([200, 200])
    const { text } = await collector.get('/metrics')
    expect(text).toContain('{reason="open_over_limit"} 1')
    const campaigns = '/v1/campaigns?from=2026-11-01&to=2026-11-30'
    expect(at((await collector.get(campaigns, keys.read)).json, 'opened', 0, 'opens')).toBe(1)
  })
})
