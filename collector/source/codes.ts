import { formatDay } from '../../shared/dates.ts'
import type { WireCode } from '../../shared/wire/codes.ts'
import { channelOf } from '../touch/channels.ts'
import type { TouchRules } from '../touch/landing.ts'
import { channelContradiction, namedChannel } from '../touch/named-channel.ts'

/** What a code says, as it is kept; days are YYYYMMDD. */
export interface CodeSaid {
  code: string
  /** null where it follows from source and medium. */
  channel: string | null
  campaignSource: string
  campaignMedium: string
  campaign: string
  partner: string | null
  customerId: string | null
  validFrom: number | null
  validTo: number | null
}

/** The medium of a code that names none: it was read, or heard, where nothing can be clicked. */
const MEDIUM_DEFAULT = 'offline'

/**
 * A code as it was sent, made ours. Its source is the partner where it names none, else the code. Like a
 * cost, it has the channel that the rules give a touch of its source and medium: one that contradicts
 * them is answered with what is wrong, as a text.
 */
export function codeSaid(record: WireCode, rules: TouchRules): CodeSaid | string {
  const source = (record.source ?? record.partner ?? record.code).toLowerCase()
  const medium = (record.medium ?? MEDIUM_DEFAULT).toLowerCase()
  const named = record.channel === undefined ? null : namedChannel(record.channel, rules)
  const derived = channelOf(source, medium, record.campaign, rules)
  if (named !== null && record.medium !== undefined && named !== derived)
    return channelContradiction(named, derived)
  return {
    code: record.code,
    channel: named === derived ? null : named,
    campaignSource: source,
    campaignMedium: medium,
    campaign: record.campaign,
    partner: record.partner ?? null,
    customerId: record.customer_id ?? null,
    validFrom: record.valid_from ?? null,
    validTo: record.valid_to ?? null,
  }
}

/** What a code that is removed still says. */
export const codeRemoved = (code: string): CodeSaid => ({
  ...{ code, channel: null, campaignSource: '', campaignMedium: '', campaign: '' },
  ...{ partner: null, customerId: null, validFrom: null, validTo: null },
})

/** The same as it is shown, with the channel that its touches have. */
export function codeShown(code: CodeSaid, rules: TouchRules) {
  const { campaignSource: source, campaignMedium: medium, campaign } = code
  return {
    code: code.code,
    channel: code.channel ?? channelOf(source, medium, campaign, rules),
    ...{ source, medium, campaign },
    partner: code.partner,
    customer_id: code.customerId,
    valid_from: code.validFrom === null ? null : formatDay(code.validFrom),
    valid_to: code.validTo === null ? null : formatDay(code.validTo),
  }
}
