import type { AliasKey, SaidMeaning } from '../source/files/campaign-alias.ts'
import type { UtmTuple } from '../source/files/meant-campaign.ts'
import type { Provenance } from './provenance.ts'

/** Aliases of one request: what they change is counted anew in one piece, and everybody who writes waits for it. */
export const ALIASES_A_REQUEST_MAX = 100

/** One version of an alias: what links call a campaign of a platform. */
export interface CampaignAliasFact extends Provenance, AliasKey {
  /** null: it is taken back. */
  means: SaidMeaning | null
}

/** What became of an alias. */
export interface AliasOutcome {
  outcome: 'created' | 'updated' | 'unchanged'
  /** null of one that was taken back */
  means: UtmTuple | null
  /** Whether any touch has come from links of what it means. */
  isMet: boolean
  /** Imported rows that count elsewhere than before. */
  rows: number
}

/** An alias that stands. */
export interface StandingAlias extends AliasKey {
  /** The fact that says it, and who sent it when (ms). */
  seq: number
  owner: string
  receivedAt: number
  means: UtmTuple
}
