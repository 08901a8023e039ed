import type { DiscountRule, ValueKind } from '../../shared/wire/worth.ts'
import type { Measures } from '../attribution/contribution.ts'

/** What was asked of the worth of an order. */
export interface Worth {
  value: ValueKind
  discountAs: DiscountRule
}

/** Minor units, net of refunds. */
export interface Earned {
  /** Revenue or margin, as was asked. */
  value: number
  revenue: number
  /** Cost of goods, without those that came back. */
  goods: number
  /** Where discounts are a cost; else 0. */
  discount: number
}

type Amounts = Pick<Measures, (typeof AMOUNTS)[number]>

const AMOUNTS = [
  'value',
  'refunded',
  'costOfGoods',
  'goodsReturned',
  'discount',
  'discountReturned',
] as const satisfies readonly (keyof Measures)[]

/**
 * A discount that is a cost was value before: both sides have it more, and profit is the same. What went
 * back of the discount with refunds is on neither.
 * @param worth its revenue, after discounts, when nothing was asked
 */
export function earnedOf(amounts: Amounts, worth: Worth | undefined): Earned {
  const discount = worth?.discountAs === 'cost' ? amounts.discount - amounts.discountReturned : 0
  const revenue = amounts.value - amounts.refunded + discount
  const goods = amounts.costOfGoods - amounts.goodsReturned
  return { value: worth?.value === 'margin' ? revenue - goods : revenue, revenue, goods, discount }
}
