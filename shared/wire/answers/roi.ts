import { z } from 'zod'
import {
  amountPer,
  closedKept,
  count,
  coverage,
  dimensionNames,
  filtersShown,
  freshness,
  localDay,
  matchRate,
  modelShown,
  money,
  ratio,
  restated,
  worthShown,
} from './parts.ts'

const cost = money.nullable().describe('null where it is not known')
const costs = z
  .record(z.string(), money)
  .optional()
  .describe('By category, where `by` has category')

/** What a row says of costs that are not known. */
const costUnknown = {
  cost_unknown: z.array(z.string()).optional().describe('What of the row no cost says'),
}

/** What rows and totals say. */
export const metrics = {
  touches: z.int(),
  conversions: count,
  value: money.describe('What was earned, net of refunds, without tax and shipping'),
  cost,
  profit: amountPer.describe('value − cost'),
  roi: ratio.describe('(value − cost) ÷ cost'),
  roas: ratio.describe('value ÷ cost'),
  cpa: amountPer.describe('cost ÷ conversions'),
}

/** What they say besides of purchases, or where it was asked what an order is worth. */
const moreMetrics = {
  margin: money.optional(),
  aov: amountPer.optional().describe('Revenue ÷ conversions'),
  new_customers: count.optional(),
  cac: amountPer.optional().describe('cost ÷ new customers'),
}

export const reportRow = z.object({
  ...dimensionNames,
  ...metrics,
  ...moreMetrics,
  costs,
  ...costUnknown,
  conversions_per_touch: ratio.optional().describe('With basis=touch_date'),
  matures_on: localDay.nullable().optional().describe('With basis=touch_date'),
  restated: restated.optional(),
})

/** Where `by` is category alone: costs have no value of their own. */
const categoryRow = z.object({
  category: z.string(),
  cost: money,
  cost_share: ratio,
  restated: z.object({ cost: money }).optional(),
})

/** What no touch can be credited with. */
export const unattributed = z.object({
  conversions: count,
  value: money,
  cost: money.optional(),
  costs,
  by_reason: z.array(z.object({ reason: z.string(), conversions: count, value: money })),
})

export const overhead = z
  .object({ cost: money, costs })
  .describe('Costs that name no channel, source, medium or campaign')

/** What stands beside rows in a report, in none of them. */
export const besideRows = {
  not_broken_down: z
    .object({ touches: z.int(), cost: money, costs })
    .optional()
    .describe('Under filters: what does not say whether it is of the segment'),
  other_sales: z
    .array(z.object({ sales_channel: z.string(), conversions: count, value: money }))
    .optional()
    .describe('Orders of sales channels that stand apart'),
  fx_difference: z
    .object({ value: money })
    .optional()
    .describe('What exchange rates moved between sales and refunds'),
}

/** What every report says of itself, but for its models. */
export const reportMeta = {
  site: z.string(),
  from: localDay,
  to: localDay,
  goal: z.string(),
  basis: z.string(),
  allocate: z.string().optional(),
  costs: z.string(),
  sales_channels: z.array(z.string()),
  filters: filtersShown.optional(),
  ...worthShown,
  ...freshness,
  ...coverage,
  match_rate_by_source: matchRate.optional(),
  closed: z.array(closedKept).optional().describe('Closed periods that the report reaches into'),
}

export const total = z.object({
  ...metrics,
  ...moreMetrics,
  repeat_rate: ratio.optional(),
  costs,
  ...costUnknown,
  restated: restated.optional(),
})

const oneSite = z.object({ ...reportMeta, ...modelShown })

const severalSites = z.object({
  sites: z.array(z.string()),
  from: localDay,
  to: localDay,
  goal: z.string(),
  model: z.string(),
  basis: z.string(),
  currency: z.string(),
  eligible: z.int(),
  matched: z.int(),
  coverage: ratio,
  match_rate: ratio,
  pending: z.int(),
  of_sites: z.array(oneSite),
})

/** Answer of `GET /v1/roi`. */
export const roiAnswer = z.object({
  meta: z.union([oneSite, severalSites]),
  rows: z.array(z.union([reportRow, categoryRow])),
  credited: z
    .object({ touches: z.int(), conversions: count, value: money })
    .optional()
    .describe('By category alone: all that is credited to touches'),
  unattributed,
  overhead,
  total: total.describe('Rows + unattributed + overhead'),
  ...besideRows,
})

const compared = z.object({
  conversions: count,
  value: money,
  cost,
  profit: amountPer,
  roi: ratio,
  roas: ratio,
  cpa: amountPer,
  margin: money.optional(),
  aov: amountPer.optional(),
  shift: z
    .object({ conversions: count, value: money, value_ratio: ratio })
    .optional()
    .describe('How much more than under the first model; of every other one'),
  restated: restated.optional(),
})

const sideBySide = {
  touches: z.int(),
  ...costUnknown,
  models: z.record(z.string(), compared).describe('By the name of the model'),
}

/** Answer of `GET /v1/compare`. */
export const compareAnswer = z.object({
  meta: z.object({ ...reportMeta, models: z.array(z.object(modelShown)) }),
  rows: z.array(z.object({ ...dimensionNames, ...sideBySide })),
  unattributed,
  overhead,
  total: z.object(sideBySide),
  ...besideRows,
})

export type RoiAnswer = z.output<typeof roiAnswer>
export type CompareAnswer = z.output<typeof compareAnswer>
