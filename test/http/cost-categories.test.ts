import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, visitorId } from './collector.ts'
import { NOVEMBER, NovemberShop, SEARCH, spend } from './november-shop.ts'

let shop: NovemberShop
const roi = (more?: string, path?: string) => shop.report(more, path)

beforeEach(async () => {
  shop = await NovemberShop.open()
})

/** Search earns 100.00 and costs 40.00 of ads and 30.00 of an agency; software for all is 10.00. */
async function threeCategories(): Promise<void> {
  const visitor = visitorId()
  await shop.collector.send([pageView({ url: SEARCH, ts: Date.parse('2026-11-02T10:00:00Z') })], {
    visitor,
    key: shop.keys.write,
  })
  const sale = order({ visitor, ts: '2026-11-02T11:00:00Z', value: '100.00', discount: '5.00' })
  await shop.send('/v1/conversions', sale)
  const search = { channel: 'Paid Search' }
  const costs = [
    spend('ad_spend', '40.00', search),
    spend('agency', '30.00', search),
    spend('software', '10.00'),
  ]
  await shop.send('/v1/costs', costs)
}

describe('costs by category', () => {
  beforeEach(threeCategories)

  test('stand beside the value that no category splits', async () => {
    expect(await roi('&by=category')).toMatchObject({
      meta: { costs: 'all' },
      rows: [
        { category: 'ad_spend', cost: '40.00', cost_share: 0.5 },
        { category: 'agency', cost: '30.00', cost_share: 0.375 },
        { category: 'software', cost: '10.00', cost_share: 0.125 },
      ],
      credited: { touches: 1, conversions: '1', value: '100.00' },
      overhead: { cost: '0.00' },
      total: { value: '100.00', cost: '80.00', profit: '20.00', roi: 0.25 },
    })
  })

  test('break the costs of each row down', async () => {
    expect(await roi('&by=channel,category')).toMatchObject({
      rows: [
        {
          ...{ channel: 'Paid Search', value: '100.00', cost: '70.00', roi: 0.4286 },
          costs: { ad_spend: '40.00', agency: '30.00' },
        },
      ],
      overhead: { cost: '10.00', costs: { software: '10.00' } },
      total: { cost: '80.00', costs: { ad_spend: '40.00', agency: '30.00', software: '10.00' } },
    })
    const plain = await roi('&by=channel')
    expect(at(plain, 'rows', 0)).not.toHaveProperty('costs')
  })

  test('by ad spend alone have the ROI that ads alone give, at every level of detail', async () => {
    for (const by of ['channel', 'campaign', 'day', 'category', 'stage,month']) {
      const answer = await roi(`&costs=ad_spend&by=${by}`)
      expect(at(answer, 'meta', 'costs')).toBe('ad_spend')
      expect(at(answer, 'total'), by).toMatchObject({ cost: '40.00', roi: 1.5 })
    }
    expect(at(await roi('&costs=ad_spend&by=channel'), 'overhead', 'cost')).toBe('0.00')
    expect(at(await roi('&costs=all'), 'total')).toMatchObject({ cost: '80.00', roi: 0.25 })
  })

  test('have overhead that touches share, category by category', async () => {
    const answer = await roi('&by=channel,category&allocate=touches')
    expect(at(answer, 'rows', 0)).toMatchObject({
      cost: '80.00',
      costs: { ad_spend: '40.00', agency: '30.00', software: '10.00' },
    })
    expect(at(answer, 'overhead')).toEqual({ cost: '0.00', costs: {} })
    const ads = await roi('&costs=ad_spend&by=channel,category&allocate=touches')
    expect(at(ads, 'rows', 0, 'cost')).toBe('40.00')
  })

  test('have discounts among them where those are a cost', async () => {
    const answer = await roi('&by=category&discount_as=cost')
    expect(at(answer, 'rows', 3)).toMatchObject({ category: 'discount', cost: '5.00' })
    expect(at(answer, 'total')).toMatchObject({ value: '105.00', cost: '85.00', profit: '20.00' })
    expect(await shop.refused('&costs=ad_spend&discount_as=cost')).toEqual(['costs'])
  })

  test('come as CSV', async () => {
    const rows = await shop.collector.get(
      `/v1/roi?${NOVEMBER}&by=channel,category&format=csv`,
      shop.keys.read,
    )
    expect(rows.text.split('\r\n').slice(0, 3)).toEqual([
      'row_type,channel,touches,conversions,value,cost,profit,roi,roas,cpa,aov,new_customers,cac,repeat_rate,cost_ad_spend,cost_agency,cost_software',
      'row,Paid Search,1,1,100.00,70.00,30.00,0.4286,1.4286,70.00,100.00,1,70.00,,40.00,30.00,',
      'unattributed,,,0,0.00,,,,,,,,,,,,',
    ])
    const alone = await shop.collector.get(
      `/v1/roi?${NOVEMBER}&by=category&format=csv`,
      shop.keys.read,
    )
    expect(alone.text.split('\r\n')).toEqual([
      'row_type,category,touches,conversions,value,cost,profit,roi,roas,cpa,aov,new_customers,cac,repeat_rate,cost_share',
      'row,ad_spend,,,,40.00,,,,,,,,,0.5',
      'row,agency,,,,30.00,,,,,,,,,0.375',
      'row,software,,,,10.00,,,,,,,,,0.125',
      'credited,,1,1,100.00,,,,,,,,,,',
      'unattributed,,,0,0.00,,,,,,,,,,',
      'overhead,,,,,0.00,,,,,,,,,',
      'total,,1,1,100.00,80.00,20.00,0.25,1.25,80.00,100.00,1,80.00,0,',
      '',
    ])
  })

  test('are no matter of models', async () => {
    const models = '&models=linear,first_touch'
    expect(await shop.refused(`${models}&by=category`, '/v1/compare')).toEqual(['by'])
    const compared = await roi(`${models}&costs=ad_spend`, '/v1/compare')
    expect(at(compared, 'total', 'models', 'linear')).toMatchObject({ cost: '40.00', roi: 1.5 })
    expect(await shop.refused('&costs=ads')).toEqual(['costs'])
  })
})
