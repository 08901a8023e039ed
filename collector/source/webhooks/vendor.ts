import type { Action, Delivery } from './action.ts'
import type { SignatureScheme } from './signed.ts'

/** A vendor whose deliveries are understood: one file each, listed in `vendors.ts`. */
export interface Vendor {
  name: string
  signature: SignatureScheme
  /** Headers that reading needs, in lower case: a delivery in the quarantine keeps them. */
  headers: readonly string[]
  /** What the delivery is about, for people and counts: `orders/paid`. */
  topic: (delivery: Pick<Delivery, 'header' | 'body'>) => string
  /** Whether it is the vendor's way to ask if anybody is there: unsigned, and answered 200. */
  isPing?: (delivery: Pick<Delivery, 'header' | 'body'>) => boolean
  /** @throws UnreadableError, SyntaxError for a body that is no JSON */
  read: (delivery: Delivery) => Action[]
}
