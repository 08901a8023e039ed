import type { SalesChannel } from '../../shared/sales-channels.ts'
import type { Status } from '../../shared/wire/goals.ts'
import type { Provenance } from './provenance.ts'

/** One version of one conversion; amounts in minor units of `currency`. */
export interface ConversionFact extends Provenance {
  goal: string
  transactionId: string
  /** When the order was placed, ms. */
  ts: number
  value: number
  currency: string
  tax: number | null
  shipping: number | null
  total: number | null
  costOfGoods: number | null
  /** What was taken off before `value`: a coupon, a sale price. */
  discount?: number | null
  visitor: string | null
  customerId: string | null
  /** HMAC-SHA-256 of the normalised address under the site's key, hex. */
  emailHash: string | null
  consent: 'granted' | 'denied' | null
  coupon: string | null
  /** JSON text, or null */
  items: string | null
  /** The sender's own version: of two, the later stands; without one, the later received. */
  updatedAt: number | null
  /** How a deal stands (`won` when nothing is said); `cancelled` is no conversion. */
  status?: Status | null
  /** What it has come from: a deal's lead, the first purchase of what is renewed or ends. */
  origin?: ConversionName | null
  /** When a deal became an opportunity, ms. */
  opportunityTs?: number | null
  /** Earns nobody credit, and stands before those that do: stage, journey start, LTV. */
  historical?: boolean | null
  /** YYYYMMDD: the customer has bought before, from this day on. */
  customerSince?: number | null
  /** Through what it came in; null is `web`. */
  salesChannel?: SalesChannel | null
  /** The country it is shipped to: ISO 3166 in two capital letters. */
  market?: string | null
  /** Its refunds, of a sender who tells all of them: others of the order are none. */
  refundIds?: readonly string[] | null
}

/** What a conversion is known by. */
export interface ConversionName {
  goal: string
  transactionId: string
}

/**
 * A further name of a conversion: a vendor's refunds name a payment, its renewals a subscription, and both are
 * one sale. Refunds of a name that nobody has reported are of what it leads to, over further names as well.
 */
export interface NameFact extends Provenance {
  name: ConversionName
  of: ConversionName
}

export interface RefundFact extends Provenance {
  goal: string
  transactionId: string
  refundId: string
  ts: number
  amount: number
  currency: string
  tax: number | null
  shipping: number | null
  /** false: the goods did not come back for sale, so that their cost stays. */
  restocked?: boolean | null
  /** `ts` is no more than when it was heard of: of versions that say the same the earliest stands. */
  isDatedLate?: boolean
  /** Once it has come to nothing (an amount of 0) no version of its sender's brings it back. */
  staysWithdrawn?: boolean
}

/** Two or three identifiers that are one customer's. */
export interface IdentityFact extends Provenance {
  visitor: string | null
  customerId: string | null
  emailHash: string | null
  ts: number
  /** Said by a public page without proof: inert until a backend fact names the same pair. */
  claim: boolean
  /** YYYYMMDD: the customer has bought before, from this day on. */
  customerSince?: number | null
}
