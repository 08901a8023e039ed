import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'
import { ADMIN_TOKEN, addSecret, deliverShopify, SHOPIFY_SECRET } from './shop-hooks.ts'
import { shopifyOrder } from './shopify-order.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const NOVEMBER = 'from=2026-11-01&to=2026-11-30'
const SEARCH = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const FORMULA = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=%3D1%2B1'

const csv = async (path: string) => {
  const { status, headers, text } = await collector.get(`${path}&format=csv`, keys.read)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  return { text, headers, lines: text.trimEnd().split('\r\n') }
}

/** The cells of a column, by the header; no cell of these has a comma. */
const column = (lines: readonly string[], name: string): (string | undefined)[] => {
  const [head = '', ...rows] = lines
  const at = head.split(',').indexOf(name)
  expect({ name, at }).not.toEqual({ name, at: -1 })
  return rows.map((row) => row.split(',')[at])
}

/** An ad of 12.00 three days ago and a newsletter two days ago, and an order of 100.00; and one of nobody. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  const visitor = visitorId(NOON - 3 * DAY)
  const visits = [
    pageView({ url: SEARCH, ts: NOON - 3 * DAY }),
    pageView({ url: FORMULA, ts: NOON - 2 * DAY }),
  ]
  await collector.send(visits, { visitor, key: keys.write })
  await collector.post(
    '/v1/conversions',
    [order({ visitor, value: '100.00' }), order({ transaction_id: '=2+2', value: '5.00' })],
    keys.write,
  )
  await collector.post(
    '/v1/costs',
    {
      ...{ from: '2026-11-17', to: '2026-11-17', amount: '12.00', currency: 'EUR' },
      ...{ category: 'ad_spend', source: 'google', medium: 'cpc', campaign: 'autumn' },
    },
    keys.write,
  )
})

describe('journeys as CSV', () => {
  test('have a line each, and one each touch, whose columns add up', async () => {
    const { text, lines } = await csv(`/v1/journeys?${NOVEMBER}&model=linear`)
    expect(column(lines, 'row_type').toSorted()).toEqual(['journey', 'journey', 'touch', 'touch'])
    expect(column(lines, 'value').toSorted()).toEqual(['', '', '100.00', '5.00'])
    expect(column(lines, 'credited_value').toSorted()).toEqual(['', '', '50.00', '50.00'])
    expect(text).toContain("journey,purchase,'=2+2,")
    expect(text).toContain(",'=1+1,")
    // The touch of the ad has cost 12.00 and earned 50.00; that of the mail has cost nothing.
    expect(lines.find((line) => line.includes('google'))).toContain(',12.00,38.00,3.1667,')
  })

  test('say where the next page begins', async () => {
    const first = await csv(`/v1/journeys?${NOVEMBER}&limit=1`)
    const next = first.headers.get('pathworth-next')
    const second = await csv(`/v1/journeys?${NOVEMBER}&limit=1&cursor=${next}`)
    const shown = [first, second].flatMap(({ lines }) =>
      lines.slice(1).filter((line) => line.startsWith('journey')),
    )
    expect(shown).toHaveLength(2)
    expect(shown[0]).not.toBe(shown[1])
    expect(second.headers.get('pathworth-next')).toBeNull()
  })

  test('are one, where one is asked', async () => {
    const { lines } = await csv('/v1/journeys/1001?model=linear')
    expect(column(lines, 'row_type')).toEqual(['journey', 'touch', 'touch'])
  })
})

describe('an explanation as CSV', () => {
  test('has a line each part with what it adds, and sums that are the cell', async () => {
    const row = 'channel=Paid Search&model=linear'
    const { lines, headers } = await csv(`/v1/explain?${NOVEMBER}&${encodeURI(row)}`)
    expect(headers.get('content-disposition')).toContain('shop-explain-2026-11-01-2026-11-30.csv')
    const types = column(lines, 'row_type')
    expect(types).toEqual(['conversion', 'cost', 'page', 'cell'])
    expect(column(lines, 'adds_value')).toEqual(['50.00', '', '50.00', '50.00'])
    expect(column(lines, 'adds_cost')).toEqual(['', '12.00', '12.00', '12.00'])
    expect(column(lines, 'transaction_id')).toEqual(['1001', '', '', ''])
    expect(column(lines, 'fact_owner').slice(0, 2)).toEqual(['the write key', 'the write key'])
  })

  test('names the hit of a touch', async () => {
    const { lines } = await csv(`/v1/explain?${NOVEMBER}&channel=Email&measure=touches`)
    expect(column(lines, 'row_type')).toContain('touch')
    expect(column(lines, 'hit')[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(column(lines, 'campaign')[0]).toBe("'=1+1")
  })
})

describe('the health of data as CSV', () => {
  test('has what came in by outcome, and what is matched', async () => {
    await addSecret(collector, 'shopify', SHOPIFY_SECRET)
    await deliverShopify(collector, shopifyOrder())
    await deliverShopify(collector, shopifyOrder(), { secret: 'another' })
    await collector.app.flush()
    const { lines } = await csv('/v1/health/data?goal=purchase')
    const ofShopify = lines.filter((line) => line.startsWith('delivery,shopify,'))
    expect(ofShopify.map((line) => line.split(',').slice(2, 4).join())).toEqual(
      expect.arrayContaining(['accepted,1', 'ignored,0']),
    )
    expect(ofShopify.some((line) => /,refused_\w+,1,/.test(line))).toBe(true)
    const matched = lines.filter((line) => line.startsWith('match_rate,'))
    expect(matched.length).toBeGreaterThan(0)
  })

  test('has each reason why events were dropped, how often and when last, as JSON has it', async () => {
    const elsewhere = { origin: 'https://evil.example' }
    await collector.send([pageView()], { headers: elsewhere })
    await collector.send([pageView(), pageView()], { headers: elsewhere })
    await collector.app.flush()
    const { lines } = await csv('/v1/health/data?goal=purchase')
    const dropped = lines.filter((line) => line.startsWith('dropped,'))
    expect(dropped).toEqual(['dropped,,foreign_origin,3,,2026-11-20,,,'])
    const { json } = await collector.get('/v1/health/data', keys.read)
    expect(json).toMatchObject({
      dropped: [{ reason: 'foreign_origin', n: 3, last_day: '2026-11-20' }],
    })
  })
})

test('every report is there as CSV and as JSON, and no other format', async () => {
  const reports = [
    ...['roi', 'compare', 'paths', 'cohorts', 'funnel', 'reconcile', 'journeys', 'claims'],
    ...['campaigns', 'explain', 'health/data'],
  ]
  for (const report of reports) {
    const days = report === 'cohorts' ? 'from=2026-11&to=2026-11' : NOVEMBER
    const more = { explain: '&cell=total', compare: '&models=linear,last_touch' }[report] ?? ''
    const query = report === 'health/data' ? 'goal=purchase' : `${days}${more}`
    const { lines } = await csv(`/v1/${report}?${query}`)
    expect({ report, lines: lines.length > 0 }).toEqual({ report, lines: true })
    const json = await collector.get(`/v1/${report}?${query}`, keys.read)
    expect({ report, status: json.status, has: typeof json.json }).toEqual({
      ...{ report, status: 200, has: 'object' },
    })
    const xml = await collector.get(`/v1/${report}?${query}&format=xml`, keys.read)
    expect({ report, status: xml.status }).toEqual({ report, status: 422 })
  }
})
