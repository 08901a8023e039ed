import type { Freshness } from './freshness.ts'

/** A look back goes over so many facts at most: whoever was away for more is told how many it missed. */
export const LIVE_FACTS_MAX = 1000

/** What has come in since a fact. */
export interface LiveQuery {
  kind: 'live'
  /** The number of the last fact that is known; undefined for the latest `LIVE_FACTS_MAX`. */
  after?: number | undefined
}

export interface LiveAnswer extends Freshness {
  kind: 'live'
  /** The highest number of a fact or an entry of the audit trail. */
  head: number
  /** The same without hits and opens, which change no sum of money by themselves. */
  moneyHead: number
  /** Facts of any kind behind `after` that are too many to be told, and come before those that are. */
  skipped: number
  /** In the order of their numbers. */
  facts: LiveFact[]
}

export type LiveFact = LiveHit | LiveTold | LiveConversion | LiveRefund | LiveCost

interface Numbered {
  seq: number
  /** ms since the epoch */
  receivedAt: number
}

/** What earns credit. */
export interface LiveTuple {
  channel: string
  source: string
  medium: string
  campaign: string
}

export interface LiveHit extends Numbered {
  kind: 'hit'
  ts: number
  name: string
  url: string
  referrer: string
  country: string
  device: string
  /** '' when it is not known any more. */
  visitor: string
  /** Given when a visit begins with it, as visits are cut now. */
  touch?: LiveTuple
}

/** A touch away from a screen, or one that an order declares. */
export interface LiveTold extends Numbered {
  kind: 'told'
  touchKind: string
  ts: number | null
  removed: boolean
  /** Given where the touch stands in somebody's journey, or could. */
  touch?: LiveTuple
}

interface OfConversion {
  goal: string
  transactionId: string
  ts: number
  /** ISO 4217; amounts are in its minor units. */
  currency: string
  /** Another version of it was there before. */
  isUpdate: boolean
}

export interface LiveConversion extends Numbered, OfConversion {
  kind: 'conversion'
  value: number
  status: string | null
  salesChannel: string
  /** tag | backend | a vendor */
  source: string
}

export interface LiveRefund extends Numbered, OfConversion {
  kind: 'refund'
  refundId: string
  amount: number
}

export interface LiveCost extends Numbered {
  kind: 'cost'
  /** YYYYMMDD; 0 of a commission, which counts on the day of its order. */
  fromDay: number
  toDay: number
  category: string
  channel: string | null
  campaignSource: string | null
  campaignMedium: string | null
  campaign: string | null
  amount: number
  currency: string
  /** The import that has brought it: it counts once that is applied. */
  importId: string | null
}
