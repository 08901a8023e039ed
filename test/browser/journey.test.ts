import type { Page } from 'playwright'
import { describe, expect, test, vi } from 'vitest'
import type { Visitor } from './host-page.ts'
import { useJourneyWorld } from './journey-world.ts'

const world = useJourneyWorld()

const FROM_GOOGLE = { referer: 'https://www.google.com/' }

async function addToCart(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Products', exact: true }).click()
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('status').getByText('is in your cart').waitFor()
}

async function checkOut(page: Page, email: string): Promise<void> {
  await page.getByRole('link', { name: /^Cart/ }).click()
  await page.getByRole('link', { name: 'Check out' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Name').fill('Ana')
  await page.getByRole('button', { name: 'Order and pay' }).click()
  await page.getByRole('heading', { name: 'Thank you.' }).waitFor()
}

/**
 * Four visits of one person in November 2026 (Paris), the last of which ends in an order:
 *
 *   Mon  2, 10:00  an ad at Google         Paid Search      looks at a lantern, puts it into the cart
 *   Mon  9, 10:00  a link in an e-mail     Email            puts a mug into the cart
 *   Mon 16, 10:00  Google's free results   Organic Search   looks
 *   Mon 16, 13:00  types the address       Direct           orders: 49.95 + 19.99 = 69.94
 *
 * Of 69.94 a sixth is tax, 11.66: the value is 58.28, and the delivery is free from 60.00 on.
 */
async function walkFourVisits(): Promise<Visitor> {
  const ana = await world.person()
  const { page } = ana
  await world.at('2026-11-02T10:00:00+01:00', ana)
  await page.goto(world.page(`/?${AD}&gclid=Test-Click_1`), FROM_GOOGLE)
  await addToCart(page, 'Storm lantern')
  await world.untilArrived(VISIT_1.length)

  await world.at('2026-11-09T10:00:00+01:00', ana)
  await page.goto(world.page('/?utm_source=newsletter&utm_medium=email&utm_campaign=letter'))
  await addToCart(page, 'Enamel mug')
  await world.untilArrived(VISIT_1.length + VISIT_2.length)

  await world.at('2026-11-16T10:00:00+01:00', ana)
  await page.goto(world.page('/products'), FROM_GOOGLE)
  await world.untilArrived(VISIT_1.length + VISIT_2.length + VISIT_3.length)

  await world.at('2026-11-16T13:00:00+01:00', ana)
  await page.goto(world.page('/'))
  await checkOut(page, 'ana@mail.example')
  await world.untilArrived(ALL_EVENTS.length)
  await vi.waitFor(() => expect(world.shop.orders[0]?.report).toBe('stored'))
  return ana
}

const AD = 'utm_source=google&utm_medium=cpc&utm_campaign=autumn'

// What each visit is to send, and nothing beyond it.
const VISIT_1 = ['page_view', 'page_view', 'page_view', 'view_item', 'add_to_cart']
const VISIT_2 = VISIT_1
const VISIT_3 = ['page_view']
const VISIT_4 = [
  ...['page_view', 'page_view', 'view_cart', 'page_view', 'begin_checkout'],
  ...['add_payment_info', 'page_view', 'purchase'],
]
const ALL_EVENTS = [...VISIT_1, ...VISIT_2, ...VISIT_3, ...VISIT_4]

/** Someone else looks in by a banner on the 5th, and buys nothing. */
async function lookIn(): Promise<void> {
  const ben = await world.person()
  await world.at('2026-11-05T20:00:00+01:00', ben)
  await ben.page.goto(world.page('/?utm_source=criteo&utm_medium=display&utm_campaign=banners'))
  await world.untilArrived(1)
}

/**
 * Costs: 25.00 for the ad on the 2nd and 5.00 for banners on the 5th, at once; 3.00 in November for
 * mailing and 60.00 for people accrue by the day: on the 20th 2.00 and 40.00 of them are there.
 */
async function postCosts(): Promise<void> {
  const november = { from: '2026-11-01', to: '2026-11-30', currency: 'EUR' }
  const second = { from: '2026-11-02', to: '2026-11-02', currency: 'EUR' }
  const fifth = { from: '2026-11-05', to: '2026-11-05', currency: 'EUR' }
  await world.send('/v1/costs', [
    { ...second, category: 'ad_spend', amount: '25.00', ...GOOGLE_AD },
    { ...fifth, category: 'ad_spend', amount: '5.00', channel: 'Display' },
    { ...november, category: 'software', amount: '3.00', channel: 'Email' },
    { ...november, category: 'personnel', amount: '60.00' },
  ])
}

const GOOGLE_AD = { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'autumn' }

/** 20.00 of the 69.94 go back: 20.00 × 58.28 ÷ 69.94 = 16.67 of the value. */
async function refund(): Promise<void> {
  const transaction_id = world.shop.orders[0]?.transactionId
  const ts = '2026-11-18T09:00:00+01:00'
  const record = { transaction_id, refund_id: 'R1', amount: '20.00', currency: 'EUR', ts }
  await world.send('/v1/refunds', record)
}

const PERIOD = 'from=2026-11-01&to=2026-11-20'

/** Value by channel, without those that earned nothing. */
async function values(model: string): Promise<Record<string, string>> {
  const { rows } = await world.roi(`${PERIOD}&model=${model}`)
  const earning = rows.filter(({ value }) => value !== '0.00')
  return Object.fromEntries(earning.map(({ channel, value }) => [channel, value]))
}

/*
 * By hand. The order's 58.28, and after the refund of 16.67 its 41.61, over the touches
 * Paid Search (2nd), Email (9th), Organic Search (16th, 10:00) and Direct (16th, 13:00). Direct earns
 * only under last touch, which takes it like any other.
 *
 *   linear           a third each: 19.4267; cents left over go to the earliest: 19.43, 19.43, 19.42.
 *                    Of the refund 5.5567 each: 5.56, 5.56, 5.55. Left: 13.87 each.
 *   time decay       half as much for each 7 days: 1 : 2 : 4 of 7 = 8.3257, 16.6514, 33.3029;
 *                    8.33, 16.65, 33.30. Of the refund 2.3814, 4.7629, 9.5257: 2.38, 4.76, 9.53.
 *                    Left: 5.95, 11.89, 23.77.
 *   position based   40 : 20 : 40 = 23.312, 11.656, 23.312; 23.31, 11.66, 23.31. Of the refund
 *                    6.668, 3.334, 6.668: 6.67, 3.33, 6.67. Left: 16.64, 8.33, 16.64.
 */
const BY_HAND = [
  {
    model: 'first_touch',
    sold: { 'Paid Search': '58.28' },
    kept: { 'Paid Search': '41.61' },
  },
  {
    model: 'last_touch',
    sold: { Direct: '58.28' },
    kept: { Direct: '41.61' },
  },
  {
    model: 'last_non_direct',
    sold: { 'Organic Search': '58.28' },
    kept: { 'Organic Search': '41.61' },
  },
  {
    model: 'linear',
    sold: { 'Paid Search': '19.43', Email: '19.43', 'Organic Search': '19.42' },
    kept: { 'Paid Search': '13.87', Email: '13.87', 'Organic Search': '13.87' },
  },
  {
    model: 'time_decay',
    sold: { 'Paid Search': '8.33', Email: '16.65', 'Organic Search': '33.30' },
    kept: { 'Paid Search': '5.95', Email: '11.89', 'Organic Search': '23.77' },
  },
  {
    model: 'position_based',
    sold: { 'Paid Search': '23.31', Email: '11.66', 'Organic Search': '23.31' },
    kept: { 'Paid Search': '16.64', Email: '8.33', 'Organic Search': '16.64' },
  },
]

describe('from a tagged ad to ROI', () => {
  test('each model gives the figures that a person works out by hand, before and after a refund', async () => {
    await lookIn()
    world.collector.requests.length = 0
    await walkFourVisits()
    await postCosts()
    await world.at('2026-11-20T12:00:00+01:00')

    for (const { model, sold } of BY_HAND)
      expect([model, await values(model)]).toEqual([model, sold])
    await refund()
    for (const { model, kept } of BY_HAND)
      expect([model, await values(model)]).toEqual([model, kept])

    const first = await world.roi(`${PERIOD}&model=first_touch`)
    // (41.61 − 25.00) ÷ 25.00 = 0.6644; the banners brought a visit and nothing else.
    expect(first.rows).toEqual([
      row('Paid Search', { value: '41.61', cost: '25.00', profit: '16.61', conversions: '1' }, [
        0.6644,
        1.6644,
        '25.00',
      ]),
      row('Display', { value: '0.00', cost: '5.00', profit: '-5.00', conversions: '0' }, [
        -1,
        0,
        null,
      ]),
      row('Email', { value: '0.00', cost: '2.00', profit: '-2.00', conversions: '0' }, [
        -1,
        0,
        null,
      ]),
      row('Direct', {}, [null, null, null]),
      row('Organic Search', {}, [null, null, null]),
    ])
    // 25.00 + 5.00 + 2.00 + 40.00 = 72.00; (41.61 − 72.00) ÷ 72.00 = −0.42208.
    expect(first.overhead).toEqual({ cost: '40.00' })
    expect(first.unattributed).toMatchObject({ conversions: '0', value: '0.00' })
    expect(first.total).toEqual({
      touches: 5,
      conversions: '1',
      value: '41.61',
      cost: '72.00',
      profit: '-30.39',
      roi: -0.4221,
      roas: 0.5779,
      cpa: '72.00',
      aov: '41.61',
      new_customers: '1',
      cac: '72.00',
      repeat_rate: 0,
    })
    expect(first.meta).toMatchObject({ model: 'first_touch', currency: 'EUR', coverage: 1 })
  })

  test('the journey shows its touches with campaign and click, and what each earned', async () => {
    await walkFourVisits()
    const id = world.shop.orders[0]?.transactionId
    const answer = (await world.ask(`/v1/journeys/${id}`)) as { journey: unknown }
    const linear = (conversions: string, value: string) => ({
      credits: expect.objectContaining({ linear: { conversions, value } }),
    })
    expect(answer.journey).toMatchObject({
      transaction_id: id,
      matched: true,
      stage: 'acquisition',
      value: '58.28',
      touches: [
        { ...GOOGLE_AD, click_id: 'gclid:Test-Click_1', ...linear('0.333334', '19.43') },
        { channel: 'Email', campaign: 'letter', ...linear('0.333333', '19.43') },
        { channel: 'Organic Search', source: 'google', ...linear('0.333333', '19.42') },
        { channel: 'Direct', ...linear('0', '0.00') },
      ],
    })
  })

  test('nothing is sent beyond what was done, and to nobody else', async () => {
    const ana = await walkFourVisits()
    const hosts = new Set<string>()
    ana.context.on('request', (request) => hosts.add(new URL(request.url()).hostname))
    await ana.page.reload()
    await world.untilArrived(ALL_EVENTS.length + 1)

    const events = world.arrived()
    expect(events.map(({ name }) => name).sort()).toEqual([...ALL_EVENTS, 'page_view'].sort())
    expect([...hosts].sort()).toEqual(['t.shop.example', 'www.shop.example'])
    const byBrowser = world.collector.requests.filter(({ path }) => path !== '/v1/conversions')
    const asked = new Set(byBrowser.map(({ method, path }) => `${method} ${path}`))
    expect([...asked].sort()).toEqual(['GET /p.js', 'POST /v1/events'])
    expect(byBrowser.filter(({ body }) => body.includes('ana@mail.example'))).toEqual([])
    expect(world.shop.orders).toHaveLength(1)
  })

  test('an order that the tag reports too is one order, of the value that the shop says', async () => {
    await walkFourVisits()
    expect(world.arrived().filter(({ name }) => name === 'purchase')).toHaveLength(1)
    await world.at('2026-11-20T12:00:00+01:00')
    const { total, meta } = await world.roi(PERIOD)
    expect(total).toMatchObject({ conversions: '1', value: '58.28' })
    expect(meta).toMatchObject({ left_out: { unconfirmed: 0 } })
  })

  test('a thing taken out of the cart by its button is reported once, and is not ordered', async () => {
    const ana = await world.person()
    await world.at('2026-11-02T10:00:00+01:00', ana)
    await ana.page.goto(world.page('/'))
    await addToCart(ana.page, 'Storm lantern')
    await addToCart(ana.page, 'Two-person tent')
    await ana.page.getByRole('link', { name: /^Cart/ }).click()
    await ana.page.getByRole('button', { name: 'Remove Two-person tent' }).click()
    await ana.page.getByText('Two-person tent').waitFor({ state: 'detached' })
    await checkOut(ana.page, 'ana@mail.example')
    await vi.waitFor(() => expect(world.arrived().map(({ name }) => name)).toContain('purchase'))
    const removed = world.arrived().filter(({ name }) => name === 'remove_from_cart')
    expect(removed.map(({ props }) => props)).toEqual([{ item_id: 'tent', quantity: '1' }])
    expect(world.shop.orders.map(({ prices }) => prices.total)).toEqual([4995 + 490])
  })
})

function row(
  channel: string,
  sums: Partial<Record<'value' | 'cost' | 'profit' | 'conversions', string>>,
  [roi, roas, cpa]: [number | null, number | null, string | null],
) {
  const nothing = { value: '0.00', cost: '0.00', profit: '0.00', conversions: '0' }
  const shown = { channel, touches: 1, ...nothing, ...sums, roi, roas, cpa }
  // Every order of this shop is a customer's first: one of them costs what an order does.
  const aov = shown.conversions === '1' ? shown.value : null
  return { ...shown, aov, new_customers: shown.conversions, cac: cpa }
}
