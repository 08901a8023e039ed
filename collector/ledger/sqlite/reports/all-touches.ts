import type { ReportQuery } from '../../ledger.ts'

/**
 * Whether a report counts touches of visitors whom nobody has named, which are written later than
 * their hits. Journeys are of named visitors: theirs are never behind.
 */
export const needsAllTouches = ({ kind }: ReportQuery): boolean =>
  kind === 'roi' || kind === 'compare' || kind === 'stats'
