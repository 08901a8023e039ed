import { channelOf } from '../touch/channels.ts'
import { KEY_OF_OFFLINE, KEY_OF_OFFLINE_CAMPAIGN, type TouchRules } from '../touch/landing.ts'
import { madeUuid } from './made-ids.ts'

/** What an offline touch is called; the channel follows from source and medium, as any touch's. */
export function tupleOfOffline(
  {
    channel,
    source,
    medium,
    campaign,
  }: { channel: string | null; source: string; medium: string; campaign: string },
  rules: TouchRules,
) {
  return {
    channel: channel ?? channelOf(source, medium, campaign, rules),
    ...{ source, medium, campaign },
  }
}

/** One that names a campaign is of a campaign, as a landing with its tags is. */
export const keyOfOffline = (campaign: string): string =>
  campaign === '' ? KEY_OF_OFFLINE : KEY_OF_OFFLINE_CAMPAIGN

/** The id of an offline touch among those of visits. */
export const offlineTouchId = (externalId: string, ts: number): string =>
  madeUuid(ts, JSON.stringify(['offline', externalId]))

/** The same of where an order says that it has come from: another address is another touch. */
export const declaredTouchId = (
  order: { goal: string; transactionId: string; ts: number },
  { url, referrer }: { url: string; referrer: string },
): string =>
  madeUuid(order.ts, JSON.stringify(['declared', order.goal, order.transactionId, url, referrer]))

/** The part of an id that does not follow from the time: it goes on where the rest was erased. */
export const endOfId = (id: string): string => id.slice(TIME_LENGTH)

/** The id of a declared touch; of one whose address was erased it ends as it did. */
export const withEnd = (id: string, end: string | null | undefined): string =>
  end ? id.slice(0, TIME_LENGTH) + end : id

/** Of a UUID: twelve digits, and a hyphen between them. */
const TIME_LENGTH = 13

/**
 * When the touch is that an order declares: when its customer landed, as long as that was before the order
 * and no longer ago than its lookback; ms. undefined when it is too old.
 */
export function declaredAt(
  declared: number | null,
  order: { ts: number; lookbackMs: number },
): number | undefined {
  const ts = Math.min(declared ?? order.ts, order.ts)
  return ts < order.ts - order.lookbackMs ? undefined : ts
}
