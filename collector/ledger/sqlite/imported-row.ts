import { type KnownTuples, meantCampaign } from '../../source/files/meant-campaign.ts'
import { type SpendIdentity, spendKey } from '../../source/files/spend-key.ts'
import type { Provenance } from '../facts.ts'
import type { ImportedSpend } from '../imports.ts'
import type { CostRow } from './cost-row.ts'
import type { SqlValue } from './sql.ts'

/** A row of costs that an import has brought. */
export interface ImportedRow extends CostRow {
  utm: string | null
  impressions: number | null
  clicks: number | null
  claimed_conversions: number | null
  claimed_value: number | null
}

const COLUMNS = [
  ...['seq', 'external_id', 'from_day', 'to_day', 'category', 'spread'],
  ...['campaign_source', 'campaign_medium', 'campaign', 'amount', 'currency'],
  ...['platform', 'account', 'platform_campaign_id', 'platform_campaign', 'utm'],
  ...['impressions', 'clicks', 'claimed_conversions', 'claimed_value', 'import'],
  ...['source', 'owner', 'schema_version', 'received_at'],
] as const

/** Takes one JSON text of rows, whatever their number. */
export const INSERT_ROWS = `INSERT INTO costs (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.map((_, at) => `value ->> ${at}`).join(', ')} FROM json_each(?)`

/** A row of spend in the order of the columns, behind its seq and before its import. */
export function valuesOf(row: ImportedSpend, known: KnownTuples): SqlValue[] {
  const { source, medium, campaign } = meantCampaign(row, known)
  const { utm } = row
  return [
    ...[spendKey(row), row.from, row.to, 'ad_spend', 'day'],
    ...[source, medium, campaign === '' ? null : campaign, row.amount, row.currency],
    ...[row.platform, row.account, row.campaignId, row.campaign],
    utm && JSON.stringify([utm.source, utm.medium, utm.campaign]),
    ...[row.impressions, row.clicks, row.claimedConversions, row.claimedValue],
  ]
}

/** What a row says besides its key, as `SAYS` has it of one that is stored. */
export function saidBy(row: ImportedSpend, known: KnownTuples): string {
  const { source, medium, campaign } = meantCampaign(row, known)
  return JSON.stringify([
    ...[row.amount, row.currency, source, medium, campaign === '' ? null : campaign],
    ...[row.campaign, row.impressions, row.clicks, row.claimedConversions, row.claimedValue],
  ])
}

export function identityOf(row: ImportedRow): SpendIdentity {
  const [source = '', medium = '', campaign = ''] = row.utm ? (JSON.parse(row.utm) as string[]) : []
  return {
    ...{ platform: row.platform ?? '', account: row.account ?? '' },
    ...{ campaignId: row.platform_campaign_id ?? '', campaign: row.platform_campaign ?? '' },
    ...{ utm: row.utm === null ? null : { source, medium, campaign } },
    ...{ from: row.from_day, to: row.to_day },
  }
}

export const provenanceOf = (of: Provenance): [string, string, number, number] => [
  of.source,
  of.owner,
  of.schemaVersion,
  of.receivedAt,
]
