import { describe, expect, it } from 'vitest'
import { percent } from '../../../collector/dashboard/format/numbers.ts'
import type { CategoryRow, Row } from '../../../collector/dashboard/views/costs/rows.ts'
import { titleOf } from '../../../collector/dashboard/views/costs/words.ts'
import type { CampaignsAnswer } from '../../../shared/wire/answers/reports.ts'
import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { euros, file, HEAD, isoDay, PERIOD, spendFile, texts } from './spend-files.ts'
import { dashboardWorld } from './world.ts'

const world = dashboardWorld()

const COSTS = `/costs?${PERIOD}`

/** Browsers note themselves that a request was refused. */
const REFUSED = /status of 422/

const matchedBy = async (name: string) => {
  const { campaigns } = await world.api<CampaignsAnswer>(`/v1/campaigns?${PERIOD}`)
  return campaigns.find(({ campaign }) => campaign === name)?.matched_by
}

const total = async () => (await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=category`)).total.cost

describe('the page of costs', () => {
  it('shows costs by category and by campaign as the API has them, to the cent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(COSTS)
    const categories = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=category`)
    const shown = page.getByRole('region', { name: 'Costs by category' })
    const expected = categories.rows.map((row) => {
      const { category, cost, cost_share: share } = row as CategoryRow
      return [titleOf(category), euros(cost), percent(share, 'en-GB')]
    })
    const rows = await Promise.all((await shown.locator('tbody tr').all()).map(texts))
    expect(rows).toEqual(expected)
    expect((await texts(shown.locator('tfoot tr')))[1]).toBe(euros(categories.total.cost))

    const campaigns = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=channel,campaign`)
    const table = page.getByRole('region', { name: 'Costs by campaign' })
    const lines = await Promise.all((await table.locator('tbody tr').all()).map(texts))
    const spent = campaigns.rows
      .filter(({ cost }) => Number(cost) !== 0)
      .map((row) => {
        const { campaign, channel, cost, value } = row as Row
        return [campaign || '(none)', channel, euros(cost), euros(value)].join()
      })
    expect(lines.map((cells) => cells.slice(0, 4).join()).toSorted()).toEqual(spent.toSorted())
    const foot = await Promise.all((await table.locator('tfoot tr').all()).map(texts))
    expect(foot.find(([name]) => name === 'Overhead')?.[2]).toBe(euros(campaigns.overhead.cost))
    expect(foot.at(-1)?.[2]).toBe(euros(campaigns.total.cost))
  })

  it('has its chart as a table, with the overhead that is of no day', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(COSTS)
    const answer = await world.api<RoiAnswer>(`/v1/roi?${PERIOD}&by=day,category`)
    await page.getByRole('button', { name: 'Table' }).click()
    const table = page.getByRole('region', { name: 'Costs by day and category' })
    const rows = await Promise.all((await table.locator('tbody tr').all()).map(texts))
    expect(rows.map((cells) => cells.at(-1))).toEqual(answer.rows.map(({ cost }) => euros(cost)))
    const foot = await Promise.all((await table.locator('tfoot tr').all()).map(texts))
    expect(foot.map((cells) => cells.at(-1)).slice(1)).toEqual([
      euros(answer.overhead.cost),
      euros(answer.total.cost),
    ])
  })

  it('previews a file that is dropped, imports it when told to, and rolls it back', async () => {
    const { page, open, settled } = await world.browser({ signedInBy: 'admin' })
    await open(COSTS)
    const before = await total()
    const { name, buffer } = spendFile('google.csv')
    const dropped = await page.evaluateHandle(
      ([called, text]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([text ?? ''], called ?? '', { type: 'text/csv' }))
        return transfer
      },
      [name, buffer.toString()],
    )
    await page
      .getByRole('region', { name: 'File', exact: true })
      .dispatchEvent('drop', { dataTransfer: dropped })
    const preview = page.getByRole('region', { name: 'What would be imported' })
    await preview.waitFor()
    expect(await preview.innerText()).toContain('Google Ads')
    const sums = await Promise.all((await preview.locator('tbody tr').all()).map(texts))
    expect(sums).toEqual([
      ['Tents', '€30.30'],
      ['Winter boots', '€7.77'],
    ])
    expect(await total()).toBe(before)

    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported: 3 rows of google.csv.').waitFor()
    await settled()
    const after = await total()
    expect(Number(after) - Number(before)).toBeCloseTo(38.07, 5)
    const shown = page.getByRole('region', { name: 'Costs by category' }).locator('tfoot tr')
    await expect.poll(async () => (await texts(shown))[1]).toBe(euros(after))

    const listed = page.getByRole('row', { name: /google\.csv/ })
    await listed.getByRole('button', { name: 'Roll back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    await listed.getByText('Rolled back').waitFor()
    expect(await total()).toBe(before)
    await expect.poll(async () => (await texts(shown))[1]).toBe(euros(before))
  })

  it('asks for the choice that a file leaves open, and refuses to import before', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin' })
    await open(COSTS)
    const open3 = file('ambiguous.csv', [HEAD, '3/4/2026,Tents,11,EUR,12.30,4,9,1,2'])
    await page.getByLabel('Choose a file').setInputFiles(open3)
    await page.getByText('Line 2').waitFor()
    expect(await page.getByText('can be read in two ways').count()).toBe(1)
    const dates = page.getByLabel('Dates')
    expect(await dates.getAttribute('aria-invalid')).toBe('true')
    const take = page.getByRole('button', { name: 'Import', exact: true })
    expect(await take.isDisabled()).toBe(true)
    await dates.selectOption('DMY')
    await page.getByText('3 Apr 2026').waitFor()
    expect(await take.isDisabled()).toBe(false)
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByRole('region', { name: 'What would be imported' }).count()).toBe(0)
  })

  it('imports the rest of a file whose bad line is left out, and says why one is refused', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin' })
    await open(COSTS)
    const lines = [
      HEAD,
      `${isoDay(9)},Tents,11,EUR,1.10,4,9,1,2`,
      `${isoDay(8)},Tents,11,EUR,-3,4,9,1,2`,
    ]
    await page.getByLabel('Choose a file').setInputFiles(file('bad.csv', lines))
    await page.getByText('Refused: 1 line.').waitFor()
    expect(await page.locator('.refused li').innerText()).toContain('Line 3')
    await page.getByLabel('Leave refused lines out').check()
    await page.getByText('The rest can be imported.').waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported: 1 rows of bad.csv.').waitFor()
  })

  it('tells what a file is that can not be read, and what to do', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin', mayLog: REFUSED })
    await open(COSTS)
    await page.getByLabel('Choose a file').setInputFiles(file('poem.txt', ['roses,are', 'red,2']))
    await page.getByRole('alert').filter({ hasText: 'there is no header of a file' }).waitFor()
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
  })

  it('asks of a file that no kind recognises which column is which, and looks at it at once', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin', mayLog: REFUSED })
    await open(COSTS)
    const lines = ['When;Line item;Paid;Cur', `${isoDay(7)};Tents;12,30;EUR`]
    await page.getByLabel('Choose a file').setInputFiles(file('My DSP.csv', lines))
    await page.getByText('Say yet which it is: Cost.').waitFor()
    expect(await page.getByLabel('Column “Line item”').inputValue()).toBe('campaign')
    expect(await page.getByLabel('Platform', { exact: true }).inputValue()).toBe('my_dsp')
    await page.getByLabel('Column “Paid”').selectOption('cost')
    await page.getByLabel('Column “When”').selectOption('day')
    const shown = page.getByRole('region', { name: 'What would be imported' })
    await shown.getByText(euros('12.30')).first().waitFor()
    const map = await page.locator('.mapping code').innerText()
    expect(JSON.parse(map)).toEqual({
      ...{ platform: 'my_dsp', cost: 'Paid', day: 'When', campaign: 'Line item', currency: 'Cur' },
    })
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported: 1 rows of My DSP.csv.').waitFor()
    const answer = await world.api<CampaignsAnswer>(`/v1/campaigns?${PERIOD}`)
    expect(answer.campaigns.find(({ platform }) => platform === 'my_dsp')).toMatchObject({
      ...{ campaign: 'Tents', spend: '12.30' },
    })
  })

  it('shows of a file of orders what they are worth and by what they are known, at 360 px too', async () => {
    const { page, open, axe } = await world.browser({
      ...{ signedInBy: 'admin', mayLog: REFUSED, width: 360 },
    })
    await open(COSTS)
    const lines = ['Order No,Date,Net,Mail,Cur', `A-1,${isoDay(400)},80.00,ana@x.example,EUR`]
    await page.getByLabel('Choose a file').setInputFiles(file('orders.csv', lines))
    await page.getByLabel('The file holds').selectOption('orders')
    for (const [column, meaning] of Object.entries({ 'Order No': 'transaction_id', Date: 'ts' }))
      await page.getByLabel(`Column “${column}”`).selectOption(meaning)
    await page.getByLabel('Column “Mail”').selectOption('email')
    const shown = page.getByRole('region', { name: 'What would be imported' })
    await shown.getByText('e-mail address: 1').waitFor()
    expect(await shown.innerText()).toContain(euros('80.00'))
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })

  it('maps a campaign that meets no touches, and takes that back', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin' })
    await open(COSTS)
    await page.getByLabel('Choose a file').setInputFiles(spendFile('map.csv'))
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Imported: 3 rows of map.csv.').waitFor()
    await page.getByLabel('What links call Winter boots').selectOption('other')
    await page.getByLabel('utm_campaign in links').fill('camping-gear')
    await page.getByRole('button', { name: 'Save Winter boots' }).click()
    await page.getByText('Winter boots is “camping-gear” in links: 1 rows').waitFor()
    expect(await matchedBy('Winter boots')).toBe('alias')
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByLabel('What links call Winter boots').waitFor()
    expect(await matchedBy('Winter boots')).toBe('unmatched')
  })

  it('adds a cost by hand once, and takes it back', async () => {
    const { page, open } = await world.browser({ signedInBy: 'admin' })
    await open(COSTS)
    const before = await total()
    const form = page.locator('form').filter({ hasText: 'Add the cost' })
    await form.getByLabel('Category').selectOption('software')
    await form.getByLabel('First day').fill(isoDay(4))
    await form.getByLabel('Last day').fill(isoDay(4))
    await form.getByLabel('Amount').fill('99,95')
    await form.getByLabel('Channel').fill('Email')
    await form.getByRole('button', { name: 'Add the cost' }).click()
    await page.getByText('Added: €99.95').waitFor()
    expect(Number(await total()) - Number(before)).toBeCloseTo(99.95, 5)
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('Added: €99.95').waitFor({ state: 'detached' })
    expect(await total()).toBe(before)
  })

  it('names the field of a cost that is refused, and stores nothing', async () => {
    const { page, axe, open } = await world.browser({ signedInBy: 'admin', mayLog: REFUSED })
    await open(COSTS)
    const before = await total()
    const form = page.locator('form').filter({ hasText: 'Add the cost' })
    await form.getByLabel('Amount').fill('a lot')
    await form.getByRole('button', { name: 'Add the cost' }).click()
    await expect.poll(() => form.getByLabel('Amount').getAttribute('aria-invalid')).toBe('true')
    expect(await axe()).toEqual([])
    expect(await total()).toBe(before)
  })

  it('shows who may only read the figures, and why there are no forms', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(COSTS)
    expect(await page.getByText('To bring a file, sign in with an admin key.').count()).toBe(1)
    expect(await page.getByText('To add a cost, sign in with an admin key.').count()).toBe(1)
    expect(await page.locator('form, input[type=file]').count()).toBe(0)
  })

  it('shows who has a shared link the figures, and not who has brought what', async () => {
    const { url } = await (
      await world.post('/v1/shares', { name: 'Agency' }, world.keys.admin)
    ).json()
    const { page, open } = await world.browser()
    await page.goto(url.replace(/^https?:\/\/[^/]+/, world.url))
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await open(COSTS)
    const shown = page.getByRole('region', { name: 'Costs by category' }).locator('tfoot tr')
    expect((await texts(shown))[1]).toBe(euros(await total()))
    expect(await page.getByText('A shared page only shows.').count()).toBeGreaterThan(0)
    expect(await page.getByRole('heading', { name: 'Imports' }).count()).toBe(0)
  })

  it('says of a segment what no cost tells, and not that nothing was spent', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open(`${COSTS}&country=FR`)
    const query = `${PERIOD}&by=category&country=FR`
    const { not_broken_down: rest } = await world.api<RoiAnswer>(`/v1/roi?${query}`)
    const foot = page.getByRole('region', { name: 'Costs by category' }).locator('tfoot tr')
    expect(await texts(foot.first())).toEqual(['Not broken down', euros(rest?.cost), ''])
    expect(await page.getByText('No cost says whether it is of this segment').count()).toBe(1)
  })

  it.each([
    [1366, false],
    [360, true],
  ])('has nothing that axe finds, at %i px, dark %s', async (width, isDark) => {
    const { page, axe, open } = await world.browser({ signedInBy: 'admin', width, isDark })
    await open(COSTS)
    const ambiguous = file('a.csv', [HEAD, '3/4/2026,Tents,11,EUR,12.30,4,9,1,2'])
    await page.getByLabel('Choose a file').setInputFiles(ambiguous)
    await page.getByText('can be read in two ways').waitFor()
    expect(await axe()).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
})
