import { z } from 'zod'
import { foreignText } from '../ids.ts'
import { instant } from './instants.ts'

/** Ten years: a link without an end needs none that nobody will see. */
const DAYS_MAX = 3650

const name = z
  .string()
  .trim()
  .min(1, 'is empty: say who it is for, such as "The agency"')
  .max(100, 'has more than 100 characters')
  .pipe(foreignText)
  .describe('Who it is for')

/** A link to look at reports, without an end when none is given. */
export const shareFields = {
  name,
  days: z
    .int()
    .min(1, 'is at least 1 day')
    .max(DAYS_MAX, `is at most ${DAYS_MAX} days`)
    .optional()
    .describe('How long it is good'),
  expires_at: instant.optional().describe('Until when it is good'),
}

/** Body of `POST /v1/shares`. */
export const wireShare = z
  .object(shareFields)
  .strict()
  .refine(({ days, expires_at }) => days === undefined || expires_at === undefined, {
    path: ['days'],
    message: 'stands beside "expires_at": give one of them',
  })
