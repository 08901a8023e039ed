import { z } from 'zod'
import { daysOfMonth, monthOf, parseDay, parseInstant } from '../dates.ts'

/** RFC 3339 with an offset, such as "2026-11-02T10:00:00Z"; parsed to ms since the epoch. */
export const instant = z
  .string()
  .meta({ format: 'date-time' })
  .transform((text, context) => {
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
export const day = z
  .string()
  .meta({ format: 'date' })
  .transform((text, context) => {
    const parsed = parseDay(text)
    if (parsed === undefined) {
      context.addIssue({ code: 'custom', message: 'not a date that exists, as "2026-11-30"' })
      return z.NEVER
    }
    return parsed
  })

/** The first and the last day of a period, both included. */
export const firstDay = day.describe('First day, a local date of the site')
export const lastDay = day.describe('Last day, included')

/** The first and the last month of a period, each "2026-01", or as its first or its last day; parsed to 202601. */
const monthBy = (isDayOf: (day: number) => boolean, example: string) =>
  z.string().transform((text, context) => {
    const parsed = parseDay(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text)
    const isWhole = parsed !== undefined && (text.length === 7 || isDayOf(parsed))
    if (isWhole) return monthOf(parsed)
    context.addIssue({ code: 'custom', message: `is a month, as "2026-01" or "${example}"` })
    return z.NEVER
  })

export const firstMonth = monthBy((day) => day % 100 === 1, '2026-01-01')
export const lastMonth = monthBy((day) => day % 100 === daysOfMonth(monthOf(day)), '2026-01-31')
