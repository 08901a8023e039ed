import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { namedPerson } from '../../shared/wire/erasures.ts'

const erase = z.object({
  command: z.literal('erase'),
  site: siteId,
  ...namedPerson,
  /** Without it, only what would be erased is told. */
  apply: z.boolean().default(false),
})

const erasureList = z.object({ command: z.literal('erasure_list'), site: siteId })

/** What operators ask about persons who are to be erased, or were. */
export const ERASURE_COMMANDS = [erase, erasureList] as const
