import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { shareFields } from '../../shared/wire/shares.ts'

const shareCreate = z.object({
  command: z.literal('share_create'),
  site: siteId,
  ...shareFields,
})
const shareList = z.object({ command: z.literal('share_list'), site: siteId })
const shareRevoke = z.object({ command: z.literal('share_revoke'), site: siteId, id: z.string() })

/** What is asked of links that show reports. */
export const SHARE_COMMANDS = [shareCreate, shareList, shareRevoke] as const
