import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'

const site = { site: siteId }
const id = z.coerce.number('is no number of a delivery').int('is no number of a delivery').min(1)

const quarantineList = z.object({
  command: z.literal('quarantine_list'),
  ...site,
  /** Behind this one: `next` of the page before. */
  after: id.optional(),
})
const quarantineShow = z.object({ command: z.literal('quarantine_show'), ...site, id })
const quarantineRetry = z.object({ command: z.literal('quarantine_retry'), ...site, id })
const quarantineDiscard = z.object({ command: z.literal('quarantine_discard'), ...site, id })

export const QUARANTINE_COMMANDS = [
  quarantineList,
  quarantineShow,
  quarantineRetry,
  quarantineDiscard,
] as const
