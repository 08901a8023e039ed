import type { ClaimMeasure } from '../../../../shared/claim-measures.ts'
import { CLAIMED, type PlatformSums } from '../../../roi/claims.ts'
import { type Adds, type PartMet, PartsMet } from '../../../roi/parts-met.ts'
import type { ExplainClaimsAnswer, ExplainClaimsQuery } from '../../ledger.ts'
import type { ClaimNamed, ClaimOfFigure } from '../../reports-claims.ts'
import type { FactOrigin } from '../../reports-explain.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { campaignsReport, type RowOfCampaign, rowsOfCampaign } from './campaigns.ts'

/** A figure of claims: the report itself, and the rows of files that the platform has reported it in. */
export function explainClaims(
  snapshot: Snapshot,
  { report, place: { row, measure }, page }: ExplainClaimsQuery,
): Omit<ExplainClaimsAnswer, 'closedPeriods'> {
  const answer = campaignsReport(snapshot, report)
  const named = answer.campaigns.filter((one) => isNamed(one, row))
  const met = new PartsMet<number>(page)
  const [asked, ...others] = named
  if (asked && others.length === 0)
    for (const one of rowsOfCampaign(snapshot.sql, report, answer.settings.currency, asked)) {
      const adds = addsOf(one, measure)
      if (adds) met.add(one.seq, adds)
    }
  return {
    ...{ ...answer, kind: 'explain_claims', named },
    parts: factsOf(snapshot.sql, met.parts),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

const isNamed = (one: PlatformSums, { means, ...row }: ClaimNamed): boolean =>
  one.platform === row.platform &&
  one.account === (row.account ?? one.account) &&
  one.campaignId === (row.campaignId ?? one.campaignId) &&
  one.campaign === (row.campaign ?? one.campaign) &&
  one.matchedBy === (row.matchedBy ?? one.matchedBy) &&
  (!means || JSON.stringify(means) === JSON.stringify(one.means))

/** undefined where the row does not report it. */
function addsOf(row: RowOfCampaign, measure: ClaimMeasure): Adds | undefined {
  const name = CLAIMED[measure]
  const amount = row[name]
  return amount === null ? undefined : { [name]: amount }
}

interface Row extends FactOrigin {
  from: number
  to: number
  category: string
  amount: number
  currency: string
  spread: string
  importId: string
  importFile: string
  platform: string
  account: string
  campaignId: string
  campaign: string
  impressions: number | null
  clicks: number | null
  conversions: number | null
  value: number | null
}

function factsOf(sql: Sql, parts: readonly PartMet<number>[]) {
  const statement = sql.prepare<Row>(FACT)
  return parts.flatMap(({ part, adds }): (ClaimOfFigure & { adds: Adds })[] => {
    const row = statement.get(part)
    return row ? [{ kind: 'claim', fact: factOf(row), adds }] : []
  })
}

function factOf({ importId, importFile, ...row }: Row): ClaimOfFigure['fact'] {
  const { platform, account, campaignId, campaign, ...fact } = row
  const imported = { id: importId, file: importFile, platform, account, campaignId, campaign }
  return { ...fact, externalId: null, imported }
}

const FACT = `
  SELECT c.seq, c.source, c.owner, c.schema_version AS schemaVersion, c.received_at AS receivedAt,
    c.from_day AS "from", c.to_day AS "to", c.category, c.amount, c.currency, c.spread,
    i.id AS importId, i.file_name AS importFile, c.platform, c.account,
    c.platform_campaign_id AS campaignId, c.platform_campaign AS campaign, c.impressions, c.clicks,
    c.claimed_conversions AS conversions, c.claimed_value AS value
  FROM costs c JOIN imports i ON i.seq = c.import WHERE c.seq = ?`
