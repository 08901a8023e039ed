import { describe, expect, it } from 'vitest'
import {
  byOf,
  type CohortRow,
  chosenMonth,
  drawnPoint,
  heatOf,
  nameOf,
  rowsOf,
  withCurve,
} from '../../collector/dashboard/views/cohorts/cohorts.ts'
import { monthsOf } from '../../collector/dashboard/views/cohorts/months.ts'

describe('months of first purchases', () => {
  it('are twelve at least, up to the end of the period', () => {
    expect(monthsOf({ from: 20261025, to: 20261123 }, {})).toEqual({
      ...{ from: '2025-12', to: '2026-11' },
    })
    expect(monthsOf({ from: 20260101, to: 20260131 }, {})).toEqual({
      ...{ from: '2025-02', to: '2026-01' },
    })
  })

  it('are those of a period that is longer', () => {
    expect(monthsOf({ from: 20240115, to: 20261123 }, {})).toEqual({
      ...{ from: '2024-01', to: '2026-11' },
    })
  })

  it('are those of the period alone where that was asked', () => {
    expect(monthsOf({ from: 20261025, to: 20261123 }, { months: 'period' })).toEqual({
      ...{ from: '2026-10', to: '2026-11' },
    })
  })
})

const row = (cohort: string, customers: string, more: Partial<CohortRow> = {}): CohortRow => ({
  ...{ cohort, customers, age_days: 60, orders: '1', revenue: '0.00', margin: '0.00' },
  ...{ cost: '0.00', cac: null, ltv_30: null, ltv_90: null, ltv_180: null, ltv_365: null },
  ...{ ltv_to_date: null, ltv_to_cac: null, payback_day: null, repeat_rate: null, aov: null },
  ...{ median_days_to_conversion: null, bought_again_by_month: [] },
  ...more,
})

describe('the month that curves are of', () => {
  const months = [
    row('2026-08', '50'),
    row('2026-09', '400'),
    row('2026-10', '500', { age_days: 27 }),
  ]

  it('is the one with the most customers, of those that are four weeks old', () => {
    expect(chosenMonth(months, {})?.cohort).toBe('2026-09')
    const older = [...months.slice(0, 2), row('2026-10', '500', { age_days: 28 })]
    expect(chosenMonth(older, {})?.cohort).toBe('2026-10')
  })

  it('is that of the address, however young', () => {
    expect(chosenMonth(months, { cohort: '2026-10' })?.cohort).toBe('2026-10')
    expect(chosenMonth(months, { cohort: '2020-01' })?.cohort).toBe('2026-09')
  })

  it('is a young one where there is no other, and none without a customer', () => {
    expect(chosenMonth([row('2026-11', '3', { age_days: 1 })], {})?.cohort).toBe('2026-11')
    expect(chosenMonth([row('2026-11', '0', { age_days: null })], {})).toBeUndefined()
  })
})

describe('rows of a month', () => {
  const rows = [
    row('2026-09', '9', { channel: 'Email' }),
    row('2026-09', '10.5', { channel: 'Direct' }),
    row('2026-09', '0', { channel: 'Display' }),
    row('2026-10', '99', { channel: 'Email' }),
  ]

  it('are those with customers, by how many, and then what won nobody and has cost something', () => {
    const failed = row('2026-09', '0', { channel: 'Paid Social', cost: '70.00' })
    expect(rowsOf([failed, ...rows], '2026-09').map((one) => nameOf(one, 'channel'))).toEqual([
      ...['Direct', 'Email', 'Paid Social'],
    ])
    expect(withCurve(rowsOf([failed, ...rows], '2026-09'))).toEqual([])
  })

  it('are drawn as money, or as so many times what winning a customer cost', () => {
    const paid = row('2026-09', '2', { cac: '40.00' })
    expect(drawnPoint(paid, '100.00', 'customer')).toBe(100)
    expect(drawnPoint(paid, '100.00', 'cac')).toBe(2.5)
    expect(drawnPoint(paid, null, 'cac')).toBeNull()
    const free = row('2026-09', '2', { cac: '0.00', ltv_by_age: ['100.00'] })
    expect(withCurve([free])).toEqual([free])
    expect(withCurve([free], 'cac')).toEqual([])
    expect(drawnPoint(row('2026-09', '2', { cac: '0.00' }), '100.00', 'cac')).toBeNull()
  })

  it('are told apart by what the address says, where that can be asked', () => {
    expect(byOf({ by: 'campaign' })).toBe('campaign')
    expect(byOf({ by: 'device' })).toBe('channel')
    expect(nameOf(row('2026-09', '1', { campaign: '' }), 'campaign')).toBe('(none)')
  })
})

describe('the heat map', () => {
  it('has as many columns as the oldest month, and no share where a month is not over', () => {
    const heat = heatOf([
      row('2026-08', '50', { bought_again_by_month: [0, 0.1, 0.2] }),
      row('2026-09', '400', { bought_again_by_month: [0.05] }),
    ])
    expect(heat).toEqual([
      {
        ...{ cohort: '2026-08', customers: '50' },
        cells: [
          { share: 0, heat: 0 },
          { share: 0.1, heat: 0.5 },
          { share: 0.2, heat: 1 },
        ],
      },
      {
        ...{ cohort: '2026-09', customers: '400' },
        cells: [
          { share: 0.05, heat: 0.25 },
          { share: null, heat: 0 },
          { share: null, heat: 0 },
        ],
      },
    ])
  })

  it('has no colour where nobody came back, and no month without a customer', () => {
    const heat = heatOf([
      row('2026-08', '0', { bought_again_by_month: [] }),
      row('2026-09', '4', { bought_again_by_month: [0] }),
    ])
    expect(heat.map(({ cohort }) => cohort)).toEqual(['2026-09'])
    expect(heat[0]?.cells).toEqual([{ share: 0, heat: 0 }])
  })
})
