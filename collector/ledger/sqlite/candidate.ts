import type { JourneyVisit } from '../../journey/journey.ts'

/** A touch that may belong to a journey. */
export interface Candidate extends JourneyVisit {
  eventId: string
  /** seq of its first hit, or what it has in the place of one (`touch-numbers.ts`) */
  hit: number
  day: number
  tuple: number
  channel: string
  campaign: string
  key: string
  cart: number
}
