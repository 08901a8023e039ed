import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const post = (path: string, body: unknown) => collector.post(path, body, keys.write)

async function totalValue(): Promise<unknown> {
  const roi = await collector.get(ROI_OF_YEAR, keys.read)
  return at(roi.json, 'total', 'value')
}

describe('a conversion', () => {
  test('is created with what its journey has', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    const answer = await post('/v1/conversions', order({ visitor }))
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      results: [
        { transaction_id: '1001', outcome: 'created', matched: true, touches: 1, state: 'counted' },
      ],
    })
  })

  test('that is posted again is unchanged, and counted once', async () => {
    await post('/v1/conversions', order())
    const again = await post('/v1/conversions', order())
    expect(at(again.json, 'results', 0, 'outcome')).toBe('unchanged')
    expect(await totalValue()).toBe('89.90')
  })

  test('that is posted with another value is updated', async () => {
    await post('/v1/conversions', order())
    collector.now += 1000
    const changed = await post('/v1/conversions', order({ value: '50.00' }))
    expect(at(changed.json, 'results', 0, 'outcome')).toBe('updated')
    expect(await totalValue()).toBe('50.00')
  })

  test('of another goal is another conversion', async () => {
    await post('/v1/conversions', order())
    const lead = await post('/v1/conversions', order({ goal: 'lead' }))
    expect(at(lead.json, 'results', 0, 'outcome')).toBe('created')
    expect(await totalValue()).toBe('89.90')
  })

  test('is a purchase unless it says otherwise', async () => {
    await post('/v1/conversions', order({ goal: undefined }))
    expect(await totalValue()).toBe('89.90')
  })

  test('comes alone or with others, and is answered in that order', async () => {
    const orders = ['b', 'a', 'b'].map((transaction_id) => order({ transaction_id }))
    const answer = await post('/v1/conversions', orders)
    expect(answer.json).toMatchObject({
      results: [
        { transaction_id: 'b', outcome: 'created' },
        { transaction_id: 'a', outcome: 'created' },
        { transaction_id: 'b', outcome: 'unchanged' },
      ],
    })
  })

  test('may be none at all', async () => {
    expect((await post('/v1/conversions', [])).json).toEqual({ results: [] })
  })

  test('whose total does not add up is flagged and kept', async () => {
    const amounts = { tax: '17.08', shipping: '4.90', total: '100.00' }
    const answer = await post('/v1/conversions', order(amounts))
    expect(at(answer.json, 'results', 0)).toMatchObject({
      outcome: 'created',
      flags: ['total_mismatch'],
    })
    expect(await totalValue()).toBe('89.90')
  })

  test('is told which of its fields nobody knows', async () => {
    const answer = await post('/v1/conversions', order({ visitor_id: visitorId(), valeu: '1' }))
    expect(at(answer.json, 'results', 0, 'ignored_fields')).toEqual(['visitor_id', 'valeu'])
  })

  test('may leave fields open with null, as shops do', async () => {
    const open = { visitor: null, customer_id: null, email: null, coupon: null, consent: null }
    expect((await post('/v1/conversions', order(open))).status).toBe(200)
  })

  test('in another currency waits for a rate, outside of the sums', async () => {
    const answer = await post('/v1/conversions', order({ currency: 'USD' }))
    expect(at(answer.json, 'results', 0, 'state')).toBe('pending_rate')
    expect(await totalValue()).toBe('0.00')
  })

  test('is credited when its hits come after it', async () => {
    const visitor = visitorId()
    const first = await post('/v1/conversions', order({ visitor }))
    expect(at(first.json, 'results', 0)).toMatchObject({ matched: false, touches: 0 })
    await collector.send([pageView()], { visitor })
    const journey = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(journey.json, 'journey', 'matched')).toBe(true)
  })

  test('keeps of an e-mail address its HMAC under the key of the site, whatever its spelling', async () => {
    const expected = createHmac('sha256', 'cd'.repeat(32)).update('jane@mail.example').digest('hex')
    await post('/v1/conversions', order({ email: 'Jane@Mail.example' }))
    const [batch] = collector.ledgers.batches
    expect(batch?.conversions?.[0]?.emailHash).toBe(expected)
    const kept = JSON.stringify([collector.ledgers.batches, collector.log]).toLowerCase()
    expect(kept).not.toContain('jane')
  })

  test('says who sent it', async () => {
    await post('/v1/conversions', order())
    const [batch] = collector.ledgers.batches
    expect(batch?.conversions?.[0]).toMatchObject({
      source: 'backend',
      owner: 'the write key',
      schemaVersion: 1,
      receivedAt: collector.now,
    })
  })
})

describe('a refund', () => {
  const refund = (more: Record<string, unknown> = {}) => ({
    transaction_id: '1001',
    refund_id: 'r1',
    amount: '40.00',
    currency: 'EUR',
    ts: '2026-11-20T11:59:45Z',
    ...more,
  })

  test('lowers the value of its order, once', async () => {
    await post('/v1/conversions', order())
    const answer = await post('/v1/refunds', refund({ reason: 'too small' }))
    expect(answer.json).toEqual({
      results: [
        {
          transaction_id: '1001',
          refund_id: 'r1',
          outcome: 'created',
          state: 'counted',
          ignored_fields: ['reason'],
        },
      ],
    })
    const again = await post('/v1/refunds', refund())
    expect(at(again.json, 'results', 0, 'outcome')).toBe('unchanged')
    expect(await totalValue()).toBe('49.90')
  })

  test('may come before its order', async () => {
    const early = await post('/v1/refunds', refund())
    expect(at(early.json, 'results', 0, 'state')).toBe('pending_conversion')
    await post('/v1/conversions', order())
    expect(await totalValue()).toBe('49.90')
  })

  test('of more than was paid is stored as excess', async () => {
    await post('/v1/conversions', order())
    const answer = await post('/v1/refunds', refund({ amount: '90.00' }))
    expect(at(answer.json, 'results', 0, 'state')).toBe('excess')
    expect(await totalValue()).toBe('89.90')
  })
})

describe('an identity', () => {
  test('joins a visitor to the orders of a customer', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor })
    await post('/v1/conversions', order({ customer_id: 'c-1' }))
    const joined = { visitor, customer_id: 'c-1', ts: '2026-11-20T11:59:00Z' }
    const answer = await post('/v1/identities', joined)
    expect(answer.json).toEqual({ results: [{ outcome: 'created' }] })
    expect((await post('/v1/identities', joined)).json).toEqual({
      results: [{ outcome: 'unchanged' }],
    })
    const journey = await collector.get('/v1/journeys/1001', keys.read)
    expect(at(journey.json, 'journey', 'matched')).toBe(true)
  })
})

describe('a cost', () => {
  const cost = (more: Record<string, unknown> = {}) => ({
    from: '2026-11-01',
    to: '2026-11-10',
    category: 'ad_spend',
    channel: 'Paid Search',
    source: 'google',
    medium: 'cpc',
    campaign: 'autumn',
    amount: '500.00',
    currency: 'EUR',
    ...more,
  })

  async function costOf(channel: string): Promise<unknown> {
    const roi = await collector.get(ROI_OF_YEAR, keys.read)
    const rows = at(roi.json, 'rows') as unknown[]
    return at(
      rows.find((row) => at(row, 'channel') === channel),
      'cost',
    )
  }

  test('counts in the row of its channel', async () => {
    const answer = await post('/v1/costs', [cost()])
    expect(answer.json).toEqual({
      results: [{ external_id: null, outcome: 'created', state: 'counted' }],
    })
    expect(await costOf('Paid Search')).toBe('500.00')
  })

  test('with an id of its sender is stored once, and corrected by it', async () => {
    await post('/v1/costs', cost({ external_id: 'g-1' }))
    const same = await post('/v1/costs', cost({ external_id: 'g-1' }))
    expect(same.json).toEqual({
      results: [{ external_id: 'g-1', outcome: 'unchanged', state: 'counted' }],
    })
    collector.now += 1000
    const corrected = await post('/v1/costs', cost({ external_id: 'g-1', amount: '400.00' }))
    expect(at(corrected.json, 'results', 0, 'outcome')).toBe('updated')
    expect(await costOf('Paid Search')).toBe('400.00')
  })

  test('in another currency than the site is told to wait for a rate, and is in no sum', async () => {
    const answer = await post('/v1/costs', [cost({ currency: 'USD' }), cost()])
    expect(answer.json).toMatchObject({
      results: [
        { outcome: 'created', state: 'pending_rate' },
        { outcome: 'created', state: 'counted' },
      ],
    })
    expect(await costOf('Paid Search')).toBe('500.00')
  })

  test('of ads is spread by day, of all else by month', async () => {
    await post('/v1/costs', [cost(), cost({ category: 'software' })])
    const [batch] = collector.ledgers.batches
    expect(batch?.costs?.map(({ spread }) => spread)).toEqual(['day', 'month'])
  })

  test('without a scope is overhead', async () => {
    const scope = { channel: undefined, source: undefined, medium: undefined, campaign: undefined }
    await post('/v1/costs', cost(scope))
    const roi = await collector.get(ROI_OF_YEAR, keys.read)
    expect(at(roi.json, 'overhead', 'cost')).toBe('500.00')
  })
})
