import type { KeyRecord, Scope } from '../ledger/ledger.ts'
import { Problem, type ProblemOptions } from './problem.ts'
import type { OpenSite } from './site-cache.ts'

/** Who asks, and for which site. */
export interface Caller {
  site: OpenSite
  key: KeyRecord
}

/** An admin key may whatever the others may. */
export const mayDo = (scope: Scope, needed: Scope): boolean => scope === needed || scope === 'admin'

export function unauthorized(detail: string, options: ProblemOptions = {}): Problem {
  return new Problem('unauthorized', detail, {
    ...options,
    headers: { 'www-authenticate': 'Bearer realm="pathworth"', ...options.headers },
  })
}
