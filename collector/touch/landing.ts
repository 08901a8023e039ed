import { hostOf, isOwnHost, sameOrigin } from './address.ts'
import { channelOf } from './channels.ts'
import { mediumOfSource } from './known-hosts.ts'
import { makeReferrerReader, type Referrer } from './referrer.ts'
import { siteChannel, type TouchRules } from './site-rules.ts'
import { channelMediums } from './tables/mediums.ts'
import { isOrderMail, isOrderMedium } from './tables/order-mails.ts'
import { readTags, type Tags } from './tags.ts'

export type { SiteRule, TouchRules } from './site-rules.ts'

/**
 * What a hit brings: a tagged campaign, an ad's click id, an external referrer; or it came back from a
 * payment or login host (`passage`), by a mail about an order (`notice`), from the site itself (`own`), or
 * from nowhere (`direct`).
 */
export type LandingKind =
  | 'campaign'
  | 'click_id'
  | 'referrer'
  | 'passage'
  | 'notice'
  | 'own'
  | 'direct'

/** Whether what follows belongs to the visit before, and brings nothing of its own. */
export const goesOn = (kind: LandingKind): boolean =>
  kind === 'own' || kind === 'passage' || kind === 'notice'

export interface Landing {
  kind: LandingKind
  channel: string
  source: string
  medium: string
  campaign: string
  term: string
  content: string
  /** `gclid:AbC`, or '' when there is none or its value would name a subscriber. */
  clickId: string
  /** Two landings with the same key are the same arrival; '' for passage, notice, own and direct. */
  key: string
  /** Campaign tags were there but ignored, because the link was between own hosts. */
  ignoredOwnCampaign: boolean
}

/**
 * Classifies hits of one site. Tags beat a click id, which beats the referrer, field by field
 * (docs/adr/0019); own hosts and passages are never a source, and what a link from
 * them is tagged with is the campaign of an earlier arrival. Nor are mails about orders (docs/adr/0078).
 *
 * The landings it returns may be shared between hits: treat them as values.
 */
export function makeLander(rules: TouchRules): (url: string, referrer: string) => Landing {
  const readReferrer = makeReferrerReader()
  const direct = untaggedLanding('direct', rules)
  const own = untaggedLanding('own', rules)
  const passage = untaggedLanding('passage', rules)
  const notice = untaggedLanding('notice', rules)
  const ownTagged: Landing = { ...own, ignoredOwnCampaign: true }
  const byReferrer = new WeakMap<Referrer, Landing>()

  const fromReferrer = (from: Referrer): Landing => {
    let landing = byReferrer.get(from)
    if (landing === undefined) {
      landing = referrerLanding(from, rules)
      byReferrer.set(from, landing)
    }
    return landing
  }

  return (url, referrer) => {
    const tags = url.includes('?') || url.includes('#') ? readTags(url) : undefined
    if (referrer === '' && tags === undefined) return direct
    if (sameOrigin(url, referrer) || isOwn(referrer, url, rules)) {
      return tags !== undefined && isCampaign(tags) ? ownTagged : own
    }
    const from = readReferrer(referrer)
    if (from?.passage) return passage
    if (tags !== undefined && isOfOrder(tags, from, rules)) return notice
    if (tags !== undefined && (isCampaign(tags) || tags.click !== undefined)) {
      return taggedLanding(tags, from, rules)
    }
    return from === undefined ? direct : fromReferrer(from)
  }
}

/** `makeLander(rules)(url, referrer)`, for a single hit. */
export function land(url: string, referrer: string, rules: TouchRules): Landing {
  return makeLander(rules)(url, referrer)
}

function isOwn(referrer: string, url: string, { ownHosts }: TouchRules): boolean {
  const host = hostOf(referrer)
  return host !== '' && (isOwnHost(host, ownHosts) || host === hostOf(url))
}

const TAGGED = 'tagged'

/** The key of a touch by a registered code, which is a campaign and no landing. */
export const KEY_OF_CODE = `${TAGGED}\ncode`

/** The same of an offline touch; of one that names a campaign. Landings have more parts. */
export const KEY_OF_OFFLINE = 'offline'
export const KEY_OF_OFFLINE_CAMPAIGN = `${TAGGED}\noffline`

/** Whether an arrival with this key came by campaign tags or an ad's click id. */
export const isTagged = (key: string): boolean => key.startsWith(`${TAGGED}\n`)

/** A lone term or content is a detail of an arrival, not one by itself. */
function isCampaign({ source, medium, campaign }: Tags): boolean {
  return source !== '' || medium !== '' || campaign !== ''
}

const isEmail = (medium: string): boolean =>
  (channelMediums.email as ReadonlySet<string>).has(medium)

/** A mail that an order or an account makes necessary, unless a rule of the site's own gives it a channel. */
function isOfOrder(tags: Tags, from: Referrer | undefined, { siteRules }: TouchRules): boolean {
  const { source, campaign, content } = tags
  const medium = tags.medium || tags.click?.medium || ''
  const isNamed =
    isOrderMedium(medium) ||
    (isEmail(medium) && [source, campaign, content].some((name) => isOrderMail(name)))
  const subject = { source, medium, campaign, host: from?.host ?? '' }
  return isNamed && siteChannel(siteRules, subject) === undefined
}

function untaggedLanding(kind: LandingKind, rules: TouchRules): Landing {
  const tuple = { source: '(direct)', medium: '(none)', campaign: '' }
  return {
    kind,
    channel: channelOf(tuple.source, tuple.medium, tuple.campaign, rules),
    ...tuple,
    term: '',
    content: '',
    clickId: '',
    key: '',
    ignoredOwnCampaign: false,
  }
}

function referrerLanding({ source, medium, host }: Referrer, rules: TouchRules): Landing {
  return {
    kind: 'referrer',
    channel: channelOf(source, medium, '', rules, host),
    source,
    medium,
    campaign: '',
    term: '',
    content: '',
    clickId: '',
    key: `referrer\n${source}`,
    ignoredOwnCampaign: false,
  }
}

function taggedLanding(tags: Tags, from: Referrer | undefined, rules: TouchRules): Landing {
  const { campaign, term, content } = tags
  const source = tags.source || sourceOfClick(tags, from) || from?.source || ''
  const medium = tags.medium || tags.click?.medium || mediumWithout(tags, source, from)
  const clickId = clickIdOf(tags)
  return {
    kind: isCampaign(tags) ? 'campaign' : 'click_id',
    channel: channelOf(source, medium, campaign, rules, from?.host),
    source,
    medium,
    campaign,
    term,
    content,
    clickId,
    key: [TAGGED, source, medium, campaign, term, content, clickId].join('\n'),
    ignoredOwnCampaign: false,
  }
}

/** One company's click id may come from several of its services: then the referrer says which. */
function sourceOfClick({ click }: Tags, from: Referrer | undefined): string {
  if (click === undefined) return ''
  return from !== undefined && click.family?.includes(from.source) ? from.source : click.source
}

/** The medium when neither tag nor click id names one: the source's own, else its referrer's. */
function mediumWithout(tags: Tags, source: string, from: Referrer | undefined): string {
  return mediumOfSource(source) || (tags.source === '' ? (from?.medium ?? '') : '')
}

function clickIdOf({ click, clickValue }: Tags): string {
  return click === undefined || click.personal ? '' : `${click.param}:${clickValue}`
}
