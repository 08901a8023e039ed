import type { CodeFact } from './facts.ts'
import type { Freshness } from './freshness.ts'

/** Every registered code, in the order of its text. */
export interface CodesQuery {
  kind: 'codes'
}

export type CodeAnswer = Omit<
  CodeFact,
  'source' | 'owner' | 'schemaVersion' | 'receivedAt' | 'removed'
> & {
  /** When the version that stands was received, ms. */
  registeredAt: number
}

export interface CodesAnswer extends Freshness {
  kind: 'codes'
  codes: CodeAnswer[]
}
