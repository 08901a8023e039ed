import { describe, expect, it } from 'vitest'
import {
  asked,
  comparedWith,
  comparisonOf,
  periodOf,
  stepOf,
  todayIn,
} from '../../collector/dashboard/state/period.ts'

const TODAY = 20260302

const of = (params: Record<string, string>) => asked(periodOf(params, TODAY))

describe('the period of an address', () => {
  it.each([
    ['today', '2026-03-02', '2026-03-02'],
    ['yesterday', '2026-03-01', '2026-03-01'],
    ['last_7_days', '2026-02-24', '2026-03-02'],
    ['last_30_days', '2026-02-01', '2026-03-02'],
    ['last_90_days', '2025-12-03', '2026-03-02'],
    ['this_month', '2026-03-01', '2026-03-02'],
    ['last_month', '2026-02-01', '2026-02-28'],
    ['this_year', '2026-01-01', '2026-03-02'],
    ['last_12_months', '2025-04-01', '2026-03-02'],
  ])('%s is whole days, today included', (period, from, to) => {
    expect(of({ period })).toEqual({ from, to })
  })

  it('is the last 30 days where it says none, or none that there is', () => {
    const standard = { from: '2026-02-01', to: '2026-03-02' }
    expect(of({})).toEqual(standard)
    expect(of({ period: 'tomorrow' })).toEqual(standard)
    expect(of({ period: 'toString' })).toEqual(standard)
    expect(of({ from: '2026-02-30', to: '2026-03-01' })).toEqual(standard)
    expect(of({ from: '2026-02-01' })).toEqual(standard)
  })

  it('may be any days, whichever was chosen first', () => {
    expect(of({ from: '2025-01-05', to: '2025-02-06' })).toEqual({
      from: '2025-01-05',
      to: '2025-02-06',
    })
    expect(of({ from: '2025-02-06', to: '2025-01-05' })).toEqual({
      from: '2025-01-05',
      to: '2025-02-06',
    })
  })
})

describe('what a period is compared with', () => {
  const compared = (from: number, to: number, how: 'previous' | 'year' | 'none') =>
    comparedWith({ from, to }, how)

  it('is as many days just before it', () => {
    expect(compared(20260301, 20260307, 'previous')).toEqual({ from: 20260222, to: 20260228 })
    expect(compared(20260301, 20260301, 'previous')).toEqual({ from: 20260228, to: 20260228 })
  })

  it('or the same days a year ago, in a leap year too', () => {
    expect(compared(20240201, 20240229, 'year')).toEqual({ from: 20230201, to: 20230228 })
  })

  it('or nothing', () => {
    expect(compared(20260301, 20260307, 'none')).toBeUndefined()
    expect(comparisonOf({})).toBe('previous')
    expect(comparisonOf({ compare: 'none' })).toBe('none')
    expect(comparisonOf({ compare: 'valueOf' })).toBe('previous')
  })
})

describe('the day that it is', () => {
  it('is the one of the site', () => {
    const newYear = Date.parse('2026-12-31T23:30:00Z')
    expect(todayIn('Europe/Paris', newYear)).toBe(20270101)
    expect(todayIn('America/New_York', newYear)).toBe(20261231)
  })
})

describe('the steps of a period', () => {
  it('are as many as can be told apart', () => {
    expect(stepOf({ from: 20260101, to: 20260214 })).toBe('day')
    expect(stepOf({ from: 20260101, to: 20260215 })).toBe('week')
    expect(stepOf({ from: 20260101, to: 20260719 })).toBe('week')
    expect(stepOf({ from: 20260101, to: 20260720 })).toBe('month')
  })
})
