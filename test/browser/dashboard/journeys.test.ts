import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, money, percent } from '../../../collector/dashboard/format/numbers.ts'
import type {
  ExplainAnswer,
  JourneyAnswer,
  JourneysAnswer,
} from '../../../shared/wire/answers/journeys.ts'
import type { PathsAnswer } from '../../../shared/wire/answers/reports.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const day = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const DAYS = `from=${day(20)}&to=${day(1)}`

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

const pathsBy = (sort: string, more = '') =>
  world.api<PathsAnswer>(`/v1/paths?${DAYS}&sort=${sort}${more}`)

/** The figures of a row as they are read, without what is only read aloud. */
const cellsOf = (row: Locator) =>
  row.locator('td').evaluateAll((cells) =>
    cells.map((cell) => {
      const figure = cell.cloneNode(true) as HTMLElement
      for (const hidden of figure.querySelectorAll('.hidden, small')) hidden.remove()
      return figure.textContent?.trim()
    }),
  )

const figuresOf = (path: PathsAnswer['paths'][number]) => [
  ...[count(path.journeys, 'en-GB'), percent(path.conversion_rate, 'en-GB')],
  ...[count(path.conversions, 'en-GB'), euros(path.value), euros(path.cost), euros(path.profit)],
  ...[percent(path.roi, 'en-GB'), count(path.median_days, 'en-GB')],
  count(path.median_touches, 'en-GB'),
]

const pathRows = (page: Page) => page.locator('table.paths tbody tr')

const pathNames = (page: Page) =>
  pathRows(page)
    .locator('th')
    .evaluateAll((heads) =>
      heads.map((head) =>
        [...head.querySelectorAll('.pill')].map((pill) => pill.textContent).join(' > '),
      ),
    )

describe('paths', () => {
  it('are those with a touch of the filters of the address, with where all else has gone', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    const filters = '&channel=Email&stage=acquisition'
    await open(`/journeys?${DAYS}${filters}`)
    const { paths, bridge, meta } = await pathsBy('value', filters)
    expect(meta.filters).toEqual({ channel: { is: ['Email'] }, stage: { is: ['acquisition'] } })
    expect(await pathNames(page)).toEqual(paths.slice(0, 25).map(({ path }) => path))
    for (const [at, path] of paths.slice(0, 5).entries())
      expect(await cellsOf(pathRows(page).nth(at)), path.path).toEqual(figuresOf(path))
    const panel = page.getByRole('region', { name: 'How it adds up to the total', exact: true })
    const line = (title: string) => panel.getByRole('row').filter({ hasText: title })
    expect((await cellsOf(line('Journeys outside the filters'))).at(-1)).toBe(
      euros(bridge['filtered_out']),
    )
    expect((await cellsOf(line('all that was spent'))).at(-1)).toBe(euros(bridge['spend']))
    expect(await page.getByText('This page does not apply').count()).toBe(0)
  })

  it('have the figures of the API to the cent, and its order', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}`)
    const { paths } = await pathsBy('value')
    expect(paths.length).toBeGreaterThan(25)
    expect(await pathNames(page)).toEqual(paths.slice(0, 25).map(({ path }) => path))
    for (const [at, path] of paths.slice(0, 25).entries())
      expect(await cellsOf(pathRows(page).nth(at)), path.path).toEqual(figuresOf(path))
    await page.getByRole('button', { name: 'Next' }).click()
    await settled()
    expect(await pathNames(page)).toEqual(paths.slice(25, 50).map(({ path }) => path))
    await page.goBack()
    await settled()
    expect(await pathNames(page)).toEqual(paths.slice(0, 25).map(({ path }) => path))
  })

  it.each([
    ['Journeys', 'journeys'],
    ['Conv. rate', 'conversion_rate'],
    ['Conversions', 'conversions'],
    ['Cost', 'cost'],
    ['Profit', 'profit'],
    ['ROI', 'roi'],
  ])('are ranked by %s as the API ranks them', async (title, sort) => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}`)
    await page.locator('table.paths thead').getByRole('button', { name: title }).click()
    await settled()
    expect(page.url()).toContain(`sort=${sort}`)
    const { paths } = await pathsBy(sort, '&limit=25')
    expect(await pathNames(page)).toEqual(paths.map(({ path }) => path))
  })

  it('that are more than are asked at once are ranked by the collector, page by page', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await page.route('**/v1/paths*', (route) =>
      route.continue({ url: route.request().url().replace('limit=1000', 'limit=10') }),
    )
    await open(`/journeys?${DAYS}&sort=profit`)
    const { paths, closed } = await pathsBy('profit')
    expect(await pathNames(page)).toEqual(paths.slice(0, 25).map(({ path }) => path))
    await page.getByRole('button', { name: 'Next' }).click()
    await settled()
    expect(await pathNames(page)).toEqual(paths.slice(25, 50).map(({ path }) => path))
    const first = (await pathsBy('journeys', '&limit=10')).paths
    const drawn = first.reduce((sum, { journeys }) => sum + journeys, 0)
    const rest = count(closed.journeys - drawn, 'en-GB')
    expect(await page.locator('section.panel').first().innerText()).toContain(
      `${rest} journeys took paths that are not drawn`,
    )
  })

  it('add up to the total of the period, with what is open and unattributed', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}`)
    const { total, open: opened, unattributed } = await pathsBy('value')
    const bridge = page.locator('section.panel', { hasText: 'How it adds up to the total' })
    const line = (title: string) => bridge.locator('tr', { hasText: title }).first()
    expect(await cellsOf(line('Open journeys'))).toEqual([
      ...[count(opened.journeys, 'en-GB'), '', '', euros(opened.cost)],
    ])
    expect((await cellsOf(line('Unattributed orders'))).slice(1, 3)).toEqual([
      ...[count(unattributed.conversions, 'en-GB'), euros(unattributed.value)],
    ])
    const totals = bridge.locator('tfoot tr')
    expect(await cellsOf(totals)).toEqual([
      ...['', count(total.conversions, 'en-GB'), euros(total.value), euros(total.cost)],
    ])
    await totals.getByRole('button', { name: euros(total.value) }).click()
    await page.getByRole('dialog').waitFor()
    const { searchParams } = new URL(page.url())
    const explained = await world.api<ExplainAnswer>(
      `/v1/explain?${DAYS}&${searchParams.get('explain')}`,
    )
    expect(explained.cell.result).toBe(total.value)
  })

  it('may be of campaigns, and combinations in any order', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}`)
    await page.getByRole('button', { name: 'Combinations' }).click()
    await settled()
    await page.getByRole('button', { name: 'Campaigns' }).click()
    await settled()
    const { paths } = await pathsBy('value', '&of=campaign&shape=set&limit=25')
    expect(await pathNames(page)).toEqual(paths.map(({ steps }) => steps.join(' > ')))
    expect(await cellsOf(pathRows(page).first())).toEqual(paths[0] && figuresOf(paths[0]))
  })
})

describe('the flow', () => {
  it('filters the paths below by what is clicked, and goes back', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}`)
    await page.locator('.flow canvas').waitFor()
    // The first node begins at the top of the left edge.
    await expect
      .poll(async () => {
        await page.locator('.flow canvas').click({ position: { x: 10, y: 16 } })
        return page.url()
      })
      .toContain('through=1')
    await settled()
    const first = new URL(page.url()).searchParams.get('through')?.slice(2) ?? ''
    for (const name of await pathNames(page)) expect(name.split(' > ')[0]).toBe(first)
    const { paths } = await pathsBy('value')
    const through = paths.filter(({ steps }) => steps[0] === first)
    const journeys = through.reduce((sum, path) => sum + path.journeys, 0)
    const foot = page.locator('table.paths tfoot tr').first()
    expect((await cellsOf(foot))[0]).toBe(count(journeys, 'en-GB'))
    await page.goBack()
    await settled()
    expect(page.url()).not.toContain('through')
    expect(await page.locator('table.paths tfoot tr').count()).toBe(1)
  })

  it('has a table, which filters as well and adds up to the value of all paths', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/journeys?${DAYS}&width=value`)
    const panel = page.locator('section.panel', { hasText: 'Where journeys go' })
    await panel.getByRole('button', { name: 'Table', exact: true }).click()
    const { closed } = await pathsBy('value')
    const ends = panel.locator('tbody tr').filter({
      has: page.locator('td').first().getByText('Conversion', { exact: true }),
    })
    const amounts = await ends.locator('td:last-child button').allInnerTexts()
    const cents = amounts.map((text) => Number(text.replace(/\D/g, '')))
    expect(cents.reduce((sum, one) => sum + one, 0)).toBe(Number(closed.value.replace('.', '')))
    await ends.first().locator('td:last-child button').click()
    await settled()
    expect(page.url()).toContain('onto=converted')
    const foot = page.locator('table.paths tfoot tr').first()
    expect((await cellsOf(foot))[3]).toBe(amounts[0]?.trim())
  })
})

const journeys = async () =>
  (await world.api<JourneysAnswer>(`/v1/journeys?${DAYS}&limit=200`)).journeys

describe('one journey', () => {
  it('is found by its order, and shows each touch with its credit under every model', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    const long = (await journeys()).toSorted((a, b) => b.touches.length - a.touches.length)[0]
    if (!long) throw new Error('the demo has no journey')
    await open(`/journeys?${DAYS}&tab=journeys`)
    await page.getByLabel('Order id').fill(long.transaction_id)
    await page.getByLabel('Order id').press('Enter')
    await settled()
    expect(page.url()).toContain(`journey=${long.transaction_id}`)
    const { journey } = await world.api<JourneyAnswer>(`/v1/journeys/${long.transaction_id}`)
    const cards = await page.locator('.cards').innerText()
    for (const amount of [journey.value, journey.cost, journey.profit])
      expect(cards).toContain(euros(amount))
    const rows = page.locator('table.credits tbody tr')
    expect(await rows.count()).toBe(journey.touches.length)
    for (const [at, { cost, credits }] of journey.touches.entries())
      expect(await cellsOf(rows.nth(at))).toEqual([
        ...[euros(cost), ...Object.values(credits).map(({ value }) => euros(value))],
      ])
    expect(await page.locator('.timeline li .pill').allInnerTexts()).toEqual(
      journey.touches.map(({ channel }) => channel),
    )
    await page.goBack()
    await settled()
    expect(await page.locator('.timeline').count()).toBe(0)
  })

  it('of nobody says why', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    const unmatched = (await journeys()).find(({ reason }) => reason === 'consent')
    await open(`/journeys?journey=${unmatched?.transaction_id}&goal=purchase`)
    expect(await page.locator('.conversion').innerText()).toContain('Consent was denied')
  })

  it('is not for who has a shared link, who is told so and sees all paths', async () => {
    const made = await world.post('/v1/shares', { name: 'the agency' }, world.keys.admin)
    const { url } = (await made.json()) as { url: string }
    const { page, settled, open } = await world.browser()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${world.url}/${new URL(url).hash}`)
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await settled()
    await open(`/journeys?${DAYS}`)
    const { paths } = await pathsBy('value', '&limit=25')
    expect(await pathNames(page)).toEqual(paths.map(({ path }) => path))
    for (const address of [`/journeys?${DAYS}&tab=journeys`, '/journeys?journey=D1']) {
      await open(address)
      expect(await page.locator('main').innerText()).toContain('not part of a shared link')
    }
    expect(asked.filter((path) => path.startsWith('/v1/journeys'))).toEqual([])
  })
})

describe('the pages of journeys', () => {
  it.each([
    [1366, false],
    [390, true],
  ])('have nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    const one = (await journeys()).find(({ touches }) => touches.length > 1)
    const addresses = [
      ...[`/journeys?${DAYS}`, `/journeys?${DAYS}&tab=sets`, `/journeys?${DAYS}&tab=journeys`],
      `/journeys?journey=${one?.transaction_id}`,
    ]
    for (const address of addresses) {
      await open(address)
      expect(await axe(), address).toEqual([])
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(sideways, address).toBe(false)
    }
  })
})
