import { html } from 'hono/html'
import type { JsonSchema } from '../../../shared/wire/json-schema.ts'

export type Markup = ReturnType<typeof html>

/** Schemas of the document by their references. */
export type Schemas = Readonly<Record<string, JsonSchema>>

const PREFIX = '#/components/schemas/'

export function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const { $ref, ...own } = schema
  if ($ref === undefined) return schema
  return { ...schemas[$ref.slice(PREFIX.length)], ...own }
}

/** Whose fields: of a body it is said which it needs, of an answer which are not always there. */
export type Side = 'body' | 'answer'

/** The fields of a schema as a list, those within them inside. Empty where it has none. */
export function fieldsOf(schema: JsonSchema, schemas: Schemas, side: Side): Markup | '' {
  const holder = holderOf(schema, schemas)
  const fields = Object.entries(holder?.properties ?? {})
  if (fields.length === 0) return ''
  const required = holder?.required ?? []
  return html`<ul class="fields">${fields.map(
    ([name, field]) =>
      html`<li><p><code class="name">${name}</code> <span class="type">${typeOf(field, schemas)}</span>${presence(required.includes(name), side)}</p>${said(field)}${within(name, field, schemas, side)}</li>`,
  )}</ul>`
}

function presence(isRequired: boolean, side: Side): Markup | '' {
  if (side === 'body') return isRequired ? html` <span class="required">required</span>` : ''
  return isRequired ? '' : html`<span class="type">, not always</span>`
}

const said = ({ description }: JsonSchema): Markup | '' =>
  description === undefined ? '' : html`<p>${prose(description)}</p>`

/** Objects in objects are folded, so that what is on top stays in sight. */
function within(name: string, field: JsonSchema, schemas: Schemas, side: Side): Markup | '' {
  const inner = fieldsOf(field, schemas, side)
  return inner === '' ? '' : html`<details><summary>Fields of ${name}</summary>${inner}</details>`
}

/** The object that a schema is, or that is in its list, its map or its choice. */
function holderOf(schema: JsonSchema, schemas: Schemas): JsonSchema | undefined {
  const known = resolved(schema, schemas)
  if (known.properties) return known
  if (known.items) return holderOf(known.items, schemas)
  if (typeof known.additionalProperties === 'object')
    return holderOf(known.additionalProperties, schemas)
  for (const one of known.anyOf ?? []) {
    const holder = holderOf(one, schemas)
    if (holder) return holder
  }
  return undefined
}

const NAMES: Readonly<Record<string, string>> = {
  date: 'date',
  'date-time': 'time',
  integer: 'whole number',
  boolean: 'true or false',
}

/** In words: `text or null`, `list of objects`, `one of json, csv`. */
export function typeOf(schema: JsonSchema, schemas: Schemas): string {
  const known = resolved(schema, schemas)
  const { type, format, items, anyOf, enum: values, additionalProperties: inMap } = known
  if (known.const !== undefined) return JSON.stringify(known.const)
  if (values) return `one of ${values.join(', ')}`
  if (anyOf) return [...new Set(anyOf.map((one) => typeOf(one, schemas)))].join(' or ')
  if (Array.isArray(type))
    return type.map((one) => typeOf({ ...known, type: one }, schemas)).join(' or ')
  if (type === 'array') return items ? `list of ${pluralOf(typeOf(items, schemas))}` : 'list'
  if (type === 'object')
    return typeof inMap === 'object' && !known.properties ? 'objects by name' : 'object'
  if (type === 'string') return NAMES[format ?? ''] ?? 'text'
  return NAMES[String(type)] ?? String(type ?? 'anything')
}

const pluralOf = (type: string): string => (type === 'object' ? 'objects' : type)

/** Text whose parts in backquotes are code. */
export const prose = (text: string): Markup[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
