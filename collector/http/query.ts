import type { Context } from 'hono'
import type { z } from 'zod'
import { fieldErrors, plainMessages } from './fields.ts'
import { type FieldError, invalidFields } from './problem.ts'

/**
 * The checked query of a report. A parameter that nobody knows is refused: a filter misspelt would
 * otherwise answer another question.
 * @param elsewhere parameters of other reports that this one is likely to be asked with, and what to do
 * @throws Problem 422 that names each wrong parameter
 */
export function readQuery<Schema extends z.ZodObject>(
  c: Context,
  schema: Schema,
  elsewhere: Readonly<Record<string, string>> = {},
): z.output<Schema> {
  const given = c.req.queries()
  const known = Object.keys(schema.shape)
  const errors = Object.entries(given).flatMap(([field, values]): FieldError[] => {
    if (!known.includes(field)) {
      const message = elsewhere[field] ?? `is no parameter here; there are ${known.join(', ')}`
      return [{ field, message }]
    }
    return values.length > 1 ? [{ field, message: 'is given more than once' }] : []
  })
  const values = Object.fromEntries(Object.entries(given).map(([name, [first]]) => [name, first]))
  const checked = schema.safeParse(values, { error: plainMessages })
  if (!checked.success) errors.push(...fieldErrors(checked.error))
  if (errors.length > 0 || !checked.success) throw invalidFields(errors)
  return checked.data
}
