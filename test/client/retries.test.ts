import { describe, expect, test } from 'vitest'
import { Pathworth, PathworthProblem } from '../../client/src/index.ts'
import { answered, problem, scripted } from './scripted.ts'

const OFFLINE = new TypeError('fetch failed')
const ORDER = { transaction_id: '1', ts: '2026-11-20T12:00:00Z', value: '1.00', currency: 'EUR' }
const COST = { category: 'ad_spend', amount: '1.00', currency: 'EUR' } as const
const FIT = { model: 'markov', from: '2026-10-01', to: '2026-10-31' } as const

describe('what can be repeated without harm', () => {
  test('is, after waits that double and are drawn by lot', async () => {
    const { client, sent, waits } = scripted([OFFLINE, OFFLINE, OFFLINE, answered({ results: [] })])
    await client.conversions(ORDER)
    expect(sent).toHaveLength(4)
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    for (const [at, whole] of [500, 1000, 2000].entries()) {
      expect(waits[at]).toBeGreaterThanOrEqual(whole / 2)
      expect(waits[at]).toBeLessThanOrEqual(whole)
    }
  })

  test.each([429, 502, 503, 504])('is after a %d', async (status) => {
    const { client, sent } = scripted([problem(status, 'busy'), answered({ rows: [] })])
    expect(await client.roi({ from: '2026-11-01', to: '2026-11-30' })).toEqual({ rows: [] })
    expect(sent).toHaveLength(2)
  })

  test('is no earlier than the collector says', async () => {
    const busy = problem(503, 'busy', { 'retry-after': '7' })
    const { client, waits } = scripted([busy, answered({})])
    await client.models()
    expect(waits[0]).toBeGreaterThanOrEqual(7250)
    expect(waits[0]).toBeLessThanOrEqual(7500)
  })

  test('is not where the collector wants to be left alone for long', async () => {
    const busy = problem(429, 'too-many-requests', { 'retry-after': '3600' })
    const { client, sent } = scripted([busy])
    await expect(client.models()).rejects.toMatchObject({ status: 429, retryAfterSeconds: 3600 })
    expect(sent).toHaveLength(1)
  })

  test('is given up at last, with what was wrong', async () => {
    const { client, sent } = scripted([OFFLINE, OFFLINE, problem(503, 'busy')], { retries: 2 })
    await expect(client.conversions(ORDER)).rejects.toMatchObject({ kind: 'busy' })
    expect(sent).toHaveLength(3)
    const offline = scripted([OFFLINE], { retries: 0 })
    await expect(offline.client.conversions(ORDER)).rejects.toBe(OFFLINE)
  })

  test('has one id in all attempts, of a cost that had none', async () => {
    const { client, sent } = scripted([OFFLINE, answered({ results: [] })])
    await client.costs([COST, { ...COST, external_id: 'mine' }])
    const ids = sent.map(({ body }) =>
      (body as { external_id: string }[]).map((c) => c.external_id),
    )
    expect(ids[0]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine'])
    expect(ids[1]).toEqual(ids[0])
  })

  test('is a touch that is gone, when it was asked to go before', async () => {
    const { client } = scripted([OFFLINE, problem(404, 'not-found')])
    expect(await client.removeTouch('t')).toBeUndefined()
    const first = scripted([problem(404, 'not-found')])
    await expect(first.client.removeTouch('t')).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('what is not repeated', () => {
  test.each([400, 401, 403, 404, 409, 413, 422, 500])(
    'is what was refused with %d',
    async (status) => {
      const { client, sent } = scripted([problem(status, 'x')])
      await expect(client.conversions(ORDER)).rejects.toBeInstanceOf(PathworthProblem)
      expect(sent).toHaveLength(1)
    },
  )

  test('is a fit of which nobody knows whether it has begun', async () => {
    const { client, sent } = scripted([OFFLINE])
    await expect(client.fit(FIT)).rejects.toBe(OFFLINE)
    const gateway = scripted([problem(502, 'x')])
    await expect(gateway.client.fit(FIT)).rejects.toMatchObject({ status: 502 })
    expect([sent.length, gateway.sent.length]).toEqual([1, 1])
  })

  test('but a fit that was not taken is', async () => {
    const { client, sent } = scripted([problem(503, 'busy'), answered({ fit: {} })])
    await client.fit(FIT)
    expect(sent).toHaveLength(2)
  })
})

describe('time', () => {
  /** A collector that never answers, but hears when nobody listens any more. */
  const silent = (_url: unknown, init?: RequestInit) =>
    new Promise<Response>((_, failed) => {
      init?.signal?.addEventListener('abort', () => failed(init.signal?.reason))
    })

  const client = (more = {}) =>
    new Pathworth({ url: 'https://c.example', key: 'k', fetch: silent, retries: 0, ...more })

  test('ends an attempt', async () => {
    await expect(client({ timeoutMs: 5 }).models()).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(client().models({ timeoutMs: 5 })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('is the caller’s to end, whether it is asked or waits', async () => {
    const asking = new AbortController()
    const asked = client({ retries: 4 }).models({ signal: asking.signal })
    asking.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')

    const waiting = new AbortController()
    const fails = async () => {
      setTimeout(() => waiting.abort(new Error('enough')), 1)
      throw OFFLINE
    }
    const waits = client({ fetch: fails, retries: 4 }).models({ signal: waiting.signal })
    await expect(waits).rejects.toThrow('enough')
  })
})

describe('a problem', () => {
  test('has what the collector says', async () => {
    const errors = [{ field: 'value', message: 'is missing' }]
    const document = {
      ...{ type: '/problems/invalid-field', title: 'A field is not valid', status: 422 },
      ...{ detail: 'value: is missing', errors },
    }
    const { client } = scripted([answered(document, 422)])
    const thrown = await client.conversions(ORDER).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Error)
    expect(thrown).toMatchObject({
      ...{ name: 'PathworthProblem', message: 'value: is missing', kind: 'invalid-field' },
      ...{ status: 422, title: 'A field is not valid', errors, document },
    })
  })

  test('is what a proxy answers, too', async () => {
    const { client } = scripted([new Response('<h1>Teapot</h1>', { status: 418 })])
    const thrown = await client.models().catch((error: unknown) => error)
    expect(thrown).toMatchObject({ status: 418, kind: '', type: 'about:blank', errors: [] })
    expect(String(thrown)).toBe('PathworthProblem: HTTP 418')
  })
})

describe('a request', () => {
  test('has lists with commas, and values as they are', async () => {
    const { client, sent } = scripted([answered({}), answered({})])
    const days = { from: '2026-11-01', to: '2026-11-30' }
    await client.roi({
      ...days,
      by: ['channel', 'day'],
      campaign: ['a,b', '!c'],
      source: undefined,
    })
    await client.roi({ ...days, campaign: ['!c'] })
    const [first, second] = sent.map(({ url }) => new URL(url).searchParams)
    expect(Object.fromEntries(first ?? [])).toEqual({
      ...{ ...days, by: 'channel,day', campaign: 'a\\,b,!c' },
    })
    expect(second?.get('campaign')).toBe('\\!c')
  })

  test('has at most 1,000 records, and the results of all stand together', async () => {
    const page = (from: number, to: number) =>
      answered({ results: Array.from({ length: to - from }, (_, n) => ({ n: from + n })) })
    const { client, sent } = scripted([page(0, 1000), page(1000, 2000), page(2000, 2001)])
    const records = Array.from({ length: 2001 }, () => ORDER)
    const { results } = await client.conversions(records)
    expect(results.map((one) => (one as unknown as { n: number }).n)).toEqual(
      Array.from({ length: 2001 }, (_, n) => n),
    )
    expect(sent.map(({ body }) => (body as unknown[]).length)).toEqual([1000, 1000, 1])
  })

  test('goes below an address that ends in a slash, and names are escaped', async () => {
    const { client, sent } = scripted([answered({})], { url: 'https://c.example/pw/' })
    await client.journey('FR/7 №')
    expect(sent[0]?.url).toBe(`https://c.example/pw/v1/journeys/${encodeURIComponent('FR/7 №')}`)
  })
})
