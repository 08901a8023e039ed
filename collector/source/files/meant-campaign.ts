import { cleanText } from '../../../shared/clean-text.ts'
import { platformOf } from './platforms.ts'
import type { SpendRow } from './spend.ts'

/** A campaign as links name it, spelt as touches are. */
export interface UtmTuple {
  source: string
  medium: string
  campaign: string
}

/** As far as its meaning depends on it. */
export type PlatformCampaign = Pick<SpendRow, 'platform' | 'campaignId' | 'campaign' | 'utm'>

/** Tuples that touches have, by their campaign in lower case. */
export type KnownTuples = (campaign: string) => readonly UtmTuple[]

/** A campaign of a platform as links name it, and how that was found. */
export interface Meant extends UtmTuple {
  /** `utm`: the file says it. `id`, `name`: links carry that. `none`: no link was seen that does. */
  by: 'utm' | 'id' | 'name' | 'none'
}

/**
 * Which tuple a campaign of a platform means: what its file says; else that of the links which carry its id,
 * or else its name, as `utm_campaign`, and come from this platform; else the platform's usual source and
 * medium, with the campaign's name.
 */
export function meantCampaign(of: PlatformCampaign, known: KnownTuples): Meant {
  const usual = platformOf(of.platform)
  if (of.utm) return { ...saidByFile(of, usual), by: 'utm' }
  for (const by of ['id', 'name'] as const) {
    const found = bestSeen(by === 'id' ? of.campaignId : of.campaign, of.platform, known)
    if (found) return { ...found, by }
  }
  return { ...plain(usual), campaign: cleanText(of.campaign || of.campaignId), by: 'none' }
}

const plain = ({ source, medium }: { source: string; medium: string }) => ({ source, medium })

/**
 * How a stored campaign meets touches: by an alias, by what its file says, by its id or name in links, or not
 * at all.
 */
export type MatchedBy = 'alias' | 'utm' | 'id' | 'name' | 'unmatched'

/** How a campaign meets the touches that there are by now, when it means this tuple. */
export function matchedBy(
  { campaignId, campaign, utm, isAliased }: PlatformCampaign & { isAliased: boolean },
  means: UtmTuple,
  known: KnownTuples,
): MatchedBy {
  if (isAliased) return isMet(means, known) ? 'alias' : 'unmatched'
  if (utm) return 'utm'
  const isCalled = (name: string) =>
    name !== '' && known(cleanText(name).toLowerCase()).some((one) => isSame(one, means))
  if (isCalled(campaignId)) return 'id'
  return isCalled(campaign) ? 'name' : 'unmatched'
}

/** Whether any touch has come from links of this tuple. */
export const isMet = (means: UtmTuple, known: KnownTuples): boolean =>
  known(means.campaign.toLowerCase()).some((one) => isSame(one, means))

const isSame = (a: UtmTuple, b: UtmTuple): boolean =>
  a.source === b.source && a.medium === b.medium && a.campaign === b.campaign

/** Whether links of this tuple are ads of the platform, as far as their names say. */
export const isAdOf = (platform: string, { source, medium }: UtmTuple): boolean =>
  sourcesOf(platform).has(source) && isPaid(medium)

function sourcesOf(platform: string): Set<string> {
  const usual = platformOf(platform)
  return new Set([usual.source, platform, ...usual.alsoCalled])
}

/** What the file leaves empty is as usual: without a source or medium there is no channel. */
function saidByFile({ utm, campaign }: PlatformCampaign, usual: ReturnType<typeof platformOf>) {
  const said = (text: string | undefined) => cleanText(text ?? '').toLowerCase()
  return {
    source: said(utm?.source) || usual.source,
    medium: said(utm?.medium) || usual.medium,
    campaign: cleanText(utm?.campaign || campaign),
  }
}

/**
 * What the links of a platform's ads that carry this campaign say; of several sources or mediums the usual one
 * of them, else the first by name.
 * @param only of this source, or medium, whatever the platform is
 */
export function bestSeen(
  name: string,
  platform: string,
  known: KnownTuples,
  only: { source?: string | undefined; medium?: string | undefined } = {},
): UtmTuple | undefined {
  const wanted = cleanText(name)
  if (wanted === '') return undefined
  const usual = platformOf(platform)
  const rank = (of: UtmTuple): string =>
    [of.source !== usual.source, of.medium !== usual.medium, of.campaign !== wanted]
      .map(Number)
      .join('') + [of.source, of.medium, of.campaign].join('\u001f')
  const sources = only.source === undefined ? sourcesOf(platform) : new Set([only.source])
  const isMedium = (medium: string) => (only.medium ? medium === only.medium : isPaid(medium))
  return known(wanted.toLowerCase())
    .filter(({ source, medium }) => sources.has(source) && isMedium(medium))
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))[0]
}

/** An organic post may carry the name of a campaign, and was not paid for. */
const isPaid = (medium: string): boolean =>
  !['', '(none)', 'organic', 'referral', 'social', 'email'].includes(medium)
