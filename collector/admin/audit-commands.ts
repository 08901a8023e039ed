import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'

const ENTRIES_A_COMMAND_MAX = 5000

const after = z.int().min(0, 'is below 0').default(0)
const limit = z.int().min(1).max(ENTRIES_A_COMMAND_MAX).default(100)

const auditList = z.object({
  command: z.literal('audit_list'),
  site: siteId,
  after,
  limit,
})

const auditVerify = z.object({
  command: z.literal('audit_verify'),
  site: siteId,
  /** `head` of the answer before; the beginning of the chain when it is left out. */
  from: z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
  limit: limit.default(ENTRIES_A_COMMAND_MAX),
})

/** What operators ask of the audit trail. */
export const AUDIT_COMMANDS = [auditList, auditVerify] as const
