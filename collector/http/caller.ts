import type { KeyRecord, KeyScope, Scope } from '../ledger/ledger.ts'
import { Problem, type ProblemOptions } from './problem.ts'
import type { OpenSite } from './site-cache.ts'

/** Who asks, and for which site. */
export interface Caller {
  site: OpenSite
  key: KeyRecord
}

/** What a route asks for: a scope, or that of a report in which are neither persons nor single facts. */
export type Needed = Scope | 'report'

/** An admin key may whatever the others may; a link shows reports alone. */
export function mayDo(scope: KeyScope, needed: Needed): boolean {
  if (scope === 'admin' || scope === needed) return true
  return needed === 'report' && (scope === 'read' || scope === 'share')
}

/** What a key lacks, and the way out. */
export function lesserScope(scope: KeyScope, needed: Needed): string {
  if (scope === 'share')
    return 'a shared link shows reports, and neither persons nor single facts: ask who shared it for a key'
  const scopeNeeded = needed === 'report' ? 'read' : needed
  return `this key has the scope "${scope}", and "${scopeNeeded}" is needed: make one with "pathworth key create"`
}

/** Whether a key still opens what it is for. */
export const isGood = ({ revokedAt, expiresAt }: KeyRecord, now: number): boolean =>
  revokedAt === null && (expiresAt == null || now < expiresAt)

export function unauthorized(detail: string, options: ProblemOptions = {}): Problem {
  return new Problem('unauthorized', detail, {
    ...options,
    headers: { 'www-authenticate': 'Bearer realm="pathworth"', ...options.headers },
  })
}
