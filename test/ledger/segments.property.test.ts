import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import type { Metrics } from '../../collector/roi/metrics.ts'
import { type RoiReport, roiReport } from '../../collector/roi/report.ts'
import { NOT_BROKEN_DOWN } from '../../collector/roi/rows.ts'
import { SALES_CHANNELS } from '../../shared/sales-channels.ts'
import {
  FILTERS,
  type FilterField,
  type Filters,
  TOUCH_FILTERS,
} from '../../shared/wire/filters.ts'
import { BASES, DIMENSIONS, type Dimension, REFUND_BASES } from '../../shared/wire/roi.ts'
import { closedAfterwards } from './closing.ts'
import { hitsOf, ordersOf, refundsOf, timeWithin, visitor } from './generators.ts'
import { runs, TIMEOUT_MS } from './runs.ts'
import { append, code, cost, DAY, newShop, START, settleAll, tagged } from './shop.ts'

// A small world in which touches differ by all that they can be told by, and orders too.

const time = timeWithin(40)

const pages = fc.constantFrom(
  {},
  { url: 'https://shop.example/shoes?colour=red#top' },
  { url: 'https://shop.example' },
  tagged('google', 'cpc'),
  tagged('news', 'email', 'winter'),
)
const browser = fc.record({
  country: fc.constantFrom('FR', 'DE', ''),
  device: fc.constantFrom('mobile', 'desktop'),
})

const landing = fc.tuple(pages, browser).map(([page, by]) => ({ ...page, ...by }))

const hits = hitsOf(time, landing, { minLength: 1, maxLength: 20 })

const item = fc.record(
  {
    item_id: fc.constantFrom('A', 'B', 'C'),
    item_name: fc.constantFrom('A', 'Shoe'),
    price: fc.constantFrom(10, 0, '7.5', -1, 'dear'),
    quantity: fc.constantFrom(1, 3, 0),
  },
  { requiredKeys: [] },
)
const orders = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(9),
      who: fc.option(visitor),
      ts: time,
      customerId: fc.constantFrom(null, 'ana', 'ben'),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      consent: fc.constantFrom(null, null, null, 'denied' as const),
      coupon: fc.constantFrom(null, 'TEN', 'TWENTY'),
      items: fc.option(fc.array(item, { maxLength: 4 }).map((items) => JSON.stringify(items))),
      value: fc.constantFrom(10_000, 9999, 1),
      salesChannel: fc.constantFrom(null, null, 'phone' as const, 'pos' as const),
      market: fc.constantFrom(null, 'DE', 'AT'),
    }),
    { selector: ({ id }) => id, maxLength: 7 },
  )
  .map(ordersOf)

const refunds = refundsOf(time, { idMax: 9, cashMax: 4000, maxLength: 3 })

const costs = fc
  .array(
    fc.record({
      amount: fc.integer({ min: 1, max: 99_999 }),
      category: fc.constantFrom('ad_spend', 'agency'),
      channel: fc.constantFrom(null, null, 'Paid Search', 'Email'),
      campaign: fc.constantFrom(null, 'autumn'),
    }),
    { maxLength: 5 },
  )
  .map((list): Batch[] =>
    list.map(({ amount, ...of }) => ({
      costs: [cost(amount, { from: 20260901, to: 20260930, ...of })],
    })),
  )

/** An order with this coupon has a touch without a hit. */
const codes = fc
  .constantFrom('TEN', 'NONE')
  .map((name): Batch[] => [{ codes: [code(name), code('TWENTY', { customerId: 'ana' })] }])

const facts = fc.tuple(hits, orders, refunds, costs, codes).map((all) => all.flat())

const question = fc.record({
  from: fc.constantFrom(20260825, 20260910),
  to: fc.constantFrom(20260920, 20261115),
  model: fc.constantFrom('linear', 'last_touch', 'position_based'),
  basis: fc.constantFrom(...BASES),
  refundBasis: fc.constantFrom(...REFUND_BASES),
  overhead: fc.boolean(),
})

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

function shopOf(batches: readonly Batch[]): SqliteSite {
  const site = closedAfterwards(newShop())
  for (const batch of batches) append(site, batch)
  settleAll(site)
  return site
}

const NOW = START + 60 * DAY

function ask(
  site: SqliteSite,
  { overhead, ...asked }: Question & { salesChannels?: readonly string[] },
  by: readonly Dimension[],
  filters?: Filters,
): RoiReport {
  const allocateAt = overhead ? NOW : undefined
  const query = { kind: 'roi', goal: 'purchase', by, filters, allocateAt, ...asked } as const
  const { credits, touches, costs: spent, allocated, salesApart } = site.report(query)
  const input = { by, currency: 'EUR', today: 20261231, credits, touches, costs: spent, allocated }
  return roiReport({ ...input, salesApart, filters })
}

/** A decimal string as an integer of its last digit's unit; none for what is not known. */
const whole = (text: string | null | undefined, decimals: number) =>
  Math.round(Number(text ?? '0') * 10 ** decimals)

function sumsOf(parts: readonly Partial<Metrics>[]) {
  const sum = (one: (part: Partial<Metrics>) => number) =>
    parts.reduce((all, it) => all + one(it), 0)
  return {
    touches: sum((it) => it.touches ?? 0),
    conversions: sum((it) => whole(it.conversions, 6)),
    value: sum((it) => whole(it.value, 2)),
    cost: sum((it) => whole(it.cost, 2)),
  }
}

const RUNS = runs(60)

describe('among random facts', () => {
  it(
    'rows, what is unattributed, and overhead are the total, whatever rows are by',
    () => {
      const bys = fc.shuffledSubarray([...DIMENSIONS], { maxLength: 4 })
      fc.assert(
        fc.property(facts, question, bys, (batches, asked, by) => {
          const site = shopOf(batches)
          const plain = ask(site, asked, [])
          const { rows, unattributed, overhead, total } = ask(site, asked, by)
          expect(sumsOf([...rows, unattributed, overhead])).toEqual(sumsOf([total]))
          expect(sumsOf([total])).toEqual(sumsOf([plain.total]))
          expect(sumsOf([unattributed, overhead])).toEqual(
            sumsOf([plain.unattributed, plain.overhead]),
          )
          site.rebuild()
          settleAll(site)
          expect(ask(site, asked, [])).toEqual(plain)
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'orders that stand apart are what all sales channels have more',
    () => {
      fc.assert(
        fc.property(facts, question, (batches, asked) => {
          const site = shopOf(batches)
          // Of those that stand apart the day is the order's, since no touch is credited.
          const byOrder = { ...asked, basis: 'conversion_date' } as const
          const { total, other_sales: apart = [] } = ask(site, byOrder, [])
          const all = { ...byOrder, salesChannels: SALES_CHANNELS }
          expect(sumsOf([ask(site, all, ['sales_channel']).total])).toEqual(
            sumsOf([total, ...apart]),
          )
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'rows by two dimensions add up to those by one',
    () => {
      const more = fc.constantFrom('country', 'device', 'landing_page', 'coupon', 'item', 'stage')
      fc.assert(
        fc.property(facts, question, more, (batches, asked, second) => {
          const site = shopOf(batches)
          const fine = ask(site, asked, ['channel', second as Dimension]).rows
          for (const row of ask(site, asked, ['channel']).rows)
            expect(sumsOf(fine.filter(({ channel }) => channel === row.channel))).toEqual(
              sumsOf([row]),
            )
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'segments of all values, and what is in none of them, are the whole',
    () => {
      const fields = fc.constantFrom(...FILTERS)
      fc.assert(
        fc.property(facts, question, fields, (batches, asked, field) => {
          const site = shopOf(batches)
          const { total, unattributed } = ask(site, asked, [])
          const one = segmentsOf(site, asked, field)
          const [first] = one
          // The same in each, since it says nothing of the field; of costs, what names another value is out.
          const undecided = sumsOf([first?.not_broken_down ?? {}])
          for (const { not_broken_down } of one)
            expect(sumsOf([not_broken_down ?? {}])).toEqual(undecided)
          const parts = sumsOf(one.map((segment) => segment.total))
          const nobodys = isOfTouches(field) ? sumsOf([unattributed]) : sumsOf([])
          const all = sumsOf([total])
          expect(parts.value + nobodys.value).toBe(all.value)
          expect(parts.conversions + nobodys.conversions).toBe(all.conversions)
          expect(parts.touches + undecided.touches).toBe(all.touches)
          expect(parts.cost + undecided.cost).toBe(all.cost)
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'a segment and all that is not of it are the whole',
    () => {
      const filters = fc.constantFrom<Filters>(
        { country: { not: false, values: ['FR'] } },
        { landing_page: { not: false, values: ['/shoes', '/'] } },
        { item: { not: false, values: ['A'] } },
        { coupon: { not: false, values: [''] } },
        { channel: { not: false, values: ['Email'] } },
      )
      fc.assert(
        fc.property(facts, question, filters, (batches, asked, filter) => {
          const site = shopOf(batches)
          const [[field, { values }] = ['', { values: [] }]] = Object.entries(filter)
          const inside = ask(site, asked, ['channel'], filter)
          const outside = ask(site, asked, ['channel'], { [field]: { not: true, values } })
          const { total, unattributed } = ask(site, asked, ['channel'])
          const nobodys = isOfTouches(field as FilterField) ? [unattributed] : []
          const undecided = [inside.not_broken_down ?? {}]
          expect(sumsOf([inside.total, outside.total, ...nobodys, ...undecided])).toEqual(
            sumsOf([total]),
          )
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )
})

const isOfTouches = (field: FilterField): boolean =>
  (TOUCH_FILTERS as readonly FilterField[]).includes(field)

/** The segment of each value that a row, or an order without a touch, has. */
function segmentsOf(site: SqliteSite, asked: Question, field: FilterField): RoiReport[] {
  const { rows } = ask(site, asked, [field])
  const shown = rows.flatMap((row) => (row[field] === NOT_BROKEN_DOWN ? [] : [row[field] ?? '']))
  const values = new Set([...shown, ...(UNATTRIBUTED[field] ?? [])])
  if (values.size === 0) values.add('nobody')
  return [...values].map((value) =>
    ask(site, asked, [], { [field]: { not: false, values: [value] } }),
  )
}

/** What orders may be that no row shows. */
const UNATTRIBUTED: Partial<Record<FilterField, string[]>> = {
  stage: ['acquisition', 'retention', 'unknown'],
  coupon: ['', 'TEN', 'TWENTY'],
  item: ['', 'A', 'B', 'C', 'Shoe'],
  advocacy: ['yes', 'no'],
  market: ['', 'DE', 'AT'],
  sales_channel: ['web', 'phone'],
}
