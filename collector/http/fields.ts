import type { z } from 'zod'
import type { FieldError } from './problem.ts'

/**
 * Field errors of a failed check.
 * @param prefix where the checked value stands, such as `[3]` in an array
 */
export function fieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: fieldName([...issue.path, key], prefix),
          message: issue.message,
        }))
      : [{ field: fieldName(issue.path, prefix), message: issue.message }],
  )
}

/** `items[0].price` after `[3]` is `[3].items[0].price`; the value itself is `body`. */
function fieldName(path: readonly PropertyKey[], prefix: string): string {
  let name = prefix
  for (const part of path) {
    if (typeof part === 'number') name += `[${part}]`
    else name += name === '' ? String(part) : `.${String(part)}`
  }
  return name || 'body'
}

/** zod calls what is not there `undefined`; people call it missing. */
export const missingFields: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined
