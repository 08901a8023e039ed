import { isFactTable } from '../../../export/tables.ts'
import type { ReportQuery } from '../../ledger.ts'

const COUNTS_NO_TOUCHES: ReadonlySet<ReportQuery['kind']> = new Set([
  'freshness',
  'reconcile',
  'cohorts',
  'codes',
  'audit',
  'periods',
  'audit_check',
  'model_versions',
  'data_health',
  'quarantine',
  'erasures',
])

/**
 * Whether a report counts touches of visitors whom nobody has named, which are written later than
 * their hits. Journeys are of named visitors, and theirs are never behind; but what a touch costs
 * depends on how many others there were.
 */
export const needsAllTouches = (query: ReportQuery): boolean => {
  if (query.kind === 'journeys' || query.kind === 'journey') return query.costs !== undefined
  if (query.kind === 'export') return !isFactTable(query.table)
  return !COUNTS_NO_TOUCHES.has(query.kind)
}
