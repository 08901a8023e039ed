/** What a cost is for. Names on the wire; ad spend is spread by day, the rest by month. */
export const COST_CATEGORIES = [
  'ad_spend',
  'content',
  'software',
  'personnel',
  'agency',
  'training',
  'support',
  'legal',
  'hosting',
  'overhead',
  'partner_fee',
  'commission',
] as const

export type CostCategory = (typeof COST_CATEGORIES)[number]

/** What `costs=ad_spend` counts: what is paid for ads to be shown. */
export const AD_SPEND_CATEGORIES: readonly CostCategory[] = ['ad_spend']
