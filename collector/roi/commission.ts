import { roundedRatio } from './rounding.ts'

/** What an order was worth, and what of that went back, in the same minor units. */
export interface CommissionedSale {
  value: number
  refunded: number
}

/**
 * What is left of a commission when part of its order has gone back: the same part of it is taken back,
 * halves rounded up, so that a full refund leaves nothing. Of an order that was worth nothing, all.
 */
export function commissionLeft(amount: number, { value, refunded }: CommissionedSale): number {
  return value > 0 ? amount - roundedRatio(amount, refunded, value) : amount
}
