import type { CampaignRows, ClaimRow } from './claims.ts'
import { type Cell, csvText, harmless } from './csv.ts'

type Named = Omit<CampaignRows['campaigns'][number], 'matched_by' | 'alias'>

const NAMED = [
  ...['platform', 'account', 'campaign_id', 'campaign', 'source', 'medium', 'utm_campaign'],
  ...['spend', 'touches', 'conversions', 'value', 'cost', 'roi', 'campaigns_of_credit'],
]

const named = ({ means, credited, ...row }: Named): Cell[] => [
  ...[row.platform, row.account, row.campaign_id, row.campaign].map(harmless),
  ...[means.source, means.medium, means.campaign].map(harmless),
  ...[row.spend, credited?.touches ?? null, credited?.conversions ?? null],
  ...[credited?.value ?? null, credited?.cost ?? null, credited?.roi ?? null],
  row.campaigns_of_credit,
]

/** A line a campaign, and none of sums: claims of platforms do not add up. */
export const claimsCsv = (rows: readonly ClaimRow[]): string =>
  csvText([
    [
      ...NAMED,
      ...['impressions', 'clicks', 'claimed_conversions', 'claimed_value'],
      ...['difference_conversions', 'difference_value', 'ratio_conversions', 'ratio_value'],
    ],
    ...rows.map(({ claimed, difference, ratio, ...row }) => [
      ...named(row),
      ...[claimed.impressions, claimed.clicks, claimed.conversions, claimed.value],
      ...[difference.conversions, difference.value, ratio.conversions, ratio.value],
    ]),
  ])

/** A line a campaign; then those of links without spend, in which what is the platform's is empty. */
export const campaignsCsv = ({
  campaigns,
  without_spend,
}: Omit<CampaignRows, 'unmatched'>): string =>
  csvText([
    ['matched_by', ...NAMED],
    ...campaigns.map((row) => [row.matched_by, ...named(row)]),
    ...without_spend.map((row) => [
      ...['without_spend', null, null, null, null],
      ...[row.source, row.medium, row.campaign].map(harmless),
      ...[null, row.touches, row.conversions, row.value, row.cost, row.roi, 0],
    ]),
  ])
