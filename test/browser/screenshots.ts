import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { VIEWS } from '../../collector/dashboard/state/views.ts'
import { runCli } from '../../collector/host/cli/main.ts'
import { parseConfig } from '../../collector/host/config.ts'
import { startCollector } from '../../collector/host/start.ts'
import { fillSite } from '../../demo/fill.ts'
import { readOptions } from '../../demo/options.ts'
import { launch } from './chromium.ts'

// `npm run screenshots`: each page of the dashboard on the demo site, light and dark, desktop and phone, into
// docs/images. With names of pages only those: `npm run screenshots -- overview`.

const SITE = 'demo'
const SIZES = { desktop: { width: 1366, height: 900 }, phone: { width: 390, height: 844 } } as const
const SCHEMES = ['light', 'dark'] as const

/** Answers that have not come, and charts that are not drawn. */
const UNDER_WAY = '.spinner, .stale, .chart:not(:has(canvas))'

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pathworth-screenshots-'))
const config = parseConfig({ PATHWORTH_DATA: folder, PORT: '0', PATHWORTH_LOG: 'silent' })

const wanted = process.argv.slice(2)
const views = VIEWS.filter(({ id }) => wanted.length === 0 || wanted.includes(id))

mkdirSync(images, { recursive: true })
await fillSite(readOptions([]), config, Date.now())
const collector = await startCollector(config, Date.now, () => undefined)
const browser = await launch()
try {
  const key = await adminKey()
  for (const size of Object.keys(SIZES) as (keyof typeof SIZES)[])
    for (const scheme of SCHEMES)
      await shoot(await signedIn(browser, key, size, scheme), size, scheme)
} finally {
  await browser.close()
  await collector.close()
  rmSync(folder, { recursive: true })
}

async function adminKey(): Promise<string> {
  let out = ''
  const words = ['key', 'create', SITE, '--scope', 'admin', '--holder', 'Ana', '--json']
  const told = { out: (text: string) => (out += text), err: () => undefined }
  await runCli(words, { PATHWORTH_DATA: folder }, told)
  return JSON.parse(out).key
}

async function signedIn(
  on: Browser,
  key: string,
  size: keyof typeof SIZES,
  colorScheme: (typeof SCHEMES)[number],
): Promise<Page> {
  const page = await on.newPage({
    ...{ baseURL: collector.url, viewport: SIZES[size], colorScheme, locale: 'en-GB' },
    reducedMotion: 'reduce',
  })
  await page.goto('/')
  await page.getByLabel('Key of your site').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return page
}

async function shoot(page: Page, size: string, scheme: string): Promise<void> {
  for (const { id, path } of views) {
    await page.goto(path)
    await page.locator('main h1').waitFor()
    await page.locator(UNDER_WAY).first().waitFor({ state: 'detached' })
    const file = `${id}-${scheme}-${size}.png`
    await page.screenshot({ path: images + file })
    console.log(`docs/images/${file}`)
  }
  await page.close()
}
