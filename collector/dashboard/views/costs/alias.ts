import type { CampaignsAnswer } from '../../../../shared/wire/answers/reports.ts'

export type Campaign = CampaignsAnswer['campaigns'][number]
export type WithoutSpend = CampaignsAnswer['without_spend'][number]
export type Alias = CampaignsAnswer['aliases'][number]

interface Meaning {
  source?: string
  medium?: string
  campaign: string
}

/** A campaign and what links call it, as `POST /v1/campaigns` takes it. */
export function aliasOf(
  { platform, account, campaign_id, campaign }: Omit<Alias, 'means' | 'said_by' | 'said_at'>,
  means: Meaning | null,
) {
  // An id is the platform's own, whatever the account: a name may be that of several accounts.
  return campaign_id === ''
    ? { platform, account, campaign, means }
    : { platform, campaign_id, means }
}

/** As it was saved, so that it is this one that is taken back. */
export const takenBack = ({ platform, account, campaign_id, campaign }: Alias) => ({
  ...{ platform, account, campaign_id, campaign },
  means: null,
})

export const nameOf = ({ campaign, campaign_id: id }: Pick<Campaign, 'campaign' | 'campaign_id'>) =>
  campaign || id || '(no campaign)'

export const meaningText = ({ source, medium, campaign }: WithoutSpend | Campaign['means']) =>
  [source, medium, campaign].map((name) => name || '(none)').join(' / ')

/** Of those that a form offers by their number; '' is what was written instead. */
export function meaningOf(
  picked: string,
  written: string,
  offered: readonly WithoutSpend[],
): Meaning | undefined {
  if (picked === OTHER) return written.trim() === '' ? undefined : { campaign: written.trim() }
  const one = offered[Number(picked)]
  if (picked === '' || !one) return undefined
  const { source, medium, campaign } = one
  return { source, medium, campaign }
}

export const OTHER = 'other'
