import type { Context } from 'hono'
import type { z } from 'zod'
import { recordsPerRequest } from '../../shared/wire/conversions.ts'
import { parseJson, readText } from './body.ts'
import { fieldErrors, plainMessages } from './fields.ts'
import { type FieldError, invalidFields } from './problem.ts'

/** What helps with a body of too many records. */
export const RECORDS_WAY_OUT = 'send its records in several requests'

/** One record as checked, and which of its fields nobody knows: they are named in the answer. */
export interface Received<T> {
  record: T
  ignored: string[]
  /** Where it stands in the body: `[3]`, or '' when the body is one object. */
  place: string
}

/**
 * The records of a body that is one object or an array of them.
 * @param known the names of the schema's fields
 * @throws Problem 400, 413, or 422 that names each wrong field; one bad record refuses all
 */
export async function readRecords<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  known: Readonly<Record<string, unknown>>,
  bytesMax: number,
): Promise<Received<z.output<Schema>>[]> {
  return checkRecords(await readText(c, bytesMax, { wayOut: RECORDS_WAY_OUT }), schema, known)
}

/**
 * The same of a body that is read.
 * @param field of an object that may hold the list
 * @throws Problem 400, or 422
 */
export function checkRecords<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  known: Readonly<Record<string, unknown>>,
  field = '',
): Received<z.output<Schema>>[] {
  const { list, placeOf } = listOf(parseJson(text), field)
  if (list.length > recordsPerRequest) throw tooMany(list.length)
  const errors: FieldError[] = []
  const received = list.flatMap((raw, index) => {
    const place = placeOf(index)
    const checked = schema.safeParse(raw, { error: plainMessages })
    if (!checked.success) {
      errors.push(...fieldErrors(checked.error, place))
      return []
    }
    return [{ record: checked.data, ignored: unknownFields(raw, known), place }]
  })
  if (errors.length > 0) throw invalidFields(errors)
  return received
}

/** What a body holds, and what its places are called. */
function listOf(body: unknown, field: string): { list: unknown[]; placeOf(at: number): string } {
  if (Array.isArray(body)) return { list: body, placeOf: (at) => `[${at}]` }
  const held = (body as Readonly<Record<string, unknown>> | null)?.[field]
  if (Array.isArray(held)) return { list: held, placeOf: (at) => `${field}[${at}]` }
  return { list: [body], placeOf: () => '' }
}

function unknownFields(raw: unknown, known: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(raw as object).filter((name) => !Object.hasOwn(known, name))
}

function tooMany(count: number) {
  const message = `has ${count} records, and may have ${recordsPerRequest}: send several requests`
  return invalidFields([{ field: 'body', message }])
}

/** What an answer says of fields that were not understood; nothing when there are none. */
export function ignoredFields(ignored: readonly string[]): { ignored_fields?: readonly string[] } {
  return ignored.length > 0 ? { ignored_fields: ignored } : {}
}
