import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { expectAddsUp, explained, fieldOf } from './explained.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const SOCIAL =
  'https://shop.example/?utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn'
const EMAIL = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=letter'
const PERIOD = 'from=2026-09-01&to=2026-11-30'
const BOTH = encodeURIComponent('["Paid Social","Email"]')

/**
 * A Social touch costs 6.00, an Email touch 0.50. Three journeys went by Social and Email in September, of which one
 * ordered for 100.00, of which 30.00 came back in October; one by Email alone ordered for 40.00. A third order's
 * journey began in August. One journey is open, and an order has no touch.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-11-12T12:00:00Z')
  keys = await collector.addSite('shop')
  const [ana, ben, cem, dan, eve, fay] = Array.from({ length: 6 }, () => visitorId())
  await visits(ana, [SOCIAL, '09-02'], [SOCIAL, '09-01'], [EMAIL, '09-03'])
  await visits(ben, [SOCIAL, '09-01'], [EMAIL, '09-03'])
  await visits(cem, [SOCIAL, '09-01'], [EMAIL, '09-03'])
  await visits(dan, [SOCIAL, '11-01'], [EMAIL, '11-03'])
  await visits(eve, [EMAIL, '11-04'])
  await visits(fay, [SOCIAL, '08-31'], [EMAIL, '09-03'])
  await post('/v1/conversions', [
    order({ transaction_id: 'A', ts: '2026-09-03T13:00:00Z', value: '100.00', visitor: ana }),
    order({ transaction_id: 'E', ts: '2026-11-04T13:00:00Z', value: '40.00', visitor: eve }),
    order({ transaction_id: 'F', ts: '2026-09-03T14:00:00Z', value: '10.00', visitor: fay }),
    order({ transaction_id: 'N', ts: '2026-09-05T14:00:00Z', value: '7.00' }),
  ])
  const back = { transaction_id: 'A', refund_id: 'R', amount: '30.00', currency: 'EUR' }
  await post('/v1/refunds', [{ ...back, ts: '2026-10-10T10:00:00Z' }])
  await spend('6.00', '2026-08-31', social)
  await spend('18.00', '2026-09-01', social)
  await spend('6.00', '2026-09-02', social)
  await spend('2.00', '2026-09-03', email)
  await spend('6.00', '2026-11-01', social)
  await spend('0.50', '2026-11-03', email)
  await spend('0.50', '2026-11-04', email)
})

/** Touches of one visitor at noon: a page and a day each. */
async function visits(visitor = '', ...touches: [url: string, day: string][]): Promise<void> {
  const events = touches.map(([url, day]) =>
    pageView({ url, ts: Date.parse(`2026-${day}T12:00:00Z`) }),
  )
  const answer = await collector.send(events, { visitor, key: keys.write })
  expect(answer.status).toBe(202)
}

const social = { source: 'facebook', medium: 'paid_social' }
const email = { source: 'news', medium: 'email' }

const spend = (amount: string, from: string, more: Record<string, unknown>) =>
  post('/v1/costs', { category: 'ad_spend', amount, currency: 'EUR', from, to: from, ...more })

async function post(path: string, body: unknown): Promise<void> {
  expect((await collector.post(path, body, keys.write)).status).toBe(200)
}

type Figures = Record<string, unknown>

const ask = (question: string) =>
  collector.get(`/v1/explain/paths?${PERIOD}&${question}`, keys.read)

describe('every figure of the report of paths', () => {
  const MEASURES = [
    ...[
      'journeys',
      'conversions',
      'conversion_rate',
      'value',
      'cost',
      'profit',
      'roi',
      'roas',
      'cpa',
    ],
    ...['median_days', 'median_touches'],
  ]

  test.each([
    'of=channel&shape=sequence',
    'of=campaign&shape=set',
    'refund_basis=refund&of=channel',
  ])('is what its parts add up to, of paths with %s', async (shape) => {
    const report = await collector.get(`/v1/paths?${PERIOD}&${shape}`, keys.read)
    const paths = at(report.json, 'paths') as (Figures & { steps: string[] })[]
    expect(paths.length).toBe(2)
    for (const path of paths)
      for (const measure of MEASURES)
        await expectAddsUp(
          ...([collector, keys.read] as const),
          `paths?${PERIOD}&${shape}&steps=${encodeURIComponent(JSON.stringify(path.steps))}&measure=${measure}`,
          path,
          sumsOf(path),
        )
    const closed = at(report.json, 'closed') as Figures
    for (const measure of MEASURES.slice(0, 9))
      await expectAddsUp(
        ...([collector, keys.read] as const),
        `paths?${PERIOD}&${shape}&cell=closed&measure=${measure}`,
        closed,
        sumsOf(closed),
      )
  })

  const sumsOf = ({ journeys, conversions, value, cost }: Figures) => ({
    ...{ journeys, conversions, value, cost },
  })

  test.each([
    ['before_period', { cost: '-6.00' }],
    ['closed_outside', { cost: '0.00' }],
    ['left_out', { cost: '0.00' }],
    ['open', { cost: '6.50', journeys: 1 }],
  ])('is what its parts add up to, at %s of the bridge', async (cell, figures) => {
    const report = await collector.get(`/v1/paths?${PERIOD}`, keys.read)
    const cost = at(report.json, ...(cell === 'open' ? ['open', 'cost'] : ['bridge', cell]))
    expect(cost).toBe(figures.cost)
    const question = `paths?${PERIOD}&cell=${cell}&measure=cost`
    await expectAddsUp(collector, keys.read, question, figures, figures)
  })

  test('is what its parts add up to where journeys close after the period', async () => {
    const days = 'from=2026-09-01&to=2026-09-02'
    const report = await collector.get(`/v1/paths?${days}`, keys.read)
    // The touches of four journeys, which close on the 3rd of September or in October.
    expect(at(report.json, 'bridge', 'closed_outside')).toBe('24.00')
    const question = `paths?${days}&cell=closed_outside&measure=cost`
    await expectAddsUp(collector, keys.read, question, { cost: '24.00' }, { cost: '24.00' })
  })
})

describe('GET /v1/explain/paths', () => {
  test('shows the formula with its numbers, how many parts there are, and each down to the hit', async () => {
    const { json } = await ask(`steps=${BOTH}&measure=roi`)
    // 70.00 and 10.00 of value; four journeys of 12.50, 6.50, 6.50 and 6.50.
    expect(json).toMatchObject({
      meta: { site: 'shop', from: '2026-09-01', of: 'channel', basis: 'closing_date' },
      cell: {
        ...{ report: 'paths', cell: 'row', steps: ['Paid Social', 'Email'], measure: 'roi' },
        ...{ formula: 'ROI = (80.00 − 32.00) ÷ 32.00 = 1.5', result: 1.5 },
        ...{ journeys: 4, conversions: '2', value: '80.00', cost: '32.00' },
      },
      page: { parts: 4, value: '80.00', cost: '32.00' },
      total: { parts: 4, journeys: 4, conversions: 2, value: '80.00', cost: '32.00' },
      next: null,
    })
    const parts = at(json, 'parts') as { kind: string }[]
    expect(parts.map(({ kind }) => kind)).toEqual([
      ...['conversion', 'conversion', 'journey', 'journey'],
    ])
    expect(parts[0]).toMatchObject({
      ...{ transaction_id: 'A', adds: { journeys: 1, value: '70.00', cost: '12.50' } },
      reported: { value: '100.00', provenance: { owner: expect.any(String) } },
      refunds: [{ refund_id: 'R', amount: '30.00' }],
      touches: [
        {
          channel: 'Paid Social',
          cost: '6.00',
          hit: { url: SOCIAL, provenance: { source: 'backend' } },
        },
        { channel: 'Paid Social', cost: '6.00' },
        { channel: 'Email', cost: '0.50', hit: { url: EMAIL } },
      ],
    })
    expect(parts[2]).toMatchObject({
      ...{ day: '2026-09-01', adds: { journeys: 1, conversions: 0, value: '0.00', cost: '6.50' } },
      touches: [
        { cost: '6.00', hit: { url: SOCIAL } },
        { cost: '0.50', hit: { url: EMAIL } },
      ],
    })
  })

  test('counts what went back on a day of its own as a part by itself', async () => {
    const { parts } = await explained(
      ...([collector, keys.read] as const),
      `paths?from=2026-10-01&to=2026-10-31&refund_basis=refund&steps=${BOTH}`,
    )
    expect(parts.filter(({ kind }) => kind === 'returned')).toMatchObject([
      { transaction_id: 'A', adds: { journeys: 0, conversions: 0, value: '-30.00' } },
    ])
  })

  test('comes as CSV, with the sums of the page and of all parts', async () => {
    const answer = await ask(`steps=${BOTH}&limit=1&format=csv`)
    expect(answer.headers.get('pathworth-next')).toBe('1')
    const lines = answer.text.split('\r\n')
    expect(lines[0]).toMatch(/^row_type,adds_journeys,adds_conversions,adds_value,adds_cost,goal,/)
    expect(lines[1]).toMatch(/^conversion,1,1,70.00,12.50,purchase,A,/)
    expect(lines[2]).toMatch(/^page,1,1,70.00,12.50,/)
    expect(lines[3]).toMatch(/^total,4,2,80.00,32.00,/)
  })

  test.each([
    [encodeURIComponent('["Email","Paid Social"]'), 'the order of another path'],
    [encodeURIComponent('["Paid Social"]'), 'a part of a path'],
    [encodeURIComponent('["Paid Social > Email"]'), 'a name that looks like a path'],
  ])('knows no path %s: %s', async (steps) => {
    const answer = await ask(`steps=${steps}`)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('of GET /v1/paths took the path')
  })

  test.each([
    ['cell=row', 'steps'],
    ['steps=Email', 'steps'],
    ['steps=%5B%5D', 'steps'],
    [`cell=closed&steps=${BOTH}`, 'steps'],
    ['cell=bridge', 'cell'],
    ['cell=open&measure=value', 'measure'],
    ['cell=closed&measure=median_days', 'measure'],
    [`steps=${BOTH}&measure=margin`, 'value'],
    [`steps=${BOTH}&measure=touches`, 'measure'],
    [`steps=${BOTH}&sort=value`, 'sort'],
    [`steps=${BOTH}&cursor=conversions.`, 'cursor'],
  ])('refuses %s, and names %s', async (question, field) => {
    const answer = await ask(question)
    expect(answer.status).toBe(422)
    expect(fieldOf(answer.json)).toBe(field)
  })

  test('is not told on a shared page', async () => {
    const answer = await collector.get(`/v1/explain/paths?${PERIOD}&cell=closed`)
    expect(answer.status).toBe(401)
  })
})
