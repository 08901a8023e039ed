import { describe, expect, it } from 'vitest'
import { count, money, percent } from '../../../collector/dashboard/format/numbers.ts'
import { findingsOf } from '../../../collector/dashboard/views/overview/findings.ts'
import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

type Row = Extract<RoiAnswer['rows'][number], { touches: number }>

/** What the page asks when the address says no more. */
const answerTo = (address: string, by = 'channel') => {
  const { searchParams } = new URL(address, world.url)
  searchParams.set('by', by)
  return world.api<RoiAnswer>(`/v1/roi?${searchParams}`)
}

const PERIOD = () => {
  const day = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  return `from=${day(20)}&to=${day(1)}`
}

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

/** The figures of a row of a table, as they are read. */
const cellsOf = async (row: import('playwright').Locator) => {
  const cells = await row.locator('td').allInnerTexts()
  return cells.map((text) => text.trim().split('\n')[0])
}

/** What the figures of a row of the API are to be read as. */
const shownOf = ({ value, cost, profit, roi, conversions, cpa }: Row) => [
  ...[value, cost, profit].map(euros),
  ...[percent(roi, 'en-GB'), count(conversions, 'en-GB'), euros(cpa)],
]

describe('the overview', () => {
  it('shows the figures of the API, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    const address = `/?${PERIOD()}&model=linear`
    await open(address)
    const answer = await answerTo(address)
    for (const row of answer.rows as Row[]) {
      const line = page.locator('tr.level-0').filter({
        has: page.getByRole('button', { name: row.channel ?? '', exact: false }),
      })
      const exact = line.filter({ hasText: new RegExp(`^.? ?${row.channel}`) })
      expect(await cellsOf(exact.first()), row.channel).toEqual(shownOf(row))
    }
    const total = page.locator('tfoot tr').last()
    const { value, cost, profit, roi, conversions, cac } = answer.total
    expect((await cellsOf(total)).slice(0, 3)).toEqual([value, cost, profit].map(euros))
    const cards = {
      ...{ Value: euros(value), Cost: euros(cost), Profit: euros(profit), CAC: euros(cac) },
      ...{ ROI: percent(roi, 'en-GB'), Conversions: count(conversions, 'en-GB') },
    }
    for (const [title, figure] of Object.entries(cards)) {
      const card = page.locator('.card').filter({ has: page.getByText(title, { exact: true }) })
      expect(await card.locator('.figure').first().innerText(), title).toBe(figure)
    }
  })

  it('opens a channel into its sources, and one into its campaigns, which add up', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    const address = `/?${PERIOD()}`
    await open(address)
    await page.getByRole('button', { name: 'Paid Search' }).click()
    await settled()
    const answer = await answerTo(address, 'channel,source')
    const expected = (answer.rows as Row[]).filter(({ channel }) => channel === 'Paid Search')
    const lines = page.locator('tr.level-1')
    await expect.poll(() => lines.count()).toBe(expected.length)
    for (const row of expected) {
      const line = lines.filter({ has: page.getByText(row.source ?? '', { exact: false }) })
      expect(await cellsOf(line.first()), row.source).toEqual(shownOf(row))
    }
    const opener = lines.first().getByRole('button', { expanded: false }).first()
    const [, source = ''] = (await opener.innerText()).split(' ')
    await opener.click()
    await settled()
    const below = (await answerTo(address, 'channel,source,campaign')).rows as Row[]
    const campaigns = below.filter((row) => row.channel === 'Paid Search' && row.source === source)
    const shown = page.locator('tr.level-2')
    await expect.poll(() => shown.count()).toBe(campaigns.length)
    const figures = await Promise.all((await shown.all()).map(cellsOf))
    expect(figures.toSorted()).toEqual(campaigns.map(shownOf).toSorted())
  })

  it('keeps model and filters in the address, and goes back by the back button', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD()}`)
    await page.getByLabel('Model').selectOption({ label: 'First touch' })
    await settled()
    expect(page.url()).toContain('model=first_touch')
    expect(await page.locator('.meta').first().innerText()).toContain('first touch')
    await page.getByRole('button', { name: '+ Filter' }).click()
    await page.getByLabel('Value', { exact: true }).selectOption('Email')
    await settled()
    expect(page.url()).toContain('channel=Email')
    await expect.poll(() => page.locator('tr.level-0').count()).toBe(1)
    await page.goBack()
    await settled()
    expect(page.url()).not.toContain('channel=Email')
    await page.goBack()
    await settled()
    expect(await page.getByLabel('Model').inputValue()).not.toBe('first_touch')
  })

  it('says what is worth a look, with the figures of the table, and leads on from there', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/?${PERIOD()}&compare=none`)
    const now = await answerTo(`/?${PERIOD()}`)
    const findings = findingsOf({ now, before: undefined })
    const loss = findings.find(({ kind }) => kind === 'loss')
    if (loss?.kind !== 'loss') throw new Error('the demo has a channel that loses')
    const sentence = page.locator('.findings li').filter({ hasText: `${loss.row.channel} cost` })
    expect(await sentence.innerText()).toContain(euros(loss.row.cost))
    expect(await page.locator('.findings li').count()).toBe(findings.length)
    await sentence.getByRole('link').click()
    await settled()
    expect(new URL(page.url()).pathname).toBe('/costs')
    expect(page.url()).toContain(
      new URLSearchParams({ channel: loss.row.channel ?? '' }).toString(),
    )
  })

  it.each([
    [1366, false],
    [390, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    await open(`/?${PERIOD()}`)
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
