import type { Locator } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, factor, money, percent } from '../../../collector/dashboard/format/numbers.ts'
import { month } from '../../../collector/dashboard/format/times.ts'
import {
  type CohortRow,
  chosenMonth,
  rowsOf,
} from '../../../collector/dashboard/views/cohorts/cohorts.ts'
import { monthsOf } from '../../../collector/dashboard/views/cohorts/months.ts'
import type { CohortsAnswer } from '../../../shared/wire/answers/reports.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const [FROM, TO] = [isoDay(30), isoDay(2)]
const ADDRESS = `/cohorts?from=${FROM}&to=${TO}`

const dayNumber = (text: string) => Number(text.replaceAll('-', ''))

const cohorts = (more = '') => {
  const { from, to } = monthsOf({ from: dayNumber(FROM), to: dayNumber(TO) }, {})
  return world.api<CohortsAnswer>(`/v1/cohorts?from=${from}&to=${to}&ltv_every=7${more}`)
}

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

const texts = async (row: Locator) =>
  (await row.locator('td').allInnerTexts()).map((text) => text.trim().split(/\s*\(|\n/)[0])

/** As the page writes the figures of a row. */
const written = (row: Omit<CohortRow, 'cohort'>) => [
  ...[count(row.customers, 'en-GB'), euros(row.cost), euros(row.cac)],
  ...[row.ltv_30, row.ltv_90, row.ltv_180, row.ltv_365, row.ltv_to_date].map(euros),
  factor(row.ltv_to_cac, 'en-GB'),
  row.payback_day === null ? '–' : row.payback_day === 0 ? 'at once' : `day ${row.payback_day}`,
  percent(row.repeat_rate, 'en-GB'),
]

describe('cohorts', () => {
  it('show what each channel has won and what it has brought, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(ADDRESS)
    const answer = await cohorts()
    const chosen = chosenMonth(answer.cohorts, {}) as CohortRow
    const rows = rowsOf(answer.rows, chosen.cohort)
    const table = page.getByRole('region', { name: /^Table: Customers won in .* by channel$/ })
    expect(await table.locator('tbody tr').count()).toBe(rows.length)
    for (const row of rows) {
      const name = { name: row.channel ?? '', exact: true }
      const line = table.getByRole('row').filter({ has: page.getByRole('rowheader', name) })
      expect(await texts(line), row.channel).toEqual(written(row))
    }
    expect(await texts(table.locator('tfoot tr'))).toEqual(written(chosen))
  })

  it('are of what the filters of the address have won, with no CAC where no cost says so', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    for (const filters of ['&channel=Email,Paid%20Search', '&channel=Email&device=!mobile']) {
      await open(`${ADDRESS}${filters}`)
      const answer = await cohorts(filters)
      const chosen = chosenMonth(answer.cohorts, {}) as CohortRow
      const rows = rowsOf(answer.rows, chosen.cohort)
      const table = page.getByRole('region', { name: /^Table: Customers won in .* by channel$/ })
      expect(await table.locator('tbody tr').count()).toBe(rows.length)
      expect(await texts(table.locator('tfoot tr'))).toEqual(written(chosen))
      expect(await page.getByText('This page does not apply').count()).toBe(0)
    }
    expect((await cohorts('&channel=Email&device=!mobile')).total).toMatchObject({
      ...{ cac: null, cost_unknown: ['device'] },
    })
  })

  it('show months in whole with what is unattributed, and choose one', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(ADDRESS)
    const answer = await cohorts()
    const table = page.getByRole('region', { name: 'Customers by the month' })
    for (const row of answer.cohorts) {
      const name = { name: month(row.cohort, 'en-GB'), exact: true }
      const line = table.getByRole('row').filter({ has: page.getByRole('button', name) })
      expect(await texts(line), row.cohort).toEqual(written(row))
    }
    const foot = table.locator('tfoot tr')
    expect(await texts(foot.first())).toEqual(written(answer.unattributed))
    expect(await texts(foot.last())).toEqual(written(answer.total))
    const oldest = answer.cohorts[0]?.cohort ?? ''
    await table.getByRole('button', { name: month(oldest, 'en-GB') }).click()
    await settled()
    expect(page.url()).toContain(`cohort=${oldest}`)
    await expect
      .poll(() => page.locator('h2').first().innerText())
      .toContain(month(oldest, 'en-GB'))
  })

  it('draw lifetime value week by week, and have it as a table', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(ADDRESS)
    const answer = await cohorts()
    const chosen = chosenMonth(answer.cohorts, {}) as CohortRow
    const [most] = rowsOf(answer.rows, chosen.cohort)
    const curves = page.getByRole('region', { name: /^Lifetime value of customers/ }).first()
    expect(await curves.getByRole('img').getAttribute('aria-label')).toContain(most?.channel)
    await curves.getByRole('button', { name: 'Table' }).click()
    const firstOfEach = curves.locator('tbody tr td:nth-child(2)')
    const points = most?.ltv_by_age ?? []
    expect((await firstOfEach.allInnerTexts()).slice(0, points.length)).toEqual(points.map(euros))
  })

  it('say who has bought again, month by month', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(ADDRESS)
    const answer = await cohorts()
    const rows = page.locator('table.heat tbody tr')
    const withAny = answer.cohorts.filter(({ customers }) => Number(customers) > 0)
    expect(await rows.count()).toBe(withAny.length)
    for (const [at, { customers, bought_again_by_month: shares }] of withAny.entries())
      expect((await texts(rows.nth(at))).slice(0, shares.length + 1)).toEqual([
        ...[count(customers, 'en-GB'), ...shares.map((share) => percent(share, 'en-GB'))],
      ])
  })

  it('are under the model of the filters, and by what the address says', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`${ADDRESS}&model=first_touch`)
    await page.getByLabel('Won by').selectOption('source')
    await settled()
    expect(page.url()).toContain('by=source')
    const answer = await cohorts('&model=first_touch&by=source')
    const chosen = chosenMonth(answer.cohorts, {}) as CohortRow
    const [most] = rowsOf(answer.rows, chosen.cohort)
    const table = page.getByRole('region', { name: /^Table: Customers won in .* by source$/ })
    await expect.poll(() => table.count()).toBe(1)
    expect(await texts(table.locator('tbody tr').first())).toEqual(written(most as CohortRow))
    await page.goBack()
    await settled()
    expect(page.url()).not.toContain('by=source')
  })

  it.each([
    [1366, false],
    [390, true],
  ])('have nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    await open(ADDRESS)
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
