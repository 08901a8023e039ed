import { channelOf } from '../touch/channels.ts'
import type { TouchRules } from '../touch/landing.ts'

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

/**
 * The id of the touch that a code adds to an order: a UUID of version 8 that begins with the order's
 * time, as those of hits do, and goes on with a hash of what names the order and the code. The same
 * order has the same touch wherever and whenever it is derived.
 */
export function codeTouchId(
  order: { goal: string; transactionId: string; ts: number },
  key: string,
): string {
  const name = JSON.stringify([order.goal, order.transactionId, key])
  const [a, b, c] = [1, 2, 3].map((seed) => hex(hash(name, seed), 8)) as [string, string, string]
  const time = hex(order.ts, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-8${a.slice(0, 3)}-8${a.slice(3, 6)}-${b}${c.slice(0, 4)}`
}

const hex = (number: number, digits: number): string =>
  number.toString(16).padStart(digits, '0').slice(-digits)

/** FNV-1a over UTF-16, mixed at the end as MurmurHash3 is: 32 bits that tell names apart. */
function hash(text: string, seed: number): number {
  let value = Math.imul(seed, 0x9e3779b1) ^ 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
