import { z } from 'zod'
import { FUNNEL_BYS } from '../funnel.ts'
import {
  amountPer,
  closedSince,
  count,
  coverage,
  filtersShown,
  freshness,
  localDay,
  localMonth,
  modelShown,
  money,
  nextCursor,
  ratio,
  time,
  worthShown,
} from './parts.ts'
import { aliasKey } from './writes.ts'

const period = { site: z.string(), from: localDay, to: localDay, goal: z.string() }
const closed = { closed: z.array(closedSince).optional() }

const pathFigures = {
  conversions: count,
  value: money,
  cost: money.nullable(),
  profit: amountPer,
  roi: ratio,
  roas: ratio,
  cpa: amountPer,
  margin: money.optional(),
  aov: amountPer.optional(),
}

const pathSums = { journeys: z.int(), conversion_rate: ratio, ...pathFigures }

/** Answer of `GET /v1/paths`. */
export const pathsAnswer = z.object({
  meta: z.object({
    ...period,
    model: z.string(),
    of: z.string(),
    shape: z.string(),
    allocate: z.string(),
    sort: z.string(),
    basis: z.literal('closing_date'),
    ...worthShown,
    lost_after_days: z.int(),
    filters: filtersShown.optional(),
    ...freshness,
    ...closed,
  }),
  paths: z.array(
    z.object({
      path: z.string(),
      steps: z.array(z.string()),
      ...pathSums,
      median_days: z.number().nullable(),
      median_touches: z.number().nullable(),
    }),
  ),
  other: z
    .object(pathSums)
    .describe('Journeys whose paths are too many, or too long, to be told apart'),
  closed: z.object({ paths: z.int(), ...pathSums }),
  open: z.object({ journeys: z.int(), cost: money }),
  unattributed: z.object({ conversions: count, value: money, cost: money.optional() }),
  total: z
    .object({ ...pathFigures, cost_unknown: z.array(z.string()).optional() })
    .describe('Of all that was spent; under filters what that is of is not known'),
  bridge: z.record(z.string(), money).describe('From the costs of closed journeys to all spend'),
  next: nextCursor,
})

const cohortFigures = {
  age_days: z.int().nullable(),
  customers: count,
  orders: count,
  revenue: money,
  margin: money,
  cost: money.nullable().describe('null where no cost says what the filters ask'),
  cac: amountPer,
  ltv_30: amountPer.describe('Net value on days 0…30 ÷ customers; null until all are that old'),
  ltv_90: amountPer,
  ltv_180: amountPer,
  ltv_365: amountPer,
  ltv_by_age: z
    .array(amountPer)
    .optional()
    .describe('With ltv_every=N: of days 0…0, 0…N, 0…2N and so on, as far as all are that old'),
  ltv_to_date: amountPer,
  ltv_to_cac: ratio,
  payback_day: z.int().nullable(),
  repeat_rate: ratio,
  aov: amountPer,
  median_days_to_conversion: z.number().nullable(),
  bought_again_by_month: z.array(ratio),
  cost_unknown: z.array(z.string()).optional(),
}

const cohortRow = z.object({
  cohort: localMonth,
  channel: z.string().optional(),
  source: z.string().optional(),
  medium: z.string().optional(),
  campaign: z.string().optional(),
  ...cohortFigures,
})

/** Answer of `GET /v1/cohorts`. */
export const cohortsAnswer = z.object({
  meta: z.object({
    site: z.string(),
    from: localMonth,
    to: localMonth,
    as_on: localDay,
    by: z.string(),
    ...modelShown,
    basis: z.literal('first_purchase'),
    ...worthShown,
    costs: z.string(),
    filters: filtersShown.optional(),
    ...freshness,
    ...closed,
    ...coverage,
  }),
  rows: z.array(cohortRow),
  cohorts: z.array(cohortRow).describe('Months in whole'),
  unattributed: z.object({
    ...cohortFigures,
    by_reason: z.array(z.object({ reason: z.string(), customers: count, value: money })),
  }),
  overhead: z.object({ cost: money }),
  not_broken_down: z
    .object({ cost: money })
    .optional()
    .describe(
      'Under filters: costs that do not say what those ask; in no row and not in the total',
    ),
  total: z.object(cohortFigures),
  unidentified: z.object({ orders: z.int(), revenue: money, margin: money }),
})

const cart = z.object({ carts: z.int(), value: money })

const funnelFigures = {
  steps: z.array(
    z.object({
      step: z.enum(['visit', 'view', 'cart', 'checkout', 'order']),
      visits: z.int().describe('Visits that came as far, or further'),
      rate: ratio,
      drop_off: z.int().optional(),
      drop_off_rate: ratio.optional(),
    }),
  ),
  orders: z.int(),
  value: money,
  conversion_rate: ratio.describe('Orders ÷ visits'),
  abandoned_carts: cart,
  open_carts: cart,
  carts_without_value: z.int(),
}

const funnelNames = Object.fromEntries(
  FUNNEL_BYS.filter((by) => by !== 'none').map((by) => [by, z.string().optional()]),
) as Record<Exclude<(typeof FUNNEL_BYS)[number], 'none'>, z.ZodOptional<z.ZodString>>

/** Answer of `GET /v1/funnel`. */
export const funnelAnswer = z.object({
  meta: z.object({
    ...period,
    by: z.string(),
    abandoned_after: z.int(),
    filters: filtersShown.optional(),
    value_basis: z.string(),
    ...freshness,
    ...closed,
  }),
  rows: z.array(z.object({ ...funnelNames, ...funnelFigures })),
  total: z.object(funnelFigures),
  without_visit: z
    .object({ orders: z.int(), value: money })
    .describe(
      'Orders that no visit leads to; none of them are of the visits that a filter asks for',
    ),
})

const bridge = {
  orders: z.int(),
  gross: money,
  discount: money,
  tax: money,
  shipping: money,
  refunds: money,
  net: money.describe('gross − discount − tax − shipping − refunds'),
  attributed: money,
  unattributed: money.describe('net − attributed'),
  attributed_orders: count,
  unattributed_orders: count,
  total: money,
  difference: money,
  orders_without_total: z.int(),
}

/** Answer of `GET /v1/reconcile`. */
export const reconcileAnswer = z.object({
  meta: z.object({
    ...period,
    by: z.string(),
    refund_basis: z.string(),
    basis: z.string(),
    value_basis: z.string(),
    ...freshness,
    ...closed,
  }),
  rows: z.array(z.object({ day: localDay.optional(), month: localMonth.optional(), ...bridge })),
  total: z.object(bridge),
  unattributed: z.object({
    orders: count,
    value: money,
    by_reason: z.array(z.object({ reason: z.string(), orders: count, value: money })),
  }),
  checks: z.array(z.object({ check: z.string(), holds: z.boolean(), difference: z.string() })),
  fx_difference: z.object({ value: money }),
  left_out: z.array(
    z.object({
      reason: z.string(),
      goal: z.string().optional(),
      sales_channel: z.string().optional(),
      count: z.int(),
      amounts: z.array(z.object({ currency: z.string(), amount: money })),
    }),
  ),
})

const meant = { source: z.string(), medium: z.string(), campaign: z.string() }

const credited = {
  touches: z.int(),
  conversions: count,
  value: money,
  cost: money.nullable(),
  roi: ratio,
}

const campaign = {
  platform: z.string(),
  account: z.string(),
  campaign_id: z.string(),
  campaign: z.string(),
  means: z.object(meant),
  matched_by: z.string().describe('`alias`, `utm`, `id`, `name` or `unmatched`'),
  alias: z
    .object({ account: z.string(), campaign_id: z.string(), campaign: z.string() })
    .nullable()
    .describe('The saved alias by which it means that'),
  spend: money.nullable(),
  credited: z.object(credited).nullable(),
  campaigns_of_credit: z.int().describe('How many campaigns mean this: their credit is together'),
}

const campaignsMeta = z.object({
  ...period,
  ...modelShown,
  basis: z.string(),
  value_basis: z.string(),
  ...freshness,
  ...closed,
})

const claimedOf = <Value extends z.ZodType, Count extends z.ZodType>(value: Value, of: Count) =>
  z.object({ conversions: of, value })

/** Answer of `GET /v1/claims`. */
export const claimsAnswer = z.object({
  meta: campaignsMeta,
  rows: z.array(
    z.object({
      ...campaign,
      claimed: z.object({
        impressions: z.int().nullable(),
        clicks: z.int().nullable(),
        conversions: count.nullable(),
        value: money.nullable(),
      }),
      difference: claimedOf(money.nullable(), count.nullable()).describe('Claimed − credited'),
      ratio: claimedOf(ratio, ratio).describe('Claimed ÷ credited'),
    }),
  ),
})

/** Answer of `GET /v1/campaigns`. */
export const campaignsAnswer = z.object({
  meta: campaignsMeta,
  unmatched: z
    .object({ campaigns: z.int(), spend: money.nullable() })
    .describe('What was spent on campaigns that meet no touches'),
  campaigns: z.array(z.object(campaign)),
  without_spend: z.array(z.object({ ...meant, ...credited })),
  opened: z
    .array(
      z.object({ ...meant, content: z.string(), opens: z.int(), credited: z.object(credited) }),
    )
    .describe('Mails that were opened, by people or by their mailboxes: no touch, and no credit'),
  aliases: z
    .array(z.object({ ...aliasKey, means: z.object(meant), said_by: z.string(), said_at: time }))
    .describe('What somebody has said of campaigns'),
})

export type PathsAnswer = z.output<typeof pathsAnswer>
export type CohortsAnswer = z.output<typeof cohortsAnswer>
export type FunnelAnswer = z.output<typeof funnelAnswer>
export type ReconcileAnswer = z.output<typeof reconcileAnswer>
export type ClaimsAnswer = z.output<typeof claimsAnswer>
export type CampaignsAnswer = z.output<typeof campaignsAnswer>
