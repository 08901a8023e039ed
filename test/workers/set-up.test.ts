import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageView, visitorId } from '../http/collector.ts'
import { MINUTE } from '../ledger/shop.ts'
import { Platform, type PlatformSite, withVariables } from './platform.ts'

let platform: Platform
let site: PlatformSite

beforeAll(async () => {
  platform = await Platform.start()
  site = await platform.addSite()
})

afterAll(() => platform.close())

const viewed = () => [pageView({ id: visitorId(), ts: Date.now() - MINUTE })]

test.each([
  [{ INGEST: 'sometimes' }, 'INGEST="sometimes": must be direct or queue'],
  [{ INGEST: 'queue', EVENTS: null }, 'INGEST=queue needs the queue EVENTS'],
])('a Worker with %j answers with a problem, and its log says what is wrong', async (set, why) => {
  const headers = withVariables(set)
  const answers = [
    await site.send(visitorId(), viewed(), { headers }),
    await platform.request('/health', { headers }),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const problem = (await answer.json()) as { type: string; detail: string }
    expect(problem.type).toBe('/problems/internal')
    expect(problem.detail).not.toContain('INGEST')
  }
  expect(platform.logged('misconfigured')).toContainEqual({
    level: 'error',
    event: 'misconfigured',
    message: expect.stringContaining(why),
  })
})

/** Posts of one address, until one is refused: the answers in their order. */
async function untilRefused(address: string, max: number, headers: Record<string, string>) {
  const answers: Response[] = []
  while (answers.length < max && answers.at(-1)?.status !== 429) {
    const from = { 'cf-connecting-ip': address, ...headers }
    answers.push(
      await platform.request('/v1/events', { method: 'POST', body: '{}', headers: from }),
    )
  }
  return answers
}

const LIMITED = { 'x-test-limited': 'yes' }

test('with the binding the platform counts the requests of an address', async () => {
  // 20 in a period: of 41, so many fall into one, wherever it begins.
  const answers = await untilRefused('203.0.113.9', 41, LIMITED)
  const refused = answers.at(-1) as Response
  expect(answers.length).toBeGreaterThan(20)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  expect(await refused.json()).toMatchObject({ type: '/problems/too-many-requests' })
  const [other] = await untilRefused('203.0.113.10', 1, LIMITED)
  expect(other?.status).toBe(422)
})

test('the period of the binding is the one that a refusal tells', () => {
  const deployed = readFileSync(new URL('../../wrangler.toml', import.meta.url), 'utf8')
  expect(deployed).toMatch(/^simple = \{ limit = 500, period = 10 \}$/m)
})

test('without the binding a Worker counts for itself', async () => {
  await platform.order({ do: 'stand', stands: true })
  const answers = await untilRefused('203.0.113.11', 250, {})
  expect(answers).toHaveLength(201)
  expect(answers.at(-1)?.status).toBe(429)
  const [other] = await untilRefused('203.0.113.12', 1, {})
  expect(other?.status).toBe(422)
  await platform.order({ do: 'stand', stands: false })
})
