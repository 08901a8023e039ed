import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { WEBHOOK_SOURCES } from '../source/webhooks/vendors.ts'

const OVERLAP_HOURS_MAX = 24 * 30

const source = z.enum(WEBHOOK_SOURCES, `is one of ${WEBHOOK_SOURCES.join(', ')}`)

const secret = z
  .string()
  .trim()
  .min(8, 'has less than 8 characters: copy all of it from the vendor')
  .max(500, 'has more than 500 characters')
  .regex(/^[\x21-\x7e]+$/, 'holds blanks or other characters that no secret has')

const site = { site: siteId }

const webhookAdd = z.object({ command: z.literal('webhook_add'), ...site, source, secret })
const webhookList = z.object({ command: z.literal('webhook_list'), ...site })
const webhookRotate = z.object({
  command: z.literal('webhook_rotate'),
  ...site,
  source,
  secret,
  overlap_hours: z.coerce
    .number('is no number of hours')
    .min(0, 'is below 0')
    .max(OVERLAP_HOURS_MAX, `is more than ${OVERLAP_HOURS_MAX}`)
    .default(24),
})
const webhookRevoke = z.object({ command: z.literal('webhook_revoke'), ...site, id: z.string() })

export const WEBHOOK_COMMANDS = [webhookAdd, webhookList, webhookRotate, webhookRevoke] as const
