import fc from 'fast-check'
import type { Batch } from '../../collector/ledger/facts.ts'
import { addDays } from '../../shared/dates.ts'
import {
  costsOf,
  hitsOf,
  identitiesOf,
  ordersOf,
  refundsOf,
  shuffled,
  timeWithin,
  touchesOf,
  visitor,
} from './generators.ts'
import { code, DAY, rate, START, tagged } from './shop.ts'

// Random facts of a small shop over sixty days, so that visitors, customers, orders and days meet.

const time = timeWithin(50)
const amount = fc.integer({ min: 1, max: 20_000 })
const page = fc.constantFrom(
  {},
  tagged('google', 'cpc'),
  tagged('google', 'cpc', 'winter'),
  tagged('news', 'email'),
  tagged('facebook', 'paid_social', 'winter'),
  { url: 'https://shop.example/shoes?colour=red#top' },
  { name: 'view_item' },
  { name: 'add_to_cart', props: '{"value":12.5}' },
  { name: 'remove_from_cart', props: '{"value":5}' },
  { name: 'begin_checkout', props: '{"value":30,"currency":"EUR"}' },
)

const browser = fc.record({
  country: fc.constantFrom('FR', 'DE', ''),
  device: fc.constantFrom('mobile', 'desktop'),
})
const landing = fc.tuple(page, browser).map(([given, by]) => ({ ...given, ...by }))

const hits = hitsOf(time, landing, { minLength: 5, maxLength: 20 })

const item = fc.record({
  item_id: fc.constantFrom('A', 'B'),
  price: fc.constantFrom(10, 0, '7.5'),
  quantity: fc.constantFrom(1, 3),
})

const orders = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(9),
      who: fc.option(visitor, { freq: 6 }),
      ts: time,
      value: amount,
      tax: fc.option(fc.nat(4000)),
      shipping: fc.option(fc.nat(900)),
      discount: fc.option(fc.nat(3000)),
      costOfGoods: fc.option(fc.nat(9000)),
      total: fc.option(fc.constantFrom(0, 1, 2300)),
      customerId: fc.constantFrom(null, 'ana', 'ben'),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'USD', 'JPY'),
      consent: fc.constantFrom(null, null, null, 'denied' as const),
      source: fc.constantFrom('backend', 'backend', 'backend', 'backend', 'backend', 'tag'),
      salesChannel: fc.constantFrom(null, null, null, null, 'phone', 'pos', 'marketplace'),
      market: fc.constantFrom(null, 'DE', 'AT'),
      coupon: fc.constantFrom(null, null, 'TEN', 'FRIEND'),
      items: fc.option(fc.array(item, { maxLength: 3 }).map((items) => JSON.stringify(items))),
      historical: fc.constantFrom(null, null, null, null, null, true),
      status: fc.constantFrom(null, null, null, null, null, 'cancelled' as const),
      goal: fc.constantFrom('purchase', 'purchase', 'purchase', 'purchase', 'purchase', 'lead'),
    }),
    { selector: ({ id, goal }) => `${goal}${id}`, minLength: 4, maxLength: 9 },
  )
  // What was paid: what its parts add up to, or something near.
  .map((list) =>
    ordersOf(
      list.map(({ total, ...more }) => ({
        ...more,
        total: total === null ? null : more.value + (more.tax ?? 0) + total,
      })),
    ),
  )

const refunds = refundsOf(time, {
  ...{ idMax: 9, cashMax: 9000, minLength: 1, maxLength: 6 },
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
})

const identities = identitiesOf(time)

const scope = fc.constantFrom(
  {},
  { channel: 'Paid Search' },
  { campaign: 'autumn' },
  { channel: 'Email', campaign: 'autumn' },
  { campaignSource: 'news', campaignMedium: 'email' },
)
const category = fc.constantFrom('ad_spend', 'ad_spend', 'agency')
const named = fc.tuple(scope, category).map(([of, kind]) => ({ ...of, category: kind }))

const costs = costsOf(50, named, {
  ...{ minLength: 1, maxLength: 4 },
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
})

// Of two rates of a day the one that came last stands: then the order would matter.
const rates = fc
  .uniqueArray(
    fc.tuple(fc.nat(60), fc.constantFrom('USD', 'JPY'), fc.constantFrom('1.25', '1.1')),
    {
      minLength: 4,
      maxLength: 12,
      selector: ([day, currency]) => `${day}${currency}`,
    },
  )
  .map((list): Batch[] =>
    list.map(([day, currency, units]) => ({
      rates: [rate(addDays(20260825, day), currency, units)],
    })),
  )

/** Orders have these coupons: a touch by a code has no hit, and a customer's is advocacy. */
export const codes: Batch = { codes: [code('TEN'), code('FRIEND', { customerId: 'ana' })] }

const touches = touchesOf(time, fc.constantFrom('EUR', 'EUR', 'USD'))

/** Facts in some order of arrival. */
export const facts = fc
  .tuple(hits, orders, refunds, identities, costs, touches, rates)
  .chain((all) => shuffled(all.flat()))

/** A period that covers some of them, and the time at which somebody asks. */
export const period = fc.record({
  from: fc.nat(30).map((day) => addDays(20260825, day)),
  days: fc.integer({ min: 10, max: 80 }),
  now: fc.nat(90).map((day) => START + day * DAY),
})
