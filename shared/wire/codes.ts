import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { foreignId, wellFormed } from '../ids.ts'
import { day } from './instants.ts'

export const codeLengthMax = 100

/** As an order's coupon has it. A comma parts the codes of an order, so that none can hold one. */
export const codeText = wellFormed.transform(cleanText).pipe(
  z
    .string()
    .min(1, 'is empty')
    .max(codeLengthMax, `has more than ${codeLengthMax} characters`)
    .refine((text) => !text.includes(','), 'has a comma: register each code by itself'),
)

/** Spelt as the tags of a touch are, so that it meets them. */
const name = z.string().transform(cleanText).pipe(z.string().min(1).max(200))

/**
 * A code that a partner gives to their audience, or a customer to their friends: which campaign an
 * order with it comes from. `valid_from` and `valid_to` are local dates of orders, inclusive.
 */
export const wireCode = z
  .object({
    code: codeText.describe('As the coupon of an order has it'),
    campaign: name,
    channel: name.optional(),
    source: name.optional(),
    medium: name.optional(),
    partner: name.nullish(),
    customer_id: foreignId.nullish().describe("Whose code it is, when it is a customer's"),
    valid_from: day.nullish().describe('First day of orders, local'),
    valid_to: day.nullish().describe('Last day of orders, included'),
  })
  .refine(({ valid_from: from, valid_to: to }) => !from || !to || from <= to, {
    path: ['valid_from'],
    message: 'is after "valid_to"',
  })

export type WireCode = z.output<typeof wireCode>
