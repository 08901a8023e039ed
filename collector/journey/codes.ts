import { channelOf } from '../touch/channels.ts'
import type { TouchRules } from '../touch/landing.ts'
import { madeUuid } from './made-ids.ts'

/** A registered code as it stands: which campaign an order with it comes from. */
export interface RegisteredCode {
  /** As it is compared (`codeKey`). */
  key: string
  /** Set where the code names it and source and medium do not say it. */
  channel: string | null
  source: string
  medium: string
  campaign: string
  /** Whose code it is, when it is a customer's. */
  customerId: string | null
  /** YYYYMMDD, inclusive; null for no limit. */
  validFrom: number | null
  validTo: number | null
}

/** What of an order decides what its codes mean. */
export interface CodedOrder {
  /** As they are compared, in the order in which they stand. */
  codes: readonly string[]
  /** Local day, YYYYMMDD. */
  day: number
  customerId: string | null
  /** Who is known to have placed it, '' for nobody. */
  person: string
}

/**
 * The code that an order comes from: the first of its own that is registered, holds on its day, and is
 * another's. A customer's own code has brought nobody.
 */
export function codeOfOrder(
  order: CodedOrder,
  registered: (key: string) => RegisteredCode | undefined,
): RegisteredCode | undefined {
  for (const key of order.codes) {
    const code = registered(key)
    if (code && holdsOn(code, order.day) && !isOwn(code, order)) return code
  }
  return undefined
}

/** Whether an order with this code was brought by another customer. */
export const isAdvocacy = ({ customerId }: RegisteredCode): boolean => customerId !== null

const holdsOn = ({ validFrom, validTo }: RegisteredCode, day: number): boolean =>
  (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo)

const isOwn = (code: RegisteredCode, { customerId, person }: CodedOrder): boolean =>
  code.customerId !== null && (code.customerId === customerId || person === `c:${code.customerId}`)

/** What a touch by a code is called; its channel follows from source and medium, as any touch's. */
export function tupleOfCode(
  { channel, source, medium, campaign }: RegisteredCode,
  rules: TouchRules,
) {
  return {
    channel: channel ?? channelOf(source, medium, campaign, rules),
    ...{ source, medium, campaign },
  }
}

/** The id of the touch that a code adds to an order. */
export function codeTouchId(
  order: { goal: string; transactionId: string; ts: number },
  key: string,
): string {
  return madeUuid(order.ts, JSON.stringify([order.goal, order.transactionId, key]))
}
