import type { z } from 'zod'
import type { wireConversion, wireIdentity, wireRefund } from '../shared/wire/conversions.ts'
import type { wireCost } from '../shared/wire/costs.ts'
import type { wireEvent } from '../shared/wire/events.ts'

// What the demo posts, in the shapes of the wire.
export type EventRecord = z.input<typeof wireEvent>
export type ConversionRecord = z.input<typeof wireConversion>
export type RefundRecord = z.input<typeof wireRefund>
export type IdentityRecord = z.input<typeof wireIdentity>
export type CostRecord = z.input<typeof wireCost>

/** One browser and all it did: the body of one or more requests. */
export interface VisitorRecord {
  visitor: string
  userAgent: string
  /** A program drives it, and says so. */
  webdriver: boolean
  events: EventRecord[]
  /** Its hits come after the orders that they led to. */
  late: boolean
  /** Its hits come twice. */
  twice: boolean
}

export interface Order {
  /** ms */
  ts: number
  /** Cents. */
  value: number
  total: number
  record: ConversionRecord
}

export interface Refund {
  /** ms */
  ts: number
  /** Cents. */
  amount: number
  /** Tax and shipping inside the amount, in cents; undefined where the shop did not itemise it. */
  tax: number | undefined
  shipping: number | undefined
  record: RefundRecord
}

/** What a run of the demo is made from: the same options give the same bytes. */
export interface DemoOptions {
  seed: number
  /** Browsers that are people's. */
  visitors: number
  days: number
  /** The day in Paris on which the data ends, not included; days since 1970-01-01. */
  untilDay: number
}

export interface DemoData {
  /** In the order of their first hits. */
  visitors: VisitorRecord[]
  robots: VisitorRecord[]
  /** In the order of their times. */
  orders: Order[]
  refunds: Refund[]
  identities: IdentityRecord[]
  costs: CostRecord[]
}
