import type { Locator, Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { count, money, moneyChange, percent } from '../../../collector/dashboard/format/numbers.ts'
import type { ModelsAnswer } from '../../../collector/dashboard/shell/models.ts'
import { auc } from '../../../collector/dashboard/views/models/versions.ts'
import type { CompareAnswer } from '../../../shared/wire/answers/roi.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const isoDay = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const PERIOD = `from=${isoDay(30)}&to=${isoDay(2)}`

const MODELS = ['last_non_direct', 'first_touch', 'linear'] as const

const compared = () =>
  world.api<CompareAnswer>(`/v1/compare?${PERIOD}&by=channel&models=${MODELS.join()}`)

const known = () => world.api<ModelsAnswer>('/v1/models')

const texts = async (row: Locator) =>
  (await row.locator('td').allInnerTexts()).map((text) => text.trim().split('\n')[0])

type Under = { value: string; conversions: string; roi?: number | null } | undefined

/** As the page writes the three figures of a model. */
const written = (under: Under) => [
  money(under?.value, 'EUR', 'en-GB'),
  count(under?.conversions, 'en-GB'),
  under?.roi === null || under?.roi === undefined
    ? expect.stringMatching(/^–/)
    : percent(under.roi, 'en-GB'),
]

const panel = (page: Page, name: RegExp | string) => page.getByRole('region', { name }).first()

describe('models side by side', () => {
  it('show what the API credits under each, to the cent, with what is unattributed', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/models?${PERIOD}&models=first_touch,linear`)
    const { rows, unattributed, total } = await compared()
    const shown = page.locator('table.models')
    expect(await shown.locator('tbody tr').count()).toBe(rows.length)
    for (const { channel = '', models } of rows) {
      const row = shown.locator('tbody tr').filter({
        has: page.getByRole('rowheader', { name: channel, exact: true }),
      })
      expect(await texts(row), channel).toEqual(MODELS.flatMap((name) => written(models[name])))
    }
    const foot = shown.locator('tfoot tr')
    const { value, conversions } = unattributed
    expect(await texts(foot.first())).toEqual(MODELS.flatMap(() => written({ value, conversions })))
    expect(await texts(foot.filter({ hasText: 'Total' }))).toEqual(
      MODELS.flatMap((name) => written(total.models[name])),
    )
  })

  it('are chosen in the address, one at a time, and come back by the back button', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/models?${PERIOD}&models=first_touch,linear`)
    await page.getByRole('button', { name: 'Time decay' }).click()
    await settled()
    expect(new URL(page.url()).searchParams.get('models')).toBe('first_touch,linear,time_decay')
    await expect.poll(() => page.locator('table.models th.group').count()).toBe(4)
    await page.getByRole('button', { name: 'Linear' }).click()
    await settled()
    await expect.poll(() => page.locator('table.models th.group').count()).toBe(3)
    await page.goBack()
    await page.goBack()
    await settled()
    const groups = page.locator('table.models th.group')
    await expect
      .poll(() => groups.allInnerTexts())
      .toEqual(['Last non-direct touch', 'First touch', 'Linear'])
  })

  it('say what moves between two, the largest first, and as a table to the cent', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'read' })
    await open(`/models?${PERIOD}&models=first_touch,linear`)
    await page.getByLabel('Shift to').selectOption('linear')
    await settled()
    expect(page.url()).toContain('shift=linear')
    const shift = panel(page, 'What moves under Linear')
    const { rows } = await compared()
    const moved = rows
      .map(({ channel = '', models }) => [channel, models['linear']?.shift?.value ?? ''] as const)
      .toSorted(([, a], [, b]) => Math.abs(Number(b)) - Math.abs(Number(a)))
    const [largest, most] = moved[0] ?? []
    expect(await shift.getByRole('img').getAttribute('aria-label')).toContain(
      `the largest is ${largest} with ${moneyChange(most ?? '', 'EUR', 'en-GB')}`,
    )
    await shift.getByRole('button', { name: 'Table' }).click()
    for (const [channel, value] of moved) {
      const row = shift.getByRole('row', { name: new RegExp(`^${channel} `) })
      expect((await texts(row))[2], channel).toBe(moneyChange(value, 'EUR', 'en-GB'))
    }
  })
})

const fitNew = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Fit a new version' }).click()
  await page.getByLabel('Model', { exact: true }).last().selectOption({ label: name })
  await page.getByRole('button', { name: 'Fit', exact: true }).click()
}

const versionRow = (page: Page, id: string) =>
  page.locator('table.versions > tbody > tr').filter({ hasText: new RegExp(`^\\W*${id}`) })

const activate = async (page: Page, id: string) => {
  await page.getByRole('button', { name: `Make active ${id}` }).click()
  const dialog = page.getByRole('dialog', { name: `Make ${id} active?` })
  await dialog.waitFor()
  const force = dialog.getByRole('checkbox')
  if ((await force.count()) > 0) await force.check()
  const text = await dialog.innerText()
  await dialog.getByRole('button', { name: 'Make active' }).click()
  await expect.poll(() => versionRow(page, id).innerText(), LONG).toContain('Active')
  return text
}

const LONG = { timeout: 30_000 }

describe('data-driven versions', () => {
  it('are fitted, looked at, made active, and gone back from, by who may', async () => {
    const { page, open, axe, settled } = await world.browser({ signedInBy: 'admin' })
    await open(`/models?${PERIOD}`)
    await fitNew(page, 'Markov, order 2')
    await expect.poll(() => versionRow(page, 'markov-1').innerText(), LONG).toContain('Fitted')
    await page.getByRole('button', { name: 'markov-1', exact: false }).first().click()
    const [version] = (await known()).versions
    const details = page.locator('.diagnostics')
    const order = details.getByRole('row', { name: /^2, this version/ })
    const { diagnostics, data } = version as ModelsAnswer['versions'][number]
    const own = diagnostics.orders?.find((one) => one.order === 2)
    expect(await texts(order)).toEqual([
      ...[count(own?.states, 'en-GB'), auc(own?.auc ?? null), auc(own?.held_out_auc ?? null)],
      percent(own?.held_out_seen, 'en-GB'),
    ])
    expect(await details.innerText()).toContain(`${count(data.journeys, 'en-GB')} journeys`)
    for (const { channel, effect } of version?.channels ?? [])
      expect(
        await details.getByRole('row', { name: new RegExp(`^${channel} `) }).innerText(),
      ).toContain(percent(effect, 'en-GB'))
    expect(await axe()).toEqual([])
    const first = await activate(page, 'markov-1')
    expect(first).toContain('The model markov is computed for this site, by markov-1')
    await settled()
    await expect
      .poll(() => page.locator('.filters').getByLabel('Model').innerText(), LONG)
      .toContain('Markov')
    await fitNew(page, 'Markov, order 1')
    await expect.poll(() => versionRow(page, 'markov-2').innerText(), LONG).toContain('Fitted')
    expect(await activate(page, 'markov-2')).toContain('make markov-1 active again')
    await activate(page, 'markov-1')
    const active = (await known()).versions.filter((one) => one.active).map(({ id }) => id)
    expect(active).toEqual(['markov-1'])
  }, 120_000)

  it('ask before they change anything, and can be thought better of', async () => {
    const { page, open, axe, settled } = await world.browser({ signedInBy: 'admin' })
    await open(`/models?${PERIOD}`)
    await page.getByRole('button', { name: 'Make active markov-2' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('credited by markov-2 instead of markov-1')
    expect(await axe()).toEqual([])
    await page.keyboard.press('Escape')
    await settled()
    expect(await dialog.count()).toBe(0)
    const { versions } = await known()
    expect(versions.find(({ active }) => active)?.id).toBe('markov-1')
  })

  it('are seen, with the reason, by who may not change them', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`/models?${PERIOD}&version=markov-2`)
    expect(await page.getByRole('button', { name: /Make active|Fit a new/ }).count()).toBe(0)
    expect(await panel(page, 'Data-driven versions').innerText()).toContain(
      'To fit a version or make one active, sign in with an admin key.',
    )
    expect(await page.locator('.diagnostics').innerText()).toContain('Effect of each channel')
  })
})

describe('the page of models', () => {
  it.each([
    [1366, false],
    [390, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'read', width, isDark })
    await open(`/models?${PERIOD}`)
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
