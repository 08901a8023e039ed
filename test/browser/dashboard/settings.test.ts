import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, percent } from '../../../collector/dashboard/format/numbers.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** By an admin's key, as the page does it. */
const asAdmin = async <Answer>(path: string): Promise<Answer> => {
  const headers = { authorization: `Bearer ${world.keys.admin}` }
  return (await fetch(world.url + path, { headers })).json()
}

describe('the settings', () => {
  it('has the line for the pages, what is set, and what was dropped, as the API says it', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open('/settings')
    const site = await world.api<{ tag: string; timezone: string }>('/v1/site')
    expect(await panel(page, 'The tag').locator('code').innerText()).toBe(site.tag)
    expect(await panel(page, 'Site').innerText()).toContain(site.timezone)
    const health = await world.api<{
      dropped: { n: number }[]
      match_rate: { by_source: Record<string, { match_rate: number }> }
    }>('/v1/health/data')
    expect(health.dropped.length).toBeGreaterThan(0)
    const shown = await panel(page, 'Data health').innerText()
    for (const { n } of health.dropped) expect(shown).toContain(count(n, 'en-GB'))
    for (const { match_rate } of Object.values(health.match_rate.by_source))
      expect(shown).toContain(percent(match_rate, 'en-GB'))
  })

  it('shows keys, links and the audit trail to admins alone, and says so to others', async () => {
    const reader = await world.browser({ signedInBy: 'read' })
    await reader.open('/settings')
    expect(await reader.page.getByText('sign in with an admin key').count()).toBe(2)
    expect(await panel(reader.page, 'Keys').count()).toBe(0)
    expect(await reader.page.getByRole('button', { name: 'Change settings' }).count()).toBe(0)
    const admin = await world.browser({ signedInBy: 'admin' })
    await admin.open('/settings')
    expect(await panel(admin.page, 'Keys').count()).toBe(1)
    expect(await panel(admin.page, 'Audit trail').count()).toBe(1)
  })

  it('changes the lookback after saying what that means, and says what is wrong with a setting', async () => {
    const { page, open, settled } = await world.browser({
      ...{ signedInBy: 'admin', mayLog: /status of 422/ },
    })
    await open('/settings')
    await page.getByRole('button', { name: 'Change settings' }).click()
    await page.getByLabel('Time zone').fill('Paris')
    await page.getByRole('button', { name: 'Save…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.getByLabel('Time zone').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Time zone').fill('Europe/Paris')
    await page.getByLabel('Lookback', { exact: true }).fill('60')
    await page.getByRole('button', { name: 'Save…' }).click()
    await expect.poll(() => page.getByRole('dialog').innerText()).toContain('derived anew')
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
    await page.getByRole('button', { name: 'Change settings' }).waitFor()
    await settled()
    await expect.poll(() => panel(page, 'Site').innerText()).toContain('60 days')
    expect(await asAdmin('/v1/site')).toMatchObject({ lookback_days: 60 })
  })

  it('sets the model that pages begin with, and derives nothing anew for it', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'admin' })
    const modelOfPage = () => page.locator('.filters').getByLabel('Model').inputValue()
    const set = async (model: string) => {
      await open('/settings')
      await page.getByRole('button', { name: 'Change settings' }).click()
      await page.getByLabel('Default model').selectOption(model)
      await page.getByRole('button', { name: 'Save…' }).click()
      const dialog = page.getByRole('dialog')
      await expect.poll(() => dialog.innerText()).toContain('No figure changes')
      await dialog.getByRole('button', { name: 'Change' }).click()
      await page.getByRole('button', { name: 'Change settings' }).waitFor()
      await settled()
    }
    await set('linear')
    await open('/')
    await expect.poll(modelOfPage).toBe('linear')
    expect(page.url()).not.toContain('model=')
    const { meta } = await world.api<{ meta: { model: string } }>(
      '/v1/roi?from=2026-01-01&to=2026-01-02',
    )
    expect(meta.model).toBe('linear')
    await set('last_non_direct')
    await open('/')
    await expect.poll(modelOfPage).toBe('last_non_direct')
  })

  it('makes a key that works, shows it once, and revokes it after asking', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'admin' })
    await open('/settings')
    await page.getByLabel('Who holds the key').fill('The warehouse')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const key = await panel(page, 'Keys').locator('.once code').innerText()
    const asked = () =>
      fetch(`${world.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
    expect((await asked()).status).toBe(200)
    await page.getByRole('button', { name: 'I have it' }).click()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'Revoke read key The warehouse' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect((await asked()).status).toBe(200)
    await page.getByRole('button', { name: 'Revoke read key The warehouse' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await settled()
    expect((await asked()).status).toBe(401)
  })

  it('makes a link that shows reports without facts, and revokes it', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin' })
    await open('/settings')
    await page.getByLabel('Who the link is for').fill('The agency')
    await page.getByRole('button', { name: 'Make a link' }).click()
    const link = await panel(page, 'Shared links').locator('.once code').innerText()
    const guest = await world.browser({ mayLog: /status of 40[13]/ })
    await guest.page.goto(link)
    await guest.page.locator('.cards').waitFor()
    expect(guest.page.url()).not.toContain('share=')
    expect(await guest.page.locator('button.figure').count()).toBe(0)
    await guest.open('/?explain=cell%3Dtotal')
    await guest.page.getByText('A shared page shows figures').waitFor()
    await page.getByRole('button', { name: 'Revoke the link for The agency' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await guest.page.goto('/')
    await guest.page.getByLabel('Key of your site').waitFor()
  })

  it.each([
    [1366, false],
    [360, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'admin', width, isDark })
    await open('/settings')
    await page.getByRole('button', { name: 'Change settings' }).click()
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
