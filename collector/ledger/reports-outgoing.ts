import type { Freshness } from './freshness.ts'
import type { OutgoingEvent, OutgoingState } from './outgoing.ts'

/** What was sent to endpoints or waits, the newest first. */
export interface OutgoingQuery {
  kind: 'outgoing'
  /** All states when it is left out. */
  state?: OutgoingState | undefined
  /** Before this one. */
  before?: number | undefined
  limit: number
}

export interface OutgoingEntry {
  id: number
  /** `webhook-id` */
  message: string
  endpoint: string
  event: OutgoingEvent
  /** The order's transaction id, or the import's id. */
  subject: string
  state: OutgoingState
  attempts: number
  createdAt: number
  /** Of one that waits. */
  nextAt: number | null
  lastAt: number | null
  lastStatus: number | null
  lastError: string
}

export interface OutgoingAnswer extends Freshness {
  kind: 'outgoing'
  entries: OutgoingEntry[]
  next: number | null
  /** How many there are of each state. */
  counts: Partial<Record<OutgoingState, number>>
}
