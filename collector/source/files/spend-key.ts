import type { SpendRow } from './spend.ts'

/** What tells one row of spend from another. */
export type SpendIdentity = Pick<
  SpendRow,
  'platform' | 'account' | 'campaignId' | 'campaign' | 'utm' | 'from' | 'to'
>

/** No name has it: ids and names of others hold no control characters. */
const BETWEEN = '\u001f'

/**
 * The key of a row: the row of another import that has it is replaced. It is made of platform, account,
 * campaign (its id, or else its name), utm and period, so that no cost of the user's own has it.
 */
export const spendKey = ({
  platform,
  account,
  campaignId,
  campaign,
  utm,
  from,
  to,
}: SpendIdentity) =>
  [
    platform,
    account,
    ...(campaignId === '' ? ['name', campaign] : ['id', campaignId]),
    ...[from, to],
    ...(utm ? [utm.source, utm.medium, utm.campaign] : []),
  ].join(BETWEEN)

/**
 * Whether two rows may be the same money under different keys: their days meet, and they are of one campaign
 * as far as both say. A file with an account column, and one without; an id, and the name alone; a range of
 * days, and one of them.
 */
export function mayBeTheSame(a: SpendIdentity, b: SpendIdentity): boolean {
  if (a.platform !== b.platform || a.from > b.to || b.from > a.to) return false
  if (a.account !== b.account && a.account !== '' && b.account !== '') return false
  return sameCampaign(a, b) && sameUtm(a.utm, b.utm)
}

const sameCampaign = (a: SpendIdentity, b: SpendIdentity): boolean =>
  a.campaignId !== '' && b.campaignId !== ''
    ? a.campaignId === b.campaignId
    : a.campaign === b.campaign

/** What one file says and another leaves open may be the same. */
const sameUtm = (a: SpendIdentity['utm'], b: SpendIdentity['utm']): boolean =>
  !a || !b || (a.source === b.source && a.medium === b.medium && a.campaign === b.campaign)
