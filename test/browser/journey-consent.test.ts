import type { BrowserContext, Page } from 'playwright'
import { expect, test, vi } from 'vitest'
import type { Pathworth } from '../../snippet/api.ts'
import { useJourneyWorld } from './journey-world.ts'

const world = useJourneyWorld({ 'data-consent': 'wait' })

const AD = '/products/lantern?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const PERIOD = 'from=2026-11-01&to=2026-11-30'

async function order(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'See the cart' }).click()
  await page.getByRole('link', { name: 'Check out' }).click()
  await page.getByLabel('E-mail').fill('ana@mail.example')
  await page.getByLabel('Name').fill('Ana')
  await page.getByRole('button', { name: 'Order and pay' }).click()
  await page.getByRole('heading', { name: 'Thank you.' }).waitFor()
  await vi.waitFor(() => expect(world.shop.orders[0]?.report).toBe('stored'))
}

/** As a banner does that remembers the answer: it tells each further page, before the tag is there. */
async function answerOnEachPage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const stub: Pathworth = () => {}
    stub.q = [['consent', 'granted']]
    window.pathworth = stub
  })
}

test.each(['nothing', 'denied'])(
  'with an answer of "%s" the order has no journey, and the tag stored and sent nothing',
  async (answer) => {
    const { page, context, asked } = await world.person()
    await world.at('2026-11-02T10:00:00+01:00')
    await page.goto(world.page(AD))
    if (answer === 'denied') await page.evaluate(() => window.pathworth?.consent?.('denied'))
    await order(page)

    expect(asked).toEqual([])
    expect(await context.cookies()).toEqual([])
    const kept = await page.evaluate(() => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
    ])
    expect(kept.filter((key) => !key.startsWith('lantern-and-pine.'))).toEqual([])
    expect(world.shop.orders[0]?.visitor).toBe('')
    // 49.95 and 4.90 for its delivery: 8.33 and 0.82 of them are tax, which leaves a value of 41.62.
    const { rows, unattributed } = await world.roi(PERIOD)
    expect(rows).toEqual([])
    expect(unattributed).toMatchObject({ conversions: '1', value: '41.62' })
  },
)

test('with consent given on the page of the landing, the ad that was seen before it is credited', async () => {
  const ana = await world.person()
  await world.at('2026-11-02T10:00:00+01:00', ana)
  await ana.page.goto(world.page(AD))
  await ana.page.evaluate(() => window.pathworth?.consent?.('granted'))
  await answerOnEachPage(ana.context)
  await vi.waitFor(() => expect(world.arrived().map(({ name }) => name)).toContain('view_item'))
  await order(ana.page)

  const { rows } = await world.roi(PERIOD)
  expect(rows).toMatchObject([{ channel: 'Paid Search', conversions: '1', value: '41.62' }])
})
