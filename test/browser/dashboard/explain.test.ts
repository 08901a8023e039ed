import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import type { ExplainAnswer } from '../../../shared/wire/answers/journeys.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(12)}&to=${isoDay(1)}`
const EMAIL = `explain=${encodeURIComponent('by=channel&row.channel=Email&cell=row&measure=roi')}`

const drawer = (page: Page) => page.getByRole('dialog')

describe('the explanation of a figure', () => {
  it.each([
    ['', 'with all channels'],
    ['&model=linear&basis=touch_date&channel=Paid Search,Email', 'under a filter, by touch date'],
    ['&goal=sign_up&model=first_touch&stage=!acquisition', 'of another goal'],
  ])(
    'is of the very figure that was clicked: %s (%s)',
    async (more) => {
      const { page, open, settled } = await world.browser({ signedInBy: 'read' })
      await open(`/?${PERIOD}${more}`)
      await page.getByRole('button', { name: 'Table' }).first().click()
      for (const channel of ['Email', 'Paid Search']) {
        const opener = page.getByRole('button', { name: channel, exact: false }).first()
        if ((await opener.count()) > 0) await opener.click()
      }
      await settled()
      const figures = page.locator('button.figure')
      expect(await figures.count()).toBeGreaterThan(5)
      for (const [at, figure] of (await figures.all()).entries()) {
        // Rows have six figures each: every fifth meets all places and all measures.
        if (at > 6 && at % 5 !== 0) continue
        const text = await figure.innerText()
        await figure.click()
        const result = drawer(page).locator('.formula strong')
        expect(await result.innerText(), page.url()).toBe(text)
        await page.keyboard.press('Escape')
        await expect.poll(() => page.url()).not.toContain('explain')
      }
    },
    120_000,
  )

  it('says its formula, and goes down to the hit, all by the address', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD}&${EMAIL}`)
    const query = `${PERIOD}&by=channel&row.channel=Email&cell=row`
    const { cell, parts } = await world.api<ExplainAnswer>(`/v1/explain?${query}&measure=roi`)
    await page.getByRole('heading', { name: 'ROI of channel Email' }).waitFor()
    expect(await drawer(page).locator('.formula').innerText()).toContain('(value − cost) ÷ cost')
    const first = parts[0] as { transaction_id?: string } | undefined
    await drawer(page)
      .getByRole('button', { name: first?.transaction_id ?? '' })
      .click()
    const hit = drawer(page).locator('.touches details').first()
    await hit.locator('summary').click()
    expect(await hit.innerText()).toMatch(/url[\s\S]*Fact \d+, by backend/)
    await drawer(page).getByRole('button', { name: 'Conversions' }).click()
    await settled()
    expect(await drawer(page).locator('.formula strong').innerText()).toBe(cell.conversions)
    await page.goBack()
    await page.getByRole('heading', { name: 'ROI of channel Email' }).waitFor()
  })

  it('adds up its parts page by page, until they are the figure', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    const explained = encodeURIComponent('cell=total&measure=value')
    await open(`/?from=${isoDay(40)}&to=${isoDay(1)}&explain=${explained}`)
    const sums = drawer(page).locator('.sums')
    expect(await sums.innerText()).toMatch(/^These 50 parts add .* so far\./)
    const more = drawer(page).getByRole('button', { name: 'Show more' })
    while ((await more.count()) > 0) {
      const before = await sums.innerText()
      await more.click()
      await expect.poll(() => sums.innerText()).not.toBe(before)
      await settled()
    }
    expect(await sums.innerText()).toContain('all of it.')
  })

  it('is a dialog that takes the focus, and gives it back', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD}`)
    const figure = page.locator('.cards button.figure').first()
    await figure.focus()
    await page.keyboard.press('Enter')
    await drawer(page).locator('.formula').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe('Close')
    await page.keyboard.press('Escape')
    await expect.poll(() => drawer(page).count()).toBe(0)
    expect(await focused()).toBe(await figure.innerText())
    await expect.poll(() => page.url()).not.toContain('explain')
  })

  it.each([
    [1366, false],
    [360, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    await open(`/?${PERIOD}&${EMAIL}`)
    await drawer(page).locator('tbody .opener').first().click()
    expect(await axe()).toEqual([])
  })
})
