import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { money } from '../../collector/dashboard/format/numbers.ts'
import type { RoiAnswer } from '../../shared/wire/answers/roi.ts'
import { launch } from './chromium.ts'
import { startWorker, type WorkerProcess } from './served-worker.ts'

type Served = Awaited<ReturnType<WorkerProcess['serve']>>

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'

const world = {} as { browser: Browser; worker: WorkerProcess; served: Served; url: string }
const faults: string[] = []

beforeAll(async () => {
  world.browser = await launch()
  world.worker = await startWorker()
  world.served = await world.worker.serve('shop', ['shop.example'], Date.now)
  world.url = `http://127.0.0.1:${world.served.port}`
  await fill()
})
afterEach(async () => {
  await Promise.all(world.browser.contexts().map((context) => context.close()))
  expect(faults.splice(0)).toEqual([])
})
afterAll(async () => {
  await world.browser?.close()
  await world.served?.close()
  await world.worker?.stop()
})

async function post(path: string, body: unknown): Promise<void> {
  const headers = {
    authorization: `Bearer ${world.served.keys.write}`,
    'content-type': 'application/json',
  }
  const answer = await fetch(world.url + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}

async function api<Answer>(path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${world.served.keys.read}` }
  const answer = await fetch(world.url + path, { headers })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

const hoursAgo = (hours: number): number => Date.now() - hours * 3_600_000

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Two visits that led to an order of 80.00 the day before yesterday, and an ad that cost 20.00. */
async function fill(): Promise<void> {
  const visitor = randomUUID()
  await visit(visitor, hoursAgo(72), 'utm_source=google&utm_medium=cpc&utm_campaign=autumn')
  await visit(visitor, hoursAgo(60), 'utm_source=news&utm_medium=email&utm_campaign=letter')
  await buy('1001', hoursAgo(50), { value: '80.00', visitor })
  const day = dayOf(hoursAgo(72))
  const ad = { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' }
  const spent = { from: day, to: day, category: 'ad_spend', amount: '20.00', currency: 'EUR' }
  await post('/v1/costs', [{ ...spent, ...ad }])
}

/** As the tag sends it. */
async function visit(visitor: string, ts: number, query: string): Promise<void> {
  const url = `https://shop.example/?${query}`
  const event = { id: randomUUID(), name: 'page_view', ts, url, referrer: '', props: {} }
  const body = { v: 1, site: 'shop', visitor, sent_at: ts, consent: 'granted', events: [event] }
  const headers = {
    authorization: `Bearer ${world.served.keys.write}`,
    'content-type': 'application/json',
    'user-agent': BROWSER,
  }
  const sent = { method: 'POST', headers, body: JSON.stringify(body) }
  const answer = await fetch(`${world.url}/v1/events`, sent)
  if (!answer.ok) throw new Error(`the visit: ${await answer.text()}`)
}

const buy = (transaction_id: string, ms: number, more: { value: string; visitor?: string }) =>
  post('/v1/conversions', {
    ...{ goal: 'purchase', transaction_id, ts: new Date(ms).toISOString(), currency: 'EUR' },
    ...more,
  })

/** A new browser, whose faults are kept. */
async function newPage(): Promise<Page> {
  const context = await world.browser.newContext({ baseURL: world.url, locale: 'en-GB' })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== world.url && protocol !== 'data:') faults.push(`asked ${request.url()}`)
  })
  return page
}

async function signedIn(): Promise<Page> {
  const page = await newPage()
  await page.goto('/')
  await page.getByLabel('Key of your site').fill(world.served.keys.read)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.cards').waitFor()
  return page
}

const euros = (amount: string | null | undefined) => money(amount, 'EUR', 'en-GB')

const card = (page: Page, title: string) =>
  page.locator('.cards .card').filter({ has: page.getByText(title, { exact: true }) })

const PERIOD = () => `from=${dayOf(hoursAgo(7 * 24))}&to=${dayOf(hoursAgo(24))}`

describe('the dashboard on Workers', () => {
  it('shows the figures of the API after signing in with a read key', async () => {
    const page = await signedIn()
    await page.goto(`/?${PERIOD()}&model=linear`)
    const { total } = await api<RoiAnswer>(`/v1/roi?${PERIOD()}&model=linear&by=channel`)
    expect([total.value, total.cost, total.profit]).toEqual(['80.00', '20.00', '60.00'])
    await card(page, 'Value')
      .filter({ hasText: euros(total.value) })
      .waitFor()
    expect(await card(page, 'Cost').innerText()).toContain(euros(total.cost))
    expect(await card(page, 'Profit').innerText()).toContain(euros(total.profit))
    // 80.00 shared by two channels.
    for (const channel of ['Paid Search', 'Email'])
      await page
        .locator('tr.level-0')
        .filter({ hasText: channel })
        .filter({ hasText: euros('40.00') })
        .waitFor()
  })

  it('opens a page by its address, and shows the path that was taken', async () => {
    const page = await signedIn()
    const answered = await page.goto(`/journeys?${PERIOD()}`)
    expect(answered?.headers()['content-security-policy']).toContain("script-src 'self'")
    const path = page.locator('tbody tr').filter({ hasText: /Paid Search[\s\S]*Email/ })
    await path
      .filter({ hasText: euros('80.00') })
      .first()
      .waitFor()
  })

  it('shows a shared link the reports, without a key', async () => {
    const headers = { authorization: `Bearer ${world.served.keys.admin}` }
    const body = JSON.stringify({ name: 'The agency' })
    const made = await fetch(`${world.url}/v1/shares`, { method: 'POST', headers, body })
    const { url } = (await made.json()) as { url: string }
    const page = await newPage()
    await page.goto(url)
    await page.locator('.cards').waitFor()
    await page.goto(`/?${PERIOD()}`)
    await card(page, 'Value')
      .filter({ hasText: euros('80.00') })
      .waitFor()
  })

  it('shows a conversion live within two seconds of its post', async () => {
    const page = await signedIn()
    await page.goto('/live')
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.locator('.cards').waitFor()
    const id = `live-${randomUUID()}`
    const line = page.locator('ol.live > li').filter({ hasText: id })
    await buy(id, Date.now() - 1000, { value: '12.34' })
    await line.waitFor({ timeout: 2000 })
    expect(await line.innerText()).toContain(euros('12.34'))
  })

  it('forgets who was there by signing out', async () => {
    const page = await signedIn()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Key of your site').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.goto('/journeys')
    await page.getByLabel('Key of your site').waitFor()
  })
})
