import { z } from 'zod'
import { siteId } from '../ids.ts'
import { pageSize } from './page-size.ts'

export const auditEntriesPerPageMax = 1000

/** Query of `GET /v1/audit`. */
export const auditQuery = z.object({
  site: siteId.optional(),
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .transform(Number)
    .default(0)
    .describe('Entries behind this number: `next` of the page before'),
  limit: pageSize(auditEntriesPerPageMax).default(100),
})
