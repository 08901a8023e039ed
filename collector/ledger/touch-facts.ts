import type { DECLARED, TouchKind } from '../../shared/touch-kinds.ts'
import type { Provenance } from './provenance.ts'
import type { ConversionName } from './sale-facts.ts'

/** One version of a touch away from a screen: a call, a visit to the store, a letter. */
export interface OfflineTouchFact extends Provenance {
  kind: TouchKind
  /** What its sender calls it: a version of the same id takes its place. */
  externalId: string
  ts: number
  /** Whose it is: one of the three at least. What it names together is one customer's. */
  visitor: string | null
  customerId: string | null
  emailHash: string | null
  /** null where it follows from source and medium, by the rules of touches. */
  channel: string | null
  campaignSource: string
  campaignMedium: string
  campaign: string
  /** What this very touch has cost; no other touch has a share in it. */
  cost: TouchCost | null
  /** The sender's own version: of two, the later stands; without one, the later received. */
  updatedAt: number | null
  /** It never was: an entry that was wrong, a meeting that was called off. */
  removed: boolean
}

/** Minor units of `currency`. */
export interface TouchCost {
  amount: number
  currency: string
  category: string
}

/**
 * Where an order says that it has come from, as the shop's platform has kept it: the address that its
 * customer landed on, and the page before it. It is a touch of an order whose journey has no other.
 */
export interface DeclaredTouchFact extends Provenance {
  kind: typeof DECLARED
  order: ConversionName
  /** When they landed, ms; null where nobody knows: then it is the order's time. */
  ts: number | null
  /** Classified as a landing is: campaign tags before a click id before the referrer. */
  url: string
  referrer: string
  updatedAt: number | null
  removed: boolean
}

export type TouchFact = OfflineTouchFact | DeclaredTouchFact
