import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { VIEWS } from '../../../collector/dashboard/state/views.ts'
import { file, HEAD, isoDay } from './spend-files.ts'
import { type Dashboard, dashboardWorld, signIn } from './world.ts'

const world = dashboardWorld()

/** Most pages have a test of their own that axe finds nothing wide and light, and narrow and dark. */
const OTHER_LOOKS = [
  [1366, true],
  [390, false],
] as const

/** Axe takes its time for ten pages. */
const TEN_PAGES_MS = 180_000

/** The stream of the live page stays open, so that the network is never idle. */
async function show({ page, open }: Dashboard, path: string): Promise<void> {
  if (path !== '/live') return open(path)
  await page.goto(path)
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.locator('.cards').waitFor()
}

async function expectAccessible({ page, axe }: Dashboard, path: string): Promise<void> {
  expect(await axe(), path).toEqual([])
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(sideways, path).toBe(false)
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

describe('axe finds nothing', () => {
  it.each(OTHER_LOOKS)(
    'on any page, at %i px, dark %s',
    { timeout: TEN_PAGES_MS },
    async (width, isDark) => {
      const dashboard = await world.browser({ signedInBy: 'admin', width, isDark })
      for (const { path } of VIEWS) {
        await show(dashboard, path)
        await expectAccessible(dashboard, path)
      }
    },
  )

  it('on the page of claims, at 390 px and dark', async () => {
    const dashboard = await world.browser({ signedInBy: 'read', width: 390, isDark: true })
    await show(dashboard, '/claims')
    await expectAccessible(dashboard, '/claims')
  })

  it('on any page of a site where nothing was counted yet', { timeout: TEN_PAGES_MS }, async () => {
    const dashboard = await world.browser()
    await signIn(dashboard, world.emptySiteKey)
    for (const { path } of VIEWS) {
      await show(dashboard, path)
      await expectAccessible(dashboard, path)
    }
  })

  it.each(OTHER_LOOKS)('where reports fail, at %i px, dark %s', async (width, isDark) => {
    const mayLog = /status of 503/
    const dashboard = await world.browser({ signedInBy: 'read', width, isDark, mayLog })
    const { page } = dashboard
    await page.route(/\/v1\/(?!session|models)/, (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        json: { type: 'about:blank', title: 'Busy', status: 503, detail: 'Try again in a minute.' },
      }),
    )
    for (const path of ['/', '/journeys', '/funnel', '/settings']) {
      await page.goto(path)
      await page.getByRole('alert').first().waitFor()
      await expectAccessible(dashboard, path)
    }
  })

  it.each(OTHER_LOOKS)('before somebody signs in, at %i px, dark %s', async (width, isDark) => {
    const dashboard = await world.browser({ width, isDark })
    await dashboard.page.goto('/')
    await dashboard.page.getByLabel('Key of your site').waitFor()
    await expectAccessible(dashboard, '/')
  })

  it.each(OTHER_LOOKS)('on a shared page, at %i px, dark %s', async (width, isDark) => {
    const made = await world.post('/v1/shares', { name: 'Agency' }, world.keys.admin)
    const { url } = (await made.json()) as { url: string }
    const dashboard = await world.browser({ width, isDark })
    await dashboard.page.goto(world.url + new URL(url).pathname + new URL(url).hash)
    await dashboard.page.locator('.cards').waitFor()
    for (const path of ['/', '/journeys', '/settings']) {
      await show(dashboard, path)
      await expectAccessible(dashboard, path)
    }
  })

  it.each(OTHER_LOOKS)(
    'while a filter is chosen or a figure explained, at %i px, dark %s',
    async (width, isDark) => {
      const dashboard = await world.browser({ signedInBy: 'read', width, isDark })
      const { page } = dashboard
      await show(dashboard, '/')
      await page.getByRole('button', { name: '+ Filter' }).click()
      await page.getByLabel('Filter by').waitFor()
      await page.locator('tr.level-0 .opener').first().click()
      await page.locator('tr.level-1').first().waitFor()
      await expectAccessible(dashboard, 'a new filter')
      await page.locator('.cards button.figure').first().click()
      await page.getByRole('dialog').locator('.formula').waitFor()
      await expectAccessible(dashboard, 'an explained figure')
    },
  )
})

/** A figure of each report that is explained, by where it stands. */
const FIGURES = [
  ['/', '.cards button.figure'],
  ['/journeys', 'table.paths button.figure'],
  ['/funnel', 'main table button.figure'],
  ['/cohorts', 'main table button.figure'],
  ['/reconcile', 'main table button.figure'],
] as const

describe('axe finds nothing in what opens', () => {
  it.each(OTHER_LOOKS)(
    'below an explained figure, part by part, at %i px, dark %s',
    { timeout: TEN_PAGES_MS },
    async (width, isDark) => {
      const dashboard = await world.browser({ signedInBy: 'read', width, isDark })
      const { page } = dashboard
      for (const [path, figure] of FIGURES) {
        await show(dashboard, path)
        await page.locator(figure).first().click()
        const drawer = page.getByRole('dialog')
        await drawer.locator('.opener').first().click()
        const closed = drawer.locator('details:not([open]) > summary')
        for (let left = await closed.count(); left > 0; left--) await closed.first().click()
        await expectAccessible(dashboard, `${path}, explained`)
      }
    },
  )

  it.each(OTHER_LOOKS)('when a file is looked at, at %i px, dark %s', async (width, isDark) => {
    const dashboard = await world.browser({ signedInBy: 'admin', width, isDark })
    const { page } = dashboard
    await show(dashboard, '/costs')
    const lines = [
      HEAD,
      `${isoDay(6)},Tents,11,EUR,20.20,40,900,2,180.10`,
      '3/4/2026,Tents,11,EUR,1,1,1,1,1',
    ]
    await page.getByLabel('Choose a file').setInputFiles(file('google.csv', lines))
    await page.getByRole('region', { name: 'What would be imported' }).waitFor()
    await expectAccessible(dashboard, 'a file that is looked at')
  })
})

/** Goes on by Tab until a control has the focus. */
async function tabTo(page: Page, isIt: (text: string) => boolean): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const { activeElement: on } = document
      return on?.getAttribute('aria-label') ?? on?.closest('label')?.innerText ?? on?.textContent
    })
    if (isIt(at ?? '')) return
  }
  throw new Error('the control is not reached by Tab')
}

describe('the keyboard alone', () => {
  it('chooses a model, sets a filter and takes it away', async () => {
    const dashboard = await world.browser({ signedInBy: 'read' })
    const { page, settled } = dashboard
    await show(dashboard, '/')
    await tabTo(page, (text) => text.startsWith('Model\n'))
    await page.keyboard.type('First')
    await expect.poll(() => page.url()).toContain('model=first_touch')
    await tabTo(page, (text) => text === '+ Filter')
    await page.keyboard.press('Enter')
    await page.getByLabel('Filter by').and(page.locator(':focus')).waitFor()
    await settled()
    await tabTo(page, (text) => text === 'Value')
    await page.keyboard.type('Email')
    await expect.poll(() => page.url()).toContain('channel=Email')
    await expect.poll(() => focused(page)).toBe('+ Filter')
    await page.keyboard.press('Shift+Tab')
    expect(await focused(page)).toContain('Channel is Email')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).not.toContain('channel=Email')
    await expect.poll(() => focused(page)).toBe('+ Filter')
  })

  it('sorts a table and opens its rows, and stays where it was', async () => {
    const dashboard = await world.browser({ signedInBy: 'read' })
    const { page } = dashboard
    await show(dashboard, '/')
    await tabTo(page, (text) => text === 'Table: Channels')
    await tabTo(page, (text) => text === 'Cost')
    await page.keyboard.press('Enter')
    const head = page.getByRole('columnheader', { name: 'Cost' }).first()
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending')
    await page.keyboard.press('Space')
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending')
    expect(await focused(page)).toContain('Cost')
    await tabTo(page, (text) => text.includes('▸'))
    const opened = await focused(page)
    await page.keyboard.press('Enter')
    await page.locator('tr.level-1').first().waitFor()
    expect((await focused(page))?.slice(1)).toBe(opened?.slice(1))
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('tr.level-1').count()).toBe(0)
  })

  it('reads the flow as a table, and filters the paths by one of its links', async () => {
    const dashboard = await world.browser({ signedInBy: 'read' })
    const { page, settled } = dashboard
    await show(dashboard, '/journeys')
    await tabTo(page, (text) => text === 'Table')
    await page.keyboard.press('Enter')
    await tabTo(page, (text) => text === 'Table: Flow of journeys from step to step')
    await tabTo(page, (text) => text.endsWith(' journeys'))
    const link = await focused(page)
    await page.keyboard.press('Enter')
    await settled()
    const { searchParams } = new URL(page.url())
    expect([searchParams.has('through'), searchParams.has('onto')]).toEqual([true, true])
    expect(await focused(page)).toBe(link)
    await page.goBack()
    await settled()
    expect(page.url()).not.toContain('through=')
  })

  it('goes to another page, whose focus is not lost on the way', async () => {
    const dashboard = await world.browser({ signedInBy: 'read' })
    const { page, settled } = dashboard
    await show(dashboard, '/')
    await tabTo(page, (text) => text === 'Journeys')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Journeys', level: 1 }).waitFor()
    await settled()
    expect(await focused(page)).toBe('Journeys')
    await page.goBack()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  })
})
