import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, at, order, pageView, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
})

const post = (body: unknown, path = '/v1/conversions') => collector.post(path, body, keys.write)

/** What became of the only record that was posted. */
const posted = async (body: unknown) => {
  const answer = await post(body)
  expect(answer.status).toBe(200)
  return at(answer.json, 'results', 0)
}

const visitor = visitorId(Date.parse('2026-05-31T10:00:00Z'))

/** A visit a time, each by another campaign. */
async function visits(...given: [day: string, source: string, medium: string][]) {
  const events = given.map(([day, source, medium]) =>
    pageView({
      ts: Date.parse(`${day}T10:00:00Z`),
      url: `https://shop.example/?utm_source=${source}&utm_medium=${medium}`,
    }),
  )
  const answer = await collector.send(events, { visitor, key: keys.write })
  expect(answer.json).toMatchObject({ accepted: given.length })
}

const of = (goal: string, id: string, day: string, more: Record<string, unknown> = {}) =>
  order({ goal, transaction_id: id, ts: `${day}T12:00:00Z`, visitor, ...more })

const YEAR = 'from=2026-01-01&to=2026-12-31'

const roi = (goal: string, model = 'linear') =>
  collector.get(`/v1/roi?${YEAR}&goal=${goal}&model=${model}`, keys.read)

/** Value by channel of a goal, and in all. */
async function values(goal: string, model?: string): Promise<Record<string, unknown>> {
  const { json } = await roi(goal, model)
  const rows = at(json, 'rows') as { channel: string; value: string; conversions: string }[]
  const earned = rows.filter(({ conversions }) => conversions !== '0')
  return {
    ...Object.fromEntries(earned.map(({ channel, value }) => [channel, value])),
    total: at(json, 'total', 'value'),
  }
}

const journey = async (goal: string, id: string) => {
  const { json } = await collector.get(`/v1/journeys/${id}?goal=${goal}`, keys.read)
  return at(json, 'journey')
}

describe('a deal', () => {
  beforeEach(async () => {
    await visits(
      ['2026-06-01', 'google', 'cpc'],
      ['2026-06-20', 'news', 'email'],
      ['2026-09-01', 'fb', 'paid_social'],
    )
  })

  const lead = () => posted(of('lead', 'L-1', '2026-06-21', { value: '500.00' }))
  const deal = (more: Record<string, unknown> = {}) =>
    posted(
      of('deal', 'D-1', '2026-11-15', {
        ...{ value: '1200.00', lead: { transaction_id: 'L-1' } },
        ...more,
      }),
    )

  test('is credited to all touches from 90 days before its lead up to its close', async () => {
    await lead()
    expect(await deal()).toMatchObject({ state: 'counted', touches: 3 })
    expect(await values('deal')).toEqual({
      ...{ 'Paid Search': '400.00', Email: '400.00', 'Paid Social': '400.00' },
      total: '1200.00',
    })
  })

  test('without a lead looks back 90 days from its close', async () => {
    await lead()
    await deal({ lead: null })
    expect(await values('deal')).toEqual({ 'Paid Social': '1200.00', total: '1200.00' })
  })

  test('may come before its lead, and is told that nobody has reported that', async () => {
    expect(await deal()).toMatchObject({ touches: 1, flags: ['unknown_lead'] })
    await lead()
    expect(await journey('deal', 'D-1')).toMatchObject({
      lead: { goal: 'lead', transaction_id: 'L-1' },
    })
    expect(await deal()).toEqual({
      ...{ transaction_id: 'D-1', outcome: 'unchanged', matched: true, touches: 3 },
      state: 'counted',
    })
  })

  test('puts its value in the place of what was expected, and is summed with no other goal', async () => {
    await lead()
    await deal({ status: 'open', value: '900.00', updated_at: '2026-11-15T12:00:00Z' })
    expect(await values('lead')).toMatchObject({ 'Paid Search': '250.00', total: '500.00' })
    expect(await values('deal')).toEqual({ total: '0.00' })
    await deal({ status: 'won', updated_at: '2026-11-16T12:00:00Z' })
    expect(await values('lead')).toEqual({
      ...{ 'Paid Search': '600.00', Email: '600.00' },
      total: '1200.00',
    })
    expect(await values('purchase')).toEqual({ total: '0.00' })
    expect(await journey('lead', 'L-1')).toMatchObject({
      ...{ value: '1200.00', original: { value: '500.00', currency: 'EUR' } },
      led_to: [
        { goal: 'deal', transaction_id: 'D-1', ts: '2026-11-15T12:00:00.000Z', state: 'counted' },
      ],
    })
  })

  test('that is lost leaves its lead a conversion worth nothing, and is none itself', async () => {
    await lead()
    expect(await deal({ status: 'lost' })).toMatchObject({ state: 'lost', touches: 0 })
    const leads = await roi('lead')
    expect(at(leads.json, 'total')).toMatchObject({ conversions: '1', value: '0.00' })
    const deals = await roi('deal')
    expect(at(deals.json, 'total')).toMatchObject({ conversions: '0', value: '0.00' })
    expect(at(deals.json, 'meta', 'left_out')).toMatchObject({ lost: 1 })
  })

  // First, lead, opportunity and last: three touches, of which the last is two of them.
  test('credits by full path the touches before its lead and its opportunity', async () => {
    await lead()
    await deal({ opportunity_ts: '2026-09-02T08:00:00Z' })
    expect(await values('deal', 'full_path')).toEqual({
      ...{ 'Paid Search': '300.00', Email: '300.00', 'Paid Social': '600.00' },
      total: '1200.00',
    })
  })

  test('has an earlier opportunity where it says so', async () => {
    await lead()
    await deal({ opportunity_ts: '2026-06-10T08:00:00Z' })
    expect(await values('deal', 'full_path')).toMatchObject({
      ...{ 'Paid Search': '600.00', Email: '300.00', 'Paid Social': '300.00' },
    })
  })

  test('has the lookback of its goal, once the site has one', async () => {
    await lead()
    await deal()
    const command = { command: 'site_set', site: 'shop', goal_lookback_days: ['deal=10'] }
    const set = await collector.post('/v1/admin', command, TOKEN)
    expect(set.json).toMatchObject({ goal_lookback_days: ['deal=10'] })
    await settle()
    // Ten days before 21 June: Search on the 1st is out, and stays in the lead's own.
    expect(await values('deal')).toEqual({
      ...{ Email: '600.00', 'Paid Social': '600.00' },
      total: '1200.00',
    })
    expect(await values('lead')).toMatchObject({ 'Paid Search': '600.00', Email: '600.00' })
  })
})

/** Until nothing waits. */
async function settle(): Promise<void> {
  for (;;) {
    const command = { command: 'settle', site: 'shop' }
    const { json } = await collector.post('/v1/admin', command, TOKEN)
    if (at(json, 'pending') === 0 && at(json, 'building') === false) return
  }
}

describe('a renewal', () => {
  beforeEach(async () => {
    await visits(['2026-08-01', 'google', 'cpc'], ['2026-09-20', 'news', 'email'])
    await posted(of('purchase', 'S-1', '2026-08-01', { value: '50.00', customer_id: 'K-7' }))
  })

  test('is credited to what has won the customer, and is no purchase', async () => {
    const subscription = { transaction_id: 'S-1' }
    const renewal = { value: '50.00', visitor: null, subscription }
    expect(await posted(of('renewal', 'S-1-2', '2026-10-01', renewal))).toMatchObject({
      ...{ state: 'counted', touches: 1 },
    })
    expect(await values('renewal')).toEqual({ 'Paid Search': '50.00', total: '50.00' })
    expect(await values('purchase')).toEqual({ 'Paid Search': '50.00', total: '50.00' })
    expect(await journey('renewal', 'S-1-2')).toMatchObject({
      ...{ stage: 'retention', subscription: { goal: 'purchase', transaction_id: 'S-1' } },
    })
  })

  test("that names nothing is of its customer's first purchase", async () => {
    await posted(of('renewal', 'R', '2026-10-01', { visitor: null, customer_id: 'K-7' }))
    expect(await values('renewal')).toEqual({ 'Paid Search': '89.90', total: '89.90' })
    expect(await journey('renewal', 'R')).toMatchObject({
      subscription: { goal: 'purchase', transaction_id: 'S-1' },
    })
  })

  test('of nobody knows what has nobody to credit', async () => {
    const subscription = { transaction_id: 'S-9' }
    const told = await posted(of('renewal', 'R', '2026-10-01', { subscription }))
    expect(told).toMatchObject({ matched: false, flags: ['unknown_subscription'] })
    const { json } = await roi('renewal')
    expect(at(json, 'unattributed', 'by_reason')).toEqual([
      { reason: 'no_subscription', conversions: '1', value: '89.90' },
    ])
  })

  test('ends with a churn, which needs no value', async () => {
    const {
      value: _,
      currency: __,
      ...churn
    } = of('churn', 'C', '2026-10-20', {
      subscription: { transaction_id: 'S-1' },
    })
    expect(await posted(churn)).toMatchObject({ state: 'counted', touches: 1 })
    const { json } = await roi('churn')
    expect(at(json, 'total')).toMatchObject({ conversions: '1', value: '0.00' })
  })
})

describe('a cancelled order', () => {
  test('is none, resets neither journey nor stage, and comes back', async () => {
    await visits(['2026-11-01', 'google', 'cpc'], ['2026-11-10', 'news', 'email'])
    const first = of('purchase', 'A', '2026-11-02', { updated_at: '2026-11-02T12:00:00Z' })
    await posted(first)
    await posted(of('purchase', 'B', '2026-11-11', { value: '100.00' }))
    expect(await values('purchase')).toEqual({
      ...{ 'Paid Search': '89.90', Email: '100.00', total: '189.90' },
    })
    const cancelled = { ...first, status: 'cancelled', updated_at: '2026-11-12T12:00:00Z' }
    expect(await posted(cancelled)).toMatchObject({ outcome: 'updated', state: 'cancelled' })
    expect(await values('purchase')).toEqual({
      ...{ 'Paid Search': '50.00', Email: '50.00', total: '100.00' },
    })
    expect(await journey('purchase', 'B')).toMatchObject({ stage: 'acquisition' })
    await posted({ ...first, updated_at: '2026-11-13T12:00:00Z' })
    expect(await values('purchase')).toMatchObject({ total: '189.90' })
    expect(await journey('purchase', 'B')).toMatchObject({ stage: 'retention' })
  })

  test('has nothing to give back', async () => {
    await posted(order({ status: 'cancelled' }))
    const refund = { transaction_id: '1001', refund_id: 'R', ts: '2026-11-20T12:00:00Z' }
    const answer = await post({ ...refund, amount: '5.00', currency: 'EUR' }, '/v1/refunds')
    expect(at(answer.json, 'results', 0)).toMatchObject({ state: 'cancelled' })
    const { json } = await roi('purchase')
    expect(at(json, 'meta', 'left_out')).toMatchObject({ cancelled: 1, refunds: 0 })
    expect(at(json, 'total', 'value')).toBe('0.00')
  })
})

describe('an unpaid order', () => {
  test('is none until it is paid, and is dated when it was placed then', async () => {
    const invoice = of('purchase', 'A', '2026-11-02', { updated_at: '2026-11-02T12:00:00Z' })
    expect(await posted({ ...invoice, status: 'unpaid' })).toMatchObject({ state: 'unpaid' })
    const unpaid = (await roi('purchase')).json
    expect(at(unpaid, 'meta', 'left_out')).toMatchObject({ unpaid: 1 })
    expect(at(unpaid, 'total')).toMatchObject({ value: '0.00', conversions: '0' })
    const refund = { transaction_id: 'A', refund_id: 'R', ts: '2026-11-03T12:00:00Z' }
    const early = await post({ ...refund, amount: '9.90', currency: 'EUR' }, '/v1/refunds')
    expect(at(early.json, 'results', 0)).toMatchObject({ state: 'pending_conversion' })
    await posted({ ...invoice, updated_at: '2026-11-20T10:00:00Z' })
    expect(at((await roi('purchase')).json, 'total')).toMatchObject({ value: '80.00' })
    expect(await journey('purchase', 'A')).toMatchObject({ ts: '2026-11-02T12:00:00.000Z' })
  })
})

describe('order history', () => {
  test('comes a thousand orders at a time, earns nobody credit, and makes old customers known', async () => {
    await visits(['2026-11-10', 'news', 'email'])
    const history = Array.from({ length: 1000 }, (_, n) =>
      order({
        ...{ transaction_id: `H-${n}`, ts: '2025-03-01T12:00:00Z', historical: true },
        ...{ customer_id: `K-${n}` },
      }),
    )
    const answer = await post(history)
    const results = at(answer.json, 'results') as { state: string | null }[]
    expect(results).toHaveLength(1000)
    await settle()
    const known = of('purchase', 'A', '2026-11-11', { customer_id: 'K-999' })
    const unknown = of('purchase', 'B', '2026-11-12', { visitor: null, customer_id: 'K-1000' })
    await posted(known)
    await posted(unknown)
    expect(await journey('purchase', 'A')).toMatchObject({ stage: 'retention', matched: true })
    expect(await journey('purchase', 'B')).toMatchObject({ stage: 'acquisition' })
    expect(await journey('purchase', 'H-0')).toMatchObject({
      ...{ state: 'historical', matched: false, reason: 'historical', value: '89.90' },
    })
    const all = await collector.get('/v1/roi?from=2025-01-01&to=2026-12-31', keys.read)
    expect(at(all.json, 'total', 'value')).toBe('179.80')
    expect(at(all.json, 'meta', 'left_out')).toMatchObject({ historical: 1000 })
    expect(at(all.json, 'meta', 'eligible')).toBe(2)
  })

  test('is not part of what is reconciled, but left out of it', async () => {
    await posted(order({ transaction_id: 'H', historical: true }))
    await posted(order({ transaction_id: 'A', value: '10.00' }))
    const { json } = await collector.get(`/v1/reconcile?${YEAR}`, keys.read)
    expect(at(json, 'total')).toMatchObject({ net: '10.00', difference: '0.00' })
    expect(JSON.stringify(at(json, 'left_out'))).toContain('historical')
  })

  test.each([
    ['2026-11-19', 'retention'],
    ['2026-11-20', 'acquisition'],
  ])('is said in short by customer_since: %s is %s', async (customer_since, stage) => {
    await posted(order({ customer_id: 'K-7', customer_since }))
    expect(await journey('purchase', '1001')).toMatchObject({ stage })
  })

  test('is said in short by an identity, before or after the order', async () => {
    const said = { customer_id: 'K-7', email: 'ana@mail.example', customer_since: '2020-01-01' }
    await posted(order({ customer_id: 'K-7' }))
    expect(await journey('purchase', '1001')).toMatchObject({ stage: 'acquisition' })
    await post(said, '/v1/identities')
    expect(await journey('purchase', '1001')).toMatchObject({ stage: 'retention' })
    await posted(order({ transaction_id: 'B', email: 'ana@mail.example' }))
    expect(await journey('purchase', 'B')).toMatchObject({ stage: 'retention' })
  })
})

test('a site is warming up until it is as old as the lookback of the goal', async () => {
  collector.now = Date.parse('2026-05-05T12:00:00Z')
  const young = await roi('purchase')
  // Made 200 days before 20 November 2026: on 4 May.
  expect(at(young.json, 'meta')).toMatchObject({
    ...{ warming_up: true, warming_up_until: '2026-08-02T12:00:00.000Z' },
  })
  collector.now = Date.parse('2026-08-02T12:00:00Z')
  const old = await roi('purchase')
  expect(at(old.json, 'meta', 'warming_up')).toBe(false)
  expect(at(old.json, 'meta', 'warming_up_until')).toBeUndefined()
})

describe('what a goal does not have', () => {
  const wrongFields = ({ status, json }: Answer) => {
    expect(status).toBe(422)
    return (at(json, 'errors') as { field: string }[]).map(({ field }) => field)
  }

  test.each([
    [
      'a deal that is its own lead',
      { goal: 'deal', lead: { goal: 'deal', transaction_id: '1001' } },
      'lead.goal',
    ],
    ['a lead with a lead', { goal: 'lead', lead: { transaction_id: 'L-2' } }, 'lead'],
    ['a purchase with a lead', { lead: { transaction_id: 'L-1' } }, 'lead'],
    [
      'a deal from a renewal',
      { goal: 'deal', lead: { goal: 'renewal', transaction_id: 'R' } },
      'lead.goal',
    ],
    ['a lead without an id', { goal: 'deal', lead: { goal: 'lead' } }, 'lead.transaction_id'],
    ['a lead that is a text', { goal: 'deal', lead: 'L-1' }, 'lead'],
    ['a purchase of a subscription', { subscription: { transaction_id: 'S' } }, 'subscription'],
    [
      'a renewal of a renewal',
      { goal: 'renewal', subscription: { goal: 'renewal', transaction_id: '1001' } },
      'subscription.goal',
    ],
    ['a purchase that is won', { status: 'won' }, 'status'],
    ['a deal that is paid', { goal: 'deal', status: 'paid' }, 'status'],
    [
      'a purchase with an opportunity',
      { opportunity_ts: '2026-11-01T10:00:00Z' },
      'opportunity_ts',
    ],
    [
      'an opportunity after its deal',
      { goal: 'deal', opportunity_ts: '2026-11-20T11:59:31Z' },
      'opportunity_ts',
    ],
    ['a churn with a value', { goal: 'churn', value: '5.00' }, 'value'],
    ['a purchase without a value', { value: undefined }, 'value'],
    ['a purchase without a currency', { currency: undefined }, 'currency'],
    ['a word for historical', { historical: 'yes' }, 'historical'],
    [
      'a customer since a time of day',
      { customer_id: 'K', customer_since: '2020-01-01T00:00:00Z' },
      'customer_since',
    ],
    ['nobody who is a customer', { customer_since: '2020-01-01' }, 'customer_since'],
  ])('%s is refused, and nothing is stored', async (_, more, field) => {
    expect(wrongFields(await post(order(more)))).toEqual([field])
    expect(collector.ledgers.batches).toEqual([])
  })

  test('each of its fields is told beside what else is wrong', async () => {
    const wrong = [order(), { ...order({ status: 'won' }), transaction_id: 'B' }, { goal: 'deal' }]
    expect(wrongFields(await post(wrong))).toEqual([
      ...['[1].status', '[2].transaction_id', '[2].ts', '[2].value', '[2].currency'],
    ])
  })

  test('order history comes from a backend alone', async () => {
    const tag = pageView({
      name: 'purchase',
      props: { transaction_id: '1001', historical: true, status: 'cancelled', value: 5 },
    })
    await collector.send([tag])
    expect(await journey('purchase', '1001')).toMatchObject({ state: 'unconfirmed' })
    const reading = await collector.post('/v1/conversions', order({ historical: true }), keys.read)
    expect(reading.status).toBe(403)
    expect((await collector.post('/v1/conversions', order({ historical: true }))).status).toBe(401)
  })
})
