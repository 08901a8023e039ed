import type { WireCost } from '../../shared/wire/costs.ts'
import type { CostFact } from '../ledger/facts.ts'
import { channelOf } from '../touch/channels.ts'
import type { TouchRules } from '../touch/landing.ts'
import { channelContradiction, namedChannel } from '../touch/named-channel.ts'

export type CostScope = Pick<CostFact, 'channel' | 'campaignSource' | 'campaignMedium' | 'campaign'>

/**
 * What a cost names, spelt as touches are: sources and mediums in lower case, so that it meets them.
 * With a source and a medium its channel is the one that the rules give a touch: a channel that
 * contradicts them is answered with what is wrong, as a text.
 */
export function costScope(record: WireCost, rules: TouchRules): CostScope | string {
  const source = record.source?.toLowerCase()
  const medium = record.medium?.toLowerCase()
  const named = record.channel && namedChannel(record.channel, rules)
  const derived =
    source && medium ? channelOf(source, medium, record.campaign ?? '', rules) : undefined
  if (derived !== undefined && named && named !== derived)
    return channelContradiction(named, derived)
  return {
    // What can be derived is left to the ledger, which derives it anew when the rules change.
    channel: derived === undefined ? (named ?? null) : null,
    campaignSource: source ?? null,
    campaignMedium: medium ?? null,
    campaign: record.campaign ?? null,
  }
}
