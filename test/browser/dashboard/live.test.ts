import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { money } from '../../../collector/dashboard/format/numbers.ts'
import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'

/** The stream stays open, so that the network is never idle. */
async function watch(page: Page, address = '/live'): Promise<void> {
  await page.goto(address)
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.locator('.cards').waitFor()
}

const card = (page: Page, title: string) =>
  page.locator('.cards .card').filter({ has: page.getByText(title, { exact: true }) })

const lines = (page: Page) => page.locator('ol.live > li')

async function buy(value: string): Promise<string> {
  const transaction_id = `live-${randomUUID()}`
  const ts = new Date(Date.now() - 1000).toISOString()
  const body = { goal: 'purchase', transaction_id, ts, value, currency: 'EUR' }
  expect((await world.post('/v1/conversions', body)).status).toBe(200)
  return transaction_id
}

/** As the tag sends it. */
async function visit(url: string, origin: string): Promise<void> {
  const event = {
    id: randomUUID(),
    name: 'page_view',
    ts: Date.now(),
    url,
    referrer: '',
    props: {},
  }
  const body = {
    v: 1,
    site: 'demo',
    visitor: randomUUID(),
    sent_at: Date.now(),
    consent: 'granted',
  }
  const answer = await fetch(`${world.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER, origin },
    body: JSON.stringify({ ...body, events: [event] }),
  })
  expect(answer.status).toBeLessThan(300)
}

describe('the live page', () => {
  it('shows a conversion within two seconds of its post, and what it does to the figures', async () => {
    const { page } = await world.browser({ signedInBy: 'read' })
    await watch(page)
    const before = await card(page, 'Value').innerText()
    const posted = performance.now()
    const id = await buy('1234.56')
    await lines(page).filter({ hasText: id }).waitFor({ timeout: 2000 })
    await expect.poll(() => card(page, 'Value').innerText(), { timeout: 2000 }).not.toBe(before)
    expect(performance.now() - posted).toBeLessThan(2000)
    expect(await lines(page).first().innerText()).toContain(money('1234.56', 'EUR', 'en-GB'))
    const [from = ''] = await page.locator('.meta').allInnerTexts()
    expect(from).toContain('Today')
    const { searchParams } = await explained(page)
    const days = `from=${searchParams.get('from')}&to=${searchParams.get('to')}`
    const { total } = await world.api<RoiAnswer>(`/v1/roi?${days}`)
    expect(await card(page, 'Value').innerText()).toContain(money(total.value, 'EUR', 'en-GB'))
  })

  it('holds what comes while it is paused, counts it, and shows it afterwards', async () => {
    const { page } = await world.browser({ signedInBy: 'read' })
    await watch(page)
    await page.getByRole('button', { name: 'Pause' }).click()
    const id = await buy('10.00')
    await page.getByRole('button', { name: /^Go on \(1 new\)/ }).click()
    await lines(page).filter({ hasText: id }).waitFor()
    expect(await page.locator('.counts').innerText()).toMatch(/Conversions\s+1/)
  })

  it('goes on where it was when a stream breaks off: misses nothing, tells nothing twice', async () => {
    const { page } = await world.browser({ signedInBy: 'read' })
    // The first stream ends after what it begins with: fifty events, and the figures.
    await page.route(
      '**/v1/stream?*',
      (route) => route.continue({ url: `${route.request().url()}&limit=51` }),
      { times: 1 },
    )
    await page.goto('/live')
    await page.getByText('Connection lost').waitFor()
    expect(await lines(page).count()).toBe(50)
    const missed = await buy('2.00')
    await page.getByText('Connected', { exact: true }).waitFor()
    await lines(page).filter({ hasText: missed }).waitFor()
    expect(await lines(page).count()).toBe(51)
  })

  it('says what becomes of each hit of a browser whose tag is checked, and why', async () => {
    const { page } = await world.browser({ signedInBy: 'read' })
    await watch(page)
    await page.getByRole('button', { name: 'Check the tag' }).click()
    const open = page.getByRole('link', { name: 'Open it in a new tab' })
    const link = new URL((await open.getAttribute('href')) ?? '')
    expect(link.searchParams.get('pw_check')).toMatch(/^[0-9a-f-]{36}$/)
    await page.getByText('Waiting for the first hit').waitFor()
    await visit(link.href, 'https://evil.example')
    await page.getByText('Hits come, and are dropped').waitFor()
    expect(await page.getByText('add the host of the page').count()).toBe(1)
    link.searchParams.set('utm_source', 'news')
    link.searchParams.set('utm_medium', 'email')
    await visit(link.href, link.origin)
    await page.getByText('The tag works').waitFor()
    const rows = page.getByRole('region', { name: /Hits of the browser/ }).locator('tbody tr')
    expect(await rows.first().innerText()).toMatch(/kept: Email › news[\s\S]*utm_source/)
  })

  it('has nothing for who has a shared link', async () => {
    const headers = { authorization: `Bearer ${world.keys.admin}` }
    const body = JSON.stringify({ name: 'The agency' })
    const made = await fetch(`${world.url}/v1/shares`, { method: 'POST', headers, body })
    const { page } = await world.browser({ mayLog: /status of 403/ })
    await page.goto(((await made.json()) as { url: string }).url)
    await page.locator('.cards').waitFor()
    await page.goto('/live')
    await page.getByText('A shared page shows reports').waitFor()
  })

  it.each([
    [1366, false],
    [360, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe } = await world.browser({ signedInBy: 'read', width, isDark })
    await watch(page)
    await buy('3.00')
    await lines(page).first().waitFor()
    await page.getByRole('button', { name: 'Check the tag' }).click()
    await page.getByText('Waiting for the first hit').waitFor()
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})

/** The figure's own question, after it was clicked. */
async function explained(page: Page): Promise<URL> {
  await card(page, 'Value').getByRole('button').click()
  await page.getByRole('dialog').locator('.formula').waitFor()
  const figure = new URL(page.url()).searchParams.get('explain') ?? ''
  await page.keyboard.press('Escape')
  return new URL(`?${figure}`, world.url)
}
