import type { ConversionName } from './facts.ts'
import type { Freshness } from './freshness.ts'

/** Who is to be erased: one of the four at least. */
export interface PersonNamed {
  customerId?: string | undefined
  /** As that of conversions. */
  emailHash?: string | undefined
  visitor?: string | undefined
  /** Whoever these are of. */
  orders?: readonly ConversionName[] | undefined
}

/** How much there is of a person. */
export interface ErasedCounts {
  customers: number
  emails: number
  visitors: number
  hits: number
  conversions: number
  identities: number
  touches: number
  /** Deliveries in the quarantine that name them: they are given up. */
  quarantined: number
}

/** One person was erased; who it was is not known any more. */
export interface Erasure {
  id: number
  at: number
  owner: string
  counts: ErasedCounts
}

/** What erasing somebody would find. */
export interface ErasureCheckQuery {
  kind: 'erasure_check'
  person: PersonNamed
}

export interface ErasureCheckAnswer extends Freshness {
  kind: 'erasure_check'
  counts: ErasedCounts
}

/** The last ones that were erased first. */
export interface ErasuresQuery {
  kind: 'erasures'
  limit: number
}

export interface ErasuresAnswer extends Freshness {
  kind: 'erasures'
  erasures: Erasure[]
  /** Visitors whose hits are still to be overwritten. */
  waiting: number
}

export type ErasureQuery = ErasureCheckQuery | ErasuresQuery
export type ErasureAnswer = ErasureCheckAnswer | ErasuresAnswer
