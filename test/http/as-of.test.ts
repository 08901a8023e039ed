import { beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  at,
  DAY,
  NOON,
  order,
  pageView,
  TestCollector,
  visitorId,
} from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const TOKEN = '0123456789abcdef0123456789abcdef'
const visitor = visitorId()
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'
const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=november'

/** What can be asked of a past, and is the same in it as it was then. */
const ASKED = [
  `/v1/roi?${NOVEMBER}&model=linear&by=channel,day`,
  `/v1/roi?${NOVEMBER}&model=linear&by=channel&format=csv`,
  `/v1/compare?${NOVEMBER}&models=first_touch,linear`,
  `/v1/journeys?${NOVEMBER}&model=linear`,
  '/v1/journeys/1001?model=linear',
  `/v1/paths?${NOVEMBER}`,
  `/v1/reconcile?${NOVEMBER}`,
  `/v1/funnel?${NOVEMBER}`,
  '/v1/cohorts?from=2026-11&to=2026-11&as_on=2026-11-20',
  `/v1/explain?${NOVEMBER}&cell=total&measure=roi`,
]

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
  await collector.send([pageView({ ts: NOON - 9 * DAY, url: ad })], { visitor, key: keys.write })
  await collector.post('/v1/conversions', order({ visitor, value: '100.01' }), keys.write)
})

/** Asked again until it is derived. */
async function getThen(path: string): Promise<Answer> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await collector.get(path, keys.read)
    if (answer.status !== 503) return answer
    expect(answer.json).toMatchObject({ type: '/problems/as-of-building' })
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  throw new Error('it is not derived')
}

const askAll = async (asOf?: number): Promise<unknown[]> => {
  const answers: unknown[] = []
  for (const path of ASKED) {
    const answer = await getThen(asOf === undefined ? path : `${path}&as_of=${asOf}`)
    expect([path, answer.status]).toEqual([path, 200])
    answers.push(answer.json === undefined ? answer.text : withoutGeneration(answer.json))
  }
  return answers
}

/** Which generation it is tells how often figures were derived anew, and nothing of them. */
function withoutGeneration(json: unknown): unknown {
  const { meta, ...rest } = json as { meta: Record<string, unknown> }
  const { generation: _, ...told } = meta
  return { meta: told, ...rest }
}

const asOfNow = async (): Promise<number> =>
  at((await collector.get(`/v1/roi?${NOVEMBER}`, keys.read)).json, 'meta', 'as_of') as number

const late = () =>
  collector.send([pageView({ ts: NOON - DAY, url: letter })], { visitor, key: keys.write })

const refund = () =>
  collector.post(
    '/v1/refunds',
    {
      transaction_id: '1001',
      refund_id: 'R',
      ts: '2026-11-20T11:59:40Z',
      amount: '50.00',
      currency: 'EUR',
    },
    keys.write,
  )

describe('a report as of an earlier fact', () => {
  test('is the answer of then, whatever came since', async () => {
    const first = [await asOfNow(), await askAll()] as const
    expect((await late()).status).toBe(202)
    const second = [await asOfNow(), await askAll()] as const
    expect((await refund()).status).toBe(200)
    const settings = { command: 'site_set', site: 'shop', lookback_days: 1, timezone: 'UTC' }
    expect((await collector.post('/v1/admin', settings, TOKEN)).status).toBe(200)
    const now = await askAll()
    expect(first[0]).toBeLessThan(second[0])
    expect(await askAll(first[0])).toEqual(first[1])
    expect(await askAll(second[0])).toEqual(second[1])
    expect(await askAll(await asOfNow())).toEqual(now)
    expect(now).not.toEqual(second[1])
  })

  test('can be asked by the number of an entry of the audit trail', async () => {
    await late()
    const before = await askAll()
    await refund()
    const { json } = await collector.get('/v1/audit', keys.admin)
    expect(at(json, 'entries', 0)).toMatchObject({ kind: 'touch' })
    expect(await askAll(at(json, 'entries', 0, 'seq') as number)).toEqual(before)
  })

  test('can be asked by the time at which it was asked', async () => {
    const roi = `/v1/roi?${NOVEMBER}&model=linear&by=channel,day`
    const before = await getThen(roi)
    const then = new Date(collector.now).toISOString()
    collector.now += 1000
    await late()
    expect(at(await getThen(roi).then(({ json }) => json), 'rows')).not.toEqual(
      at(before.json, 'rows'),
    )
    const asked = await getThen(`${roi}&as_of=${then}`)
    expect(withoutGeneration(asked.json)).toEqual(withoutGeneration(before.json))
  })

  test('counts costs that accrue up to the day on which it was asked', async () => {
    const rent = { from: '2026-11-01', to: '2026-11-30', category: 'hosting' }
    await collector.post('/v1/costs', { ...rent, amount: '30.00', currency: 'EUR' }, keys.write)
    const asOf = await asOfNow()
    const cost = async (more: string) =>
      at((await getThen(`/v1/roi?${NOVEMBER}&as_of=${asOf}${more}`)).json, 'overhead', 'cost')
    await late()
    expect(await cost('')).toBe('20.00')
    expect(await cost('&asked_at=2026-11-25T10:00:00Z')).toBe('25.00')
  })

  test.each([
    ['as_of=0', 'as_of'],
    ['as_of=-3', 'as_of'],
    ['as_of=soon', 'as_of'],
    ['as_of=100000', 'as_of'],
    ['as_of=2026-11-20T12:00:01Z', 'as_of'],
    ['as_of=2020-11-20T12:00:00Z', 'as_of'],
    ['as_of=2026-11-20', 'as_of'],
    ['asked_at=2026-11-25T10:00:00Z', 'asked_at'],
    ['as_of=2&asked_at=yesterday', 'asked_at'],
  ])('is refused with %s, which is named', async (query, field) => {
    const { status, json } = await collector.get(`/v1/roi?${NOVEMBER}&${query}`, keys.read)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
  })
})
