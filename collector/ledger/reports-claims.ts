import type { ClaimMeasure } from '../../shared/claim-measures.ts'
import type { PlatformSums } from '../roi/claims.ts'
import type { CostPart } from './reports-explain.ts'

/** What of a row of claims names it, as far as it is told. */
export interface ClaimNamed {
  platform: string
  account?: string | undefined
  campaignId?: string | undefined
  campaign?: string | undefined
  means?: PlatformSums['means'] | undefined
  matchedBy?: string | undefined
}

export interface ClaimPlace {
  row: ClaimNamed
  measure: ClaimMeasure
}

/** A row of a file, as the platform reported it: amounts in minor units of its currency, conversions in millionths. */
export interface ClaimOfFigure {
  kind: 'claim'
  fact: CostPart['fact'] & Record<'impressions' | 'clicks' | 'conversions' | 'value', number | null>
}

/** Rows that are named so: where it is not one, there are no parts. */
export interface NamedClaims {
  named: PlatformSums[]
}
