import type { Locator } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, money, moneyChange, percent } from '../../../collector/dashboard/format/numbers.ts'
import { day } from '../../../collector/dashboard/format/times.ts'
import {
  type CohortRow,
  chosenMonth,
  rowsOf,
} from '../../../collector/dashboard/views/cohorts/cohorts.ts'
import { titleOf } from '../../../collector/dashboard/views/costs/words.ts'
import type { CohortsAnswer } from '../../../shared/wire/answers/reports.ts'
import type { CompareAnswer, RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { dashboardWorld } from './world.ts'

// What the tests of single pages leave out of their tables and cards, so that every figure is held against the API.

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(20)}&to=${isoDay(1)}`
const BEFORE = `from=${isoDay(40)}&to=${isoDay(21)}`

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')
const shares = (ratio: number | null | undefined) => percent(ratio, 'en-GB')
const many = (amount: string | number | null | undefined) => count(amount, 'en-GB')

/** The first line of each cell: a reason may stand under or behind it. */
const texts = async (row: Locator) =>
  (await row.locator('th, td').allInnerTexts()).map((text) => text.trim().split(/\n| \(/)[0])

const allTexts = async (rows: Locator) => Promise.all((await rows.all()).map(texts))

/** Places of a report have some of its figures. */
type Told = { [Name in keyof RoiAnswer['total']]?: RoiAnswer['total'][Name] | undefined }
type Row = Extract<RoiAnswer['rows'][number], { touches: number }>

describe('the overview', () => {
  it('has every card as the API has it, with its change against the period before', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD}`)
    const [now, before] = await Promise.all(
      [PERIOD, BEFORE].map((period) => world.api<RoiAnswer>(`/v1/roi?${period}&by=channel`)),
    )
    if (!now || !before) throw new Error('there are two answers')
    const matched = ({ meta }: RoiAnswer) => meta['match_rate' as keyof typeof meta] as number
    const cards: [title: string, now: unknown, before: unknown, shown: string][] = [
      ...(['value', 'cost', 'profit', 'cac'] as const).map(
        (name): [string, unknown, unknown, string] => [
          name === 'cac' ? 'CAC' : name.charAt(0).toUpperCase() + name.slice(1),
          ...([now.total[name], before.total[name], euros(now.total[name])] as const),
        ],
      ),
      ['ROI', now.total.roi, before.total.roi, shares(now.total.roi)],
      ['Conversions', now.total.conversions, before.total.conversions, many(now.total.conversions)],
      ['Match rate', matched(now), matched(before), shares(matched(now))],
    ]
    expect(await page.locator('dl.cards > .card').count()).toBe(cards.length)
    for (const [title, figure, was, shown] of cards) {
      const card = page
        .locator('dl.cards > .card')
        .filter({ has: page.getByText(title, { exact: true }) })
      expect(await card.locator('.figure').first().innerText(), title).toBe(shown)
      const change = (Number(figure) - Number(was)) / Math.abs(Number(was))
      expect(Number.isFinite(change), title).toBe(true)
      const written = new Intl.NumberFormat('en-GB', {
        ...{ style: 'percent', signDisplay: 'exceptZero' },
        maximumFractionDigits: Math.abs(change) < 1 ? 1 : 0,
      }).format(change)
      const told = await card.locator('.change').evaluate((one) => one.firstChild?.textContent)
      expect(told?.trim(), title).toBe(written)
    }
  })

  it('has every figure of what stands below its rows', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD}`)
    const answer = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=channel`)
    const { unattributed, overhead, total } = answer
    const written = (title: string, figures: Told) => {
      const { value, cost, profit, roi, conversions, cpa } = figures
      return [
        ...[title, euros(value), euros(cost), euros(profit)],
        ...[shares(roi), many(conversions), euros(cpa)],
      ]
    }
    expect(unattributed.by_reason.length).toBeGreaterThan(0)
    expect(await allTexts(page.locator('table tfoot tr'))).toEqual([
      written('Unattributed', {
        ...{ value: unattributed.value, cost: unattributed.cost },
        conversions: unattributed.conversions,
      }),
      ...unattributed.by_reason.map(({ reason, ...figures }) =>
        written(`· ${reason.replaceAll('_', ' ')}`, figures),
      ),
      written('Overhead', { cost: overhead.cost }),
      written('Total', total),
    ])
  })
})

describe('costs', () => {
  it('have every figure by campaign, and of what stands below', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/costs?${PERIOD}`)
    const answer = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=channel,campaign`)
    const spent = (answer.rows as Row[]).filter(({ cost }) => cost === null || Number(cost) !== 0)
    expect(spent.length).toBeGreaterThan(3)
    const figures = ({ cost, value, roi, cpa }: Told) => [
      ...[euros(cost), euros(value), shares(roi), euros(cpa)],
    ]
    const table = page.getByRole('region', { name: 'Costs by campaign' })
    expect((await allTexts(table.locator('tbody tr'))).toSorted()).toEqual(
      spent
        .map((row) => [row.campaign || '(none)', row.channel, ...figures(row)])
        .toSorted((a, b) => (a.join() < b.join() ? -1 : 1)),
    )
    const { unattributed, overhead, total } = answer
    expect(await allTexts(table.locator('tfoot tr'))).toEqual([
      ['Unattributed', '', ...figures(unattributed as Told)],
      ['Overhead', '', ...figures(overhead as Told)],
      ['Total', '', ...figures(total)],
    ])
  })

  it('have every category of each day as a table, and of what is of no day', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/costs?${PERIOD}`)
    const answer = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=day,category`)
    await page.getByRole('button', { name: 'Table' }).click()
    const table = page.getByRole('region', { name: 'Costs by day and category' })
    const heads = (await table.locator('thead th').allInnerTexts()).map(
      (text) => text.trim().split(/\n| [↑↓]/)[0] ?? '',
    )
    const categories = heads.slice(1, -1)
    expect(categories.length).toBeGreaterThan(1)
    const spread = (costs: Readonly<Record<string, string>> | undefined) => {
      const byTitle = Object.entries(costs ?? {}).map(([name, cost]) => [titleOf(name), cost])
      const named = Object.fromEntries(byTitle) as Record<string, string>
      expect(Object.keys(named).filter((name) => !categories.includes(name))).toEqual([])
      return categories.map((name) => euros(named[name]))
    }
    const costsOf = (of: object) => (of as { costs?: Record<string, string> }).costs
    const rows = await allTexts(table.locator('tbody tr'))
    expect(rows.map((cells) => cells.slice(1))).toEqual(
      (answer.rows as Row[]).map((row) => [...spread(costsOf(row)), euros(row.cost)]),
    )
    const foot = await allTexts(table.locator('tfoot tr'))
    expect(foot.at(-1)).toEqual([
      'Total',
      ...spread(costsOf(answer.total)),
      euros(answer.total.cost),
    ])
    expect(foot.find(([title]) => title === 'Overhead')?.slice(1)).toEqual([
      ...spread(costsOf(answer.overhead)),
      euros(answer.overhead.cost),
    ])
  })
})

describe('what moves between two models', () => {
  it('is every figure of the API, channel by channel', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/models?${PERIOD}&models=first_touch,linear&shift=linear`)
    const models = 'last_non_direct,first_touch,linear'
    const answer = await world.api<CompareAnswer>(
      `/v1/compare?${PERIOD}&by=channel&models=${models}`,
    )
    const panel = page.getByRole('region', { name: 'What moves under Linear' }).first()
    await panel.getByRole('button', { name: 'Table' }).click()
    const shown = new Map(
      (await allTexts(panel.locator('tbody tr'))).map(([channel, ...cells]) => [channel, cells]),
    )
    expect(shown.size).toBeGreaterThan(3)
    for (const { channel = '', models: under } of answer.rows) {
      const [first, linear] = [under['last_non_direct'], under['linear']]
      const { value = '0', value_ratio: ratio = null, conversions = '0' } = linear?.shift ?? {}
      const isNone = [first?.value, linear?.value, conversions].every((one) => Number(one) === 0)
      const of = new Intl.NumberFormat('en-GB', {
        ...{ style: 'percent', signDisplay: 'exceptZero' },
        maximumFractionDigits: Math.abs(ratio ?? 0) < 1 ? 1 : 0,
      })
      expect(shown.get(channel), channel).toEqual(
        isNone
          ? undefined
          : [
              ...[euros(first?.value), euros(linear?.value), moneyChange(value, 'EUR', 'en-GB')],
              ...[ratio === null ? '–' : of.format(ratio), many(conversions)],
            ],
      )
    }
  })
})

describe('lifetime value as a table', () => {
  it('has every point of every channel', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    const asked = `from=${isoDay(30)}&to=${isoDay(2)}`
    await open(`/cohorts?${asked}&months=period`)
    const months = `from=${isoDay(30).slice(0, 7)}&to=${isoDay(2).slice(0, 7)}`
    const answer = await world.api<CohortsAnswer>(`/v1/cohorts?${months}&ltv_every=7`)
    const chosen = chosenMonth(answer.cohorts, {}) as CohortRow
    const rows = rowsOf(answer.rows, chosen.cohort).filter(
      ({ ltv_by_age: points = [] }) => points.length > 0,
    )
    expect(rows.length).toBeGreaterThan(3)
    const curves = page.getByRole('region', { name: /^Lifetime value of customers/ }).first()
    await curves.getByRole('button', { name: 'Table' }).click()
    const weeks = Math.max(...rows.map(({ ltv_by_age: points = [] }) => points.length))
    const lines = await allTexts(curves.locator('tbody tr'))
    expect(lines).toEqual(
      Array.from({ length: weeks }, (_, at) => [
        String(at * 7),
        ...rows.map(({ ltv_by_age: points = [] }) => euros(points[at])),
      ]),
    )
  })
})

interface Health {
  match_rate: {
    by_source: Record<string, { match_rate: number; matched: number; eligible: number }>
  }
  dropped: { reason: string; n: number; last_day: string }[]
}

describe('data health', () => {
  it('has every figure of the API, by source and by reason', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open('/settings')
    const { match_rate: rates, dropped } = await world.api<Health>('/v1/health/data')
    const panel = page.getByRole('region', { name: 'Data health' }).first()
    const tables = panel.locator('table')
    const bySource = Object.entries(rates.by_source)
    expect(bySource.length).toBeGreaterThan(0)
    expect(await allTexts(tables.first().locator('tbody tr'))).toEqual(
      bySource.map(([source, { match_rate: rate, matched, eligible }]) => [
        ...[source, shares(rate), `${many(matched)} of ${many(eligible)}`],
      ]),
    )
    expect(dropped.length).toBeGreaterThan(0)
    const reasons = await allTexts(tables.nth(1).locator('tbody tr'))
    const expected = dropped.map(({ reason, n, last_day: last }) => [
      ...[reason.replaceAll('_', ' '), many(n), day(last, 'en-GB')],
    ])
    const named = reasons.map(([reason = '', ...cells]) => [
      expected.find(([name = '']) => reason.startsWith(name))?.[0],
      ...cells,
    ])
    expect(named.toSorted()).toEqual(expected.toSorted())
  })
})
