import type { Part } from './part.ts'

/** What a delivery of Lemon Squeezy is about. */
export interface LemonObject {
  id: string
  attributes: Part
  visitor: string | undefined
}
