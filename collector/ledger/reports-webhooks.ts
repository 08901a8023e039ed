import type { Freshness } from './freshness.ts'
import type { DeliveryOutcome, QuarantinedDelivery } from './webhooks.ts'

/** What comes in, and how much of it finds its journey. */
export interface DataHealthQuery {
  kind: 'data_health'
  /** Whose match rate. */
  goal: string
}

export interface DataHealthAnswer extends Freshness {
  kind: 'data_health'
  deliveries: { source: string; outcome: DeliveryOutcome; n: number; lastAt: number }[]
  /** Waiting in the quarantine, by source. */
  quarantined: { source: string; n: number; oldestAt: number }[]
  /** Wishes about personal data that nobody has granted yet. */
  privacyRequests: { source: string; request: string; n: number; oldestAt: number }[]
  matchBySource: MatchBySource
  /** Events that were not kept, since the beginning; the day is of UTC, as YYYYMMDD. */
  dropped: { reason: string; n: number; lastDay: number }[]
}

/** Of the newest orders, by where they came from: those that could be credited, and those that were. */
export interface MatchBySource {
  /** How many orders it is of, at most. */
  newest: number
  sources: { source: string; eligible: number; matched: number }[]
}

/** What waits in the quarantine, the oldest first. */
export interface QuarantineQuery {
  kind: 'quarantine'
  /** Only this one, with its text. */
  id?: number
  /** Behind this one. */
  after?: number
  limit: number
}

export type QuarantineEntry = Omit<QuarantinedDelivery, 'fingerprint' | 'body'> & {
  id: number
  bytes: number
  /** Of one that was asked for by its id. */
  body?: string
}

export interface QuarantineAnswer extends Freshness {
  kind: 'quarantine'
  entries: QuarantineEntry[]
}
