/**
 * Channels: GA4's default channel group, by its published rules in their published order
 * (support.google.com/analytics/answer/9756891, "manual traffic"; read 2026-11), without regard to
 * case. Where we deviate, and why:
 *
 * 1. AI Assistants, Partner and Offline stand before Referral; GA4 has none of them. No GA4 rule
 *    before them is touched, and what they take would be Referral or Unassigned there.
 * 2. GA4 knows from linked ad accounts in which network an ad ran. We only see the click id, so a
 *    `gclid` without tags is google / cpc, thus Paid Search, also when it ran on YouTube.
 * 3. The lists of search, social, shopping and video sites are ours (`tables/`), as GA4's are long
 *    and only in part about shops. YouTube is video, as there.
 * 4. Mails opened in a browser's webmail are Email; GA4 calls them Referral. A known mailing service
 *    named without a medium is Email, too.
 * 5. `affiliates` is Affiliates, as in GA4's rules of 2022, besides `affiliate`.
 * 6. GA4's `(not set)` is the empty text here, and both are understood.
 */
import { kindOfSource } from './known-hosts.ts'
import { siteChannel, type TouchRules } from './site-rules.ts'
import type { HostKind } from './tables/host-table.ts'
import { channelMediums as mediums } from './tables/mediums.ts'

/** Raised with each change of a rule or table that moves a touch to another channel. */
export const channelRulesVersion = 2

/** What the rules look at, in lower case. */
interface Traffic {
  source: string
  medium: string
  campaign: string
  kind: HostKind | undefined
}

interface ChannelRule {
  channel: string
  when: (traffic: Traffic) => boolean
}

const isPaid = ({ medium }: Traffic) =>
  medium.includes('cp') || medium === 'ppc' || medium === 'retargeting' || medium.startsWith('paid')

/** "shop" not after a letter other than e (so eshop, but not workshop), or "shopping" anywhere. */
const isShopCampaign = ({ campaign }: Traffic) => /(?:[^a-df-z]|^)shop|shopping/.test(campaign)

const isShopping = (traffic: Traffic) => traffic.kind === 'shopping' || isShopCampaign(traffic)

const channelRules: readonly ChannelRule[] = [
  {
    channel: 'Direct',
    when: ({ source, medium }) => source === '(direct)' && mediums.none.has(medium),
  },
  { channel: 'Cross-network', when: ({ campaign }) => campaign.includes('cross-network') },
  { channel: 'Paid Shopping', when: (t) => isShopping(t) && isPaid(t) },
  { channel: 'Paid Search', when: (t) => t.kind === 'search' && isPaid(t) },
  { channel: 'Paid Social', when: (t) => t.kind === 'social' && isPaid(t) },
  { channel: 'Paid Video', when: (t) => t.kind === 'video' && isPaid(t) },
  { channel: 'Display', when: ({ medium }) => mediums.display.has(medium) },
  { channel: 'Paid Other', when: isPaid },
  { channel: 'Organic Shopping', when: isShopping },
  { channel: 'Organic Social', when: (t) => t.kind === 'social' || mediums.social.has(t.medium) },
  { channel: 'Organic Video', when: (t) => t.kind === 'video' || t.medium.includes('video') },
  { channel: 'Organic Search', when: (t) => t.kind === 'search' || t.medium === 'organic' },
  { channel: 'AI Assistants', when: (t) => t.kind === 'ai' || mediums.ai.has(t.medium) },
  { channel: 'Partner', when: ({ medium }) => mediums.partner.has(medium) },
  { channel: 'Offline', when: ({ medium }) => mediums.offline.has(medium) },
  { channel: 'Referral', when: ({ medium }) => mediums.referral.has(medium) },
  {
    channel: 'Email',
    when: ({ source, medium, kind }) =>
      mediums.email.has(source) ||
      mediums.email.has(medium) ||
      (kind === 'webmail' && mediums.none.has(medium)),
  },
  { channel: 'Affiliates', when: ({ medium }) => mediums.affiliate.has(medium) },
  { channel: 'Audio', when: ({ medium }) => medium === 'audio' },
  { channel: 'SMS', when: ({ source, medium }) => source === 'sms' || medium === 'sms' },
  {
    channel: 'Mobile Push Notifications',
    when: ({ source, medium }) =>
      medium.endsWith('push') ||
      medium.includes('mobile') ||
      medium.includes('notification') ||
      source === 'firebase',
  },
]

/** What no rule takes. It is shown, so that a site sees which of its tags need a rule. */
const UNASSIGNED = 'Unassigned'

/** Every channel that the rules give, in their order; a site's own rules may name others. */
export const CHANNELS: readonly string[] = [...channelRules.map((rule) => rule.channel), UNASSIGNED]

/**
 * The channel of a touch, or of the traffic that a cost paid for: the site's own rules first, then
 * GA4's. `referrerHost` (without `www.`) is what a site rule's `host` looks at; costs have none.
 */
export function channelOf(
  source: string,
  medium: string,
  campaign: string,
  rules?: TouchRules,
  referrerHost = '',
): string {
  const own =
    rules && siteChannel(rules.siteRules, { source, medium, campaign, host: referrerHost })
  if (own !== undefined) return own
  const name = source.toLowerCase()
  const traffic: Traffic = {
    source: name,
    medium: medium.toLowerCase(),
    campaign: campaign.toLowerCase(),
    kind: kindOfSource(name),
  }
  return channelRules.find((rule) => rule.when(traffic))?.channel ?? UNASSIGNED
}
