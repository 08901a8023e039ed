import fc from 'fast-check'
import type { Batch } from '../../collector/ledger/facts.ts'
import { addDays } from '../../shared/dates.ts'
import {
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  rate,
  refund,
  START,
  tagged,
  visitorUuid,
} from './shop.ts'

// Random facts of a small shop over sixty days, so that visitors, customers, orders and days meet.

const visitor = fc.integer({ min: 1, max: 4 })
const time = fc
  .tuple(fc.nat(50), fc.constantFrom(0, 10, 40, 300))
  .map(([day, minute]) => START + day * DAY + minute * MINUTE)
const amount = fc.integer({ min: 1, max: 20_000 })
const page = fc.constantFrom(
  {},
  tagged('google', 'cpc'),
  tagged('google', 'cpc', 'winter'),
  tagged('news', 'email'),
  tagged('facebook', 'paid_social', 'winter'),
  { name: 'view_item' },
  { name: 'add_to_cart', props: '{"value":12.5}' },
  { name: 'remove_from_cart', props: '{"value":5}' },
  { name: 'begin_checkout', props: '{"value":30,"currency":"EUR"}' },
)

const hits = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 60 }), visitor, time, page), {
    selector: ([id]) => id,
    minLength: 5,
    maxLength: 20,
  })
  .map((list): Batch[] => list.map(([id, who, ts, given]) => ({ hits: [hit(id, who, ts, given)] })))

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
      historical: fc.constantFrom(null, null, null, null, null, true),
      status: fc.constantFrom(null, null, null, null, null, 'cancelled' as const),
      goal: fc.constantFrom('purchase', 'purchase', 'purchase', 'purchase', 'purchase', 'lead'),
    }),
    { selector: ({ id, goal }) => `${goal}${id}`, minLength: 4, maxLength: 9 },
  )
  .map((list): Batch[] =>
    list.map(({ id, who, ts, total, ...more }) => ({
      conversions: [
        conversion(`T${id}`, ts, {
          ...more,
          // What was paid: what its parts add up to, or something near.
          total: total === null ? null : more.value + (more.tax ?? 0) + total,
          visitor: who === null ? null : visitorUuid(who),
        } as Partial<ReturnType<typeof conversion>>),
      ],
    })),
  )

const refunds = fc
  .array(
    fc.tuple(
      fc.nat(9),
      fc.integer({ min: 1, max: 9000 }),
      time,
      fc.constantFrom('EUR', 'EUR', 'USD'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((list): Batch[] =>
    list.map(([id, cash, ts, currency], index) => ({
      refunds: [refund(`T${id}`, `R${index}`, cash, { ts, currency })],
    })),
  )

const identities = fc
  .array(fc.tuple(visitor, fc.constantFrom('ana', 'ben'), time), { maxLength: 3 })
  .map((list): Batch[] =>
    list.map(([who, customer, ts]) => ({
      identities: [identity({ visitor: visitorUuid(who), customerId: customer, ts })],
    })),
  )

const scope = fc.constantFrom(
  {},
  { channel: 'Paid Search' },
  { campaign: 'autumn' },
  { channel: 'Email', campaign: 'autumn' },
  { campaignSource: 'news', campaignMedium: 'email' },
)
const costs = fc
  .array(
    fc.record({
      amount: fc.integer({ min: 1, max: 99_999 }),
      first: fc.nat(50),
      days: fc.nat(40),
      spread: fc.constantFrom('day' as const, 'month' as const),
      currency: fc.constantFrom('EUR', 'EUR', 'USD'),
      scope,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list): Batch[] =>
    list.map(({ amount: of, first, days, scope: named, ...more }) => {
      const from = addDays(20260901, first)
      return { costs: [cost(of, { from, to: addDays(from, days), ...more, ...named })] }
    }),
  )

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

/** Facts in some order of arrival. */
export const facts = fc
  .tuple(hits, orders, refunds, identities, costs, rates)
  .chain((all) => fc.shuffledSubarray(all.flat(), { minLength: all.flat().length }))

/** A period that covers some of them, and the time at which somebody asks. */
export const period = fc.record({
  from: fc.nat(30).map((day) => addDays(20260825, day)),
  days: fc.integer({ min: 10, max: 80 }),
  now: fc.nat(90).map((day) => START + day * DAY),
})
