import { z } from 'zod'
import { DIMENSIONS } from '../roi.ts'

// What answers have in common. Answers are not read by us: these say what callers may rely on.

/** Money as it is shown. */
export const money = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('Decimal string such as "89.90", in the currency that `meta` or the record names')

/** Conversions and customers as they are shown. */
export const count = z
  .string()
  .regex(/^-?\d+(\.\d{1,6})?$/)
  .describe('Decimal string: credit is shared, so that a touch may have "0.5" of a conversion')

/** `null` is a division by zero. */
export const ratio = z
  .number()
  .nullable()
  .describe('To four decimals; null where nothing would be divided by nothing')

export const amountPer = money
  .nullable()
  .describe('Decimal string; null where nothing would be divided by nothing')

export const localDay = z.string().meta({ format: 'date', description: 'Local date of the site' })

export const localMonth = z.string().regex(/^\d{4}-\d{2}$/)

export const time = z.string().meta({ format: 'date-time', description: 'RFC 3339, in UTC' })

/** How much of what is stored an answer includes. */
export const freshness = {
  currency: z.string().describe("The site's currency, ISO 4217: all amounts are in it"),
  timezone: z.string().describe("The site's time zone: all days are of it"),
  fresh_to: time.nullable().describe('When the newest fact in the answer was received'),
  as_of: z.int().describe('The highest number of a fact in the answer; see the parameter `as_of`'),
  pending: z.int().describe('How many conversions, visits and costs are not settled yet'),
  generation: z.int().describe('Which set of derived figures was read'),
  building: z.boolean().describe('Whether another set is being derived'),
}

/** Of periods that were closed. */
const closedPeriod = z.object({
  period: z.int(),
  from: localDay,
  to: localDay,
  note: z.string(),
  closed_by: z.string(),
  closed_at: time,
})

/** A model as a report names it. */
export const modelShown = {
  model: z.string(),
  model_version: z
    .union([z.int(), z.string()])
    .nullable()
    .describe('null where closed periods show figures of several versions'),
  model_parameters: z.record(z.string(), z.unknown()).optional(),
  credited_linearly: z
    .object({ unseen_channel: count, no_effect: count })
    .optional()
    .describe('Of a fitted model: conversions that it could not split'),
}

/** What there is more now than is shown, since closed days show what they came to then. */
export const restated = z.object({ conversions: count, value: money, cost: money.nullable() })

/** Closed periods that a report of kept figures reaches into. */
export const closedKept = closedPeriod.extend({
  kept: z.boolean(),
  models: z.array(z.object(modelShown)).optional(),
})

/** The same of a report that shows figures of now. */
export const closedSince = closedPeriod.extend({
  kept: z.boolean(),
  restated: restated.nullable().optional(),
})

export { closedPeriod }

export const matchRate = z.object({
  of_newest: z.int().describe('How many of the newest orders it is of, at most'),
  by_source: z.record(
    z.string(),
    z.object({ eligible: z.int(), matched: z.int(), match_rate: z.number() }),
  ),
})

/** Of how many orders a report is. */
export const coverage = {
  match_rate: ratio,
  coverage: ratio.describe('Orders with a journey ÷ orders that could have one'),
  eligible: z.int(),
  matched: z.int(),
  warming_up: z.boolean().describe('Whether journeys may have begun before the tag was there'),
  warming_up_until: time.optional(),
  left_out: z.record(z.string(), z.number()).describe('What waits, and is in no sum, by reason'),
  hint: z.string().optional(),
}

/** Values of filters, by parameter. */
export const filtersShown = z.record(
  z.string(),
  z.object({ is: z.array(z.string()).optional(), not: z.array(z.string()).optional() }),
)

/** What an order is worth in an answer. */
export const worthShown = {
  value_basis: z.string(),
  value: z.string().optional(),
  refund_basis: z.string().optional(),
  discount_as: z.string().optional(),
  cost_of_goods_rate: z.string().optional(),
}

/** What names a row: those dimensions that `by` has. */
export const dimensionNames = Object.fromEntries(
  DIMENSIONS.map((name) => [name, z.string().optional()]),
) as Record<(typeof DIMENSIONS)[number], z.ZodOptional<z.ZodString>>

/** What every page of a list says of the next one. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('What to ask as `cursor` for the next page; null at the end')
