import type { Settings } from './facts.ts'

/** How much of what is stored an answer includes. */
export interface Freshness {
  /** When the newest fact in the answer was received, ms; null on an empty site. */
  freshTo: number | null
  /**
   * Conversions whose credit is not settled yet, visitors whose late hits are not cut yet, and costs
   * that have not taken up a changed rate.
   */
  pending: number
  /** The highest number of a fact in it. */
  asOf: number
  generation: number
  /** What the generation was derived under: newer ones show once theirs is built. */
  settings: Settings
  settingsVersion: number
  /** Another generation is being built beside this one, or cleared away. */
  building: boolean
}
