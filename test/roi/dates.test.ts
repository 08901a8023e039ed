import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, localDay } from '../../collector/roi/dates.ts'
import { formatDay } from '../../shared/dates.ts'

const at = (text: string) => Date.parse(text)

describe('the local day', () => {
  it('begins at midnight of the zone, before and after the clocks go forward', () => {
    expect(localDay(at('2026-03-28T22:59:59.999Z'), 'Europe/Paris')).toBe(20260328)
    expect(localDay(at('2026-03-28T23:00:00.000Z'), 'Europe/Paris')).toBe(20260329)
    expect(localDay(at('2026-03-29T21:59:59.999Z'), 'Europe/Paris')).toBe(20260329)
    expect(localDay(at('2026-03-29T22:00:00.000Z'), 'Europe/Paris')).toBe(20260330)
  })

  it('begins an hour later again when they have gone back', () => {
    expect(localDay(at('2026-10-25T22:59:59.999Z'), 'Europe/Paris')).toBe(20261025)
    expect(localDay(at('2026-10-25T23:00:00.000Z'), 'Europe/Paris')).toBe(20261026)
  })

  it('is right in zones of half and quarter hours', () => {
    expect(localDay(at('2026-11-02T18:29:59Z'), 'Asia/Kolkata')).toBe(20261102)
    expect(localDay(at('2026-11-02T18:30:00Z'), 'Asia/Kolkata')).toBe(20261103)
    expect(localDay(at('2026-11-02T18:14:59Z'), 'Asia/Kathmandu')).toBe(20261102)
    expect(localDay(at('2026-11-02T18:15:00Z'), 'Asia/Kathmandu')).toBe(20261103)
    expect(localDay(at('2026-11-03T03:29:59Z'), 'America/St_Johns')).toBe(20261102)
    expect(localDay(at('2026-11-03T03:30:00Z'), 'America/St_Johns')).toBe(20261103)
  })

  it('is right where the clocks change by half an hour', () => {
    expect(localDay(at('2026-04-04T12:59:59Z'), 'Australia/Lord_Howe')).toBe(20260404)
    expect(localDay(at('2026-04-04T13:00:00Z'), 'Australia/Lord_Howe')).toBe(20260405)
    expect(localDay(at('2026-04-05T13:29:59Z'), 'Australia/Lord_Howe')).toBe(20260405)
    expect(localDay(at('2026-04-05T13:30:00Z'), 'Australia/Lord_Howe')).toBe(20260406)
  })

  it('is right where a whole day was left out', () => {
    expect(localDay(at('2011-12-30T09:59:59.999Z'), 'Pacific/Apia')).toBe(20111229)
    expect(localDay(at('2011-12-30T10:00:00.000Z'), 'Pacific/Apia')).toBe(20111231)
  })

  it('is what Intl says, at any time in any zone', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'America/Havana',
      'Africa/Cairo',
      'Africa/Casablanca',
      'Asia/Tehran',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Pacific/Apia',
      'UTC',
    ].map((timeZone) => ({ timeZone, format: new Intl.DateTimeFormat('en-CA', { timeZone }) }))
    const instants = fc.integer({ min: at('1995-01-01'), max: at('2045-01-01') })
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (ts, { timeZone, format }) => {
        expect(formatDay(localDay(ts, timeZone))).toBe(format.format(ts))
      }),
      { numRuns: 3000 },
    )
  })

  it('knows no zone that does not exist', () => {
    expect(() => localDay(0, 'Europe/Atlantis')).toThrow(RangeError)
  })
})

describe('the instant of a local time', () => {
  it.each([
    ['2026-11-18T00:30', 'Europe/Paris', '2026-11-17T23:30:00.000Z'],
    ['2026-07-18T00:30', 'Europe/Paris', '2026-07-17T22:30:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T03:30', 'Europe/Paris', '2026-10-25T02:30:00.000Z'],
    ['2026-11-18T12:00', 'Pacific/Auckland', '2026-11-17T23:00:00.000Z'],
    ['2026-11-18T12:00', 'America/New_York', '2026-11-18T17:00:00.000Z'],
  ])('%s in %s', (local, timeZone, instant) => {
    expect(new Date(instantOf(at(`${local}Z`), timeZone)).toISOString()).toBe(instant)
  })
})
