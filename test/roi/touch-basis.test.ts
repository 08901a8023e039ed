import { describe, expect, test } from 'vitest'
import { toCsv } from '../../collector/roi/csv.ts'
import { type CreditCell, roiReport } from '../../collector/roi/report.ts'
import { lastDayOf, type TouchBasis } from '../../collector/roi/touch-basis.ts'
import type { Dimension } from '../../shared/wire/roi.ts'

const search = { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'a' }
const nothing = {
  ...{ refunded: 0, tax: 0, shipping: 0, total: 0, costOfGoods: 0, discount: 0 },
  ...{ goodsReturned: 0, discountReturned: 0, fxDifference: 0 },
}
const credit: CreditCell = {
  ...nothing,
  tuple: search,
  day: 20261105,
  stage: 'acquisition',
  conversions: 500_000,
  value: 1000,
}
const touchBasis = { to: 20261130, lookbackDays: 90 }

const report = (by: readonly Dimension[], basis?: TouchBasis) =>
  roiReport({
    by,
    currency: 'EUR',
    today: 20261122,
    credits: [credit],
    touches: [{ tuple: search, day: 20261105, touches: 4 }],
    costs: [],
    touchBasis: basis,
  })

describe('a report by the dates of touches', () => {
  test('of a goal whose journeys reach back without end never is complete', () => {
    const rows = report(['channel'], { to: 20261130, lookbackDays: null }).rows
    expect(rows).toMatchObject([{ conversions_per_touch: 0.125, matures_on: null }])
  })

  test('says how many conversions a touch has earned, and when nothing can change it any more', () => {
    expect(report(['channel'], touchBasis).rows).toMatchObject([
      { channel: 'Paid Search', conversions_per_touch: 0.125, matures_on: '2027-02-28' },
    ])
    expect(report(['day'], touchBasis).rows).toMatchObject([
      { day: '2026-11-05', matures_on: '2027-02-03' },
    ])
  })

  test('has both in its CSV, and a report by the dates of orders has neither', () => {
    const [header, row] = toCsv(report(['channel'], touchBasis), ['channel']).split('\r\n')
    expect(header).toMatch(/,cpa,conversions_per_touch,matures_on$/)
    expect(row).toMatch(/,0\.125,2027-02-28$/)
    expect(report(['channel']).rows[0]).not.toHaveProperty('matures_on')
    expect(toCsv(report(['channel']), ['channel'])).not.toContain('conversions_per_touch')
  })

  test('has no rate for a row without touches', () => {
    const [row] = roiReport({
      by: ['channel'],
      currency: 'EUR',
      today: 20261122,
      credits: [],
      touches: [],
      costs: [{ scope: search, category: 'ad_spend', day: 20261105, amount: 5, accrues: false }],
      touchBasis,
    }).rows
    expect(row?.conversions_per_touch).toBeNull()
  })
})

test.each<[Dimension[], number, number]>([
  [['day'], 20261105, 20261105],
  [['week'], 20261105, 20261108],
  [['week'], 20261108, 20261108],
  [['week'], 20261130, 20261130],
  [['month'], 20261005, 20261031],
  [['month'], 20261105, 20261130],
  [['channel'], 20261005, 20261130],
  [['month', 'day'], 20261005, 20261005],
])('by %j the row of %i ends on %i', (by, day, last) => {
  expect(lastDayOf(by, day, touchBasis)).toBe(last)
})
