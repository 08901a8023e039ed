import { isUuid } from '../../../shared/ids.ts'
import type { SalesChannel } from '../../../shared/sales-channels.ts'

// What orders of all shops have in common on their way to the wire.

/** The name under which the visitor id rides on an order, as the tag's hidden field has it. */
export const VISITOR_FIELD = 'pathworth_visitor'

/** The id, when it is one: what a theme wrote into the field by mistake is no reason to refuse an order. */
export const visitorOf = (value: string | undefined): string | undefined => {
  const text = value?.trim()
  return text !== undefined && isUuid(text) ? text : undefined
}

/** The address, when it is one: shops let through what no mail reaches. */
export const emailOf = (...values: readonly (string | undefined)[]): string | undefined =>
  values
    .map((value) => value?.trim())
    .find(
      (value) =>
        value !== undefined && value.length <= 320 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value),
    )

export const countryOf = (value: string | undefined): string | undefined =>
  value !== undefined && /^[A-Za-z]{2}$/.test(value) ? value : undefined

/** Several codes as one text, as orders keep them; as many as fit. */
export function couponOf(codes: readonly (string | undefined)[]): string | undefined {
  let all: string | undefined
  for (const code of codes) {
    if (!code || /\p{Cc}/u.test(code)) continue
    const longer: string = all === undefined ? code : `${all},${code}`
    if (longer.length > COUPON_MAX) break
    all = longer
  }
  return all
}

const COUPON_MAX = 200

/** How far an order has come: of two versions of one second the one further on is the later. */
export type Progress = 'unpaid' | 'paid' | 'cancelled'

const PROGRESS_MS: Record<Progress, number> = { unpaid: 0, paid: 1, cancelled: 2 }

/**
 * When an order was changed, as RFC 3339. Shops' clocks count whole seconds, and an order can be placed
 * and paid within one; what comes later is told a millisecond later, whichever way round it arrives.
 */
export const versionTime = (changed: number, progress: Progress): string =>
  instantText(changed - (changed % 1000) + PROGRESS_MS[progress])

export const instantText = (ms: number): string => new Date(ms).toISOString()

/** The status on the wire: none for an order that counts. */
export const statusOf = (progress: Progress): 'unpaid' | 'cancelled' | undefined =>
  progress === 'paid' ? undefined : progress

/**
 * The sales channel by the beginning of what a vendor calls its source, without regard to case; `web`
 * for what nobody knows.
 */
export const salesChannelOf = (
  source: string | undefined,
  table: readonly (readonly [beginning: string, channel: SalesChannel])[],
): SalesChannel => {
  const name = source?.toLowerCase() ?? ''
  return table.find(([beginning]) => name.startsWith(beginning))?.[1] ?? 'web'
}

export const ITEMS_MAX = 200

/** Addresses that are longer are none that a campaign has made. */
const ADDRESS_MAX = 2000

/** An address as it is classified; undefined for what can't be one. @param base of one without a host */
export function addressOf(text: string | undefined, base: string): string | undefined {
  if (text === undefined || text.length > ADDRESS_MAX) return undefined
  const url = URL.parse(text, base)
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}
