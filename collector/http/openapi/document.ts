import { z } from 'zod'
import { problem } from '../../../shared/wire/answers/problem.ts'
import { recordsPerRequest } from '../../../shared/wire/conversions.ts'
import type { JsonSchema } from '../../../shared/wire/json-schema.ts'
import type { Body, FileBody, Named, Operation, Success } from './operation.ts'
import { TAGS } from './operation.ts'
import { parametersOf, type ShownParameter } from './parameters.ts'
import { problemAnswers } from './problems.ts'
import { SECURITY_SCHEMES, securityOf } from './security.ts'

/** Of this description and of the package. */
const VERSION = '0.1.0'

/** What an operation is in the document. */
export interface ShownOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters?: ShownParameter[]
  requestBody?: ShownBody
  responses: Record<string, ShownResponse>
}

export interface ShownBody {
  description?: string
  required: boolean
  content: Record<string, Content>
}

export interface ShownResponse {
  description: string
  headers?: Record<string, unknown>
  content?: Record<string, Content>
}

export interface Content {
  schema: JsonSchema
  example?: unknown
}

/** A document of OpenAPI 3.1, as far as it is ours. */
export interface OpenApi {
  openapi: '3.1.1'
  info: { title: string; version: string; summary: string; description: string }
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, ShownOperation>>
  components: { schemas: Record<string, JsonSchema>; securitySchemes: typeof SECURITY_SCHEMES }
}

/** The document of some operations. */
export function documentOf(operations: readonly Operation[]): OpenApi {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Pathworth',
      version: VERSION,
      summary: 'What each customer journey cost, what it earned, and which touch earned it.',
      description: INTRODUCTION,
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(operations),
    components: { schemas: schemasOf(operations), securitySchemes: SECURITY_SCHEMES },
  }
}

const INTRODUCTION = `JSON is snake_case. Money is a decimal string such as "89.90", days are local dates of the site, times have an offset.

Send a key of the site as \`Authorization: Bearer pw_…\`; it names the site. A record that carries an id may be sent again: it is stored once.

What goes wrong is answered as \`application/problem+json\` (RFC 9457), which names the field and the way out.`

function pathsOf(operations: readonly Operation[]): OpenApi['paths'] {
  const byPath = Map.groupBy(operations, ({ path }) => path)
  return Object.fromEntries(
    [...byPath].map(([path, those]) => [
      path,
      Object.fromEntries(those.map((one) => [one.method, shown(one)])),
    ]),
  )
}

function shown(operation: Operation): ShownOperation {
  const { id, tag, summary, description, access, body, success } = operation
  const parameters = parametersOf(operation)
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(access),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: 'fileTypes' in body ? shownFile(body) : shownBody(body) }),
    responses: {
      ...Object.fromEntries(success.map((one) => [String(one.status), shownSuccess(one)])),
      ...(problemAnswers(operation) as Record<string, ShownResponse>),
    },
  }
}

const refTo = ({ name }: Pick<Named, 'name'>): JsonSchema => ({
  $ref: `#/components/schemas/${name}`,
})

function shownBody({ example, types = [], ...body }: Body): ShownBody {
  const content = { schema: bodySchema(body), example }
  return {
    ...(body.description !== undefined && { description: body.description }),
    required: !body.isOptional,
    content: Object.fromEntries(['application/json', ...types].map((type) => [type, content])),
  }
}

function bodySchema({ isMany, listField, ...body }: Omit<Body, 'example'>): JsonSchema {
  const { recordsMax = recordsPerRequest } = body
  const one = refTo(body)
  if (!isMany) return one
  const many: JsonSchema = { type: 'array', items: one, maxItems: recordsMax }
  const held: JsonSchema | undefined =
    listField === undefined
      ? undefined
      : { type: 'object', properties: { [listField]: many }, required: [listField] }
  return { anyOf: [one, many, ...(held ? [held] : [])] }
}

/** A form holds one file, whatever its field is called. */
function shownFile({ description, fileTypes, example }: FileBody): ShownBody {
  const contentOf = (type: string): Content => {
    if (type === 'multipart/form-data')
      return { schema: { type: 'object', properties: { file: { type: 'string' } } } }
    return { schema: { type: 'string' }, ...(type === 'text/csv' && { example }) }
  }
  const content = Object.fromEntries(fileTypes.map((type) => [type, contentOf(type)]))
  return { description, required: true, content }
}

function shownSuccess({ description, json, texts = [], headers }: Success): ShownResponse {
  const types: [string, Content][] = [
    ...(json ? [['application/json', { schema: refTo(json) }] satisfies [string, Content]] : []),
    ...texts.map((type): [string, Content] => [type, { schema: { type: 'string' } }]),
  ]
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, said]) => [
          name,
          { description: said, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(types.length > 0 && { content: Object.fromEntries(types) }),
  }
}

/** The schemas of bodies and answers by their names; one within another is referred to. */
function schemasOf(operations: readonly Operation[]): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const { name, schema } of namedIn(operations)) registry.add(schema, { id: name })
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => refTo({ name: id }).$ref as string,
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [
      name,
      schema as JsonSchema,
    ]),
  )
}

function namedIn(operations: readonly Operation[]): Named[] {
  const named = operations.flatMap(({ body, success }): Named[] => [
    ...(body && 'schema' in body ? [body] : []),
    ...success.flatMap(({ json }) => (json ? [json] : [])),
  ])
  return [...named, { name: 'Problem', schema: problem }]
}
