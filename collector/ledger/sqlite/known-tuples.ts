import type { KnownTuples, PlatformCampaign, UtmTuple } from '../../source/files/meant-campaign.ts'
import type { Sql } from './sql.ts'

/** The tuples that may be meant by any of these campaigns: those whose campaign is an id or name of theirs. */
export function knownTuples(sql: Sql, campaigns: readonly PlatformCampaign[]): KnownTuples {
  const names = new Set(campaigns.flatMap(({ campaignId, campaign }) => [campaignId, campaign]))
  const rows = sql
    .prepare<UtmTuple>(
      `SELECT DISTINCT source, medium, campaign FROM tuples
       WHERE campaign != '' AND lower(campaign) IN (SELECT lower(trim(value)) FROM json_each(?))`,
    )
    .all(JSON.stringify([...names].filter((name) => name !== '')))
  const byCampaign = Map.groupBy(rows, ({ campaign }) => campaign.toLowerCase())
  return (campaign) => byCampaign.get(campaign) ?? []
}
