import type { Basis } from '../../shared/wire/roi.ts'
import { defaultBasisOf, defaultModelOf } from '../ledger/defaults.ts'
import type { SiteState } from '../ledger/ledger.ts'

interface Unsaid {
  model?: string | undefined
  basis?: Basis | undefined
}

/**
 * A question with what its site means where it names no model and no basis.
 * @param state of the site that answers, as it was then where the question is of the past
 */
export const withDefaults = <Query extends Unsaid>(
  query: Query,
  { settings }: Pick<SiteState, 'settings'>,
): Query & { model: string; basis: Basis } => ({
  ...query,
  model: query.model ?? defaultModelOf(settings),
  basis: query.basis ?? defaultBasisOf(settings),
})
