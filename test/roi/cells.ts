import type { CostCell, CreditCell, TouchCell, Tuple } from '../../collector/roi/report.ts'

export const SEARCH = {
  channel: 'Paid Search',
  source: 'google',
  medium: 'cpc',
  campaign: 'autumn',
} as const satisfies Tuple

export const EMAIL = {
  channel: 'Email',
  source: 'news',
  medium: 'email',
  campaign: 'letter',
} as const satisfies Tuple

/** A credit of nothing on 2 November, but for what is given. */
export function credit(more: Partial<CreditCell>): CreditCell {
  return {
    tuple: SEARCH,
    day: 20261102,
    stage: 'acquisition',
    conversions: 0,
    value: 0,
    refunded: 0,
    tax: 0,
    shipping: 0,
    total: 0,
    costOfGoods: 0,
    discount: 0,
    goodsReturned: 0,
    discountReturned: 0,
    fxDifference: 0,
    ...more,
  }
}

export function touches(tuple: Tuple, count: number, day = 20261102): TouchCell {
  return { tuple, day, touches: count }
}

export function cost(
  scope: Partial<Tuple>,
  amount: number,
  more: Partial<CostCell> = {},
): CostCell {
  return { scope, category: 'ad_spend', day: 20261102, amount, accrues: false, ...more }
}
