import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOfPeriod, periodRanges } from '../../collector/ledger/sqlite/reports/periods.ts'
import { addDays, daysBetween, monthOf } from '../../shared/dates.ts'

const isMonth = (period: number): boolean => period < 1_000_000

/** The days that rollup rows of a range stand for, among those of a calendar. */
const daysOf = (range: { from: number; to: number }, calendar: readonly number[]): number[] =>
  calendar.filter((day) => {
    const period = isMonth(range.from) ? monthOf(day) : day
    return period >= range.from && period <= range.to
  })

describe('the periods of a report', () => {
  test.each([
    ['a day', 20261102, 20261102, [{ from: 20261102, to: 20261102 }]],
    ['days of one month', 20261102, 20261129, [{ from: 20261102, to: 20261129 }]],
    ['a month without its first day', 20261102, 20261130, [{ from: 20261102, to: 20261130 }]],
    ['a month without its last day', 20261101, 20261129, [{ from: 20261101, to: 20261129 }]],
    ['days over the end of a month', 20261130, 20261201, [{ from: 20261130, to: 20261201 }]],
    ['a whole month', 20261101, 20261130, [{ from: 202611, to: 202611 }]],
    ['a February', 20260201, 20260228, [{ from: 202602, to: 202602 }]],
    ['a February but for its leap day', 20280201, 20280228, [{ from: 20280201, to: 20280228 }]],
    ['a February with its leap day', 20280201, 20280229, [{ from: 202802, to: 202802 }]],
    ['months over the end of a year', 20261201, 20270131, [{ from: 202612, to: 202701 }]],
    [
      'a month and days after it',
      20261101,
      20261203,
      [
        { from: 202611, to: 202611 },
        { from: 20261201, to: 20261203 },
      ],
    ],
    [
      'days, a month, and days',
      20261030,
      20261203,
      [
        { from: 202611, to: 202611 },
        { from: 20261030, to: 20261031 },
        { from: 20261201, to: 20261203 },
      ],
    ],
  ])('are the fewest for %s', (_, from, to, ranges) => {
    expect(periodRanges(from, to, false)).toEqual(ranges)
  })

  test('are days where days are asked for', () => {
    expect(periodRanges(20261001, 20261231, true)).toEqual([{ from: 20261001, to: 20261231 }])
  })

  test('hold each day once, and no other', () => {
    const first = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(20260101, days))
    fc.assert(
      fc.property(first, fc.nat(500), fc.boolean(), (from, length, byDay) => {
        const to = addDays(from, length)
        // With more than two months on either side: a range may reach too far.
        const start = addDays(from, -70)
        const calendar = Array.from({ length: length + 140 }, (_, n) => addDays(start, n))
        const held = periodRanges(from, to, byDay).flatMap((range) => daysOf(range, calendar))
        const asked = calendar.filter((day) => day >= from && day <= to)
        expect(held.toSorted((a, b) => a - b)).toEqual(asked)
        expect(asked).toHaveLength(daysBetween(from, to) + 1)
      }),
    )
  })
})

describe('a rollup row', () => {
  test('of a day is taken for its day, and of a month for the first of it', () => {
    expect(dayOfPeriod(20261117)).toBe(20261117)
    expect(dayOfPeriod(202611)).toBe(20261101)
  })
})
