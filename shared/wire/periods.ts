import { z } from 'zod'
import { foreignText } from '../ids.ts'
import { day } from './instants.ts'

const note = z.string().trim().max(200, 'has more than 200 characters').pipe(foreignText)

/** Body of `POST /v1/periods/close`. */
export const closePeriod = z
  .object({ from: day, to: day, note: note.default('') })
  .strict()
  .refine(({ from, to }) => from <= to, { path: ['from'], message: 'is after "to"' })

/** Body of `POST /v1/periods/reopen`. */
export const reopenPeriod = z
  .object({ period: z.int('is the number of a closed period').min(1), note: note.default('') })
  .strict()
