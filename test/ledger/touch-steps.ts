import fc from 'fast-check'
import type { Batch, TouchFact } from '../../collector/ledger/facts.ts'
import { DAY, declared, MINUTE, offline, START, visitorUuid } from './shop.ts'

// Touches that are told, for the small world of `steps.ts`: they meet its visitors, customers and orders.

const time = fc
  .tuple(fc.integer({ min: 0, max: 25 }), fc.constantFrom(0, 5, 20, 31, 300))
  .map(([day, minutes]) => START + day * DAY + minutes * MINUTE)

const removed = fc.constantFrom(false, false, false, true)
const updatedAt = fc.integer({ min: 1, max: 1_000_000_000 })

const names = fc.constantFrom(
  { campaignSource: 'call', campaignMedium: 'offline' },
  { campaignSource: 'google', campaignMedium: 'cpc', campaign: 'winter' },
  { campaignSource: 'news', campaignMedium: 'email', campaign: 'autumn' },
  { campaignSource: 'fair', campaignMedium: 'event', channel: 'Fairs' },
)

/** One version of one id is one touch. */
export const offlineTouches = fc
  .record({
    id: fc.integer({ min: 1, max: 5 }),
    ts: time,
    who: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 }),
    customerId: fc.option(fc.constantFrom('ana', 'ben', 'eva')),
    emailHash: fc.option(fc.constantFrom('hash-1', 'hash-2')),
    names,
    cost: fc.option(
      fc.record({
        amount: fc.integer({ min: 0, max: 9999 }),
        currency: fc.constantFrom('EUR', 'EUR', 'USD'),
        category: fc.constantFrom('ad_spend', 'personnel'),
      }),
    ),
    updatedAt,
    removed,
  })
  .map(({ id, ts, who, names: said, customerId, emailHash, ...more }): Batch => {
    const isNamed = who !== null || customerId !== null || emailHash !== null
    const whose = {
      visitor: who === null ? null : visitorUuid(who),
      customerId: isNamed ? customerId : 'ana',
      emailHash,
    }
    return { touches: [toldOnce(offline(`call-${id}`, ts, { ...whose, ...said, ...more }))] }
  })

export const declarations = fc
  .record({
    transaction: fc.integer({ min: 1, max: 6 }),
    goal: fc.constantFrom('purchase', 'purchase', 'lead'),
    ts: fc.option(time),
    page: fc.constantFrom(
      ['https://shop.example/', ''],
      ['https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=winter', ''],
      ['https://shop.example/?gclid=abc', ''],
      ['https://shop.example/', 'https://www.google.com/'],
    ),
    updatedAt,
    removed,
  })
  .map(({ transaction, goal, page: [url = '', referrer = ''], ...more }): Batch => {
    const order = { goal, transactionId: `T${transaction}` }
    return { touches: [toldOnce(declared(`T${transaction}`, url, { ...more, order, referrer }))] }
  })

const told = new Map<string, TouchFact>()
function toldOnce(fact: TouchFact): TouchFact {
  const name = fact.kind === 'declared' ? Object.values(fact.order) : [fact.externalId]
  const key = [...name, fact.updatedAt].join(' ')
  const known = told.get(key)
  if (!known) told.set(key, fact)
  return known ?? fact
}
