import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(12)}&to=${isoDay(1)}`

const drawer = (page: Page) => page.getByRole('dialog')

describe('each figure of other reports', () => {
  it.each([
    ['/journeys?', 'table.paths', 'of paths'],
    ['/journeys?of=campaign&', 'table.paths', 'of paths of campaigns'],
    ['/journeys?tab=sets&', 'table.paths', 'of combinations'],
    ['/funnel?', 'main', 'of the funnel'],
    ['/funnel?by=device&', 'main table', 'of the funnel by device'],
    ['/claims?', 'main table', 'of claims'],
    ['/cohorts?by=source&', 'main table', 'of cohorts'],
    // Of two months that are over there are as few.
    ['/cohorts?value=margin&', 'main table.heat', 'of who bought again', 2],
    ['/reconcile?by=month&', 'main', 'of the bridge'],
    ['/reconcile?refund_basis=refund&', 'main', 'of the bridge, refunds on their own days'],
  ])(
    'opens an explanation that comes to it: %s %s (%s)',
    async (path, table, _title, fewest = 5) => {
      const { page, open, settled } = await world.browser({ signedInBy: 'read' })
      await open(`${path}${PERIOD}`)
      await settled()
      await expectEach(page, page.locator(`${table} button.figure`), fewest)
    },
    180_000,
  )

  it('opens an explanation of each point of a curve, up to its day', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/cohorts?by=source&${PERIOD}`)
    await settled()
    const panel = page.locator('section.panel', { hasText: 'Lifetime value of customers won in' })
    await panel.getByRole('button', { name: 'Table' }).click()
    await expectEach(page, panel.locator('button.figure'), 1)
  }, 180_000)

  it('opens an explanation of what is left out of the bridge, in its own currency', async () => {
    const order = {
      goal: 'purchase',
      transaction_id: 'called-off',
      value: '70.00',
      currency: 'USD',
    }
    const sent = { ...order, ts: `${isoDay(3)}T10:00:00Z`, status: 'cancelled' }
    expect((await world.post('/v1/conversions', sent)).status).toBe(200)
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/reconcile?${PERIOD}`)
    const row = page.getByRole('row', { name: 'cancelled' })
    for (const [figure, title] of [
      ['1', 'How many left out: cancelled'],
      ['US$70.00', 'Amount left out: cancelled'],
    ] as const) {
      await row.getByRole('button', { name: figure, exact: true }).click()
      expect(await drawer(page).locator('.formula strong').innerText()).toBe(figure)
      expect(await drawer(page).getByRole('heading', { level: 2 }).innerText()).toBe(title)
      expect(
        await drawer(page)
          .getByRole('row', { name: /called-off/ })
          .count(),
      ).toBe(1)
      await addsUp(page)
      await page.keyboard.press('Escape')
      await expect.poll(() => page.url()).not.toContain('explain')
    }
  })

  /** Each of some of the figures is what its explanation comes to. */
  async function expectEach(page: Page, figures: Locator, fewest: number): Promise<void> {
    const all = await figures.all()
    expect(all.length).toBeGreaterThan(fewest)
    const step = Math.max(1, Math.floor(all.length / 12)) | 1
    for (let at = 0; at < all.length; at += step) {
      const text = await all[at]?.innerText()
      await all[at]?.click()
      const result = drawer(page).locator('.formula strong')
      expect(await result.innerText(), page.url()).toBe(text)
      expect(page.url()).toContain('explain=')
      await addsUp(page)
      await page.keyboard.press('Escape')
      await expect.poll(() => page.url()).not.toContain('explain')
    }
  }

  /** What parts add is all of it, once there are no more. */
  async function addsUp(page: Page): Promise<void> {
    const sums = drawer(page).locator('.sums')
    if ((await sums.count()) === 0) return
    const more = drawer(page).getByRole('button', { name: 'Show more' })
    for (let turned = 0; (await more.count()) > 0; turned += 1) {
      if (turned > 3) return
      const before = await sums.innerText()
      await more.click()
      await expect.poll(() => sums.innerText()).not.toBe(before)
    }
    for (const line of (await sums.innerText()).split('\n')) expect(line).toContain('all of it.')
  }
})
