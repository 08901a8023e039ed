import { afterAll, beforeAll, expect, test } from 'vitest'
import { FIRST_MODELS } from '../../collector/attribution/registry.ts'
import { reportAds } from '../../demo/ad-report.ts'
import { get, type Target } from '../../demo/api.ts'
import { keepBooks } from '../../demo/books.ts'
import { generateDemo } from '../../demo/journeys.ts'
import { type HitCounts, loadDemo } from '../../demo/load.ts'
import { decimal } from '../../demo/shop/prices.ts'
import type { RoiAnswer } from '../../demo/table.ts'
import type { ClaimsAnswer } from '../../shared/wire/answers/reports.ts'
import { type ServedCollector, serveCollector } from './served-collector.ts'

// 2026-11-22, after the demo's last day.
const NOW = Date.UTC(2026, 10, 22, 9)
const data = generateDemo({ seed: 5, visitors: 800, days: 90, untilDay: 20_779 })
const books = keepBooks(data)

let collector: ServedCollector
let write: Target
let read: Target
let first: HitCounts

beforeAll(async () => {
  collector = await serveCollector('demo', ['demo.example'], () => NOW)
  const url = `http://127.0.0.1:${collector.port}`
  write = { url, key: collector.keys.write }
  read = { url, key: collector.keys.read }
  first = await loadDemo(write, 'demo', data, () => {})
}, 60_000)

afterAll(() => collector?.close())

async function roi(model: string, basis = 'conversion_date'): Promise<RoiAnswer> {
  const period = 'from=2026-08-24&to=2026-11-21'
  const answer = await get(read, `/v1/roi?site=demo&${period}&model=${model}&basis=${basis}`)
  return answer as RoiAnswer
}

test.each(FIRST_MODELS)(
  'under %s the value, orders and costs are those of the shop’s own books, to the cent',
  async (model) => {
    const { meta, total, rows, unattributed } = await roi(model)
    expect(meta.pending).toBe(0)
    expect(total.value).toBe(decimal(books.net))
    expect(total.cost).toBe(decimal(books.cost))
    expect(total.conversions).toBe(String(books.orders))
    const parts = [...rows, unattributed].map(({ value }) => Math.round(Number(value) * 100))
    expect(parts.reduce((sum, value) => sum + value, 0)).toBe(books.net)
  },
)

test('by the date of the touch it is the same, since all journeys lie within the period', async () => {
  expect((await roi('linear', 'touch_date')).total.value).toBe(decimal(books.net))
})

test('ads have come as a file, and their platforms claim more than they are credited with', async () => {
  const query = 'site=demo&from=2026-08-24&to=2026-11-21'
  const { rows } = (await get(read, `/v1/claims?${query}`)) as ClaimsAnswer
  expect(new Set(rows.map(({ platform }) => platform))).toEqual(
    new Set(['google_ads', 'meta_ads', 'microsoft_ads', 'tiktok_ads']),
  )
  expect(new Set(rows.map(({ matched_by: by }) => by))).toEqual(new Set(['utm']))
  const sum = (of: (row: ClaimsAnswer['rows'][number]) => string | null | undefined) =>
    rows.reduce((all, row) => all + Math.round(Number(of(row)) * 100), 0)
  const cents = (costs: readonly { amount: string }[]) =>
    costs.reduce((all, { amount }) => all + Math.round(Number(amount) * 100), 0)
  const spent = cents(data.costs) - cents(reportAds(data.costs).others)
  expect(sum(({ spend }) => spend)).toBe(spent)
  expect(sum(({ claimed }) => claimed.value)).toBeGreaterThan(
    sum(({ credited }) => credited?.value),
  )
})

test('robots are dropped, and people are not', () => {
  const events = (visitors: typeof data.visitors): number =>
    visitors.reduce((sum, visitor) => sum + visitor.events.length, 0)
  expect(first.dropped).toBe(events(data.robots))
  expect(first.accepted).toBe(events(data.visitors))
  expect(first.duplicate).toBe(events(data.visitors.filter(({ twice }) => twice)))
})

test('loading all of it again changes nothing', async () => {
  const before = await roi('time_decay')
  const again = await loadDemo(write, 'demo', data, () => {})
  const after = await roi('time_decay')
  expect(again.accepted).toBe(0)
  expect({ ...after, meta: null }).toEqual({ ...before, meta: null })
}, 30_000)
