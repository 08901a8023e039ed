import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestCollector } from '../http/collector.ts'
import { launch } from './chromium.ts'

let browser: Browser
let server: Server
let address: string

/** The collector's own answers, headers and all. */
beforeAll(async () => {
  const collector = new TestCollector()
  server = createServer((request, answer) => {
    collector.get(request.url ?? '/').then(({ status, headers, text }) => {
      answer.writeHead(status, Object.fromEntries(headers)).end(text)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launch()
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

interface Seen {
  page: Page
  /** What the browser complained of, and paths that it asked for. */
  errors: string[]
  asked: string[]
}

async function open(path: string, width: number, colorScheme: 'light' | 'dark'): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
  const seen: Seen = { page, errors: [], asked: [] }
  page.on('console', (message) => seen.errors.push(message.text()))
  page.on('request', (request) => seen.asked.push(request.url().replace(address, '')))
  await page.goto(`${address}${path}`)
  return seen
}

/** Background of the page, as it is painted. */
const paper = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)

describe('/docs in a browser', () => {
  test.each([390, 1280])('fits %d pixels, under its own policy and alone', async (width) => {
    const { page, errors, asked } = await open('/docs', width, 'light')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBe(width)
    expect(await paper(page)).toBe('rgb(251, 250, 246)')
    expect(errors).toEqual([])
    expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/docs'])
    await page.close()
  })

  test('still fits a phone with everything unfolded', async () => {
    const { page } = await open('/docs', 390, 'light')
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true
    })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await page.close()
  })

  test('is dark where the reader has it dark', async () => {
    const { page } = await open('/docs', 1280, 'dark')
    expect(await paper(page)).toBe('rgb(20, 28, 25)')
    await page.close()
  })

  test('unfolds the route that a link names, and no other', async () => {
    const { page } = await open('/docs#getRoi', 1280, 'light')
    await page.locator('#getRoi').waitFor({ state: 'visible' })
    expect(await page.locator('details.operation[open]').count()).toBe(1)
    await page.getByRole('link', { name: '/v1/journeys', exact: true }).click()
    await page.locator('#getJourneys').waitFor({ state: 'visible' })
    await page.close()
  })
})
