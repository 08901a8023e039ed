import { describe, expect, it } from 'vitest'
import { JOURNEY_TOUCHES_MAX } from '../../collector/journey/journey.ts'
import {
  cutUnconverted,
  LOST_AFTER_MS,
  lostAt,
  type Turn,
} from '../../collector/journey/unconverted.ts'
import { DAY_MS } from '../../shared/dates.ts'

const LOOKBACK = 90 * DAY_MS

const cut = (days: readonly number[], turns: readonly Turn[] = [], lookback = LOOKBACK) =>
  [
    ...cutUnconverted(
      days.map((day) => ({ ts: day * DAY_MS })),
      turns,
      lookback,
    ),
  ].map(({ kind, touches }) => [kind, ...touches.map(({ ts }) => ts / DAY_MS)])

const turn = (day: number, hasJourney: boolean): Turn => ({ ts: day * DAY_MS, hasJourney })

describe('touches that no conversion has', () => {
  it('are one journey while fewer than thirty days lie between them', () => {
    expect(cut([1, 30.9, 60.8])).toEqual([['journey', 1, 30.9, 60.8]])
    expect(cut([1, 31])).toEqual([
      ['journey', 1],
      ['journey', 31],
    ])
    expect(cut([])).toEqual([])
  })

  it('are cut by a conversion, and not by one before or after them all', () => {
    expect(cut([1, 3], [turn(2, true)])).toEqual([
      ['journey', 1],
      ['journey', 3],
    ])
    expect(cut([1, 3], [turn(0, true), turn(4, true)])).toEqual([['journey', 1, 3]])
    expect(cut([1, 3], [turn(1, true)])).toEqual([
      ['journey', 1],
      ['journey', 3],
    ])
  })

  it('before a conversion without a journey are left out, those within the lookback', () => {
    const lookback = 10 * DAY_MS
    expect(cut([1, 5, 15, 16], [turn(15, false)], lookback)).toEqual([
      ['left_out', 5],
      ['left_out', 15],
      ['journey', 1],
      ['journey', 16],
    ])
    expect(cut([1, 5], [turn(15, true)], lookback)).toEqual([['journey', 1, 5]])
  })

  it('are nobody’s when they are more than a journey may have', () => {
    const many = Array.from({ length: JOURNEY_TOUCHES_MAX + 2 }, (_, n) => n / 100)
    expect(cut(many.slice(0, -2)).map(([kind]) => kind)).toEqual(['journey'])
    const left = cut([...many, 100])
    expect(left.map(([kind]) => kind)).toEqual(['left_out', 'left_out', 'journey'])
    expect(left.flatMap(([, ...touches]) => touches)).toEqual([...many, 100])
  })

  it('are lost thirty days after the last of them', () => {
    expect(lostAt([{ ts: 1 }, { ts: 5 }])).toBe(5 + LOST_AFTER_MS)
  })
})
