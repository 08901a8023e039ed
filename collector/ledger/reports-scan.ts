import type { Freshness } from './freshness.ts'

export interface ScanQuery {
  /** Facts with a sequence number above this one; 0 for all. */
  after: number
  limit: number
}

export interface ScannedFact {
  seq: number
  kind:
    | 'hit'
    | 'conversion'
    | 'refund'
    | 'name'
    | 'identity'
    | 'cost'
    | 'import'
    | 'import_mark'
    | 'rate'
    | 'code'
    | 'alias'
    | 'open'
    | 'touch'
    | 'model_version'
    | 'settings'
  fact: Record<string, unknown>
}

export interface ScanPage extends Freshness {
  facts: ScannedFact[]
  /** Where to go on; null at the end. */
  next: number | null
}
