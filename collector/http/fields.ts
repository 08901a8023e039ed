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

const WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** What zod says of itself of a value, in the words of the other messages: `is missing`, `is one of day, month`. */
export const plainMessages: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `is ${kindOf(issue.input)}: send ${WORDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `is ${issue.input === undefined ? 'missing: ' : ''}one of ${issue.values.join(', ')}`
    case 'unrecognized_keys':
      return 'is no field here: leave it out'
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1 ? 'is empty' : undefined
    case 'too_big':
      return issue.origin === 'string' ? `has more than ${issue.maximum} characters` : undefined
    default:
      return undefined
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'boolean' ? String(value) : (WORDS[typeof value] ?? typeof value)
}
