import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { day } from './instants.ts'
import { REFUND_BASES } from './roi.ts'

/** What a row of the bridge is of: a day, a month, or the whole period. */
export const RECONCILE_BYS = ['day', 'month', 'none'] as const
export type ReconcileBy = (typeof RECONCILE_BYS)[number]

/** Query of `GET /v1/reconcile`. It has no model: every model shares out the same. */
export const reconcileQuery = z
  .object({
    site: siteId.optional(),
    from: day,
    to: day,
    goal: goalName.default('purchase'),
    by: z.enum(RECONCILE_BYS).default('day'),
    refund_basis: z.enum(REFUND_BASES).default('sale'),
    format: z.enum(['json', 'csv']).default('json'),
    ...asOfShape,
  })
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })
