import { DAY_MS } from '../../shared/dates.ts'
import { type Away, VISIT_IDLE_MS } from './visits.ts'

/** The time that a journey may reach over, ms since the epoch. */
export interface Reach {
  /** Of the conversion: touches up to it belong to its journey. */
  to: number
  /** Lookback before it. */
  from: number
  /** The person's previous conversion of the same goal. */
  previous: number | undefined
}

/**
 * Whether a touch belongs to a journey: it lies within the lookback and after the previous
 * conversion of the same goal. A visit that was still open at that conversion belongs to both.
 */
export function isInJourney(touch: JourneyVisit, reach: Reach): boolean {
  if (touch.ts > reach.to || touch.ts < reach.from) return false
  if (reach.previous === undefined || touch.ts > reach.previous) return true
  return isOpenAt(touch, reach.previous)
}

/** A visit by its start, its last hit, and the times that its visitor was away; ms. */
export interface JourneyVisit {
  ts: number
  end: number
  away: readonly Away[]
}

/**
 * Whether a visit that had begun was open at a time: its last hit before lay at most half an hour
 * back. What came later makes no difference, not even a return from a payment host.
 */
function isOpenAt({ end, away }: JourneyVisit, at: number): boolean {
  if (at > end + VISIT_IDLE_MS) return false
  return !away.some(([from, to]) => at > from + VISIT_IDLE_MS && at < to)
}

/** Lookback of a goal in ms. */
export function lookbackMs(
  settings: { lookbackDays: number; lookbackDaysByGoal: Readonly<Record<string, number>> },
  goal: string,
): number {
  return (settings.lookbackDaysByGoal[goal] ?? settings.lookbackDays) * DAY_MS
}

/** The longest lookback of any goal in ms: no touch is credited over more. */
export function longestLookbackMs(settings: {
  lookbackDays: number
  lookbackDaysByGoal: Readonly<Record<string, number>>
}): number {
  const days = [settings.lookbackDays, ...Object.values(settings.lookbackDaysByGoal)]
  return Math.max(...days) * DAY_MS
}

/** The goal whose first conversion makes a customer. */
export const PURCHASE = 'purchase'

/** `unknown` is for conversions that nothing identifies. */
export type Stage = 'acquisition' | 'retention' | 'unknown'

/** acquisition until the person's first purchase, and with it; retention after it. */
export function stageOf(person: string, hasBoughtBefore: boolean): Stage {
  if (person === '') return 'unknown'
  return hasBoughtBefore ? 'retention' : 'acquisition'
}

/**
 * A journey of more touches than this is no customer's, but a kiosk's, a robot's or a test's, and earns
 * nobody credit. It bounds what a conversion takes to work out and to store: some 150 kB of the 2 MB
 * that one value may have on Workers.
 */
export const JOURNEY_TOUCHES_MAX = 1000

/** Why a conversion has no touch to credit. */
export type UnattributedReason =
  | 'consent'
  | 'no_id'
  | 'no_touch'
  | 'too_many_touches'
  /** What it renews or ends is not known. */
  | 'no_subscription'
  | 'historical'

/** @param touches how many the journey has: those of `JOURNEY_TOUCHES_MAX` and fewer are credited */
export function unattributedReason(
  consent: string | null,
  visitorsKnown: boolean,
  touches: number,
): UnattributedReason {
  if (consent === 'denied') return 'consent'
  if (touches > JOURNEY_TOUCHES_MAX) return 'too_many_touches'
  return visitorsKnown ? 'no_touch' : 'no_id'
}
