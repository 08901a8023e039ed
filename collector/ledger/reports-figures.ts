import type { ExplainCohortsAnswer, ExplainCohortsQuery } from './reports-cohorts.ts'
import type { ExplainFunnelAnswer, ExplainFunnelQuery } from './reports-funnel.ts'
import type { ExplainReconcileAnswer, ExplainReconcileQuery } from './reports-reconcile.ts'

/** One figure of a report beside that of ROI. */
export type FigureReportQuery = ExplainCohortsQuery | ExplainFunnelQuery | ExplainReconcileQuery

export type FigureReportAnswer = ExplainCohortsAnswer | ExplainFunnelAnswer | ExplainReconcileAnswer
