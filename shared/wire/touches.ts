import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { COST_CATEGORIES } from '../cost-categories.ts'
import { foreignId, uuid } from '../ids.ts'
import type { Minor } from '../money.ts'
import { TOUCH_KINDS } from '../touch-kinds.ts'
import { amount, currency, minorAmounts } from './amounts.ts'
import { email } from './conversions.ts'
import { instant } from './instants.ts'

/** Spelt as the tags of a touch are, so that it meets them. */
const name = z.string().transform(cleanText).pipe(z.string().min(1).max(200)).optional()

/** What this very touch has cost; its category follows from its kind where it is left out. */
const cost = z
  .object({ amount, currency, category: z.enum(COST_CATEGORIES).optional() })
  .transform((record, context) => {
    const { amount: minor = 0 as Minor } = minorAmounts(record, ['amount'], context)
    return { ...record, amount: minor }
  })

const REMOVED = 'removed'

type Given = { [field in 'ts' | 'kind' | 'visitor' | 'customer_id' | 'email']?: unknown }

/** What is missing of a touch that is not removed. */
function missingIn(record: Given): [field: string, message: string][] {
  const missing = (['ts', 'kind'] as const).flatMap((field): [string, string][] =>
    record[field] === undefined ? [[field, `is missing${field === 'kind' ? ANY_KIND : ''}`]] : [],
  )
  if (record.visitor ?? record.customer_id ?? record.email) return missing
  return [
    ...missing,
    ['customer_id', 'is missing: name whose touch it is by visitor, customer_id or email'],
  ]
}

const ANY_KIND = `: one of ${TOUCH_KINDS.join(', ')}`

/**
 * A touch away from a screen. A version of the same `id` takes its place; one with `"status": "removed"`
 * needs nothing else.
 */
export const wireTouch = z
  .object({
    id: foreignId.describe('Your name of it: a later version of the same takes its place'),
    ts: instant.optional().describe('When it was'),
    kind: z.enum(TOUCH_KINDS).optional(),
    visitor: uuid.nullish().describe('Whose it was; or customer_id, or email'),
    customer_id: foreignId.nullish(),
    email: email.nullish().describe('Kept as a keyed hash only'),
    channel: name,
    source: name,
    medium: name,
    campaign: name,
    cost: cost.nullish().describe('What this very touch has cost'),
    updated_at: instant
      .optional()
      .describe('When it was last changed: of two versions the later stands'),
    status: z.enum([REMOVED]).nullish().describe('It was none: nothing else is needed then'),
  })
  .superRefine((record, context) => {
    if (record.status === REMOVED) return
    for (const [field, message] of missingIn(record))
      context.addIssue({ code: 'custom', path: [field], message })
  })
  .transform(({ status, ts = 0, kind = 'other', ...record }) => ({
    ...{ ...record, ts, kind },
    removed: status === REMOVED,
  }))

export type WireTouch = z.output<typeof wireTouch>
