import { z } from 'zod'
import { siteId } from '../../../shared/ids.ts'
import type { JsonSchema } from '../../../shared/wire/json-schema.ts'
import type { Operation } from './operation.ts'

export interface ShownParameter {
  name: string
  in: 'query' | 'path'
  description?: string
  required: boolean
  schema: JsonSchema
}

/** What goes into a schema, not what comes out of it: callers send texts. */
export const jsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input' }) as JsonSchema

const BY_KEY = 'Name of the site. The key names it already: another one is refused'

/** What every keyed route takes. */
const keyedQuery = z.object({ site: siteId.optional() })

/** What a route takes in its path and its query. */
export function parametersOf({ access, query, inPath = {} }: Operation): ShownParameter[] {
  const isPublic = access === 'anybody' || access === 'vendor_signature'
  const needsNoKey = isPublic || access === 'admin_token' || access === 'anybody_or_write'
  const asked = query ?? (needsNoKey ? undefined : keyedQuery)
  const shown = Object.entries(inPath).map(
    ([name, { description, schema = { type: 'string' } }]): ShownParameter => ({
      ...{ name, in: 'path', description },
      required: true,
      schema,
    }),
  )
  if (!asked) return shown
  const { properties = {}, required = [] } = jsonSchema(asked)
  return [
    ...shown,
    ...Object.entries(properties).map(([name, schema]): ShownParameter => {
      const { description: said, ...rest } = schema
      const description = name === 'site' && !isPublic ? BY_KEY : said
      return {
        ...{ name, in: 'query', ...(description !== undefined && { description }) },
        required: required.includes(name),
        schema: asText(rest),
      }
    }),
  ]
}

/** A default as it would be sent. */
function asText({ default: value, ...schema }: JsonSchema): JsonSchema {
  if (value === undefined) return schema
  return { ...schema, default: schema.type === 'string' ? String(value) : value }
}
