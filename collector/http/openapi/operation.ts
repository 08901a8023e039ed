import type { z } from 'zod'
import type { ProblemKind } from '../problem.ts'

/** The chapters of the description, in their order. */
export const TAGS = {
  'From pages': 'What browsers send and fetch.',
  'From your backend':
    'Facts of a shop: one record or up to 1,000, all stored or none. What carries an id may be sent again without harm.',
  Files: 'Files of ad platforms, CRMs and banks, as they were downloaded.',
  Reports: 'What journeys cost and earned.',
  Models: 'How a conversion is split over its touches.',
  'The site': 'What came in, what has changed, who was erased.',
  Settings: 'What an admin of a site sets, who may read it, and with whom it is shared.',
  'The dashboard': 'How a browser signs in.',
  'The collector': 'For whoever runs it.',
} as const

export type Tag = keyof typeof TAGS

/** Who may: a scope of keys, or another proof. An admin key may whatever the others may. */
export type Access =
  | 'anybody'
  | 'anybody_or_write'
  | 'write'
  | 'write_or_signature'
  | 'read'
  | 'report'
  | 'admin'
  | 'vendor_signature'
  | 'admin_token'

/** A schema by the name that it has in the document. */
export interface Named {
  name: string
  schema: z.ZodType
}

/** A body of JSON, or of a file. */
export interface Body extends Named {
  description?: string
  /** One record, or an array of them. */
  isMany?: boolean
  /** Of an array; `recordsPerRequest` when it is left out. */
  recordsMax?: number
  /** An object may hold the array, under this name. */
  listField?: string
  isOptional?: boolean
  example: unknown
  /** Beside `application/json`, with the same content. */
  types?: readonly string[]
}

/** A body that is a file, as text. */
export interface FileBody {
  description: string
  fileTypes: readonly string[]
  example: string
}

/** What is answered when all is well. */
export interface Success {
  status: 200 | 201 | 202 | 204 | 302
  description: string
  /** Absent where the answer is no JSON. */
  json?: Named
  /** Types of answers that are text. */
  texts?: readonly string[]
  /** Headers that say something, by name. */
  headers?: Readonly<Record<string, string>>
}

/** One route and method, as people and programs read of it. */
export interface Operation {
  /** Stable: generated clients call their functions by it. */
  id: string
  method: 'get' | 'post' | 'patch' | 'delete' | 'options'
  /** With parameters as `{name}`. */
  path: string
  tag: Tag
  /** One line. */
  summary: string
  description?: string
  access: Access
  /** The schema that checks the query. */
  query?: z.ZodObject
  /** Parameters of the path, by name. */
  inPath?: Readonly<Record<string, Parameter>>
  body?: Body | FileBody
  success: readonly Success[]
  /** Besides those that follow from the rest. */
  problems?: readonly ProblemKind[]
}

export interface Parameter {
  description: string
  schema?: Readonly<Record<string, unknown>>
}

export const ok = (name: string, schema: z.ZodType, description = 'As asked'): Success => ({
  status: 200,
  description,
  json: { name, schema },
})
