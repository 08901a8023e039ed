import { z } from 'zod'

/** Of which day refunds are: their sale's, or their own. */
export const REFUND_BASES = ['sale', 'refund'] as const
export type RefundBasis = (typeof REFUND_BASES)[number]

/** What an order is worth: its net revenue, or that without its cost of goods. */
export const VALUES = ['revenue', 'margin'] as const
export type ValueKind = (typeof VALUES)[number]

/** Whether a discount lowers the value, or is a cost of what was sold at the full price. */
export const DISCOUNT_RULES = ['reduction', 'cost'] as const
export type DiscountRule = (typeof DISCOUNT_RULES)[number]

/** What reports may be asked of the worth of orders; an answer to none of it has fewer fields. */
export const worthTerms = {
  refund_basis: z
    .enum(REFUND_BASES)
    .optional()
    .describe('Whether a refund counts on the day of its sale or on its own'),
  value: z.enum(VALUES).optional().describe('What an order is worth: net revenue, or margin'),
  discount_as: z
    .enum(DISCOUNT_RULES)
    .optional()
    .describe('Whether a discount lowers the value, or is a cost of it'),
}
