import { expect } from 'vitest'
import { z } from 'zod'
import type { OpenApi, ShownOperation } from '../../collector/http/openapi/document.ts'
import { OPERATIONS } from '../../collector/http/openapi/operations.ts'
import type { Answer, TestCollector } from './collector.ts'

/** The description that a collector gives of itself, as a program reads it. */
export class Described {
  readonly #document: OpenApi
  /** Operations of which an answer was compared. */
  readonly seen = new Set<string>()

  private constructor(document: OpenApi) {
    this.#document = document
  }

  static async of(collector: TestCollector): Promise<Described> {
    return new Described((await collector.get('/openapi.json')).json as OpenApi)
  }

  operation(id: string): ShownOperation {
    const all = Object.values(this.#document.paths).flatMap((methods) => Object.values(methods))
    const found = all.find(({ operationId }) => operationId === id)
    if (!found) throw new Error(`no operation ${id}`)
    return found
  }

  /** The body that the description gives as an example. */
  example(id: string): unknown {
    const contents = Object.values(this.operation(id).requestBody?.content ?? {})
    return contents.find(({ example }) => example !== undefined)?.example
  }

  /** What of an answer is not as it is described. */
  faults(id: string, { status, json, headers }: Answer): string[] {
    this.seen.add(id)
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
    const content = this.operation(id).responses[String(status)]?.content?.[type]
    if (!content) return [`${status} ${type} is not described`]
    if (json === undefined) return []
    return [...issuesOf(this.#schemaOf(content.schema), json), ...strictFaults(id, status, json)]
  }

  /** As whoever reads the document understands a schema of it. */
  #schemaOf(schema: object): z.ZodType {
    const $defs = this.#document.components.schemas
    const text = JSON.stringify({ ...schema, $defs })
    return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
  }
}

/** Fields that nobody has described are no fault to callers; here they are one. */
function strictFaults(id: string, status: number, json: unknown): string[] {
  const { success = [] } = OPERATIONS.find((one) => one.id === id) ?? {}
  const described = success.find((one) => one.status === status)?.json
  if (!described) return []
  const strict = z.fromJSONSchema(z.toJSONSchema(described.schema) as never)
  return issuesOf(strict, json)
}

const issuesOf = (schema: z.ZodType, json: unknown): string[] =>
  (schema.safeParse(json).error?.issues ?? []).map((issue) => JSON.stringify(issue).slice(0, 1500))

/** The answer is one of those that are described, in every field. */
export function expectDescribed(described: Described, id: string, answer: Answer): void {
  expect({ id, faults: described.faults(id, answer) }).toEqual({ id, faults: [] })
}
