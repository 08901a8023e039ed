import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

// "Refund across months" and "Two currencies" are in money.test.ts, "Path ROI" and the sums of "Cost per
// touch" in paths.test.ts, and both are stories of sums. Here is what each touch has of them.

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const post = async (path: string, body: unknown): Promise<void> =>
  expect((await collector.post(path, body, keys.write)).status).toBe(200)

/** A visit by a campaign; without a medium it is a direct one. */
const visit = (ts: string, medium: string) =>
  pageView({
    ts: Date.parse(ts),
    url: `https://shop.example/${medium && `?utm_source=google&utm_medium=${medium}`}`,
  })

describe('W-shaped of 100.00', () => {
  const values = async (mediums: string[], others: [goal: string, ts: string][]) => {
    const visitor = visitorId()
    // One a day, from the 2nd on.
    const events = mediums.map((medium, index) => visit(`2026-11-0${index + 2}T10:00:00Z`, medium))
    await collector.send(events, { visitor, key: keys.write })
    for (const [goal, ts] of others)
      await post('/v1/conversions', order({ goal, transaction_id: goal, ts, visitor, value: '0' }))
    await post('/v1/conversions', order({ visitor, value: '100.00' }))
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    const touches = at(json, 'journey', 'touches') as unknown[]
    return touches.map((touch) => at(touch, 'credits', 'w_shaped', 'value'))
  }

  test('is 45/45/5/5 of first, lead and two ordinary touches, without an opportunity', async () => {
    const lead: [string, string] = ['lead', '2026-11-03T11:00:00Z']
    expect(await values(['cpc', 'email', 'affiliate', 'email'], [lead])).toEqual([
      ...['45.00', '45.00', '5.00', '5.00'],
    ])
  })

  test('is 66.67/33.33 of first and lead on one touch, then the opportunity', async () => {
    const others: [string, string][] = [
      ['lead', '2026-11-02T11:00:00Z'],
      ['opportunity', '2026-11-03T11:00:00Z'],
    ]
    expect(await values(['cpc', 'email'], others)).toEqual(['66.67', '33.33'])
  })

  test('is 40/20/40 of three touches without a lead and an opportunity', async () => {
    expect(await values(['cpc', 'email', 'affiliate'], [])).toEqual(['40.00', '20.00', '40.00'])
  })
})

describe('cost per touch', () => {
  /** Every visitor leaves a lead, so that each touch has a journey to be seen in. */
  beforeEach(async () => {
    const of = (day: string, medium: string, n: number) =>
      Array.from({ length: n }, (_, index) => [`2026-11-${day}T1${index}:00:00Z`, medium] as const)
    const touches = [
      ...[...of('01', 'cpc', 3), ...of('03', 'cpc', 2), ...of('04', 'cpc', 5)],
      ...[...of('01', '', 1), ...of('02', '', 1)],
    ]
    for (const [index, [ts, medium]] of touches.entries()) {
      const visitor = visitorId()
      await collector.send([visit(ts, medium)], { visitor, key: keys.write })
      const lead = { goal: 'lead', transaction_id: `L${index}`, value: '0.00', visitor }
      await post('/v1/conversions', order({ ...lead, ts: ts.replace(':00:00Z', ':01:00Z') }))
    }
    const cost = { from: '2026-11-01', to: '2026-11-04', currency: 'EUR' }
    const search = { channel: 'Paid Search', category: 'ad_spend', amount: '100.00' }
    await post('/v1/costs', [
      { ...cost, ...search },
      { ...cost, category: 'overhead', amount: '48.00' },
    ])
  })

  /** What the touches of a channel cost, by the hour of their visits. */
  const costs = async (channel: string, more = '') => {
    const query = `from=2026-11-01&to=2026-11-04&goal=lead${more}`
    const { json } = await collector.get(`/v1/journeys?${query}`, keys.read)
    const touches = (at(json, 'journeys') as unknown[]).map((journey) => at(journey, 'touches', 0))
    return touches
      .filter((touch) => at(touch, 'channel') === channel)
      .map((touch) => `${at(touch, 'ts')}`.slice(8, 10).concat(' ', `${at(touch, 'cost')}`))
      .reverse()
  }

  test('is 8.34, 8.33, 8.33 of 25.00, then 12.50 and 5.00, and nothing for Direct', async () => {
    expect(await costs('Paid Search')).toEqual([
      ...['01 8.34', '01 8.33', '01 8.33', '03 12.50', '03 12.50'],
      ...['04 5.00', '04 5.00', '04 5.00', '04 5.00', '04 5.00'],
    ])
    expect(await costs('Direct')).toEqual(['01 0.00', '02 0.00'])
  })

  test('is 4.00 more for each once overhead is shared', async () => {
    expect(await costs('Paid Search', '&allocate=touches')).toEqual([
      ...['01 12.34', '01 12.33', '01 12.33', '03 16.50', '03 16.50'],
      ...['04 9.00', '04 9.00', '04 9.00', '04 9.00', '04 9.00'],
    ])
    expect(await costs('Direct', '&allocate=touches')).toEqual(['01 4.00', '02 4.00'])
  })

  test('is 75.00 in all, and 25.00 of the second have no touch', async () => {
    const query = 'from=2026-11-01&to=2026-11-04&goal=lead&allocate=touches'
    const { json } = await collector.get(`/v1/paths?${query}`, keys.read)
    expect(at(json, 'bridge')).toMatchObject({
      ...{ closed: '123.00', open: '0.00', without_touch: '25.00', overhead: '0.00' },
      spend: '148.00',
    })
  })
})
