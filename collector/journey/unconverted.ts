import { DAY_MS } from '../../shared/dates.ts'
import { JOURNEY_TOUCHES_MAX } from './journey.ts'

/** A journey without a touch for so long is lost, until a later conversion reopens it. */
export const LOST_AFTER_MS = 30 * DAY_MS

/** A conversion of the person, as far as the touches before it look at it. */
export interface Turn {
  ts: number
  /** false for one that has no journey: refused consent, no rate, more touches than are credited. */
  hasJourney: boolean
}

/**
 * Touches that no conversion has, of one journey. `left_out` are those that a conversion without a
 * journey would have, and those of a journey of more than `JOURNEY_TOUCHES_MAX`: nobody's.
 */
export interface Unconverted<Touch> {
  kind: 'journey' | 'left_out'
  touches: Touch[]
}

/**
 * Cuts the touches of one person that belong to no converted journey, in the order of time, into
 * journeys: after 30 days without one, and at each conversion. Holds one journey at a time.
 * @param turns the person's conversions of the goal, in the order of time
 */
export function* cutUnconverted<Touch extends { ts: number }>(
  touches: Iterable<Touch>,
  turns: readonly Turn[],
  lookbackMs: number,
): Generator<Unconverted<Touch>> {
  let journey: Touch[] = []
  let isTooLong = false
  let at = 0
  let last = -Infinity
  for (const touch of touches) {
    const turned = at
    while ((turns[at]?.ts ?? Infinity) < touch.ts) at += 1
    if (touch.ts - last >= LOST_AFTER_MS || at > turned) {
      if (journey.length > 0) yield { kind: isTooLong ? 'left_out' : 'journey', touches: journey }
      journey = []
      isTooLong = false
    }
    last = touch.ts
    const next = turns[at]
    if (next && !next.hasJourney && touch.ts >= next.ts - lookbackMs) {
      yield { kind: 'left_out', touches: [touch] }
      continue
    }
    journey.push(touch)
    if (journey.length <= JOURNEY_TOUCHES_MAX) continue
    yield { kind: 'left_out', touches: journey }
    journey = []
    isTooLong = true
  }
  if (journey.length > 0) yield { kind: isTooLong ? 'left_out' : 'journey', touches: journey }
}

/** When a journey without a conversion is lost, ms; it is open until then. */
export const lostAt = (touches: readonly { ts: number }[]): number =>
  (touches.at(-1)?.ts ?? 0) + LOST_AFTER_MS
