import type { Locator } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, money, percent } from '../../../collector/dashboard/format/numbers.ts'
import type { FunnelAnswer } from '../../../shared/wire/answers/reports.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(30)}&to=${isoDay(2)}`

const funnel = (by: string, more = '') =>
  world.api<FunnelAnswer>(`/v1/funnel?${PERIOD}&by=${by}${more}`)

const euros = (amount: string) => money(amount, 'EUR', 'en-GB')

const texts = async (rows: Locator) =>
  (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())

/** As the page writes a step: how many came there, and their share. */
const stepsOf = ({ steps }: FunnelAnswer['total']) =>
  steps.map(({ visits, rate }) => `${count(visits, 'en-GB')} ${percent(rate, 'en-GB')}`)

describe('the funnel', () => {
  it('shows steps, carts and orders without a visit as the API has them, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/funnel?${PERIOD}`)
    const { total, without_visit } = await funnel('channel')
    expect(await texts(page.locator('.of-step > .figure'))).toEqual(stepsOf(total))
    expect(await texts(page.locator('.lost'))).toEqual(
      total.steps.flatMap(({ drop_off, drop_off_rate }) =>
        drop_off === undefined
          ? []
          : [`−${count(drop_off, 'en-GB')} went no further (${percent(drop_off_rate, 'en-GB')})`],
      ),
    )
    const cards = await page.locator('.cards').innerText()
    for (const amount of [
      ...[total.value, total.abandoned_carts.value, total.open_carts.value, without_visit.value],
    ])
      expect(cards).toContain(euros(amount))
  })

  it('says how each has changed since the period before, and nothing where none is asked', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    const [from, to] = [isoDay(14), isoDay(8)]
    await open(`/funnel?from=${from}&to=${to}`)
    const before = await world.api<FunnelAnswer>(
      `/v1/funnel?from=${isoDay(21)}&to=${isoDay(15)}&by=none`,
    )
    const was = await page.locator('.cards .change').allTextContents()
    expect(was.map((text) => text.replace(/^.*was /, ''))).toEqual([
      percent(before.total.conversion_rate, 'en-GB'),
      ...[before.total.value, before.total.abandoned_carts.value].map(euros),
    ])
    await open(`/funnel?from=${from}&to=${to}&compare=none`)
    expect(await page.locator('.cards .change').count()).toBe(0)
  })

  it('is broken down by channel, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/funnel?${PERIOD}`)
    const { rows } = await funnel('channel')
    const table = page.getByRole('region', { name: 'Steps by channel' }).locator('tbody tr')
    expect(await table.count()).toBe(rows.length)
    for (const { channel = '', steps, value, abandoned_carts, open_carts } of rows) {
      const row = table.filter({ has: page.getByRole('button', { name: channel, exact: true }) })
      const [visit, ...others] = steps
      expect(await texts(row.locator('td')), channel).toEqual([
        count(visit?.visits, 'en-GB'),
        ...others.map(({ visits, rate }) => `${percent(rate, 'en-GB')} ${count(visits, 'en-GB')}`),
        euros(value),
        ...[abandoned_carts, open_carts].map(
          ({ value: left, carts }) => `${euros(left)} ${count(carts, 'en-GB')}`,
        ),
      ])
    }
  })

  it('shows the steps of a row that is chosen, and all again by the back button', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/funnel?${PERIOD}`)
    const { rows, total } = await funnel('channel')
    const email = rows.find(({ channel }) => channel === 'Email')
    await page.getByRole('button', { name: 'Email', exact: true }).click()
    expect(page.url()).toContain('only=Email')
    const shown = page.locator('.of-step > .figure')
    await expect.poll(() => texts(shown)).toEqual(stepsOf(email as FunnelAnswer['total']))
    await page.goBack()
    await settled()
    await expect.poll(() => texts(shown)).toEqual(stepsOf(total))
  })

  it('is by what else the address says, with carts that are abandoned later', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/funnel?${PERIOD}`)
    await page.getByLabel('Broken down by').selectOption('source')
    await page.getByLabel('A cart is abandoned after').selectOption('30')
    await settled()
    expect(page.url()).toContain('by=source')
    const { rows, total } = await funnel('source', '&abandoned_after=30')
    const table = page.getByRole('region', { name: 'Steps by source' }).locator('tbody tr')
    await expect.poll(() => table.count()).toBe(rows.length)
    await expect
      .poll(() => page.locator('.cards').innerText())
      .toContain(euros(total.abandoned_carts.value))
  })

  it('shows the visits of a filter that is in the address, and all again when it is taken away', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    const [{ device = '' } = {}] = (await funnel('device')).rows
    const filters = `&device=${encodeURIComponent(device || '(none)')}&channel=!Direct`
    await open(`/funnel?${PERIOD}${filters}`)
    const { total, rows } = await funnel('channel', filters)
    expect(total.orders).toBeGreaterThan(0)
    const shown = page.locator('.of-step > .figure')
    expect(await texts(shown)).toEqual(stepsOf(total))
    const table = page.getByRole('region', { name: 'Steps by channel', exact: true })
    expect(await table.locator('tbody tr').count()).toBe(rows.length)
    expect(await table.innerText()).not.toContain('Orders without a visit')
    expect(await page.getByText('This page does not apply').count()).toBe(0)
    const cards = await page.locator('.cards').innerText()
    for (const amount of [total.value, total.abandoned_carts.value])
      expect(cards).toContain(euros(amount))
    for (const name of ['Device', 'Channel'])
      await page.getByRole('button', { name: `Remove the filter ${name}` }).click()
    await settled()
    await expect.poll(() => texts(shown)).toEqual(stepsOf((await funnel('channel')).total))
  })

  it('says which filters it does not apply', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/funnel?${PERIOD}&model=linear&stage=acquisition&country=DE`)
    expect(await page.locator('.notices').first().innerText()).toContain(
      'This page does not apply model, stage',
    )
  })

  it.each([
    [1366, false],
    [390, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    await open(`/funnel?${PERIOD}&only=Email`)
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
