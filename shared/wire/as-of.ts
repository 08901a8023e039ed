import { z } from 'zod'
import { parseInstant } from '../dates.ts'
import { instant } from './instants.ts'

/** Which facts an answer of the past is of: up to a number, or those that were received up to a time, ms. */
export type AsOf = { seq: number } | { at: number }

/** `as_of` of an answer's meta, `seq` of an entry of the audit trail, or a time. */
const moment = z.string().transform((text, context): AsOf => {
  if (/^[1-9]\d{0,14}$/.test(text)) return { seq: Number(text) }
  const at = parseInstant(text)
  if (at !== undefined) return { at }
  context.addIssue({
    code: 'custom',
    message:
      'is neither a number as "as_of" of a meta says it, nor a time with an offset, as "2026-11-02T10:00:00Z"',
  })
  return z.NEVER
})

/** Parameters by which a report answers as it would have once. */
export const asOfShape = {
  as_of: moment
    .optional()
    .describe('Answer as it was once: `as_of` of a `meta`, or a time with an offset'),
  asked_at: instant
    .optional()
    .describe(
      'When it was asked then: costs that accrue count up to it. The time of `as_of` without it',
    ),
}
