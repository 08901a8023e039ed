import { beforeEach, describe, expect, test } from 'vitest'
import { COHORT_MEASURES } from '../../shared/cohort-measures.ts'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { expectAddsUp, explained, fieldOf } from './explained.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=winter'
const LETTER = '/?utm_source=news&utm_medium=email&utm_campaign=letter'

const on = (day: string): string => `${day}T09:00:00Z`

async function post(path: string, body: unknown): Promise<void> {
  const { status, text } = await collector.post(path, body, keys.write)
  expect(status, text).toBe(200)
}

const sale = (id: string, customer: string | null, day: string, value: string, more = {}) =>
  order({
    ...{ transaction_id: id, ts: on(day), value, ...more },
    ...(customer !== null && { customer_id: customer }),
  })

/** Lands on pages an hour before the orders of each day. */
async function visit(visitor: string, ...landings: [day: string, path: string][]) {
  const events = landings.map(([day, path]) =>
    pageView({ ts: Date.parse(on(day)) - 3_600_000, url: `https://shop.example${path}` }),
  )
  await collector.send(events, { visitor, key: keys.write })
}

const spend = (from: string, to: string, amount: string, scope: object) =>
  post('/v1/costs', { from, to, category: 'ad_spend', amount, currency: 'EUR', ...scope })

/**
 * Margin 40 %. In January the ad wins Ana (50.00, 50.00 on day 20, 50.00 on day 95), the ad and the letter win Ben
 * (40.01; 30.00 on day 30, of which 10.00 go back on day 69), and nobody knows what wins Cem (8.00). The letter wins
 * Dan in February (20.00). The ad cost 60.00, of which 45.00 in January, and 3.00 were spent on nothing that has a name.
 * An order of 5.00 names nobody.
 */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-04-15T12:00:00Z')
  keys = await collector.addSite('shop', { costOfGoodsRate: 600_000 })
  const [ana, ben, dan] = [visitorId(), visitorId(), visitorId()]
  await visit(ana, ['2026-01-01', AD])
  await visit(ben, ['2026-01-09', AD], ['2026-01-10', LETTER])
  await visit(dan, ['2026-02-03', LETTER])
  await post('/v1/conversions', [
    sale('A1', 'ana', '2026-01-01', '50.00', { visitor: ana }),
    sale('A2', 'ana', '2026-01-21', '50.00'),
    sale('A3', 'ana', '2026-04-06', '50.00'),
    sale('B1', 'ben', '2026-01-10', '40.01', { visitor: ben }),
    sale('B2', 'ben', '2026-02-09', '30.00'),
    sale('C1', 'cem', '2026-01-12', '8.00'),
    sale('D1', 'dan', '2026-02-03', '20.00', { visitor: dan }),
    sale('N1', null, '2026-01-13', '5.00'),
  ])
  const back = { transaction_id: 'B2', refund_id: 'R', amount: '10.00', currency: 'EUR' }
  await post('/v1/refunds', [{ ...back, ts: on('2026-03-20') }])
  await spend('2026-01-17', '2026-02-05', '60.00', { channel: 'Paid Search' })
  await spend('2026-01-01', '2026-01-01', '3.00', {})
})

const MONTHS = 'from=2026-01&to=2026-02'

type Figures = Record<string, string | number | null>

/** Measures of which a place has a list, and how one of it is asked. */
const LISTS: Readonly<Record<string, [name: string, asked: string]>> = {
  bought_again: ['bought_again_by_month', '&months_since='],
  ltv_by_age: ['ltv_by_age', '&ltv_every=25&point='],
}

/** The figures of a measure, each with what else it is asked by. */
function figuresOf(measure: string, row: Figures): [asked: string, result: Figures[string]][] {
  const [name, asked] = LISTS[measure] ?? []
  if (name === undefined) return [['', row[measure] ?? null]]
  const list = (row[name] ?? []) as unknown as Figures[string][]
  return list.map((one, at) => [`${asked}${at}`, one])
}

/** What parts must add up to; of quotients both sides, of which the place tells one or both. */
function addedTo(measure: string, of: Figures): Record<string, unknown> {
  const { customers, orders, revenue, margin, cost } = of
  const [value, isDone] = measure === 'margin' ? [margin, true] : [revenue, measure === 'revenue']
  if (measure === 'cost') return { cost }
  if (measure === 'cac') return { customers, cost }
  if (measure === 'aov') return { orders, value: revenue }
  if (measure === 'orders') return { orders }
  if (isDone || measure === 'margin') return { value }
  if (measure === 'ltv_to_cac') return { value: revenue, cost }
  if (measure === 'ltv_to_date') return { customers, value: revenue }
  return measure === 'payback_day' ? { cost } : { customers }
}

/** Whether what parts add up to gives a quotient of the place. */
function expectQuotient(measure: string, result: unknown, total: Record<string, unknown>): void {
  if (typeof result !== 'string' && typeof result !== 'number') return
  const { value, customers, returned } = total
  if (measure.startsWith('ltv_') && measure !== 'ltv_to_cac')
    expect(Math.abs(Number(value) / Number(customers) - Number(result))).toBeLessThan(0.00501)
  if (returned !== undefined)
    expect(Number(returned) / Number(customers)).toBeCloseTo(Number(result), 4)
}

describe('every figure of cohorts', () => {
  test.each([
    'by=channel&model=linear',
    'by=channel,campaign&model=linear&value=margin',
    'by=none&refund_basis=refund',
    'by=medium&model=linear&channel=Email',
    'by=channel&as_on=2026-02-10',
  ])(
    'is what its parts add up to, %s',
    async (asked) => {
      const { json } = await collector.get(`/v1/cohorts?${MONTHS}&${asked}&ltv_every=25`, keys.read)
      const by = at(json, 'meta', 'by') === 'none' ? [] : String(at(json, 'meta', 'by')).split(',')
      const named = (row: Figures) =>
        `names=${encodeURIComponent(JSON.stringify(by.map((one) => row[one])))}`
      const places: [string, Figures][] = [
        ['cell=total', at(json, 'total') as Figures],
        ['cell=unattributed', at(json, 'unattributed') as Figures],
        ...(at(json, 'cohorts') as Figures[]).map((row): [string, Figures] => [
          `cell=cohort&cohort=${row['cohort']}`,
          row,
        ]),
        ...(at(json, 'rows') as Figures[]).map((row): [string, Figures] => [
          `cell=row&cohort=${row['cohort']}&${named(row)}`,
          row,
        ]),
      ]
      expect(places.length).toBeGreaterThan(3)
      for (const [place, row] of places)
        for (const measure of COHORT_MEASURES) {
          for (const [more, result] of figuresOf(measure, row)) {
            const question = `cohorts?${MONTHS}&${asked}&${place}&measure=${measure}${more}`
            const isMargin = asked.includes('value=margin') && measure.startsWith('ltv_')
            const added = addedTo(
              measure,
              isMargin ? { ...row, revenue: row['margin'] ?? null } : row,
            )
            await expectAddsUp(collector, keys.read, question, { [measure]: result }, added)
            const { total } = await explained(collector, keys.read, question, 200)
            expectQuotient(measure, result, total)
          }
        }
    },
    120_000,
  )
})

const ask = (question: string) =>
  collector.get(`/v1/explain/cohorts?${MONTHS}&model=linear&${question}`, keys.read)

const EMAIL = `cohort=2026-01&names=${encodeURIComponent('["Email"]')}`
const SEARCH = `cohort=2026-01&names=${encodeURIComponent('["Paid Search"]')}`

describe('GET /v1/explain/cohorts', () => {
  test('shows lifetime value purchase by purchase, each with what the row has of it', async () => {
    const { json } = await ask(`${EMAIL}&measure=ltv_30`)
    expect(json).toMatchObject({
      meta: { site: 'shop', from: '2026-01', to: '2026-02', as_on: '2026-04-15', by: 'channel' },
      cell: {
        ...{ report: 'cohorts', cell: 'row', by: 'channel', cohort: '2026-01', names: ['Email'] },
        // Half of Ben: of 40.01 and of 30.00, of which 10.00 went back.
        ...{ measure: 'ltv_30', result: '60.00', customers: '0.5' },
        formula: 'LTV 30 = 30.00 ÷ 0.5 = 60.00',
      },
      total: { parts: 2, customers: '0.5', value: '30.00' },
      parts: [
        {
          ...{
            kind: 'conversion',
            transaction_id: 'B1',
            adds: { customers: '0.5', value: '20.00' },
          },
          touches: [{ channel: 'Paid Search' }, { channel: 'Email', hit: { name: 'page_view' } }],
        },
        {
          ...{ transaction_id: 'B2', adds: { customers: '0', value: '10.00' } },
          refunds: [{ refund_id: 'R' }],
        },
      ],
    })
  })

  test('shows a point of the curve, of the purchases up to its age', async () => {
    const { json } = await ask(`${SEARCH}&measure=ltv_by_age&ltv_every=10&point=2`)
    expect(json).toMatchObject({
      // Ana's 50.00 of day 0 and of day 20, and half of Ben's 40.01; what they bring later is not of it.
      cell: { ltv_every: 10, point: 2, formula: 'LTV by age = 120.01 ÷ 1.5 = 80.01' },
      total: { parts: 3, customers: '1.5', value: '120.01' },
      parts: ['A1', 'A2', 'B1'].map((id) => ({ transaction_id: id })),
    })
    const { json: before } = await ask(`${SEARCH}&measure=ltv_by_age&ltv_every=19&point=1`)
    expect(at(before, 'cell', 'result')).toBe('46.67')
  })

  const idsOf = async (question: string) => {
    const { parts } = await explained(
      ...([collector, keys.read] as const),
      `cohorts?${MONTHS}&model=linear&${question}`,
    )
    return parts.map((part) => part['transaction_id'] ?? part['category'])
  }

  test.each([
    // The margin of day 0 is 28.00, that of day 20 20.00, which makes it 48.00 of 45.00.
    [`${SEARCH}&measure=payback_day`, ['A1', 'A2', 'B1', 'ad_spend']],
    [`${SEARCH}&measure=cac`, ['A1', 'B1', 'ad_spend']],
    ['cell=cohort&cohort=2026-01&measure=cost', ['ad_spend', 'ad_spend']],
    ['cell=unattributed&measure=revenue', ['C1']],
    ['cell=total&measure=bought_again&months_since=0', ['A1', 'A2', 'B1', 'C1', 'D1']],
    ['cell=total&measure=repeat_rate', ['A1', 'A2', 'B1', 'B2', 'C1', 'D1']],
  ])('shows what the figure has something of: %s', async (question, parts) => {
    expect(await idsOf(question)).toEqual(parts)
  })

  test('says why there is none', async () => {
    const young = await ask('cell=total&measure=ltv_180')
    expect(at(young.json, 'cell', 'formula')).toMatch(/= null, not all of them are 180 days old$/)
    const untold = await ask('cell=total&measure=cac&device=(none)&by=none')
    expect(at(untold.json, 'cell', 'formula')).toMatch(/= null, no cost says its device$/)
  })

  test.each([
    'cohort=2026-03&names=["Email"]',
    'cohort=2026-01&names=["email"]',
    'cell=cohort&cohort=2025-12',
    `${EMAIL}&measure=bought_again&months_since=9`,
    // Ben is 95 days old.
    `${EMAIL}&measure=ltv_by_age&ltv_every=32&point=3`,
  ])('knows no place %s', async (place) => {
    const answer = await ask(place.includes('%') ? place : encodeURI(place))
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('GET /v1/cohorts does not have')
  })

  test.each([
    ['cell=row&names=["Email"]', 'cohort'],
    ['cell=row&cohort=2026-01', 'names'],
    ['cell=row&cohort=2026-01&names=Email', 'names'],
    ['cell=row&cohort=2026-01&names=["a","b"]', 'names'],
    ['cell=total&cohort=2026-01', 'cohort'],
    ['cell=total&names=["Email"]', 'names'],
    ['cell=cohort&cohort=2026-13', 'cohort'],
    ['cell=total&measure=bought_again', 'months_since'],
    ['cell=total&measure=customers&months_since=1', 'months_since'],
    ['cell=total&measure=ltv_by_age&point=1', 'ltv_every'],
    ['cell=total&measure=ltv_by_age&ltv_every=7', 'point'],
    ['cell=total&measure=ltv_30&ltv_every=7', 'ltv_every'],
    ['cell=total&measure=roi', 'measure'],
    ['cell=total&goal=lead', 'goal'],
    ['cell=total&as_on=2027-01-01', 'as_on'],
  ])('refuses %s, and names %s', async (question, field) => {
    const answer = await ask(encodeURI(question))
    expect(answer.status).toBe(422)
    expect(fieldOf(answer.json)).toBe(field)
  })
})
