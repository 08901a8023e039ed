import { beforeEach, describe, expect, test } from 'vitest'
import { at, BROWSER, order, visitorId } from './collector.ts'
import { LETTER, NOVEMBER, NovemberShop, PHONE, SEARCH, spend } from './november-shop.ts'

let shop: NovemberShop
const roi = (more?: string, path?: string) => shop.report(more, path)

beforeEach(async () => {
  shop = await NovemberShop.open()
})

describe('sales channels', () => {
  /**
   * After a search, A buys for 30.00 in a shop that knows the customer, and after a letter for 100.00 on the
   * web; 50.00 come from a marketplace, shipped to Austria, and 20.00 by phone.
   */
  beforeEach(async () => {
    const a = visitorId()
    await shop.visit(a, SEARCH, '2026-11-18T10:00:00Z', PHONE)
    await shop.visit(a, LETTER, '2026-11-19T15:00:00Z', BROWSER)
    const sold = (id: string, value: string, more: Record<string, unknown>) =>
      order({ ts: '2026-11-19T18:00:00Z', transaction_id: id, value, ...more })
    const orders = [
      sold('W', '100.00', { visitor: a, customer_id: 'ana', market: 'de' }),
      sold('S', '30.00', { customer_id: 'ana', sales_channel: 'pos', ts: '2026-11-19T12:00:00Z' }),
      sold('M', '50.00', { sales_channel: 'marketplace', market: 'AT' }),
      sold('P', '20.00', { sales_channel: 'phone' }),
      sold('D', '5.00', { sales_channel: 'marketplace', currency: 'USD' }),
    ]
    await shop.send('/v1/conversions', orders)
    await shop.send('/v1/costs', spend('ad_spend', '40.00', { channel: 'Email' }))
  })

  test('of marketplaces and shops stand beside the total, and are not eligible', async () => {
    for (const by of ['channel', 'country', 'market', 'stage']) {
      const answer = await roi(`&model=linear&by=${by}`)
      expect(answer, by).toMatchObject({
        meta: {
          ...{ sales_channels: ['web', 'phone'], eligible: 2, matched: 1, coverage: 0.5 },
          left_out: { pending_rate: 0, other_sales: 1 },
        },
        unattributed: { value: '20.00', by_reason: [{ reason: 'no_id', value: '20.00' }] },
        total: { value: '120.00', conversions: '2', cost: '40.00' },
        other_sales: [
          { sales_channel: 'marketplace', conversions: '1', value: '50.00' },
          { sales_channel: 'pos', conversions: '1', value: '30.00' },
        ],
      })
    }
  })

  test('can all be asked, and earn touches what their customers had seen', async () => {
    const all = await roi('&model=linear&sales_channel=all&by=sales_channel')
    expect(all).toMatchObject({
      meta: { sales_channels: ['web', 'phone', 'marketplace', 'pos'], eligible: 4, matched: 2 },
      unattributed: { value: '70.00' },
      total: { value: '200.00', cost: '40.00' },
    })
    expect(all).not.toHaveProperty('other_sales')
    const rows = at(all, 'rows') as Record<string, unknown>[]
    expect(rows.map((row) => [row['sales_channel'], row['value']])).toEqual([
      ['web', '100.00'],
      ['pos', '30.00'],
      ['not broken down', '0.00'],
    ])
  })

  test('can be chosen: costs do not say of which they are', async () => {
    expect(await roi('&model=linear&sales_channel=pos')).toMatchObject({
      meta: { sales_channels: ['pos'], eligible: 1, matched: 1 },
      rows: [{ channel: 'Paid Search', value: '30.00' }],
      total: { value: '30.00', cost: null, cost_unknown: ['sales_channel'], touches: 0 },
      not_broken_down: { touches: 2, cost: '40.00' },
    })
    expect(at(await roi('&sales_channel=!pos,marketplace'), 'total', 'value')).toBe('120.00')
    expect(at(await roi('&sales_channel=web,phone'), 'total')).toMatchObject({ cost: '40.00' })
    expect(await shop.refused('&sales_channel=online')).toEqual(['sales_channel'])
  })

  test('have markets, which are where orders are shipped to', async () => {
    expect(at(await roi('&market=DE'), 'total')).toMatchObject({ value: '100.00' })
    expect(at(await roi('&market=AT'), 'total')).toMatchObject({ value: '0.00' })
    expect(at(await roi('&market=at&sales_channel=all'), 'total')).toMatchObject({ value: '50.00' })
  })

  test('are no part of paths, nor of what nobody has brought there', async () => {
    shop.collector.now += 60 * 86_400_000
    const answer = await roi('', '/v1/paths')
    expect(answer).toMatchObject({
      paths: [{ path: 'Email', conversions: '1' }],
      closed: { journeys: 1, conversions: '1', value: '100.00' },
      unattributed: { conversions: '1', value: '20.00' },
      total: { value: '120.00' },
    })
  })

  test('can change, and are refused when nobody knows them', async () => {
    const moved = order({
      ...{ ts: '2026-11-19T18:00:00Z', transaction_id: 'P', value: '20.00' },
      ...{ sales_channel: 'marketplace', updated_at: '2026-11-20T12:30:00Z' },
    })
    await shop.send('/v1/conversions', moved)
    expect(await roi()).toMatchObject({
      total: { value: '100.00' },
      other_sales: [{ value: '70.00' }, { value: '30.00' }],
    })
    const wrong = order({ sales_channel: 'shopify', market: 'Germany' })
    const answer = await shop.send('/v1/conversions', wrong)
    expect(answer.status).toBe(422)
    const fields = (at(answer.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
    expect(fields.sort()).toEqual(['market', 'sales_channel'])
  })

  test('come as lines of CSV', async () => {
    const answer = await shop.collector.get(
      `/v1/roi?${NOVEMBER}&model=linear&format=csv`,
      shop.keys.read,
    )
    expect(answer.text).toContain('\r\nother_sales_marketplace,,,1,50.00,')
  })
})
