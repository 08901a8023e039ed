import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { EXPORT_TABLES } from '../export/tables.ts'

const ROWS_MAX = 10_000

const fact = z.int().min(0)
const day = z.int().min(1970_01_01)

/** A page of an export. */
export const exportRows = z.object({
  command: z.literal('export_rows'),
  site: siteId,
  table: z.enum(EXPORT_TABLES, `is one of ${EXPORT_TABLES.join(', ')}`),
  after: z.array(z.union([z.string(), z.number()])).nullable(),
  since: fact,
  up_to: fact.optional(),
  from: day.optional(),
  to: day.optional(),
  /** ms since the epoch */
  now: z.int().min(0),
  limit: z.int().min(1).max(ROWS_MAX),
})
