import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright'
import { type BuiltDashboard, buildDashboard } from '../collector/dashboard/build.ts'
import { VIEWS } from '../collector/dashboard/state/views.ts'
import { parseConfig } from '../collector/host/config.ts'
import { createKey } from '../demo/collector.ts'
import { fillSite } from '../demo/fill.ts'
import { readOptions } from '../demo/options.ts'
import { launch } from '../test/browser/chromium.ts'
import { startCollector } from './collector.ts'
import { type Answered, done, until } from './dashboard-page.ts'
import { type Options, say, withFolder } from './rounds.ts'

const ROUNDS = 7
const QUICK_DEMO = ['--visitors', '1500', '--days', '45']

/** What somebody does on a page, by mouse or keyboard; false where the page has no such thing. */
interface Interaction {
  name: string
  act(page: Page): Promise<boolean>
}

export interface PageTiming {
  page: string
  interaction: string
  rounds: readonly Answered[]
}

export interface PageSize {
  page: string
  /** gzip -9, bytes */
  scripts: number
  charts: number
}

export interface DashboardTimings {
  timings: PageTiming[]
  sizes: PageSize[]
}

const INTERACTIONS: readonly Interaction[] = [
  { name: 'sort a table', act: (page) => click(page, 'main thead button') },
  { name: 'open a row', act: (page) => click(page, 'main tbody .opener') },
  { name: 'explain a figure', act: (page) => click(page, 'main button.figure') },
  { name: 'change the model', act: (page) => turn(page, 'Model') },
  { name: 'change the period', act: (page) => turn(page, 'Period') },
  { name: 'open the filter', act: (page) => click(page, 'search button.quiet') },
]

/** What a reader of the demo site waits for after a click or a key, in a real Chromium. */
export function benchDashboard(options: Options): Promise<DashboardTimings> {
  return withFolder(async (folder) => {
    const config = parseConfig({ PATHWORTH_DATA: folder, PORT: '0', PATHWORTH_LOG: 'silent' })
    await fillSite(readOptions(options.quick ? QUICK_DEMO : []), config, options.start)
    const { key } = await createKey(config, 'demo', 'read')
    const collector = await startCollector(folder, options.profile)
    const browser = await launch()
    try {
      const page = await browser.newPage({ viewport: { width: 1366, height: 900 } })
      await page.goto(`http://127.0.0.1:${collector.port}/`)
      await page.getByLabel('Key of your site').fill(key)
      await page.keyboard.press('Enter')
      await page.locator('.cards').waitFor()
      return await measured(page)
    } finally {
      await browser.close()
      await collector.stop()
    }
  })
}

async function measured(page: Page): Promise<DashboardTimings> {
  const timings: PageTiming[] = []
  const sizes: PageSize[] = []
  const built = buildDashboard()
  for (const { title, path } of VIEWS) {
    sizes.push({ page: title, ...(await sizeOf(page, path, built)) })
    for (const { name, act } of INTERACTIONS) {
      const rounds: Answered[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await opened(page, path)
        const answered = await until(page, () => act(page))
        if (answered === undefined) break
        rounds.push(answered)
      }
      if (rounds.length > 0) timings.push({ page: title, interaction: name, rounds })
    }
    say(`dashboard: ${title}`)
  }
  return { timings, sizes }
}

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href)
  await page.locator('main h1').waitFor()
  await done(page)
}

/** Of the scripts that a page is made of. */
async function sizeOf(page: Page, path: string, { files }: BuiltDashboard) {
  const names = new Set<string>()
  page.on('request', (request) =>
    names.add(new URL(request.url()).pathname.split('/').at(-1) ?? ''),
  )
  await opened(page, path)
  page.removeAllListeners('request')
  const sum = (isAsked: (name: string) => boolean) =>
    Object.entries(files)
      .filter(([name]) => names.has(name) && isAsked(name))
      .reduce((total, [, text]) => total + gzipSync(text, { level: 9 }).length, 0)
  const isChart = (name: string) => name.startsWith('echarts')
  return { scripts: sum((name) => !isChart(name)), charts: sum(isChart) }
}

async function click(page: Page, selector: string): Promise<boolean> {
  const found = page.locator(selector).first()
  if ((await found.count()) === 0) return false
  await found.click()
  return true
}

/** By the keyboard: no browser calls what a script chooses an interaction. */
async function turn(page: Page, label: string): Promise<boolean> {
  const named = page.getByText(label, { exact: true })
  const found = page.locator('label.choice').filter({ has: named }).locator('select')
  if ((await found.count()) === 0) return false
  await found.focus()
  await page.keyboard.press('ArrowDown')
  return true
}
