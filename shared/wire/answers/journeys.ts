import { z } from 'zod'
import {
  closedSince,
  count,
  filtersShown,
  freshness,
  localDay,
  modelShown,
  money,
  nextCursor,
  ratio,
  time,
} from './parts.ts'
import { metrics, reportMeta } from './roi.ts'

const named = z.object({ goal: z.string(), transaction_id: z.string() })

const earned = { cost: money, profit: money, roi: ratio }

const credit = z.object({
  conversions: count,
  value: money,
  anchors: z.array(z.string()).optional().describe('What the touch is to the model'),
})

const touch = z.object({
  id: z.string(),
  ts: time,
  channel: z.string(),
  source: z.string(),
  medium: z.string(),
  campaign: z.string(),
  term: z.string(),
  content: z.string(),
  kind: z.string().optional().describe('Of a touch that was told: call, meeting…'),
  external_id: z.string().optional(),
  country: z.string(),
  device: z.string(),
  click_id: z.string(),
  landing_page: z.string(),
  ...earned,
  credits: z.record(z.string(), credit).describe('By the name of the model'),
})

/** One conversion with the touches before it. */
export const journey = z.object({
  transaction_id: z.string(),
  goal: z.string(),
  ts: time,
  day: localDay,
  stage: z.string(),
  state: z.string(),
  advocacy: z.boolean(),
  value: money,
  refunded: money,
  currency: z.string(),
  original: z
    .object({ value: money, currency: z.string() })
    .optional()
    .describe('As it was reported, where that was in another currency'),
  lead: named.optional(),
  subscription: named.optional(),
  led_to: z.array(named.extend({ ts: time, state: z.string() })).optional(),
  matched: z.boolean(),
  reason: z.string().describe('Why there is no touch; empty where there is one'),
  ...earned,
  touches: z.array(touch),
})

const asked = { site: z.string(), goal: z.string(), model: z.string(), allocate: z.string() }

/** Answer of `GET /v1/journeys`. */
export const journeysAnswer = z.object({
  meta: z.object({
    ...asked,
    from: localDay,
    to: localDay,
    filters: filtersShown.optional(),
    ...freshness,
  }),
  journeys: z.array(journey),
  next: nextCursor,
})

/** Answer of `GET /v1/journeys/{transaction_id}`. */
export const journeyAnswer = z.object({ meta: z.object({ ...asked, ...freshness }), journey })

/** Answer of `GET /v1/explain`. Parts are of several kinds, each with the facts that it rests on. */
export const explainAnswer = z.object({
  meta: z.object({
    ...reportMeta,
    ...modelShown,
    settings_version: z.int(),
    channel_rules_version: z.union([z.string(), z.int()]),
    closed: z.array(closedSince).optional(),
  }),
  cell: z.looseObject({
    cell: z.string(),
    by: z.array(z.string()),
    measure: z.string(),
    result: z.union([z.string(), z.number()]).nullable(),
    formula: z.string().describe('Such as "ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303"'),
    ...z.object(metrics).partial().shape,
  }),
  parts: z.array(
    z.looseObject({
      kind: z.enum(['conversion', 'cost', 'allocated', 'touch']),
      adds: z.record(z.string(), z.union([z.string(), z.number()])).describe('To the cell'),
    }),
  ),
  page: z
    .object({
      parts: z.int(),
      conversions: count,
      value: money,
      cost: money,
      touches: z.int(),
    })
    .describe('What the parts of this page add up to: over all pages, the cell'),
  next: nextCursor,
})

export type Journey = z.output<typeof journey>
export type JourneysAnswer = z.output<typeof journeysAnswer>
export type JourneyAnswer = z.output<typeof journeyAnswer>
export type ExplainAnswer = z.output<typeof explainAnswer>
