import { z } from 'zod'
import { siteId } from '../ids.ts'
import { asOfShape } from './as-of.ts'
import { goalName } from './conversions.ts'
import { format } from './format.ts'
import { firstDay, lastDay } from './instants.ts'
import { REFUND_BASES } from './roi.ts'

/** What a row of the bridge is of: a day, a month, or the whole period. */
export const RECONCILE_BYS = ['day', 'month', 'none'] as const
export type ReconcileBy = (typeof RECONCILE_BYS)[number]

/** Query of `GET /v1/reconcile`. It has no model: every model shares out the same. */
export const reconcileQuery = z
  .object({
    site: siteId.optional(),
    from: firstDay,
    to: lastDay,
    goal: goalName.default('purchase'),
    by: z.enum(RECONCILE_BYS).default('day').describe('What a row is of'),
    refund_basis: z
      .enum(REFUND_BASES)
      .default('sale')
      .describe('Whether a refund counts on the day of its sale or on its own'),
    format,
    ...asOfShape,
  })
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })
