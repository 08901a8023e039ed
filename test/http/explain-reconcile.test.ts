import { beforeEach, describe, expect, test } from 'vitest'
import { BRIDGE_FIELDS } from '../../shared/bridge.ts'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { expectAddsUp, explained, fieldOf } from './explained.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const PERIOD = 'from=2026-02-01&to=2026-03-31'

/**
 * 2 Feb: A of 100.00 after 10.00 off, with tax 19.00 and shipping 5.00, paid 124.00; 62.00 in cash, half of it, go back
 * on 5 March. B of 50.00 says nothing else, and nobody knows its browser. 3 Mar: C of 30.00 with tax 5.70, paid 40.00. M is
 * a marketplace's. The lead L of 20.00 became a deal of 200.00, of which 50.00 came back on 9 March. Left out are dollars (U, and
 * a refund of it), X that was called off, H from before the tag, what gives back more than B was, a refund of nobody's, and T, which only a
 * page has told.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-03-10T12:00:00Z')
  keys = await collector.addSite('shop')
  const visitor = visitorId()
  const clicks = ['2026-02-01T10:00:00Z', '2026-03-02T10:00:00Z']
  await collector.send(
    clicks.map((ts) => pageView({ ts: Date.parse(ts) })),
    { visitor, key: keys.write },
  )
  await post('/v1/conversions', [
    sale('A', '2026-02-02', {
      ...{ visitor, value: '100.00', discount: '10.00', tax: '19.00', shipping: '5.00' },
      total: '124.00',
    }),
    sale('B', '2026-02-02', { value: '50.00' }),
    sale('C', '2026-03-03', { visitor, value: '30.00', tax: '5.70', total: '40.00' }),
    sale('M', '2026-02-06', { visitor, value: '45.00', sales_channel: 'marketplace' }),
    sale('U', '2026-02-04', { value: '70.00', currency: 'USD' }),
    sale('X', '2026-02-05', { value: '15.00', status: 'cancelled' }),
    sale('H', '2026-02-06', { value: '25.00', historical: true }),
    sale('L', '2026-02-02', { goal: 'lead', value: '20.00', visitor }),
    sale('D', '2026-03-01', {
      goal: 'deal',
      value: '200.00',
      lead: { transaction_id: 'L' },
      status: 'won',
    }),
  ])
  await post('/v1/refunds', [
    refund('A', '62.00', '2026-03-05'),
    { ...refund('D', '50.00', '2026-03-09'), goal: 'deal' },
    refund('B', '80.00', '2026-02-07'),
    { ...refund('U', '10.00', '2026-02-08'), currency: 'USD' },
    refund('nobody', '9.00', '2026-02-06'),
  ])
  const purchase = { name: 'purchase', props: { transaction_id: 'T' } }
  await collector.send([pageView({ ...purchase, ts: collector.now - 60_000 })])
})

const sale = (id: string, day: string, more: Record<string, unknown>) =>
  order({ transaction_id: id, ts: `${day}T10:00:00Z`, ...more })

const refund = (id: string, amount: string, day: string) => ({
  ...{ transaction_id: id, refund_id: `R-${id}`, amount, currency: 'EUR' },
  ts: `${day}T10:00:00Z`,
})

async function post(path: string, body: readonly Record<string, unknown>[]): Promise<void> {
  const { status, text } = await collector.post(path, body, keys.write)
  expect(status, text).toBe(200)
}

type Row = Record<string, string | number>

interface LeftOut {
  reason: string
  goal?: string
  sales_channel?: string
  count: number
  amounts: { currency: string; amount: string }[]
}

describe('every figure of the bridge', () => {
  test.each([
    'by=day',
    'by=month',
    'by=none&refund_basis=refund',
    'by=day&refund_basis=refund',
    'by=month&refund_basis=refund&goal=lead',
    'by=none&goal=lead',
  ])(
    'is what its parts add up to, %s',
    async (asked) => {
      const { json } = await collector.get(`/v1/reconcile?${PERIOD}&${asked}`, keys.read)
      const by = at(json, 'meta', 'by') as string
      const rows = by === 'none' ? [] : (at(json, 'rows') as Row[])
      const places: [string, Row][] = [
        ['cell=total', at(json, 'total') as Row],
        ...rows.map((row): [string, Row] => [`name=${row[by]}`, row]),
      ]
      for (const [place, row] of places)
        for (const measure of BRIDGE_FIELDS) {
          const question = `reconcile?${PERIOD}&${asked}&${place}&measure=${measure}`
          const added = { [measure]: row[measure] ?? 'nothing' }
          await expectAddsUp(collector, keys.read, question, row, added)
        }
    },
    60_000,
  )
})

const ask = (question: string) =>
  collector.get(`/v1/explain/reconcile?${PERIOD}&${question}`, keys.read)

describe('GET /v1/explain/reconcile', () => {
  test('shows the formula, and orders with their refunds down to the hit', async () => {
    const { json } = await ask('name=2026-02-02&measure=net')
    expect(json).toMatchObject({
      meta: { site: 'shop', by: 'day', refund_basis: 'sale' },
      cell: {
        ...{ report: 'reconcile', cell: 'row', by: 'day', name: '2026-02-02', measure: 'net' },
        ...{ result: '100.00', orders: 2, gross: '184.00', attributed: '50.00' },
        formula: 'net = 184.00 − 10.00 − 19.00 − 5.00 − 50.00 = 100.00',
      },
      total: {
        ...{ parts: 2, gross: '184.00', discount: '10.00', tax: '19.00' },
        ...{ shipping: '5.00', refunds: '50.00', net: '100.00' },
      },
      parts: [
        {
          ...{ kind: 'conversion', transaction_id: 'A', adds: { gross: '134.00', net: '50.00' } },
          ...{ reported: { value: '100.00' }, refunds: [{ refund_id: 'R-A', amount: '62.00' }] },
          touches: [{ channel: 'Paid Search', hit: { name: 'page_view' } }],
        },
        { transaction_id: 'B', adds: { gross: '50.00', refunds: '0.00', net: '50.00' } },
      ],
    })
  })

  const idsOf = async (question: string) => {
    const { parts } = await explained(
      ...([collector, keys.read] as const),
      `reconcile?${PERIOD}&cell=total&${question}`,
    )
    return parts.map((part) => [part.kind, part['transaction_id'], Object.values(part.adds).at(-1)])
  }

  test.each([
    ['measure=discount', [['conversion', 'A', '10.00']]],
    ['measure=refunds', [['conversion', 'A', '50.00']]],
    ['measure=refunds&refund_basis=refund', [['returned', 'A', '50.00']]],
    ['measure=unattributed', [['conversion', 'B', '50.00']]],
    ['measure=orders_without_total', [['conversion', 'B', 1]]],
    ['measure=difference', [['conversion', 'C', '4.30']]],
    ['measure=refunds&refund_basis=refund&goal=lead', [['returned', 'L', '50.00']]],
    [
      'measure=attributed&refund_basis=refund',
      [
        ['conversion', 'A', '100.00'],
        ['conversion', 'C', '30.00'],
        ['returned', 'A', '-50.00'],
      ],
    ],
  ])('shows those orders that add to it, %s', async (question, parts) => {
    expect(await idsOf(question)).toEqual(parts)
  })

  test('answers as of the past', async () => {
    const before = await collector.get(`/v1/reconcile?${PERIOD}`, keys.read)
    await post('/v1/conversions', [sale('E', '2026-02-03', { value: '8.00' })])
    const asOf = at(before.json, 'meta', 'as_of')
    const then = await ask(`cell=total&measure=gross&as_of=${asOf}`)
    expect(at(then.json, 'cell', 'result')).toBe('219.70')
    expect(at((await ask('cell=total&measure=gross')).json, 'cell', 'result')).toBe('227.70')
  })

  test('shows what is left out, in its own currency', async () => {
    const { cell, parts, total } = await explained(
      ...([collector, keys.read] as const),
      `reconcile?${PERIOD}&cell=left_out&reason=pending_rate&measure=amount&currency=USD`,
    )
    expect(cell).toMatchObject({ report: 'reconcile', reason: 'pending_rate', result: '70.00' })
    expect(parts).toMatchObject([
      {
        ...{ kind: 'conversion', transaction_id: 'U', adds: { amount: '70.00' } },
        reported: { value: '70.00', currency: 'USD' },
      },
    ])
    expect(total).toEqual({ parts: 1, amount: '70.00' })
  })

  test.each(['sale', 'refund'])(
    'has every conversion and refund that is left out, by %s',
    async (basis) => {
      const asked = `${PERIOD}&refund_basis=${basis}`
      const { json } = await collector.get(`/v1/reconcile?${asked}`, keys.read)
      const all = at(json, 'left_out') as LeftOut[]
      const own = all.filter(({ goal, sales_channel }) => goal === undefined && !sales_channel)
      expect(own.map(({ reason }) => reason)).toEqual([
        ...['cancelled', 'historical', 'pending_rate', 'refund_excess', 'refund_pending_rate'],
        ...['refund_without_order', 'unconfirmed'],
      ])
      for (const { reason, count, amounts } of own) {
        const place = `reconcile?${asked}&cell=left_out&reason=${reason}`
        const few = [{ count }, { count }] as const
        await expectAddsUp(collector, keys.read, `${place}&measure=count`, ...few)
        for (const { currency, amount } of amounts) {
          const question = `${place}&measure=amount&currency=${currency}`
          await expectAddsUp(collector, keys.read, question, { amount }, { amount })
        }
      }
    },
  )

  test('shows refunds that are left out, each with why', async () => {
    const { parts } = await explained(
      ...([collector, keys.read] as const),
      `reconcile?${PERIOD}&cell=left_out&reason=refund_without_order&measure=count`,
    )
    expect(parts).toMatchObject([
      {
        ...{ kind: 'refund', adds: { count: 1 }, transaction_id: 'nobody', goal: 'purchase' },
        ...{ refund_id: 'R-nobody', amount: '9.00', currency: 'EUR', state: 'without_order' },
        provenance: { source: 'backend' },
      },
    ])
  })

  test.each([
    ['reason=lost&measure=count', '"lost" among what is left out'],
    ['reason=cancelled&measure=amount&currency=GBP', 'an amount in GBP of "cancelled"'],
  ])('knows nothing left out by %s', async (question, what) => {
    const answer = await ask(`cell=left_out&${question}`)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain(what.replaceAll('"', '\\"'))
  })

  test.each(['2026-02-03', '2026-02-31', '2025-02-02'])('knows no row "%s"', async (name) => {
    const answer = await ask(`name=${name}`)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('does not have a row of day')
  })

  test.each([
    ['cell=row', 'name'],
    ['by=none&name=2026-02-02', 'cell'],
    ['cell=total&name=2026-02', 'name'],
    ['name=yesterday', 'name'],
    ['cell=total&measure=roi', 'measure'],
    ['cell=total&model=linear', 'model'],
    ['cell=bottom', 'cell'],
    ['cell=total&measure=count', 'measure'],
    ['cell=total&reason=cancelled', 'reason'],
    ['cell=total&currency=USD', 'currency'],
    ['cell=left_out&measure=net&reason=cancelled', 'measure'],
    ['cell=left_out&measure=count', 'reason'],
    ['cell=left_out&measure=count&reason=other_goal', 'reason'],
    ['cell=left_out&measure=count&reason=other_sales', 'reason'],
    ['cell=left_out&measure=amount&reason=cancelled', 'currency'],
    ['cell=left_out&measure=count&reason=cancelled&currency=EUR', 'currency'],
    ['cell=left_out&measure=amount&reason=cancelled&currency=EURO', 'currency'],
  ])('refuses %s, and names %s', async (question, field) => {
    const answer = await ask(question)
    expect(answer.status).toBe(422)
    expect(fieldOf(answer.json)).toBe(field)
  })
})
