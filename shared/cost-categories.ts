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
