import { PURCHASE } from '../../../journey/journey.ts'
import type { AnswerTo, ReportAnswer, ReportQuery } from '../../ledger.ts'
import { modelVersions } from '../fits.ts'
import { closedPeriods } from '../periods.ts'
import type { Queries, Snapshot } from '../sql.ts'
import { auditCheck, auditPage } from './audit.ts'
import { campaignsReport } from './campaigns.ts'
import { roiSumsKept } from './closed.ts'
import { codesReport } from './codes.ts'
import { cohortsReport, lifeOf } from './cohorts.ts'
import { compareSums } from './compare.ts'
import { dataHealth } from './data-health.ts'
import { erasureReport } from './erasures.ts'
import { explainReport } from './explain.ts'
import { explainClaims } from './explain-claims.ts'
import { explainCohorts } from './explain-cohorts.ts'
import { explainFunnel } from './explain-funnel.ts'
import { explainPaths } from './explain-paths.ts'
import { explainReconcile } from './explain-reconcile.ts'
import { exportPage } from './export/export.ts'
import { freshness } from './freshness.ts'
import { funnelReport } from './funnel.ts'
import { importCheck } from './import-check.ts'
import { importsReport } from './imports.ts'
import { journeyReport, journeysReport } from './journeys.ts'
import { liveReport } from './live.ts'
import { moment } from './moment.ts'
import { ordersCheck } from './orders-check.ts'
import { outgoingReport } from './outgoing.ts'
import { pathsReport } from './paths.ts'
import { quarantineReport } from './quarantine.ts'
import { reconcileReport } from './reconcile.ts'
import { recordsCheck } from './records-check.ts'
import { sinceClosed } from './since-closed.ts'
import { stats } from './stats.ts'

/** Answers a report from one snapshot of the database. */
export function report<Query extends ReportQuery>(
  { sql, queries }: Snapshot,
  query: Query,
): AnswerTo<Query> {
  return queries.transaction((inside) =>
    answer({ sql, queries: inside as Queries }, query),
  ) as AnswerTo<Query>
}

function answer(snapshot: Snapshot, query: ReportQuery): ReportAnswer {
  switch (query.kind) {
    case 'roi':
      return roiSumsKept(snapshot, query)
    case 'compare':
      return compareSums(snapshot, query)
    case 'campaigns':
      return { ...campaignsReport(snapshot, query), ...sinceClosed(snapshot, query) }
    case 'journeys':
      return journeysReport(snapshot, query)
    case 'journey':
      return journeyReport(snapshot, query)
    case 'paths':
      return { ...pathsReport(snapshot, query), ...sinceClosed(snapshot, query) }
    case 'reconcile':
      return { ...reconcileReport(snapshot, query), ...sinceClosed(snapshot, query) }
    case 'cohorts':
      return { ...cohortsReport(snapshot, query), ...sinceClosed(snapshot, lifeOf(query)) }
    case 'explain':
      return { ...explainReport(snapshot, query), ...sinceClosed(snapshot, query) }
    case 'explain_paths':
      return { ...explainPaths(snapshot, query), ...sinceClosed(snapshot, query.report) }
    case 'explain_funnel':
      return {
        ...explainFunnel(snapshot, query),
        ...sinceClosed(snapshot, { ...query.report, goal: PURCHASE }),
      }
    case 'explain_claims':
      return { ...explainClaims(snapshot, query), ...sinceClosed(snapshot, query.report) }
    case 'explain_cohorts':
      return {
        ...explainCohorts(snapshot, query),
        ...sinceClosed(snapshot, lifeOf(query.report)),
      }
    case 'explain_reconcile':
      return { ...explainReconcile(snapshot, query), ...sinceClosed(snapshot, query.report) }
    case 'codes':
      return codesReport(snapshot.queries)
    case 'funnel':
      return {
        ...funnelReport(snapshot, query),
        ...sinceClosed(snapshot, { ...query, goal: PURCHASE }),
      }
    case 'imports':
      return importsReport(snapshot, query)
    case 'orders_check':
      return ordersCheck(snapshot, query)
    case 'records_check':
      return recordsCheck(snapshot, query)
    case 'import_check':
      return importCheck(snapshot, query)
    case 'stats':
      return stats(snapshot.queries)
    case 'periods':
      return {
        kind: 'periods',
        ...freshness(snapshot.queries),
        periods: closedPeriods(snapshot.sql),
      }
    case 'audit':
      return auditPage(snapshot.sql, query)
    case 'audit_check':
      return auditCheck(snapshot.sql, query)
    case 'model_versions':
      return {
        kind: 'model_versions',
        ...freshness(snapshot.queries),
        ...modelVersions(snapshot.sql),
      }
    case 'data_health':
      return dataHealth(snapshot, query)
    case 'quarantine':
      return quarantineReport(snapshot, query)
    case 'outgoing':
      return outgoingReport(snapshot, query)
    case 'erasure_check':
    case 'erasures':
      return erasureReport(snapshot, query)
    case 'export':
      return exportPage(snapshot, query)
    case 'live':
      return liveReport(snapshot, query)
    case 'freshness':
      return moment(snapshot, query)
  }
}
