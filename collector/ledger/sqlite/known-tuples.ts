import type { KnownTuples, UtmTuple } from '../../source/files/meant-campaign.ts'
import type { Sql } from './sql.ts'

/** The tuples whose campaign is one of these texts, apart from its case. */
export function knownTuples(sql: Sql, campaigns: readonly string[]): KnownTuples {
  const names = new Set(campaigns)
  const rows = sql
    .prepare<UtmTuple>(
      `SELECT DISTINCT source, medium, campaign FROM tuples
       WHERE campaign != '' AND lower(campaign) IN (SELECT lower(trim(value)) FROM json_each(?))`,
    )
    .all(JSON.stringify([...names].filter((name) => name !== '')))
  const byCampaign = Map.groupBy(rows, ({ campaign }) => campaign.toLowerCase())
  return (campaign) => byCampaign.get(campaign) ?? []
}

/** What links may call these campaigns: their ids, and their names. */
export const callable = (campaigns: readonly { campaignId: string; campaign: string }[]) =>
  campaigns.flatMap(({ campaignId, campaign }) => [campaignId, campaign])
