import { z } from 'zod'

/** The parameter `limit` of a route that answers page by page. */
export function pageSize(max: number) {
  const message = `is a whole number from 1 to ${max}`
  return z
    .string()
    .regex(/^\d{1,6}$/, message)
    .transform(Number)
    .refine((n) => n >= 1 && n <= max, message)
    .describe(`Entries of a page, 1 to ${max}`)
}
