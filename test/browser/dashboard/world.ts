import { cpSync, readdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { Scope } from '../../../collector/ledger/ledger.ts'
import { dataFolder, pathworthJson, run, startCollector } from '../../host/collector-process.ts'
import { launch } from '../chromium.ts'

export const SITE = 'demo'

/** Smaller than the demo of the README, and as rich: paths, costs, carts, refunds, bots. */
const DEMO = ['--visitors', '1500', '--days', '45']

/** A signed-in browser before the dashboard of a demo site. */
export interface Dashboard {
  page: Page
  /** Goes to a page, and waits until its answers are there. */
  open(address: string): Promise<void>
  /** Waits until nothing is under way. */
  settled(): Promise<void>
  /** What axe finds wrong with what is shown. */
  axe(): Promise<string[]>
}

export interface BrowserOptions {
  signedInBy?: Scope
  isDark?: boolean
  /** px */
  width?: number
  /** What may be written to the console: a browser says there which answers were problems. */
  mayLog?: RegExp
}

export interface DashboardWorld {
  url: string
  keys: Record<Scope, string>
  /** To read a site that nothing was sent to. */
  emptySiteKey: string
  /** The same question as the page's, by key. */
  api<Answer>(address: string): Promise<Answer>
  /** Posts as a backend does. */
  post(path: string, body: unknown, key?: string): Promise<Response>
  /** A new browser with its own cookies. */
  browser(options?: BrowserOptions): Promise<Dashboard>
}

/**
 * A collector on a demo site, for all tests of a file. After each test nothing may have been written to the
 * console, and no request may have left the collector's origin.
 */
export function dashboardWorld(): DashboardWorld {
  const held: {
    url: string
    keys: Record<Scope, string>
    emptySiteKey: string
    browser?: Browser
  } = { url: '', keys: { read: '', write: '', admin: '' }, emptySiteKey: '' }
  const faults: string[] = []
  beforeAll(async () => {
    const folder = dataFolder()
    cpSync(await filledDemo(), folder, { recursive: true })
    for (const scope of ['read', 'write', 'admin'] as const)
      held.keys[scope] = await newKey(folder, scope)
    held.emptySiteKey = await emptySite(folder)
    held.url = (await startCollector(folder)).url
    held.browser = await launch()
  })
  afterEach(async () => {
    await Promise.all(held.browser?.contexts().map((context) => context.close()) ?? [])
    expect(faults.splice(0)).toEqual([])
  })
  afterAll(() => held.browser?.close())
  return {
    get url() {
      return held.url
    },
    keys: held.keys,
    get emptySiteKey() {
      return held.emptySiteKey
    },
    api: async (address) => {
      const headers = { authorization: `Bearer ${held.keys.read}` }
      const answer = await fetch(held.url + address, { headers })
      if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`)
      return answer.json()
    },
    post: (path, body, key = held.keys.write) =>
      fetch(held.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    browser: async ({ signedInBy, isDark = false, width = 1366, mayLog } = {}) => {
      if (!held.browser) throw new Error('no browser was launched')
      const context = await held.browser.newContext({
        baseURL: held.url,
        colorScheme: isDark ? 'dark' : 'light',
        viewport: { width, height: 900 },
        locale: 'en-GB',
      })
      const page = await context.newPage()
      watch(page, held.url, (fault) => mayLog?.test(fault) || faults.push(fault))
      const dashboard = dashboardOf(page)
      if (signedInBy) await signIn(dashboard, held.keys[signedInBy])
      return dashboard
    },
  }
}

/** Filled by the first file of a run. */
async function filledDemo(): Promise<string> {
  const folder = inject('demoFolder')
  if (readdirSync(folder).length > 0) return folder
  const { code, err } = await run('demo/main.ts', DEMO, { PATHWORTH_DATA: folder, PORT: '0' })
  if (code !== 0) throw new Error(err)
  return folder
}

async function newKey(folder: string, scope: Scope): Promise<string> {
  const options = ['--scope', scope, '--holder', `${scope} key`]
  const { key } = await pathworthJson<{ key: string }>(folder, 'key', 'create', SITE, ...options)
  return key
}

async function emptySite(folder: string): Promise<string> {
  const words = ['site', 'create', 'empty', '--domain', 'empty.example']
  const place = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
  const { keys } = await pathworthJson<{ keys: Record<Scope, string> }>(folder, ...words, ...place)
  return keys.read
}

function watch(page: Page, origin: string, onFault: (fault: string) => unknown): void {
  page.on('pageerror', (error) => onFault(`error: ${error.message}`))
  page.on('console', (message) => onFault(`${message.type()}: ${message.text()}`))
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url())
    if (asked !== origin && protocol !== 'data:') onFault(`a request to ${request.url()}`)
  })
}

function dashboardOf(page: Page): Dashboard {
  const settled = async () => {
    await page.waitForLoadState('networkidle')
    await expect.poll(() => page.locator('.spinner, .stale').count()).toBe(0)
  }
  return {
    page,
    settled,
    open: async (address) => {
      await page.goto(address)
      await settled()
    },
    axe: async () => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
      )
    },
  }
}

/** As people do it. */
export async function signIn({ page, settled }: Dashboard, key: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Key of your site').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await settled()
}
