import type { CostCategory } from '../../shared/cost-categories.ts'
import type { TouchKind } from '../../shared/touch-kinds.ts'
import type { WireTouch } from '../../shared/wire/touches.ts'
import { channelOf } from '../touch/channels.ts'
import { mediumOfSource } from '../touch/known-hosts.ts'
import type { TouchRules } from '../touch/landing.ts'
import { channelContradiction, namedChannel } from '../touch/named-channel.ts'

/** Where a touch counts, as it is kept. */
export interface TouchSaid {
  /** null where it follows from source and medium. */
  channel: string | null
  campaignSource: string
  campaignMedium: string
  campaign: string
}

/** The medium of a touch whose source tells none. */
const MEDIUM_DEFAULT = 'offline'

/**
 * Where an offline touch counts. Its source is its kind where it names none, and its medium that of a
 * known source, else `offline`. Like a cost, it has the channel that the rules give a touch of its source
 * and medium: one that contradicts them is answered with what is wrong, as a text.
 */
export function touchSaid(
  record: Pick<WireTouch, 'kind' | 'channel' | 'source' | 'medium' | 'campaign'>,
  rules: TouchRules,
): TouchSaid | string {
  const source = (record.source ?? record.kind).toLowerCase()
  const told = record.medium?.toLowerCase() ?? (record.source && mediumOfSource(source))
  const medium = told || MEDIUM_DEFAULT
  const { campaign = '' } = record
  const named = record.channel === undefined ? null : namedChannel(record.channel, rules)
  const derived = channelOf(source, medium, campaign, rules)
  if (named !== null && told && named !== derived) return channelContradiction(named, derived)
  return {
    channel: named === derived ? null : named,
    ...{ campaignSource: source, campaignMedium: medium, campaign },
  }
}

/** The channel that touches of this have. */
export const touchChannel = (
  { channel, campaignSource, campaignMedium, campaign }: TouchSaid,
  rules: TouchRules,
): string => channel ?? channelOf(campaignSource, campaignMedium, campaign, rules)

const OF_PEOPLE: ReadonlySet<TouchKind> = new Set(['call', 'meeting', 'store_visit'])

/** What the cost of a touch is for where it does not say: people's time, or else advertising. */
export const categoryOfTouch = (kind: TouchKind): CostCategory =>
  OF_PEOPLE.has(kind) ? 'personnel' : 'ad_spend'
