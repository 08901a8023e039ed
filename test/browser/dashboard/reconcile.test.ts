import { describe, expect, it } from 'vitest'
import { count, money } from '../../../collector/dashboard/format/numbers.ts'
import type { ReconcileAnswer } from '../../../shared/wire/answers/reports.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(20)}&to=${isoDay(2)}`

const texts = async (row: import('playwright').Locator) =>
  (await row.locator('td').allInnerTexts()).map((text) => text.trim())

const BRIDGE = [
  ...(['gross', 'discount', 'tax', 'shipping', 'refunds'] as const),
  ...(['net', 'attributed', 'unattributed'] as const),
]

describe('the page that reconciles', () => {
  it('shows each step, day, reason and check as the API has it, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/reconcile?${PERIOD}`)
    const answer = await world.api<ReconcileAnswer>(`/v1/reconcile?${PERIOD}&by=day`)
    const days = page.getByRole('region', { name: 'The bridge by day' })
    const rows = days.locator('tbody tr')
    expect(await rows.count()).toBe(answer.rows.length)
    for (const [at, row] of answer.rows.entries())
      expect((await texts(rows.nth(at))).slice(0, 9), row.day).toEqual([
        count(row.orders, 'en-GB'),
        ...BRIDGE.map((field) => euros(row[field])),
      ])
    expect((await texts(days.locator('tfoot tr'))).slice(1, 9)).toEqual(
      BRIDGE.map((field) => euros(answer.total[field])),
    )
    for (const { reason, value } of answer.unattributed.by_reason)
      expect(
        await page
          .getByRole('region', { name: 'Unattributed value by reason' })
          .getByRole('row', { name: reason.replaceAll('_', ' ') })
          .innerText(),
      ).toContain(euros(value))
    expect(await page.locator('.checks .good').count()).toBe(answer.checks.length)
  })

  it('draws the bridge, says it in words, and has it as a table', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/reconcile?${PERIOD}`)
    const { total } = await world.api<ReconcileAnswer>(`/v1/reconcile?${PERIOD}&by=none`)
    const drawn = page.getByRole('img', { name: /waterfall/ })
    expect(await drawn.getAttribute('aria-label')).toContain(`Net ${euros(total.net)}`)
    await page.getByRole('button', { name: 'Table' }).click()
    const table = page.getByRole('region', { name: 'From gross sales to what is attributed' })
    const amounts = await table.getByRole('region').locator('td').allInnerTexts()
    expect(amounts).toEqual(BRIDGE.map((field) => euros(total[field])))
  })

  it('is asked by its address alone, and goes back by the back button', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/reconcile?${PERIOD}&by=month&refund_basis=refund&country=FR`)
    const query = `${PERIOD}&by=month&refund_basis=refund`
    const { rows } = await world.api<ReconcileAnswer>(`/v1/reconcile?${query}`)
    const months = page.getByRole('region', { name: 'The bridge by month' }).locator('tbody tr')
    expect(await months.count()).toBe(rows.length)
    expect(await texts(months.first())).toContain(euros(rows[0]?.refunds))
    expect(await page.getByText('This page does not apply country').count()).toBe(1)
    await page.getByLabel('Rows').selectOption('day')
    await settled()
    expect(page.url()).toContain('by=day')
    await page.goBack()
    await settled()
    expect(await months.count()).toBe(rows.length)
  })

  it('closes a period after asking, says what has moved since, and reopens it', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'admin' })
    const [from, to] = [isoDay(40), isoDay(38)]
    await open(`/reconcile?from=${from}&to=${to}`)
    await page.getByRole('button', { name: 'Close this period…' }).click()
    await page.getByLabel('Note (why)').fill('books')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await closed()).toEqual([])
    await page.getByRole('button', { name: 'Close this period…' }).click()
    await page.getByLabel('Note (why)').fill('books')
    await page.getByRole('button', { name: 'Close the period' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await closed()).toMatchObject([{ from, to, note: 'books' }])
    await spendMore(from)
    await page.reload()
    await settled()
    const notice = page.getByText(`${from} to ${to} is closed. Since then: cost +€5.00.`)
    await expect.poll(() => notice.count()).toBe(1)
    await open(`/costs?from=${from}&to=${to}`)
    expect(await page.getByText('not in these figures: cost +€5.00.').count()).toBe(1)
    await page.goBack()
    await settled()
    await page.getByRole('button', { name: 'Reopen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reopen' }).click()
    await page.getByText('No period is closed yet.').waitFor()
    expect(await closed()).toEqual([])
  })

  it('shows who may only read why there is nothing to close with', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/reconcile?${PERIOD}`)
    expect(await page.getByText('To close or reopen a period').count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Close this period…' }).count()).toBe(0)
  })

  it.each([
    [1366, false],
    [360, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'admin', width, isDark })
    await open(`/reconcile?${PERIOD}`)
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Close this period…' }).click()
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})

const closed = async () =>
  (await world.api<{ periods: { from: string; to: string; note: string }[] }>('/v1/periods'))
    .periods

async function spendMore(day: string): Promise<void> {
  const cost = { category: 'ad_spend', amount: '5.00', currency: 'EUR', from: day, to: day }
  expect((await world.post('/v1/costs', cost)).status).toBe(200)
}
