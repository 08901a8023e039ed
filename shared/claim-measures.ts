/** The figures of a row of claims that its imported rows add up to, and what is made of them. */
export const CLAIM_MEASURES = [
  'spend',
  'value',
  'conversions',
  'clicks',
  'impressions',
  'difference_value',
  'difference_conversions',
  'ratio_value',
  'ratio_conversions',
] as const
export type ClaimMeasure = (typeof CLAIM_MEASURES)[number]
