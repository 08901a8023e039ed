import { z } from 'zod'
import { siteId } from '../ids.ts'

export const auditEntriesPerPageMax = 1000

/** Query of `GET /v1/audit`. */
export const auditQuery = z.object({
  site: siteId.optional(),
  /** Entries behind this number: `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .transform(Number)
    .default(0),
  limit: z
    .string()
    .regex(/^\d{1,6}$/, 'is a whole number')
    .transform(Number)
    .refine((n) => n >= 1 && n <= auditEntriesPerPageMax, `is 1 to ${auditEntriesPerPageMax}`)
    .default(100),
})
