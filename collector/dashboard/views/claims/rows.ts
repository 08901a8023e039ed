import type { ClaimsAnswer } from '../../../../shared/wire/answers/reports.ts'

export type ClaimRow = ClaimsAnswer['rows'][number]

const TITLES: Readonly<Record<string, string>> = {
  google_ads: 'Google Ads',
  meta_ads: 'Meta',
  microsoft_ads: 'Microsoft Advertising',
  tiktok_ads: 'TikTok',
  linkedin_ads: 'LinkedIn',
  ga4: 'Google Analytics 4',
}

export const platformTitle = (platform: string): string =>
  TITLES[platform] ?? platform.replaceAll('_', ' ')

/** In the order of the rows: the dearest campaign's first. */
export const platformsOf = (rows: readonly ClaimRow[]): string[] => [
  ...new Set(rows.map(({ platform }) => platform)),
]

/** A platform that is not among them is all of them: the address may be of another period. */
export const ofPlatform = (rows: readonly ClaimRow[], platform: string | undefined): ClaimRow[] => {
  const some = rows.filter((row) => row.platform === platform)
  return some.length > 0 ? some : [...rows]
}

export const campaignTitle = ({ campaign, campaign_id: id }: ClaimRow): string =>
  campaign || id || '(all campaigns)'

export const keyOf = ({ platform, account, campaign_id, campaign }: ClaimRow): string =>
  [platform, account, campaign_id, campaign].join('\n')

/** Why there is no difference of what is claimed and credited; '' where there is one. */
export function whyNone(row: ClaimRow, of: 'conversions' | 'value'): string {
  if (row.claimed[of] === null) return 'the file does not report it'
  if (row.credited === null) return 'the file names no campaign: its spend is of all of them'
  if (row.campaigns_of_credit > 1)
    return `${row.campaigns_of_credit} campaigns mean the same: their credit is together`
  return 'nothing is credited'
}
