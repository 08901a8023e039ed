import { kindOfSource } from './known-hosts.ts'
import { type Landing, land, type TouchRules } from './landing.ts'
import { makeReferrerReader } from './referrer.ts'
import { siteChannel } from './site-rules.ts'
import type { HostKind } from './tables/host-table.ts'
import { readTags, type Tags } from './tags.ts'

/** A landing, and in words by what it was classified. */
export interface Explained {
  landing: Landing
  rule: string
}

const KINDS: Readonly<Record<HostKind, string>> = {
  search: 'a search engine',
  social: 'a social network',
  video: 'a video site',
  shopping: 'a shopping site',
  ai: 'an AI assistant',
  webmail: 'a mailbox',
}

/** As `land` classifies, and why. */
export function explainLanding(url: string, referrer: string, rules: TouchRules): Explained {
  const landing = land(url, referrer, rules)
  return { landing, rule: ruleOf(landing, url, referrer) + ownRuleOf(landing, referrer, rules) }
}

function ruleOf(landing: Landing, url: string, referrer: string): string {
  const { kind, source, ignoredOwnCampaign } = landing
  switch (kind) {
    case 'campaign':
      return `${partsOf(readTags(url)).join(', ')} on the address`
    case 'click_id':
      return `${readTags(url)?.click?.param ?? 'a click id'} on the address: ${source}`
    case 'referrer': {
      const known = kindOfSource(source)
      return `referrer ${source} is ${known ? KINDS[known] : 'another site'}`
    }
    case 'passage':
      return 'back from a payment or login host: the visit goes on'
    case 'notice':
      return 'a link of a mail about an order or an account: the visit goes on'
    case 'own':
      return `a link of the site itself: the visit goes on${ignoredOwnCampaign ? ', and its campaign tags are ignored' : ''}`
    case 'direct':
      return referrer === ''
        ? 'no referrer and no tags: direct'
        : 'nothing that can be a source: direct'
  }
}

/** The tags that name a campaign, by their usual names, and the click id beside them. */
function partsOf(tags: Tags | undefined): string[] {
  if (!tags) return []
  const { source, medium, campaign, click } = tags
  const named = Object.entries({ source, medium, campaign }).filter(([, value]) => value !== '')
  return [...named.map(([name]) => `utm_${name}`), ...(click ? [click.param] : [])]
}

/** A rule of the site's own goes before the published ones. */
function ownRuleOf(landing: Landing, referrer: string, { siteRules }: TouchRules): string {
  const host = makeReferrerReader()(referrer)?.host ?? ''
  const own = siteChannel(siteRules, { ...landing, host })
  return own === landing.channel ? `; channel by the site's own rule` : ''
}
