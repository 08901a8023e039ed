import type { Anchor } from '../attribution/registry.ts'
import type { JourneyLinks } from './reports-links.ts'

export interface JourneyTouchAnswer {
  id: string
  ts: number
  channel: string
  source: string
  medium: string
  campaign: string
  term: string
  content: string
  clickId: string
  /** Of a touch that was told: what it was, and what its sender calls it. */
  kind?: string
  externalId?: string
  landingPage: string
  country: string
  device: string
  /** Minor units and millionths by model. */
  credits: Record<string, TouchCredit>
  /** Minor units; 0 when costs were not asked for. */
  cost: number
}

export interface TouchCredit {
  conversions: number
  value: number
  /** What the touch is to the model, where it credits touches for what they are. */
  anchors?: readonly Anchor[]
}

export interface JourneyAnswer extends JourneyLinks {
  goal: string
  transactionId: string
  ts: number
  day: number
  stage: string
  state: string
  /** Another customer's code has brought it. */
  advocacy: boolean
  value: number
  refunded: number
  /** Of `value` and `refunded`: the site's, or the order's own while it waits for a rate. */
  currency: string
  /** As it was reported, where that was in another currency than the site's, or its deals have replaced it. */
  original?: { value: number; currency: string }
  matched: boolean
  reason: string
  touches: JourneyTouchAnswer[]
}
