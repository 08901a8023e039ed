import { describe, expect, it } from 'vitest'
import {
  changeOf,
  count,
  factor,
  money,
  percent,
  signedPercent,
  sum,
} from '../../collector/dashboard/format/numbers.ts'
import { ago, day, instant, month, step } from '../../collector/dashboard/format/times.ts'
import { pointsOf } from '../../collector/dashboard/ui/sparkline.tsx'
import { compared } from '../../collector/dashboard/ui/table.tsx'

describe('money', () => {
  it('is written as its reader writes it', () => {
    expect(money('1234.50', 'EUR', 'en-GB')).toBe('€1,234.50')
    expect(money('1234.50', 'EUR', 'de-DE')).toBe('1.234,50\u00a0€')
    expect(money('-1234', 'JPY', 'en-US')).toBe('-¥1,234')
  })

  it('keeps every cent of an amount that no double holds', () => {
    expect(money('90071992547409.93', 'EUR', 'en-GB')).toBe('€90,071,992,547,409.93')
    expect(money('9007199254740993.01', 'EUR', 'en-GB')).toBe('€9,007,199,254,740,993.01')
  })

  it('that is not known is a dash, and no zero', () => {
    expect(money(null, 'EUR', 'en-GB')).toBe('–')
    expect(money('0.00', 'EUR', 'en-GB')).toBe('€0.00')
  })

  it('adds up without a double between', () => {
    expect(sum(['0.10', '0.20', '-1.05'])).toBe('-0.75')
    expect(sum(['9007199254740993.01', '0.01'])).toBe('9007199254740993.02')
    expect(sum(['12', '3'])).toBe('15')
    expect(sum([])).toBe('0')
  })
})

describe('figures', () => {
  it('are short', () => {
    expect(count('12.345678', 'en-GB')).toBe('12.35')
    expect(percent(4.0891, 'en-GB')).toBe('408.9%')
    expect(percent(null)).toBe('–')
    expect(factor(5.089, 'en-GB')).toBe('5.09×')
  })

  it('change by a part of what they were', () => {
    expect(changeOf('110.00', '100.00')).toBeCloseTo(0.1)
    expect(changeOf('-50', '-100')).toBeCloseTo(0.5)
    expect(changeOf('110.00', '0.00')).toBeUndefined()
    expect(changeOf(null, '1')).toBeUndefined()
    expect(signedPercent(0.1, 'en-GB')).toBe('+10%')
    expect(signedPercent(0, 'en-GB')).toBe('0%')
  })
})

describe('times', () => {
  it('are those of the site', () => {
    expect(instant('2026-03-01T23:30:00Z', 'Europe/Paris', 'en-GB')).toBe('2 Mar 2026, 00:30')
    expect(day('2026-03-01', 'en-GB')).toBe('1 Mar 2026')
    expect(month('2026-03', 'en-GB')).toBe('Mar 2026')
  })

  it('stand on axes by day, week and month', () => {
    expect([
      step('2026-03-01', 'en-GB'),
      step('2026-W09', 'en-GB'),
      step('2026-03', 'en-GB'),
    ]).toEqual(['1 Mar', 'W09', 'Mar 2026'])
  })

  it.each([
    [-20, '20 seconds ago'],
    [-100, '2 minutes ago'],
    [-7200, '2 hours ago'],
    [-200_000, '2 days ago'],
    [-40_000_000, 'last year'],
  ])('of %i seconds from now are %s', (seconds, words) => {
    const now = Date.parse('2026-03-01T12:00:00Z')
    expect(ago(new Date(now + seconds * 1000).toISOString(), now, 'en-GB')).toBe(words)
  })
})

describe('a table', () => {
  it('has what there is none of at its end, whichever way it is sorted', () => {
    const values = [null, 2, 10]
    expect(values.toSorted((a, b) => compared(a, b, true))).toEqual([10, 2, null])
    expect(values.toSorted((a, b) => compared(a, b, false))).toEqual([2, 10, null])
  })
})

describe('a sparkline', () => {
  it('has zero in sight, so that a small change looks small', () => {
    expect(pointsOf([100, 99])).toEqual(['2.0,2.0', '118.0,2.3'])
    expect(pointsOf([0, 0])).toEqual(['2.0,2.0', '118.0,2.0'])
  })
})
