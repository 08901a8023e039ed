import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

// Two stories of the same shop, from the first click to what they have earned:
//
// (a) A paid social ad brings Ana, who signs up for the newsletter. Its welcome letter has a code for
//     10.00 off, and she buys for 90.00 (goods 36.00).
// (b) A search ad brings Ben, who fills a cart and leaves. A reminder brings him back, and he buys for
//     120.00 (goods 60.00).
//
// Beside them, one more visitor clicks the social ad and never returns, and one more fills a cart, gets
// the reminder and does not buy. So each ad and the reminder have two touches, the letter has one:
//
//   social    12.00 on 2 Nov   6.00 a touch        letter     0.50 on 5 Nov   0.50 a touch
//   search    20.00 on 3 Nov  10.00 a touch        reminder   0.60 on 4 Nov   0.30 a touch

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

const tagged = (source: string, medium: string, campaign: string): string =>
  `https://shop.example/?utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`

const SOCIAL = tagged('facebook', 'paid_social', 'autumn')
const SEARCH = tagged('google', 'cpc', 'shoes')
const LETTER = tagged('news', 'email', 'welcome')
const REMINDER = tagged('shop', 'email', 'reminder')

type Seen = [time: string, url: string, name?: string]

async function visits(visitor: string, ...seen: Seen[]): Promise<void> {
  const events = seen.map(([time, url, name = 'page_view']) =>
    pageView({ ts: Date.parse(`2026-11-${time}:00Z`), url, name }),
  )
  const answer = await collector.send(events, { visitor, key: keys.write })
  expect(answer.json).toMatchObject({ accepted: seen.length })
}

async function post(path: string, body: unknown): Promise<void> {
  expect((await collector.post(path, body, keys.write)).status).toBe(200)
}

const spend = (day: string, source: string, medium: string, amount: string) =>
  post('/v1/costs', {
    ...{ from: `2026-11-${day}`, to: `2026-11-${day}`, category: 'ad_spend' },
    ...{ source, medium, amount, currency: 'EUR' },
  })

async function bothStories(): Promise<void> {
  const [ana, passer, ben, doubter] = Array.from({ length: 4 }, () => visitorId())
  await visits(ana ?? '', ['02T10:00', SOCIAL], ['05T10:00', LETTER])
  await visits(passer ?? '', ['02T11:00', SOCIAL])
  const cart = 'https://shop.example/cart'
  for (const [visitor, hour] of [
    [ben, '10'],
    [doubter, '11'],
  ])
    await visits(
      visitor ?? '',
      [`03T${hour}:00`, SEARCH],
      [`03T${hour}:05`, cart, 'add_to_cart'],
      [`04T${hour}:00`, REMINDER],
    )
  const newsletter = { goal: 'sign_up', transaction_id: 'N1', ts: '2026-11-02T10:06:00Z' }
  await post('/v1/conversions', [
    order({ ...newsletter, value: '0.00', visitor: ana }),
    order({
      ...{ transaction_id: 'A', ts: '2026-11-05T10:20:00Z', visitor: ana },
      ...{ value: '90.00', discount: '10.00', coupon: 'WELCOME10', cost_of_goods: '36.00' },
    }),
    order({
      ...{ transaction_id: 'B', ts: '2026-11-04T10:20:00Z', visitor: ben },
      ...{ value: '120.00', cost_of_goods: '60.00' },
    }),
  ])
  await spend('02', 'facebook', 'paid_social', '12.00')
  await spend('03', 'google', 'cpc', '20.00')
  await spend('04', 'shop', 'email', '0.60')
  await spend('05', 'news', 'email', '0.50')
}

beforeEach(async () => {
  collector = new TestCollector()
  // Whoever has not come back for thirty days is lost.
  collector.now = Date.parse('2026-12-20T12:00:00Z')
  keys = await collector.addSite('shop')
  await bothStories()
})

const read = async (path: string): Promise<unknown> => {
  const answer = await collector.get(path, keys.read)
  expect(answer.status).toBe(200)
  return answer.json
}

describe('the social, newsletter, discount story and the search, cart, reminder story', () => {
  test('cost what their touches cost, and leave the rest as profit', async () => {
    // (a) 6.00 + 0.50; 90.00 − 6.50 = 83.50; 83.50 ÷ 6.50
    expect(at(await read('/v1/journeys/A'), 'journey')).toMatchObject({
      ...{ value: '90.00', cost: '6.50', profit: '83.50', roi: 12.8462 },
      touches: [
        { channel: 'Paid Social', cost: '6.00' },
        { channel: 'Email', campaign: 'welcome', cost: '0.50' },
      ],
    })
    // (b) 10.00 + 0.30; 120.00 − 10.30 = 109.70; 109.70 ÷ 10.30
    expect(at(await read('/v1/journeys/B'), 'journey')).toMatchObject({
      ...{ value: '120.00', cost: '10.30', profit: '109.70', roi: 10.6505 },
      touches: [
        { channel: 'Paid Search', cost: '10.00' },
        { channel: 'Email', campaign: 'reminder', cost: '0.30' },
      ],
    })
  })

  test('are compared as paths, with what those cost who did not buy', async () => {
    // A journey that is lost closes thirty days after its last touch.
    const paths = await read('/v1/paths?from=2026-11-01&to=2026-12-31&sort=profit')
    expect(at(paths, 'paths')).toMatchObject([
      {
        // Two of them, 10.30 each; 120.00 − 20.60 = 99.40; 99.40 ÷ 20.60
        ...{ path: 'Paid Search > Email', journeys: 2, conversions: '1', conversion_rate: 0.5 },
        ...{ value: '120.00', cost: '20.60', profit: '99.40', roi: 4.8252 },
      },
      {
        ...{ path: 'Paid Social > Email', journeys: 1, conversions: '1', conversion_rate: 1 },
        ...{ value: '90.00', cost: '6.50', profit: '83.50', roi: 12.8462 },
      },
      {
        ...{ path: 'Paid Social', journeys: 1, conversions: '0', conversion_rate: 0 },
        ...{ value: '0.00', cost: '6.00', profit: '-6.00', roi: -1 },
      },
    ])
    // 210.00 for 33.10: 176.90 ÷ 33.10
    const total = { value: '210.00', cost: '33.10', profit: '176.90', roi: 5.3444 }
    expect(at(paths, 'total')).toMatchObject(total)
    expect(at(await read(`/v1/roi?${NOVEMBER}`), 'total')).toMatchObject(total)
  })

  test('give their channels other profits under other models, and the same in all', async () => {
    const models = 'last_non_direct,first_touch,linear,w_shaped'
    const compared = await read(`/v1/compare?${NOVEMBER}&models=${models}&by=channel`)
    const rows = at(compared, 'rows') as { channel: string; models: Record<string, unknown> }[]
    const profits = (model: string) =>
      Object.fromEntries(rows.map((row) => [row.channel, at(row.models[model], 'profit')]))
    // Last: Email has 210.00 for 1.10, the ads have nothing.
    expect(profits('last_non_direct')).toEqual({
      ...{ 'Paid Social': '-12.00', 'Paid Search': '-20.00', Email: '208.90' },
    })
    // First: 90.00 − 12.00 and 120.00 − 20.00.
    expect(profits('first_touch')).toEqual({
      ...{ 'Paid Social': '78.00', 'Paid Search': '100.00', Email: '-1.10' },
    })
    // Halves: 45.00 − 12.00, 60.00 − 20.00, 105.00 − 1.10.
    expect(profits('linear')).toEqual({
      ...{ 'Paid Social': '33.00', 'Paid Search': '40.00', Email: '103.90' },
    })
    // The ad is first and brought the sign-up, or the cart: 90 % of each; Email has 9.00 + 12.00.
    expect(profits('w_shaped')).toEqual({
      ...{ 'Paid Social': '69.00', 'Paid Search': '88.00', Email: '19.90' },
    })
    for (const model of models.split(','))
      expect(at(compared, 'total', 'models', model)).toMatchObject({ profit: '176.90' })
  })

  test('change places when goods are paid for', async () => {
    const roi = await read(`/v1/roi?${NOVEMBER}&model=first_touch&value=margin`)
    const rows = at(roi, 'rows') as Record<string, unknown>[]
    // 54.00 − 12.00 and 60.00 − 20.00: now the social ad has earned more.
    expect(rows.map(({ channel, profit }) => [channel, profit]).sort()).toEqual([
      ['Email', '-1.10'],
      ['Paid Search', '40.00'],
      ['Paid Social', '42.00'],
    ])
    // 114.00 − 33.10 = 80.90; 80.90 ÷ 33.10
    expect(at(roi, 'total')).toMatchObject({ value: '114.00', profit: '80.90', roi: 2.4441 })
  })

  test('have the same profit when the discount is a cost', async () => {
    // (90.00 + 10.00) + 120.00 for 33.10 + 10.00; 176.90 ÷ 43.10
    expect(at(await read(`/v1/roi?${NOVEMBER}&discount_as=cost`), 'total')).toMatchObject({
      ...{ value: '220.00', cost: '43.10', profit: '176.90', roi: 4.1044 },
    })
  })

  test('say what the sign-up has cost by itself', async () => {
    const roi = await read(`/v1/roi?${NOVEMBER}&goal=sign_up`)
    const rows = at(roi, 'rows') as Record<string, unknown>[]
    expect(rows.find(({ channel }) => channel === 'Paid Social')).toMatchObject({
      ...{ conversions: '1', cost: '12.00', cpa: '12.00' },
    })
  })
})
