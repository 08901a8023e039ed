import type { Provenance } from '../ledger/facts.ts'
import type { FactTerms } from '../records/facts-of.ts'
import { emailHasher } from './email.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** How records that have come to a site become its facts. */
export const factTerms = (
  { signer }: Pick<Services, 'signer'>,
  { state }: OpenSite,
  provenance: Provenance,
): FactTerms => ({
  provenance,
  hashOf: emailHasher(state, signer),
  siteCurrency: state.settings.currency,
})
