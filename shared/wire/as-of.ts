import { z } from 'zod'
import { instant } from './instants.ts'

/** Parameters by which a report answers as it would have once. */
export const asOfShape = {
  /** `as_of` of an answer's meta, or `seq` of an entry of the audit trail. */
  as_of: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'is a number as "as_of" of a meta says it')
    .transform(Number)
    .optional(),
  /** When it was asked then: costs that accrue count up to that day. The time of the fact without it. */
  asked_at: instant.optional(),
}
