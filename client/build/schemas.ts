import type { z } from 'zod'
import { figureExplained } from '../../shared/wire/answers/explained.ts'
import * as journeys from '../../shared/wire/answers/journeys.ts'
import * as reports from '../../shared/wire/answers/reports.ts'
import * as roi from '../../shared/wire/answers/roi.ts'
import * as site from '../../shared/wire/answers/site.ts'
import * as writes from '../../shared/wire/answers/writes.ts'
import { auditQuery } from '../../shared/wire/audit.ts'
import { wireAlias } from '../../shared/wire/campaign-aliases.ts'
import { campaignsQuery } from '../../shared/wire/campaigns.ts'
import { wireCode } from '../../shared/wire/codes.ts'
import { cohortsQuery } from '../../shared/wire/cohorts.ts'
import { compareQuery } from '../../shared/wire/compare.ts'
import { wireConversion, wireIdentity, wireRefund } from '../../shared/wire/conversions.ts'
import { wireCost } from '../../shared/wire/costs.ts'
import { wireErasure } from '../../shared/wire/erasures.ts'
import { explainQuery } from '../../shared/wire/explain.ts'
import { explainClaimsQuery } from '../../shared/wire/explain-claims.ts'
import { explainCohortsQuery } from '../../shared/wire/explain-cohorts.ts'
import { explainFunnelQuery } from '../../shared/wire/explain-funnel.ts'
import { explainPathsQuery } from '../../shared/wire/explain-paths.ts'
import { explainReconcileQuery } from '../../shared/wire/explain-reconcile.ts'
import { funnelQuery } from '../../shared/wire/funnel.ts'
import { journeyQuery, journeysQuery } from '../../shared/wire/journeys.ts'
import { wireLink } from '../../shared/wire/links.ts'
import { fitBody } from '../../shared/wire/models.ts'
import { pathsQuery } from '../../shared/wire/paths.ts'
import { closePeriod, reopenPeriod } from '../../shared/wire/periods.ts'
import { reconcileQuery } from '../../shared/wire/reconcile.ts'
import { roiQuery } from '../../shared/wire/roi.ts'
import { wireTouch } from '../../shared/wire/touches.ts'

// By the names that src/wire.ts gives their types. A test compiles both against each other.

/** Whichever models a collector knows: a newer one may know more than its client. */
const MODELS: readonly string[] = []

/** What callers send. */
export const SENT: Readonly<Record<string, z.ZodType>> = {
  Conversion: wireConversion,
  Refund: wireRefund,
  Identity: wireIdentity,
  Cost: wireCost,
  Touch: wireTouch,
  Code: wireCode,
  CampaignName: wireAlias,
  Link: wireLink,
  Fit: fitBody,
  Erasure: wireErasure,
  PeriodToClose: closePeriod,
  PeriodToReopen: reopenPeriod,
  RoiQuery: roiQuery(MODELS),
  CompareQuery: compareQuery(MODELS),
  PathsQuery: pathsQuery(MODELS),
  CohortsQuery: cohortsQuery(MODELS),
  FunnelQuery: funnelQuery,
  ReconcileQuery: reconcileQuery,
  ExplainQuery: explainQuery(MODELS),
  ExplainClaimsQuery: explainClaimsQuery(MODELS),
  ExplainCohortsQuery: explainCohortsQuery(MODELS),
  ExplainFunnelQuery: explainFunnelQuery,
  ExplainPathsQuery: explainPathsQuery(MODELS),
  ExplainReconcileQuery: explainReconcileQuery,
  JourneysQuery: journeysQuery(MODELS),
  JourneyQuery: journeyQuery(MODELS),
  CampaignsQuery: campaignsQuery(MODELS),
  AuditQuery: auditQuery,
}

/** What they are answered. */
export const ANSWERED: Readonly<Record<string, z.ZodType>> = {
  ConversionResults: writes.conversionResults,
  RefundResults: writes.refundResults,
  IdentityResults: writes.identityResults,
  CostResults: writes.costResults,
  TouchResults: writes.touchResults,
  CodeResults: writes.codeResults,
  LinkResults: writes.linkResults,
  CampaignNameResults: writes.aliasResults,
  ImportAnswer: writes.importAnswer,
  RoiAnswer: roi.roiAnswer,
  CompareAnswer: roi.compareAnswer,
  PathsAnswer: reports.pathsAnswer,
  CohortsAnswer: reports.cohortsAnswer,
  FunnelAnswer: reports.funnelAnswer,
  ReconcileAnswer: reports.reconcileAnswer,
  ClaimsAnswer: reports.claimsAnswer,
  CampaignsAnswer: reports.campaignsAnswer,
  ExplainAnswer: journeys.explainAnswer,
  FigureExplained: figureExplained,
  JourneysAnswer: journeys.journeysAnswer,
  JourneyAnswer: journeys.journeyAnswer,
  CodesAnswer: site.codesAnswer,
  ImportsAnswer: site.importsAnswer,
  OneImport: site.oneImport,
  RolledBack: site.rolledBack,
  ModelsAnswer: site.modelsAnswer,
  ModelAnswer: site.modelAnswer,
  FitBegun: site.fitBegun,
  ModelActivated: site.modelActivated,
  DataHealth: site.dataHealth,
  AuditAnswer: site.auditAnswer,
  ErasureAnswer: site.erasureAnswer,
  ErasuresAnswer: site.erasuresAnswer,
  Period: site.periodAnswer,
  PeriodsAnswer: site.periodsAnswer,
  PeriodReopened: site.periodReopened,
}
