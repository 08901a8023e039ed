import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isInJourney,
  longestLookbackMs,
  lookbackMs,
  stageOf,
  unattributedReason,
} from '../../collector/journey/journey.ts'
import { VISIT_IDLE_MS } from '../../collector/journey/visits.ts'
import { DAY_MS } from '../../shared/dates.ts'

const SOLD = 100 * DAY_MS
const LOOKBACK = 90 * DAY_MS

interface Given {
  end?: number
  previous?: number
  away?: [number, number][]
}

/** Whether a visit that began at `ts` belongs to the journey of the sale. */
const belongs = (ts: number, { end = ts, previous, away = [] }: Given = {}) =>
  isInJourney({ ts, end, away }, { from: SOLD - LOOKBACK, to: SOLD, previous })

describe('a journey', () => {
  test('reaches back over its lookback to the millisecond', () => {
    expect(belongs(SOLD - LOOKBACK)).toBe(true)
    expect(belongs(SOLD - LOOKBACK - 1)).toBe(false)
  })

  test('counts the lookback to the beginning of a visit, not to its end', () => {
    expect(belongs(SOLD - LOOKBACK - 1, { end: SOLD - LOOKBACK + DAY_MS })).toBe(false)
  })

  test('ends with its conversion to the millisecond', () => {
    expect(belongs(SOLD)).toBe(true)
    expect(belongs(SOLD + 1)).toBe(false)
  })

  test('has a visit that went on after the conversion', () => {
    expect(belongs(SOLD - 1, { end: SOLD + DAY_MS })).toBe(true)
  })
})

describe('after a previous conversion a journey', () => {
  const previous = SOLD - 10 * DAY_MS

  test('has what came after it, and not what had ended before', () => {
    expect(belongs(previous + 1, { previous })).toBe(true)
    expect(belongs(previous - DAY_MS, { previous })).toBe(false)
  })

  test('has a visit that was still open then: it belongs to both', () => {
    const ts = previous - DAY_MS
    expect(belongs(ts, { end: previous - VISIT_IDLE_MS, previous })).toBe(true)
    expect(belongs(ts, { end: previous - VISIT_IDLE_MS - 1, previous })).toBe(false)
    expect(belongs(ts, { end: previous + 1, previous })).toBe(true)
    expect(belongs(previous, { previous })).toBe(true)
    const reach = { from: 0, to: previous, previous: undefined }
    expect(isInJourney({ ts, end: previous, away: [] }, reach)).toBe(true)
  })

  test('has no visit that was away then, whenever its visitor came back', () => {
    const ts = previous - DAY_MS
    const since = (minutes: number): [number, number] => [
      previous - minutes * 60_000,
      previous + 60_000,
    ]
    expect(belongs(ts, { end: previous + DAY_MS, away: [since(45)], previous })).toBe(false)
    expect(belongs(ts, { end: previous + DAY_MS, away: [since(30)], previous })).toBe(true)
  })

  test('has no such visit from before its lookback', () => {
    const longAgo = SOLD - LOOKBACK
    expect(belongs(longAgo, { previous: longAgo })).toBe(true)
    expect(belongs(longAgo - 1, { end: longAgo, previous: longAgo })).toBe(false)
  })

  test('has never more than without it', () => {
    const near = fc.integer({ min: SOLD - 2 * LOOKBACK, max: SOLD + DAY_MS })
    fc.assert(
      fc.property(near, fc.nat(LOOKBACK), near, (ts, lasted, before) => {
        const end = ts + lasted
        if (belongs(ts, { end, previous: before })) expect(belongs(ts, { end })).toBe(true)
      }),
    )
  })
})

describe('the lookback', () => {
  const settings = { lookbackDays: 90, lookbackDaysByGoal: { lead: 30, deal: 365 } }

  test("is the goal's own, else the site's", () => {
    expect(lookbackMs(settings, 'lead')).toBe(30 * DAY_MS)
    expect(lookbackMs(settings, 'purchase')).toBe(90 * DAY_MS)
    expect(lookbackMs(settings, 'leads')).toBe(90 * DAY_MS)
  })

  test('is at its longest that of any goal', () => {
    expect(longestLookbackMs(settings)).toBe(365 * DAY_MS)
    expect(longestLookbackMs({ ...settings, lookbackDaysByGoal: { lead: 30 } })).toBe(90 * DAY_MS)
    expect(longestLookbackMs({ ...settings, lookbackDaysByGoal: {} })).toBe(90 * DAY_MS)
  })

  test('of no days is the moment of the conversion', () => {
    expect(lookbackMs({ ...settings, lookbackDaysByGoal: { lead: 0 } }, 'lead')).toBe(0)
  })
})

describe('the stage of a conversion', () => {
  test('is acquisition until somebody has bought, and retention then', () => {
    expect(stageOf('c:ana', false)).toBe('acquisition')
    expect(stageOf('c:ana', true)).toBe('retention')
    expect(stageOf('v:1', false)).toBe('acquisition')
  })

  test('is unknown when nothing identifies anybody', () => {
    expect(stageOf('', false)).toBe('unknown')
    expect(stageOf('', true)).toBe('unknown')
  })
})

describe('a conversion without a touch', () => {
  test('has none for want of consent, before all else', () => {
    expect(unattributedReason('denied', true, 0)).toBe('consent')
    expect(unattributedReason('denied', false, 0)).toBe('consent')
  })

  test('has none for want of an id, or of a touch of a known one', () => {
    for (const consent of ['granted', null]) {
      expect(unattributedReason(consent, false, 0)).toBe('no_id')
      expect(unattributedReason(consent, true, 0)).toBe('no_touch')
    }
  })
})
