import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { expectAddsUp, explained, fieldOf } from './explained.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const PERIOD = 'from=2026-11-01&to=2026-11-20'
const SEARCH = '/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const EMAIL = '/?utm_source=news&utm_medium=email&utm_campaign=letter'

type Event = [name: string, props?: Record<string, unknown>]

/** A page view at ten, and other events in the minutes after it. */
async function visit(visitor: string, day: string, path: string, ...events: Event[]) {
  const ten = Date.parse(`${day}T10:00:00Z`)
  const hits = [['page_view'] as Event, ...events].map(([name, props = {}], minute) =>
    pageView({ name, props, ts: ten + minute * 60_000, url: `https://shop.example${path}` }),
  )
  const answer = await collector.send(hits, { visitor, key: keys.write })
  expect(at(answer.json, 'accepted')).toBe(hits.length)
}

async function post(path: string, body: unknown): Promise<void> {
  expect((await collector.post(path, body, keys.write)).status).toBe(200)
}

/**
 * By Search: Ana views, fills a cart, checks out and orders for 40.00, of which 10.00 comes back; Ben leaves 30.00 in
 * a cart. By e-mail: Cem looks at one page, and orders for 20.00 a day later; Dan left a cart of 15.00 two days ago;
 * Eve has one without a value. An order of 7.00 has no visit, and a call that was told is none.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-11-20T12:00:00Z')
  keys = await collector.addSite('shop')
  const ids = Array.from({ length: 5 }, () => visitorId())
  const [ana = '', ben = '', cem = '', dan = '', eve = ''] = ids
  await visit(
    ...([ana, '2026-11-02', SEARCH] as const),
    ['view_item', { value: 40 }],
    ['add_to_cart', { value: 40 }],
    ['begin_checkout', { value: 44.5 }],
  )
  await visit(ben, '2026-11-03', SEARCH, ['view_item'], ['add_to_cart', { value: 30 }])
  await visit(cem, '2026-11-04', EMAIL)
  await visit(dan, '2026-11-18', EMAIL, ['add_to_cart', { value: 15 }])
  await visit(eve, '2026-11-05', EMAIL, ['add_to_cart'])
  await post('/v1/conversions', [
    order({ transaction_id: 'A', ts: '2026-11-02T10:30:00Z', value: '40.00', visitor: ana }),
    order({ transaction_id: 'C', ts: '2026-11-05T10:30:00Z', value: '20.00', visitor: cem }),
    order({ transaction_id: 'N', ts: '2026-11-06T10:30:00Z', value: '7.00' }),
  ])
  const back = { transaction_id: 'A', refund_id: 'R', amount: '10.00', currency: 'EUR' }
  await post('/v1/refunds', [{ ...back, ts: '2026-11-10T10:00:00Z' }])
  const call = { id: 'call-1', kind: 'call', email: 'ana@example.com' }
  await post('/v1/touches', [{ ...call, ts: '2026-11-04T09:00:00Z' }])
})

const STEPS = ['visit', 'view', 'cart', 'checkout', 'order']
const DROPS = ['visit_drop_off', 'view_drop_off', 'cart_drop_off', 'checkout_drop_off']
const OTHERS = [
  ...['orders', 'value', 'conversion_rate', 'abandoned_carts', 'abandoned_value'],
  ...['open_carts', 'open_value', 'carts_without_value'],
]

interface Row {
  steps: { step: string; visits: number; drop_off?: number }[]
  orders: number
  value: string
  conversion_rate: number | null
  abandoned_carts: { carts: number; value: string }
  open_carts: { carts: number; value: string }
  carts_without_value: number
}

/** Each figure of a row by its measure, and what its parts add up to. */
function figuresOf(row: Row): Map<string, [result: unknown, adds: Record<string, unknown>]> {
  const carts = ({ carts, value }: Row['open_carts']) => ({ carts, cart_value: value })
  const { orders, value, abandoned_carts: left, open_carts: open } = row
  return new Map([
    ...row.steps.map(({ step, visits }): [string, [unknown, Record<string, unknown>]] => [
      step,
      [visits, { visits }],
    ]),
    ...row.steps.map(({ step, drop_off }): [string, [unknown, Record<string, unknown>]] => [
      `${step}_drop_off`,
      [drop_off, { visits: drop_off }],
    ]),
    ['orders', [orders, { orders, value }]],
    ['value', [value, { orders, value }]],
    ['conversion_rate', [row.conversion_rate, { orders, visits: row.steps[0]?.visits }]],
    ['abandoned_carts', [left.carts, carts(left)]],
    ['abandoned_value', [left.value, carts(left)]],
    ['open_carts', [open.carts, carts(open)]],
    ['open_value', [open.value, carts(open)]],
    ['carts_without_value', [row.carts_without_value, { carts: row.carts_without_value }]],
  ])
}

describe('every figure of the funnel', () => {
  test.each(['by=channel', 'by=device', 'by=campaign&channel=Email', 'by=none'])(
    'is what its parts add up to, %s',
    async (asked) => {
      const { json } = await collector.get(`/v1/funnel?${PERIOD}&${asked}`, keys.read)
      const by = at(json, 'meta', 'by') as string
      const rows = by === 'none' ? [] : (at(json, 'rows') as (Row & Record<string, string>)[])
      const places: [string, Row][] = [
        ['cell=total', at(json, 'total') as Row],
        ...rows.map((row): [string, Row] => [`name=${encodeURIComponent(row[by] ?? '')}`, row]),
      ]
      for (const [place, row] of places)
        for (const measure of [...STEPS, ...DROPS, ...OTHERS]) {
          const [result, adds] = figuresOf(row).get(measure) ?? [undefined, {}]
          expect(result, measure).toBeDefined()
          const question = `funnel?${PERIOD}&${asked}&${place}&measure=${measure}`
          await expectAddsUp(collector, keys.read, question, { [measure]: result }, adds)
        }
    },
    60_000,
  )

  test('is what its parts add up to, of orders without a visit', async () => {
    const figures = { orders: 1, value: '7.00' }
    for (const measure of ['orders', 'value'])
      await expectAddsUp(
        ...([collector, keys.read] as const),
        `funnel?${PERIOD}&cell=without_visit&measure=${measure}`,
        ...([figures, figures] as const),
      )
  })
})

const ask = (question: string) =>
  collector.get(`/v1/explain/funnel?${PERIOD}&${question}`, keys.read)

describe('GET /v1/explain/funnel', () => {
  test('shows the formula, and visits down to the hit with what was ordered', async () => {
    const { json } = await ask('name=Paid%20Search&measure=conversion_rate')
    expect(json).toMatchObject({
      cell: {
        ...{ report: 'funnel', cell: 'row', by: 'channel', name: 'Paid Search', result: 0.5 },
        ...{ formula: 'conversion rate = 1 ÷ 2 = 0.5', visit: 2, value: '30.00' },
      },
      total: { parts: 2, visits: 2, orders: 1, value: '30.00' },
      parts: [
        {
          ...{ kind: 'visit', adds: { visits: 1, orders: 1, value: '30.00' } },
          ...{ furthest_step: 'order', channel: 'Paid Search', hit: { name: 'page_view' } },
          conversions: [
            { transaction_id: 'A', reported: { value: '40.00' }, refunds: [{ refund_id: 'R' }] },
          ],
        },
        { furthest_step: 'cart', adds: { visits: 1, orders: 0, value: '0.00' }, conversions: [] },
      ],
    })
  })

  test('shows carts with the visits that left them', async () => {
    const { cell, parts } = await explained(
      ...([collector, keys.read] as const),
      `funnel?${PERIOD}&cell=total&measure=abandoned_value`,
    )
    expect(cell.result).toBe('30.00')
    expect(parts).toMatchObject([
      { kind: 'cart', adds: { carts: 1, cart_value: '30.00' }, day: '2026-11-03', hit: {} },
    ])
  })

  test.each(['paid search', 'Phone', 'Paid', ''])('knows no row "%s"', async (name) => {
    const answer = await ask(`name=${encodeURIComponent(name)}`)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('does not have a row of channel')
  })

  test.each([
    ['cell=row', 'name'],
    ['by=none&name=x', 'cell'],
    ['cell=total&name=Email', 'name'],
    ['cell=without_visit&measure=visit', 'measure'],
    ['cell=total&measure=roi', 'measure'],
    ['cell=total&model=linear', 'model'],
    ['cell=bottom', 'cell'],
  ])('refuses %s, and names %s', async (question, field) => {
    const answer = await ask(question)
    expect(answer.status).toBe(422)
    expect(fieldOf(answer.json)).toBe(field)
  })
})
