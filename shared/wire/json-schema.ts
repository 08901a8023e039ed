/** A schema of JSON Schema 2020-12, as far as anybody here looks into it. */
export interface JsonSchema {
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  /** Of an array that has so many items, each its own. */
  prefixItems?: JsonSchema[]
  anyOf?: JsonSchema[]
  additionalProperties?: JsonSchema | boolean
  enum?: unknown[]
  const?: unknown
  format?: string
  default?: unknown
  $ref?: string
  [keyword: string]: unknown
}
