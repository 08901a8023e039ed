import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { COST_CATEGORIES } from '../cost-categories.ts'
import { daysBetween } from '../dates.ts'
import { foreignId } from '../ids.ts'
import type { Minor } from '../money.ts'
import { amount, currency, minorAmounts } from './amounts.ts'
import { day } from './instants.ts'

/** Ten years and a few days: one cost becomes a row for each of its days. */
const costDaysMax = 3660

/**
 * Days of all costs of a request together: a thousand months, a hundred years, or ten of the longest. It
 * is written in one piece within a second, and everybody who writes waits for it.
 */
export const costDaysPerRequest = 36_600

/** Spelt as the tags of a touch are, so that it meets them. */
const scopeField = z.string().transform(cleanText).pipe(z.string().min(1).max(200)).optional()

/** One cost: an amount for the days `from`…`to` (inclusive, local dates), a category, a scope. */
export const wireCost = z
  .object({
    external_id: foreignId.optional(),
    from: day,
    to: day,
    category: z.enum(COST_CATEGORIES),
    channel: scopeField,
    source: scopeField,
    medium: scopeField,
    campaign: scopeField,
    amount,
    currency,
    spread: z.enum(['day', 'month']).optional(),
  })
  .transform((record, context) => {
    if (record.from > record.to)
      context.addIssue({ code: 'custom', path: ['from'], message: 'is after "to"' })
    if (daysBetween(record.from, record.to) >= costDaysMax)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: `is more than ${costDaysMax} days from "from": send a cost for each part`,
      })
    const minors = minorAmounts(record, ['amount'], context)
    return { ...record, amount: minors.amount as Minor }
  })

export type WireCost = z.output<typeof wireCost>
