import { describe, expect, it } from 'vitest'
import { count } from '../../../collector/dashboard/format/numbers.ts'
import { platformTitle } from '../../../collector/dashboard/views/claims/rows.ts'
import type { ClaimsAnswer } from '../../../shared/wire/answers/reports.ts'
import { euros, isoDay, PERIOD, spendFile, texts } from './spend-files.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

describe('the page of claims', () => {
  it('says how claims come to be, where there are none', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/claims?from=${isoDay(400)}&to=${isoDay(390)}`)
    expect(await page.getByText('No ad platform claims anything in this period.').count()).toBe(1)
  })

  it('shows what is claimed beside what is credited as the API has it, to the cent', async () => {
    const uploaded = await fetch(`${world.url}/v1/imports?site=demo`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${world.keys.write}` } },
      body: new Uint8Array(spendFile('claims.csv').buffer),
    })
    expect(uploaded.status).toBe(201)
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    const query = `${PERIOD}&model=linear`
    await open(`/claims?${query}`)
    const { rows } = await world.api<ClaimsAnswer>(`/v1/claims?${query}`)
    const table = page.getByRole('region', { name: 'Claims by platform and campaign' })
    expect(rows.length).toBeGreaterThan(4)
    for (const row of rows) {
      const cells = await texts(table.getByRole('row', { name: named(row) }))
      expect(cells.slice(2, 6), row.campaign).toEqual([
        ...[euros(row.spend), euros(row.claimed.value)],
        ...[euros(row.credited?.value), euros(row.difference.value)],
      ])
      expect(cells.at(-1)).toBe(count(row.claimed.impressions, 'en-GB'))
    }
    expect(await table.getByText('unmatched').count()).toBe(2)
    await page.getByLabel('Model').selectOption({ label: 'First touch' })
    await settled()
    const first = await world.api<ClaimsAnswer>(`/v1/claims?${PERIOD}&model=first_touch`)
    const brand = first.rows.find(({ campaign }) => campaign === 'brand')
    await expect
      .poll(async () => (await texts(table.getByRole('row', { name: /^brand/ })))[4])
      .toBe(euros(brand?.credited?.value))
    await page.goBack()
    await settled()
    expect(page.url()).toContain('model=linear')
  })

  it('is sorted by its heads, and has nothing that axe finds', async () => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read' })
    await open(`/claims?${PERIOD}`)
    const { rows } = await world.api<ClaimsAnswer>(`/v1/claims?${PERIOD}`)
    const spent = rows.toSorted((a, b) => Number(b.spend) - Number(a.spend))
    const lines = page.getByRole('region', { name: 'Claims by platform' }).locator('tbody th')
    expect(await lines.first().innerText()).toContain(spent.at(0)?.campaign)
    await page.getByRole('button', { name: /^Spend/ }).click()
    expect(await lines.first().innerText()).toContain(spent.at(-1)?.campaign)
    expect(await axe()).toEqual([])
  })

  it('shows one platform alone when its address says so', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/claims?${PERIOD}&platform=tiktok_ads`)
    const lines = page.getByRole('region', { name: 'Claims by platform' }).locator('tbody tr')
    expect((await lines.allInnerTexts()).filter((text) => !text.includes('TikTok'))).toEqual([])
    await page.getByRole('combobox', { name: 'Platform' }).selectOption('')
    await expect.poll(() => lines.count()).toBeGreaterThan(4)
  })
})

/** Two platforms may have a campaign of one name. */
const named = ({ campaign, platform }: ClaimsAnswer['rows'][number]) =>
  new RegExp(`^${campaign}.* ${platformTitle(platform)} `)
