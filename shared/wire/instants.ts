import { z } from 'zod'
import { parseDay, parseInstant } from '../dates.ts'

/** RFC 3339 with an offset, such as "2026-11-02T10:00:00Z"; parsed to ms since the epoch. */
export const instant = z.string().transform((text, context) => {
  const ms = parseInstant(text)
  if (ms === undefined) {
    context.addIssue({
      code: 'custom',
      message: 'not a time that exists, as RFC 3339 with an offset: "2026-11-02T10:00:00Z"',
    })
    return z.NEVER
  }
  return ms
})

/** A calendar date such as "2026-11-30", parsed to the integer 20261130. */
export const day = z.string().transform((text, context) => {
  const parsed = parseDay(text)
  if (parsed === undefined) {
    context.addIssue({ code: 'custom', message: 'not a date that exists, as "2026-11-30"' })
    return z.NEVER
  }
  return parsed
})
