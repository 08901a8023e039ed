import { describe, expect, it } from 'vitest'
import type { Batch, ConversionFact } from '../../collector/ledger/facts.ts'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import {
  append,
  conversion,
  DAY,
  hit,
  identity,
  newShop,
  rate,
  refund,
  START,
  settings,
  settleAll,
  tagged,
  visitorUuid,
} from './shop.ts'

const visitor = visitorUuid(1)
const search = hit(1, 1, START, tagged('google', 'cpc'))
const email = hit(2, 1, START + 10 * DAY, tagged('news', 'email'))
const social = hit(3, 1, START + 100 * DAY, tagged('fb', 'paid_social'))

const of = (goal: string, id: string, day: number, given: Partial<ConversionFact> = {}): Batch => ({
  conversions: [conversion(id, START + day * DAY, { goal, visitor, updatedAt: 1, ...given })],
})

const lead = (given: Partial<ConversionFact> = {}) =>
  of('lead', 'L', 11, { value: 50_000, ...given })
const deal = (given: Partial<ConversionFact> = {}) =>
  of('deal', 'D', 150, {
    value: 120_000,
    origin: { goal: 'lead', transactionId: 'L' },
    ...given,
  })
const later = (batch: Batch, given: Partial<ConversionFact>): Batch => ({
  conversions: (batch.conversions ?? []).map((fact) => ({ ...fact, updatedAt: 2, ...given })),
})

/** Every order of the facts gives the same, as a rebuild has it; the site of the first is told. */
function settled(...facts: Batch[]): SqliteSite {
  const orders = [facts, facts.toReversed(), [...facts.slice(1), ...facts.slice(0, 1)]]
  const sites = orders.map((list) => {
    const site = newShop()
    for (const fact of list) append(site, fact)
    settleAll(site)
    site.startProof(START)
    settleAll(site)
    expect(site.proof()).toMatchObject({ ok: true, differences: [] })
    return site
  })
  const [first, ...others] = sites.map((site) => GOALS.map((goal) => journeysOf(site, goal)))
  for (const other of others) expect(other).toEqual(first)
  return sites[0] as SqliteSite
}

const GOALS = ['purchase', 'lead', 'deal', 'renewal', 'churn']
const ALWAYS = { from: 20260101, to: 20291231 }

const journeysOf = (site: SqliteSite, goal: string) =>
  site.report({ kind: 'journeys', ...ALWAYS, goal, limit: 100 }).journeys

/** A conversion as it is told, without its touches. */
function one(site: SqliteSite, goal: string, transactionId: string) {
  const { journeys } = site.report({ kind: 'journey', goal, transactionId })
  const [journey] = journeys
  if (!journey) throw new Error('there is no such conversion')
  const { touches, ...rest } = journey
  return { ...rest, channels: touches.map(({ channel }) => channel) }
}

/** Net value of a goal by channel, as the sums have it; '-' is what no touch has. */
function sums(site: SqliteSite, goal: string): Record<string, number> {
  const query = { kind: 'roi', ...ALWAYS, model: 'linear', basis: 'conversion_date' } as const
  const values: Record<string, number> = {}
  for (const { tuple, value, refunded } of site.report({ ...query, goal, by: ['channel'] })
    .credits) {
    const name = tuple?.channel ?? '-'
    values[name] = (values[name] ?? 0) + value - refunded
  }
  return values
}

describe('the journey of a deal', () => {
  it('reaches back from its lead, and up to the deal', () => {
    const site = settled({ hits: [search, email, social] }, lead(), deal())
    const channels = ['Paid Search', 'Email', 'Paid Social']
    expect(one(site, 'deal', 'D')).toMatchObject({ channels, state: 'counted' })
    expect(sums(site, 'deal')).toEqual({
      'Paid Search': 40_000,
      Email: 40_000,
      'Paid Social': 40_000,
    })
  })

  it('reaches back from itself while it names no lead, or one that nobody has reported', () => {
    const hits = { hits: [search, email, social] }
    const other = { goal: 'lead', transactionId: 'other' }
    for (const origin of [null, other]) {
      const site = settled(hits, lead(), deal({ origin }))
      expect(one(site, 'deal', 'D').channels).toEqual(['Paid Social'])
    }
  })

  it('does not come from a lead that was cancelled', () => {
    const hits = { hits: [search, email, social] }
    const site = settled(hits, lead(), later(lead(), { status: 'cancelled' }), deal())
    expect(one(site, 'deal', 'D').channels).toEqual(['Paid Social'])
  })

  it('follows its lead to another day', () => {
    const hits = { hits: [search, email, social] }
    const moved = later(lead(), { ts: START + 95 * DAY })
    expect(one(settled(hits, lead(), moved, deal()), 'deal', 'D').channels).toEqual([
      'Email',
      'Paid Social',
    ])
  })

  it('finds a visit between lead and deal that is learnt late, however long before the deal', () => {
    const site = settled({ hits: [search] }, lead(), deal(), { hits: [email] })
    expect(one(site, 'deal', 'D').channels).toEqual(['Paid Search', 'Email'])
  })

  it("is that of the lead's person when the deal names nobody", () => {
    const site = settled({ hits: [search, email] }, lead(), deal({ visitor: null }))
    expect(one(site, 'deal', 'D')).toMatchObject({ channels: ['Paid Search', 'Email'] })
  })

  it("is nobody's to know when the lead has refused consent", () => {
    const site = settled(
      { hits: [search, email] },
      lead({ consent: 'denied' }),
      deal({ visitor: null }),
    )
    expect(one(site, 'deal', 'D')).toMatchObject({ channels: [], reason: 'consent' })
  })

  it('may be before its lead, and is up to the deal then', () => {
    const site = settled({ hits: [search, email, social] }, lead(), deal({ ts: START + 5 * DAY }))
    expect(one(site, 'deal', 'D').channels).toEqual(['Paid Search'])
  })
})

describe('what a lead is worth', () => {
  const hits = { hits: [search, email] }
  const expected = { 'Paid Search': 25_000, Email: 25_000 }
  const original = { value: 50_000, currency: 'EUR' }

  it('is what is expected of it, without a deal and while the deal is open', () => {
    expect(sums(settled(hits, lead()), 'lead')).toEqual(expected)
    const site = settled(hits, lead(), deal({ status: 'open' }))
    expect(sums(site, 'lead')).toEqual(expected)
    expect(sums(site, 'deal')).toEqual({})
    expect(one(site, 'deal', 'D')).toMatchObject({ state: 'open', value: 120_000 })
  })

  it('is what the deal is worth, once that is won', () => {
    const site = settled(hits, lead(), deal({ status: 'open' }), later(deal(), { status: 'won' }))
    expect(sums(site, 'lead')).toEqual({ 'Paid Search': 60_000, Email: 60_000 })
    expect(one(site, 'lead', 'L')).toMatchObject({ value: 120_000, original })
  })

  it('is nothing once the deal is lost, and it stays a conversion', () => {
    const site = settled(hits, lead(), deal({ status: 'lost' }))
    expect(sums(site, 'lead')).toEqual({ 'Paid Search': 0, Email: 0 })
    expect(sums(site, 'deal')).toEqual({})
    expect(one(site, 'lead', 'L')).toMatchObject({ state: 'counted', value: 0, original })
  })

  it('is what is expected again when the deal is cancelled, or comes from another lead', () => {
    const cancelled = later(deal(), { status: 'cancelled' })
    expect(sums(settled(hits, lead(), deal(), cancelled), 'lead')).toEqual(expected)
    const moved = later(deal(), { origin: { goal: 'lead', transactionId: 'other' } })
    expect(sums(settled(hits, lead(), deal(), moved), 'lead')).toEqual(expected)
  })

  it('is the sum of the deals that were won, whatever became of others', () => {
    const more = { origin: { goal: 'lead', transactionId: 'L' } }
    const site = settled(
      hits,
      lead(),
      deal(),
      of('deal', 'E', 151, { value: 30_000, ...more }),
      of('deal', 'F', 152, { value: 77_700, status: 'lost', ...more }),
      of('deal', 'G', 153, { value: 88_800, status: 'open', ...more }),
    )
    expect(sums(site, 'lead')).toEqual({ 'Paid Search': 75_000, Email: 75_000 })
  })

  it('falls with what the deal has given back', () => {
    const back = refund('D', 'R', 20_000, { goal: 'deal', ts: START + 160 * DAY })
    const site = settled(hits, lead(), deal(), { refunds: [back] })
    expect(sums(site, 'lead')).toEqual({ 'Paid Search': 50_000, Email: 50_000 })
  })

  it('falls on the day of that also where only some orders are asked for', () => {
    const back = refund('D', 'R', 20_000, { goal: 'deal', ts: START + 160 * DAY })
    const site = settled(hits, lead(), deal(), { refunds: [back] })
    // The refund is of 8 February 2027, the lead of 12 September 2026.
    const query = {
      ...({ kind: 'roi', goal: 'lead', model: 'linear', basis: 'conversion_date' } as const),
      ...({ from: 20270201, to: 20270228, by: ['channel'], refundBasis: 'refund' } as const),
    }
    const refundedOf = (filters?: Filters) =>
      site.report({ ...query, filters }).credits.map(({ refunded }) => refunded)
    expect(refundedOf()).toEqual([10_000, 10_000])
    expect(refundedOf({ coupon: { not: false, values: [''] } })).toEqual([10_000, 10_000])
  })

  it("waits for the rate of its deal's day, and not for its own", () => {
    const facts = [hits, lead({ currency: 'GBP' }), deal({ currency: 'USD' })]
    expect(one(settled(...facts), 'lead', 'L')).toMatchObject({ state: 'pending_rate' })
    // 150 days after 1 September 2026: 1200.00 at 1.25.
    const known = settled(...facts, { rates: [rate(20270129, 'USD', '1.25')] })
    expect(sums(known, 'lead')).toEqual({ 'Paid Search': 48_000, Email: 48_000 })
  })

  it('is not touched by deals that name a sign-up of the same number', () => {
    const site = settled(hits, lead(), deal({ origin: { goal: 'sign_up', transactionId: 'L' } }))
    expect(sums(site, 'lead')).toEqual(expected)
  })
})

describe('a renewal', () => {
  const bought = of('purchase', 'S', 1, { value: 5000 })
  const renewal = (given: Partial<ConversionFact> = {}) =>
    of('renewal', 'N', 40, {
      value: 5000,
      origin: { goal: 'purchase', transactionId: 'S' },
      ...given,
    })

  it('has the journey of the first purchase, and none of what came after', () => {
    const site = settled({ hits: [search, email] }, bought, renewal())
    expect(sums(site, 'renewal')).toEqual({ 'Paid Search': 5000 })
    expect(sums(site, 'purchase')).toEqual({ 'Paid Search': 5000 })
    expect(one(site, 'renewal', 'N')).toMatchObject({
      stage: 'retention',
      origin: { goal: 'purchase', transactionId: 'S' },
    })
  })

  it('where a purchase of the same day has a journey of its own', () => {
    const site = settled(
      { hits: [search, email] },
      bought,
      of('purchase', 'N', 40, { value: 5000 }),
    )
    expect(sums(site, 'purchase')).toEqual({ 'Paid Search': 5000, Email: 5000 })
  })

  it("that names no purchase is of its customer's first", () => {
    const known = { visitor: null, customerId: 'ana' }
    const facts = [
      { hits: [search, email] },
      later(bought, { customerId: 'ana' }),
      of('purchase', 'other', 20, { customerId: 'ana' }),
      renewal({ origin: null, ...known }),
    ]
    const site = settled(...facts)
    expect(one(site, 'renewal', 'N')).toMatchObject({
      channels: ['Paid Search'],
      origin: { goal: 'purchase', transactionId: 'S' },
    })
    expect(one(site, 'purchase', 'S').followers).toEqual([
      { goal: 'renewal', transactionId: 'N', ts: START + 40 * DAY, state: 'counted' },
    ])
    const cancelled = settled(...facts, later(bought, { status: 'cancelled', updatedAt: 3 }))
    expect(one(cancelled, 'renewal', 'N').origin).toMatchObject({ transactionId: 'other' })
  })

  it('of what is not known has nobody to credit, and says so', () => {
    const site = settled({ hits: [search, email] }, renewal())
    expect(one(site, 'renewal', 'N')).toMatchObject({ channels: [], reason: 'no_subscription' })
    expect(sums(site, 'renewal')).toEqual({ '-': 5000 })
  })

  it('follows a visit that is learnt late, long before it', () => {
    const site = settled(bought, renewal({ ts: START + 400 * DAY }), { hits: [search] })
    expect(one(site, 'renewal', 'N').channels).toEqual(['Paid Search'])
  })

  it("of a deal has the deal's journey, back to before its lead", () => {
    const origin = { goal: 'deal', transactionId: 'D' }
    const site = settled(
      { hits: [search, email, social] },
      lead(),
      deal(),
      renewal({ ts: START + 500 * DAY, origin, visitor: null }),
    )
    expect(one(site, 'renewal', 'N').channels).toEqual(['Paid Search', 'Email', 'Paid Social'])
  })

  it('ends with a churn, which has the same journey', () => {
    const origin = { goal: 'purchase', transactionId: 'S' }
    const churn = of('churn', 'C', 70, { value: 0, origin, visitor: null })
    const site = settled({ hits: [search, email] }, bought, renewal(), churn)
    expect(one(site, 'churn', 'C')).toMatchObject({ channels: ['Paid Search'], value: 0 })
    expect(one(site, 'purchase', 'S').followers?.map(({ goal }) => goal)).toEqual([
      'renewal',
      'churn',
    ])
  })
})

describe('an order that is cancelled', () => {
  const first = of('purchase', 'A', 1)
  const second = of('purchase', 'B', 20)
  const cancelled = later(first, { status: 'cancelled' })
  const hits = { hits: [search, email] }

  it('is no conversion, begins no journey, and makes nobody a customer', () => {
    const before = one(settled(hits, first, second), 'purchase', 'B')
    expect(before).toMatchObject({ channels: ['Email'], stage: 'retention' })
    const site = settled(hits, first, cancelled, second)
    expect(one(site, 'purchase', 'A')).toMatchObject({ state: 'cancelled', channels: [] })
    expect(one(site, 'purchase', 'B')).toMatchObject({
      channels: ['Paid Search', 'Email'],
      stage: 'acquisition',
    })
    expect(sums(site, 'purchase')).toEqual({ 'Paid Search': 5000, Email: 5000 })
  })

  it('comes back with a later version', () => {
    const again = later(first, { updatedAt: 3 })
    const site = settled(hits, first, cancelled, again, second)
    expect(one(site, 'purchase', 'B')).toMatchObject({ channels: ['Email'], stage: 'retention' })
  })

  it('takes its refunds with it', () => {
    const site = settled(hits, first, cancelled, { refunds: [refund('A', 'R', 4000)] })
    expect(sums(site, 'purchase')).toEqual({})
    const { leftOut } = site.report({
      ...{ kind: 'roi', ...ALWAYS, goal: 'purchase', model: 'linear' },
      ...{ basis: 'conversion_date', by: ['channel'] },
    })
    expect(leftOut).toMatchObject({ cancelled: 1, refunds: 0 })
  })
})

describe('order history', () => {
  const history = of('purchase', 'H', 1, { historical: true })
  const order = of('purchase', 'B', 20)

  it('earns nobody credit, and stands before what comes after it', () => {
    const site = settled({ hits: [search, email] }, history, order)
    expect(one(site, 'purchase', 'H')).toMatchObject({
      ...{ state: 'historical', channels: [], reason: 'historical', value: 10_000 },
      stage: 'acquisition',
    })
    expect(one(site, 'purchase', 'B')).toMatchObject({ channels: ['Email'], stage: 'retention' })
    expect(sums(site, 'purchase')).toEqual({ Email: 10_000 })
  })

  it('is an order like any other once it is sent without the word', () => {
    const site = settled({ hits: [search, email] }, history, later(history, { historical: null }))
    expect(sums(site, 'purchase')).toEqual({ 'Paid Search': 10_000 })
  })
})

describe('since when somebody is a customer', () => {
  const buyer = { visitor: null, customerId: 'ana' }
  const stage = (site: SqliteSite) => one(site, 'purchase', 'B').stage
  // The order is of 21 September 2026.
  const order = (given: Partial<ConversionFact> = {}) =>
    of('purchase', 'B', 20, { ...buyer, ...given })

  it.each([
    [20200101, 'retention'],
    [20260920, 'retention'],
    [20260921, 'acquisition'],
    [20261001, 'acquisition'],
  ])('%i makes the order %s', (customerSince, expected) => {
    expect(stage(settled(order({ customerSince })))).toBe(expected)
    const said = identity({ customerId: 'ana', emailHash: 'h', customerSince })
    expect(stage(settled(order(), { identities: [said] }))).toBe(expected)
  })

  it('is the earliest day that was said, of that customer and of their address alone', () => {
    const other = identity({ customerId: 'ben', emailHash: 'h', customerSince: 20200101 })
    const own = identity({ customerId: 'ana', visitor, customerSince: 20261001 })
    expect(stage(settled(order(), { identities: [other, own] }))).toBe('acquisition')
    const mail = of('purchase', 'M', 60, {
      ...{ visitor: null, emailHash: 'a', customerSince: 20250101 },
    })
    const joined = identity({ customerId: 'ana', emailHash: 'a' })
    expect(stage(settled(order(), mail))).toBe('acquisition')
    expect(stage(settled(order(), mail, { identities: [joined] }))).toBe('retention')
  })

  it('is withdrawn by a later version that does not say it', () => {
    const said = order({ customerSince: 20200101 })
    expect(stage(settled(said, later(order(), {})))).toBe('acquisition')
  })
})

it('a change of lookbacks by goal moves the journeys of that goal alone', () => {
  const site = settled({ hits: [search, email, social] }, lead(), deal())
  const lookbackDaysByGoal = { deal: 5 }
  const changed = { ...settings, lookbackDaysByGoal }
  site.change({ kind: 'settings', settings: changed, owner: 'test', at: START })
  settleAll(site)
  expect(one(site, 'deal', 'D').channels).toEqual(['Email', 'Paid Social'])
  expect(one(site, 'lead', 'L').channels).toEqual(['Paid Search', 'Email'])
})
