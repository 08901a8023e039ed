import { z } from 'zod'
import type { JsonSchema } from '../../shared/wire/json-schema.ts'
import { ANSWERED, SENT } from './schemas.ts'

/** The types of src/wire.ts written out, each field with its description: nobody needs zod to read them. */
export function wireDeclarations(): string {
  const sent = Object.entries(SENT).map(([name, schema]) => declared(name, schema, 'input'))
  const answered = Object.entries(ANSWERED).map(([name, schema]) =>
    declared(name, schema, 'output'),
  )
  return `${[...sent, ...answered].join('\n')}\n`
}

function declared(name: string, schema: z.ZodType, io: 'input' | 'output'): string {
  return `export type ${name} = ${typeText(z.toJSONSchema(schema, { io }) as JsonSchema, '')}`
}

function typeText(schema: JsonSchema, indent: string): string {
  const { type, anyOf, items, prefixItems, enum: values } = schema
  if (Array.isArray(type))
    return type.map((one) => typeText({ ...schema, type: one }, indent)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (values && values.length > 0) return values.map((value) => JSON.stringify(value)).join(' | ')
  if (anyOf) return [...new Set(anyOf.map((one) => typeText(one, indent)))].join(' | ')
  if (prefixItems) return `[${prefixItems.map((one) => typeText(one, indent)).join(', ')}]`
  if (type === 'array') return items ? `Array<${typeText(items, indent)}>` : 'unknown[]'
  if (type === 'object') return objectText(schema, indent)
  if (type === 'integer') return 'number'
  return type ?? 'unknown'
}

function objectText(schema: JsonSchema, indent: string): string {
  const { properties = {}, required = [], additionalProperties: others } = schema
  const inner = `${indent}  `
  const fields = Object.entries(properties).map(([name, field]) => {
    const isThere = required.includes(name)
    const text = typeText(field, inner)
    return `${said(field, inner)}${inner}${nameText(name)}${isThere ? '' : '?'}: ${text}${isThere ? '' : ' | undefined'}`
  })
  if (fields.length === 0 && typeof others === 'object')
    return `{ [name: string]: ${typeText(others, indent)} }`
  const open = typeof others === 'object' ? [`${inner}[name: string]: unknown`] : []
  if (fields.length + open.length === 0) return '{ [name: string]: unknown }'
  return `{\n${[...fields, ...open].join('\n')}\n${indent}}`
}

const said = ({ description }: JsonSchema, indent: string): string =>
  description === undefined ? '' : `${indent}/** ${description.replaceAll('*/', '*\\/')} */\n`

const nameText = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name))
