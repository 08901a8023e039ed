import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { COST_CATEGORIES } from '../cost-categories.ts'
import { daysBetween } from '../dates.ts'
import { foreignId } from '../ids.ts'
import type { Minor } from '../money.ts'
import { amount, currency, minorAmounts } from './amounts.ts'
import { goalName } from './conversions.ts'
import { day } from './instants.ts'

/** Ten years and a few days: one cost becomes a row for each of its days. */
const costDaysMax = 3660

/**
 * Days of all costs of a request together: a thousand months, a hundred years, or ten of the longest. It
 * is written in one piece within a second, and everybody who writes waits for it.
 */
export const costDaysPerRequest = 36_600

/** Spelt as the tags of a touch are, so that it meets them. */
const scopeField = z
  .string()
  .transform(cleanText)
  .pipe(z.string().min(1).max(200))
  .optional()
  .describe('What it was spent on: it counts in the row that its scope names')

type Wrong = [field: string, message: string]

type Given = Partial<Record<'from' | 'to' | 'spread' | 'goal' | 'category', unknown>>

const wrongInCost = (record: Given): Wrong[] => [
  ...(['from', 'to'] as const).flatMap((name): Wrong[] =>
    record[name] === undefined ? [[name, 'is missing']] : [],
  ),
  ...(record.goal === undefined
    ? []
    : [['goal', 'is of a commission: name its "transaction_id", too'] satisfies Wrong]),
]

const wrongInCommission = (record: Given): Wrong[] => [
  ...(['from', 'to', 'spread'] as const).flatMap((name): Wrong[] =>
    record[name] === undefined
      ? []
      : [[name, 'is not of a cost with "transaction_id": it counts on the day of its order']],
  ),
  ...(record.category === 'commission'
    ? []
    : [['category', 'is "commission" for a cost with "transaction_id"'] satisfies Wrong]),
]

/** One cost: an amount for the days `from`…`to` (inclusive, local dates), a category, a scope. */
export const wireCost = z
  .object({
    external_id: foreignId.optional().describe('A cost of the same id takes its place'),
    from: day.optional().describe('First day, local'),
    to: day.optional().describe('Last day, included'),
    category: z.enum(COST_CATEGORIES),
    channel: scopeField,
    source: scopeField,
    medium: scopeField,
    campaign: scopeField,
    amount,
    currency,
    spread: z
      .enum(['day', 'month'])
      .optional()
      .describe('Over its days, or accrued by month; ad spend is spread by day, all else by month'),
    transaction_id: foreignId
      .optional()
      .describe('Of a commission: the order that it is of, and counts on the day of'),
    goal: goalName.optional().describe('Of the order'),
  })
  .superRefine((record, context) => {
    const isCommission = record.transaction_id !== undefined
    for (const [path, message] of isCommission ? wrongInCommission(record) : wrongInCost(record))
      context.addIssue({ code: 'custom', path: [path], message })
  })
  .transform(({ transaction_id, goal = 'purchase', ...given }, context) => {
    // A commission has the day of its order, whenever that is.
    const record = { ...given, from: given.from ?? 0, to: given.to ?? 0 }
    const order = transaction_id === undefined ? null : { goal, transactionId: transaction_id }
    if (record.from > record.to)
      context.addIssue({ code: 'custom', path: ['from'], message: 'is after "to"' })
    if (order === null && daysBetween(record.from, record.to) >= costDaysMax)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: `is more than ${costDaysMax} days from "from": send a cost for each part`,
      })
    const minors = minorAmounts(record, ['amount'], context)
    return { ...record, order, amount: minors.amount as Minor }
  })

export type WireCost = z.output<typeof wireCost>
