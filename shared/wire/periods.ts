import { z } from 'zod'
import { foreignText } from '../ids.ts'
import { firstDay, lastDay } from './instants.ts'

const note = z
  .string()
  .trim()
  .max(200, 'has more than 200 characters')
  .pipe(foreignText)
  .describe('Why, for those who read it later')

/** Body of `POST /v1/periods/close`. */
export const closePeriod = z
  .object({ from: firstDay, to: lastDay, note: note.default('') })
  .strict()
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

/** Body of `POST /v1/periods/reopen`. */
export const reopenPeriod = z
  .object({
    period: z
      .int('is the number of a closed period')
      .min(1)
      .describe('`period` of GET /v1/periods'),
    note: note.default(''),
  })
  .strict()
