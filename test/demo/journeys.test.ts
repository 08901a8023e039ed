import { describe, expect, test } from 'vitest'
import { generateDemo } from '../../demo/journeys.ts'
import { parisDay, parisMidnight } from '../../demo/paris.ts'
import type { DemoData, VisitorRecord } from '../../demo/records.ts'
import { OWN_BANNER } from '../../demo/visit.ts'
import { isUuid } from '../../shared/ids.ts'
import { wireConversion, wireIdentity, wireRefund } from '../../shared/wire/conversions.ts'
import { wireCost } from '../../shared/wire/costs.ts'
import { wireEvent } from '../../shared/wire/events.ts'

// 2026-11-22: the period has the end of summer time in it.
const options = { seed: 1, visitors: 3_000, days: 90, untilDay: 20_779 }
const data = generateDemo(options)
const from = parisMidnight(options.untilDay - options.days)
const until = parisMidnight(options.untilDay)

const hits = (visitors: readonly VisitorRecord[]) => visitors.flatMap(({ events }) => events)
const ordersById = new Map(data.orders.map((order) => [order.record.transaction_id, order]))

describe('the demo data', () => {
  test('is the same to the byte for the same seed, and another for another seed', () => {
    const small = { ...options, visitors: 200 }
    const bytes = (seed: number) => JSON.stringify(generateDemo({ ...small, seed }))
    expect(bytes(1)).toBe(bytes(1))
    expect(bytes(1)).not.toBe(bytes(2))
  })

  test('has as many browsers as asked for, and about 7.5 orders for each hundred', () => {
    expect(data.visitors).toHaveLength(3_000)
    expect(data.orders.length).toBeGreaterThan(150)
    expect(data.orders.length).toBeLessThan(300)
  })

  test('lies within its days, refunds included', () => {
    const times = [
      ...hits(data.visitors).map(({ ts }) => ts),
      ...hits(data.robots).map(({ ts }) => ts),
      ...data.orders.map(({ ts }) => ts),
      ...data.refunds.map(({ ts }) => ts),
    ]
    expect(Math.min(...times)).toBeGreaterThanOrEqual(from)
    expect(Math.max(...times)).toBeLessThan(until)
  })

  test('has ids that nothing else has', () => {
    const ids = hits([...data.visitors, ...data.robots]).map(({ id }) => id)
    const visitors = [...data.visitors, ...data.robots].map(({ visitor }) => visitor)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(visitors).size).toBe(visitors.length)
    expect([...ids, ...visitors].every(isUuid)).toBe(true)
    expect(ordersById.size).toBe(data.orders.length)
  })

  test('is taken by the schemas of the wire, all of it', () => {
    const refused = [
      ...hits([...data.visitors, ...data.robots]).map((event) => wireEvent.safeParse(event)),
      ...data.orders.map(({ record }) => wireConversion.safeParse(record)),
      ...data.refunds.map(({ record }) => wireRefund.safeParse(record)),
      ...data.identities.map((record) => wireIdentity.safeParse(record)),
      ...data.costs.map((record) => wireCost.safeParse(record)),
    ].filter(({ success }) => !success)
    expect(refused).toEqual([])
  })

  test('goes through a browser in the order of time', () => {
    const disordered = data.visitors.filter(({ events }) =>
      events.some((event, index) => event.ts <= (events[index - 1]?.ts ?? 0)),
    )
    expect(disordered).toEqual([])
  })

  test('is busier on Sundays than on Wednesdays, and at nine in the evening than at four at night', () => {
    const starts = data.visitors.map(({ events }) => new Date((events[0]?.ts ?? 0) + 3_600_000))
    const on = (weekday: number) => starts.filter((start) => start.getUTCDay() === weekday).length
    const at = (hour: number) => starts.filter((start) => start.getUTCHours() === hour).length
    expect(on(0)).toBeGreaterThan(on(3))
    expect(at(20)).toBeGreaterThan(10 * at(3))
  })
})

describe('of everything that a collector has to live with, there is some', () => {
  const urls = hits(data.visitors).map(({ url }) => url)
  const referrers = hits(data.visitors).map(({ referrer }) => referrer ?? '')

  test.each(['gclid', 'msclkid', 'fbclid', 'ttclid', 'utm_medium=email', 'utm_medium=affiliate'])(
    'landings with %s',
    (part) => {
      expect(urls.filter((url) => url.includes(part)).length).toBeGreaterThan(10)
    },
  )

  test.each(['www.google.', 'chatgpt.com', 'claude.ai', 'checkout.stripe.com', 'www.paypal.com'])(
    'referrers at %s',
    (host) => {
      expect(referrers.filter((referrer) => referrer.includes(host)).length).toBeGreaterThan(3)
    },
  )

  test('links of the shop itself that someone tagged', () => {
    const tagged = hits(data.visitors).filter(
      ({ name, url }) => name === 'page_view' && url.endsWith(OWN_BANNER),
    )
    expect(tagged.length).toBeGreaterThan(10)
    expect(tagged.every(({ referrer }) => referrer?.startsWith('https://www.demo.example/'))).toBe(
      true,
    )
  })

  test('people who come back without a referrer', () => {
    const returns = data.visitors.flatMap(({ events }) =>
      events.filter(
        ({ name, referrer, url }, index) =>
          index > 0 && name === 'page_view' && referrer === '' && !url.includes('utm_'),
      ),
    )
    expect(returns.length).toBeGreaterThan(50)
  })

  test('carts that are left', () => {
    const withCart = data.visitors.filter(hasEvent('add_to_cart'))
    const withOrder = withCart.filter(hasEvent('purchase'))
    expect(withOrder.length).toBeGreaterThan(50)
    expect(withCart.length - withOrder.length).toBeGreaterThan(100)
  })

  test('robots, some of which say that a program drives them', () => {
    expect(data.robots.length).toBe(90)
    expect(data.robots.some(({ webdriver }) => webdriver)).toBe(true)
    expect(data.visitors.some(({ webdriver }) => webdriver)).toBe(false)
  })

  test('hits that come late, and hits that come twice', () => {
    expect(data.visitors.filter(({ late }) => late).length).toBeGreaterThan(30)
    expect(data.visitors.filter(({ twice }) => twice).length).toBeGreaterThan(30)
  })

  test('customers with several orders, and customers with several browsers', () => {
    const customers = data.orders.map(({ record }) => record.email)
    expect(new Set(customers).size).toBeLessThan(customers.length)
    expect(data.identities.some(({ customer_id }) => customer_id)).toBe(true)
    expect(data.identities.some(({ email }) => email)).toBe(true)
  })

  test('orders without a visitor, of people who refused consent and of others', () => {
    const unseen = data.orders.filter(({ record }) => !record.visitor)
    expect(unseen.some(({ record }) => record.consent === 'denied')).toBe(true)
    expect(unseen.some(({ record }) => record.consent !== 'denied')).toBe(true)
  })

  test('refunds in full, in part, in several parts, with and without their tax', () => {
    const byOrder = [...Map.groupBy(data.refunds, ({ record }) => record.transaction_id)]
    const total = (id: string) => ordersById.get(id)?.total
    expect(byOrder.some(([id, [first]]) => first?.amount === total(id))).toBe(true)
    expect(byOrder.some(([id, all]) => all.length === 1 && all[0]?.amount !== total(id))).toBe(true)
    expect(byOrder.some(([, all]) => all.length > 1)).toBe(true)
    expect(data.refunds.some(({ tax }) => tax !== undefined)).toBe(true)
    expect(data.refunds.some(({ tax }) => tax === undefined)).toBe(true)
  })

  test('costs of campaigns by day, of channels, of nothing in particular, and of an ad nobody clicked', () => {
    const campaigns = data.costs.filter(({ category }) => category === 'ad_spend')
    expect(campaigns.length).toBeGreaterThan(300)
    expect(data.costs.some(({ channel, source }) => channel && !source)).toBe(true)
    expect(data.costs.some(({ channel, source }) => !channel && !source)).toBe(true)
    expect(campaigns.some(({ source }) => source === 'podcast')).toBe(true)
    expect(urls.some((url) => url.includes('podcast'))).toBe(false)
  })
})

const hasEvent =
  (wanted: string) =>
  ({ events }: DemoData['visitors'][number]): boolean =>
    events.some(({ name }) => name === wanted)

test('costs lie within the days of the demo, so that a report of them has them all', () => {
  const days = data.costs.flatMap((cost) => [cost.from, cost.to]).sort()
  expect(days[0]).toBe('2026-08-24')
  expect(days.at(-1)).toBe('2026-11-21')
})

test('a day in Paris begins an hour earlier in UTC in summer than in winter', () => {
  const utc = (day: number) => new Date(parisMidnight(day)).toISOString()
  // 2026-10-25 is the day on which the clocks go back, 2026-03-29 the one on which they go on.
  expect(utc(20_751)).toBe('2026-10-24T22:00:00.000Z')
  expect(utc(20_752)).toBe('2026-10-25T23:00:00.000Z')
  expect(utc(20_541)).toBe('2026-03-28T23:00:00.000Z')
  expect(utc(20_542)).toBe('2026-03-29T22:00:00.000Z')
  expect([20_541, 20_542, 20_751, 20_752].map((day) => parisDay(parisMidnight(day)))).toEqual([
    20_541, 20_542, 20_751, 20_752,
  ])
  expect(parisDay(parisMidnight(20_752) - 1)).toBe(20_751)
})
