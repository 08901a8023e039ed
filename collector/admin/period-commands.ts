import { z } from 'zod'
import { foreignText, siteId } from '../../shared/ids.ts'
import { day } from '../../shared/wire/instants.ts'

const note = z
  .string()
  .trim()
  .max(200, 'has more than 200 characters')
  .pipe(foreignText)
  .default('')

const periodClose = z.object({
  command: z.literal('period_close'),
  site: siteId,
  from: day,
  to: day,
  note,
})

const periodList = z.object({ command: z.literal('period_list'), site: siteId })

const periodReopen = z.object({
  command: z.literal('period_reopen'),
  site: siteId,
  period: z.int().min(1),
  note,
})

/** What operators ask of closed periods. */
export const PERIOD_COMMANDS = [periodClose, periodList, periodReopen] as const
