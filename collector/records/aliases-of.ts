import type { WireAlias } from '../../shared/wire/campaign-aliases.ts'
import type { AliasOutcome, CampaignAliasFact, StandingAlias } from '../ledger/campaign-aliases.ts'
import type { Provenance } from '../ledger/provenance.ts'
import type { AliasKey } from '../source/files/campaign-alias.ts'

/** Of a campaign that has both it is known by the id: a name can be changed at the platform. */
export function aliasFact(record: WireAlias, provenance: Provenance): CampaignAliasFact {
  const { platform, account, campaign_id: campaignId, means } = record
  return {
    ...provenance,
    ...{ platform, account, campaignId },
    campaign: campaignId === '' ? record.campaign : '',
    means: means && {
      ...{ source: means.source ?? null, medium: means.medium ?? null },
      campaign: means.campaign,
    },
  }
}

/** What an alias is of, in the words of the wire. */
export const aliasKeyShown = ({ platform, account, campaignId, campaign }: AliasKey) => ({
  ...{ platform, account, campaign_id: campaignId, campaign },
})

/** What became of one, in the words of the wire. `met`: whether any touch has come from what it means. */
export const aliasResult = (
  fact: CampaignAliasFact,
  { outcome, means, isMet, rows }: AliasOutcome,
) => ({
  ...aliasKeyShown(fact),
  means,
  outcome: means === null && outcome !== 'unchanged' ? 'removed' : outcome,
  ...(means && { met: isMet }),
  rows,
})

export const standingShown = (alias: StandingAlias) => ({
  ...aliasKeyShown(alias),
  means: alias.means,
  said_by: alias.owner,
  said_at: new Date(alias.receivedAt).toISOString(),
})
