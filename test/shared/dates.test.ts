import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  daysBetween,
  daysOfMonth,
  formatDay,
  formatMonth,
  isoWeek,
  monthOf,
  parseDay,
  parseInstant,
} from '../../shared/dates.ts'

const at = (text: string) => Date.parse(text)

describe('a day', () => {
  it('is read when it exists', () => {
    expect(parseDay('2026-11-30')).toBe(20261130)
    expect(parseDay('2024-02-29')).toBe(20240229)
    expect(parseDay('2000-02-29')).toBe(20000229)
  })

  it.each([
    '2026-11-31',
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-01-01',
    '1969-12-31',
    '２０２６-11-01',
    '2026-1-1',
    '20261101',
    '2026-11-01T00:00:00Z',
    ' 2026-11-01',
    '2026-11-01\n',
    'x',
    '',
  ])('is not read from %j', (text) => {
    expect(parseDay(text)).toBeUndefined()
  })

  it('is counted on and back as a calendar does', () => {
    const numbers = fc.integer({ min: 10_000, max: 2_900_000 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: -9999, max: 9999 }), (number, days) => {
        const iso = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10)
        const day = parseDay(iso(number)) ?? Number.NaN
        const later = addDays(day, days)
        expect(formatDay(later)).toBe(iso(number + days))
        expect(daysBetween(day, later)).toBe(days)
      }),
    )
  })

  it('lies in the ISO week of its Thursday', () => {
    const weeks: [number, string][] = [
      [20260101, '2026-W01'],
      [20261101, '2026-W44'],
      [20261102, '2026-W45'],
      [20270101, '2026-W53'],
      [20270103, '2026-W53'],
      [20270104, '2027-W01'],
      [20241230, '2025-W01'],
      [20210103, '2020-W53'],
      [19691229, '1970-W01'],
      [19691228, '1969-W52'],
    ]
    for (const [day, week] of weeks) expect(isoWeek(day), String(day)).toBe(week)
  })

  it('lies in its month', () => {
    expect(monthOf(20261130)).toBe(202611)
    expect(formatMonth(202611)).toBe('2026-11')
    const lengths = [202601, 202602, 202402, 190002, 202604, 202612].map(daysOfMonth)
    expect(lengths).toEqual([31, 28, 29, 28, 30, 31])
  })
})

describe('an instant', () => {
  it('is read with any offset', () => {
    expect(parseInstant('2026-11-02T10:00:00Z')).toBe(Date.UTC(2026, 10, 2, 10))
    expect(parseInstant('2026-11-02T10:00:00+01:00')).toBe(Date.UTC(2026, 10, 2, 9))
    expect(parseInstant('2026-11-02T23:30:00-05:30')).toBe(Date.UTC(2026, 10, 3, 5))
    expect(parseInstant('2026-11-02t10:00:00z')).toBe(Date.UTC(2026, 10, 2, 10))
    expect(parseInstant('2026-01-01T00:30:00+01:00')).toBe(Date.UTC(2025, 11, 31, 23, 30))
  })

  it('is read to the millisecond', () => {
    expect(parseInstant('1970-01-01T00:00:00.5Z')).toBe(500)
    expect(parseInstant('1970-01-01T00:00:01.23456789Z')).toBe(1234)
    expect(parseInstant('1970-01-01T00:00:00.000Z')).toBe(0)
    expect(parseInstant('2026-11-02T10:00:00.123456789Z')).toBe(at('2026-11-02T10:00:00.123Z'))
  })

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-02T24:00:00Z',
    '2026-11-02T10:60:00Z',
    '2026-11-02T10:00:60Z',
    '2026-11-02T10:00:00',
    '2026-11-02T10:00Z',
    '2026-11-02 10:00:00Z',
    '2026-11-02T10:00:00+24:00',
    '2026-11-02T10:00:00+0100',
    '2026-11-02T10:00:00.Z',
    '2026-11-02T10:00:00.1234567890Z',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:30:00+01:00',
    '2026-11-02',
    '1793613600000',
    'yesterday',
    '',
  ])('is not read from %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('reads back whatever a Date writes', () => {
    const instants = fc.integer({ min: 0, max: at('9999-12-31') })
    fc.assert(
      fc.property(instants, (ts) => {
        expect(parseInstant(new Date(ts).toISOString())).toBe(ts)
      }),
    )
  })
})
