import { cleanText } from '../../../shared/clean-text.ts'
import { bestSeen, type KnownTuples, type UtmTuple } from './meant-campaign.ts'
import { platformOf } from './platforms.ts'

/** What an alias is of: a campaign of a platform by its id, or else by its name, as the platform spells it. */
export interface AliasKey {
  platform: string
  /** '' for all accounts */
  account: string
  /** One of both is ''. */
  campaignId: string
  campaign: string
}

/** Which aliases a campaign may have: the first of them that is there holds. */
export function aliasKeysOf({ platform, account, campaignId, campaign }: AliasKey): AliasKey[] {
  const named = [
    { campaignId, campaign: '' },
    { campaignId: '', campaign },
  ].filter((name) => name.campaignId + name.campaign !== '')
  const accounts = account === '' ? [''] : [account, '']
  return named.flatMap((name) => accounts.map((of) => ({ platform, account: of, ...name })))
}

/** What somebody says that links call a campaign; null for what they leave open. */
export interface SaidMeaning {
  source: string | null
  medium: string | null
  campaign: string
}

/**
 * An alias with all that it means, spelt as touches are. Source and medium that are left open are those of
 * the links which carry the campaign, of this platform where no source is said; else the platform's usual ones.
 */
export function saidCampaign(platform: string, said: SaidMeaning, known: KnownTuples): UtmTuple {
  const [source, medium] = [said.source, said.medium].map((text) => cleaned(text)?.toLowerCase())
  const campaign = cleanText(said.campaign)
  if (source !== undefined && medium !== undefined) return { source, medium, campaign }
  const usual = platformOf(platform)
  return (
    bestSeen(campaign, platform, known, { source, medium }) ?? {
      source: source ?? usual.source,
      medium: medium ?? usual.medium,
      campaign,
    }
  )
}

/** undefined for nothing. */
function cleaned(text: string | null): string | undefined {
  const clean = cleanText(text ?? '')
  return clean === '' ? undefined : clean
}
