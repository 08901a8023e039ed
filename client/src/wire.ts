import type { z } from 'zod'
import type { figureExplained } from '../../shared/wire/answers/explained.ts'
import type * as journeys from '../../shared/wire/answers/journeys.ts'
import type * as reports from '../../shared/wire/answers/reports.ts'
import type * as roi from '../../shared/wire/answers/roi.ts'
import type * as site from '../../shared/wire/answers/site.ts'
import type * as writes from '../../shared/wire/answers/writes.ts'
import type { auditQuery } from '../../shared/wire/audit.ts'
import type { wireAlias } from '../../shared/wire/campaign-aliases.ts'
import type { campaignsQuery } from '../../shared/wire/campaigns.ts'
import type { wireCode } from '../../shared/wire/codes.ts'
import type { cohortsQuery } from '../../shared/wire/cohorts.ts'
import type { compareQuery } from '../../shared/wire/compare.ts'
import type { wireConversion, wireIdentity, wireRefund } from '../../shared/wire/conversions.ts'
import type { wireCost } from '../../shared/wire/costs.ts'
import type { wireErasure } from '../../shared/wire/erasures.ts'
import type { explainQuery } from '../../shared/wire/explain.ts'
import type { explainClaimsQuery } from '../../shared/wire/explain-claims.ts'
import type { explainCohortsQuery } from '../../shared/wire/explain-cohorts.ts'
import type { explainFunnelQuery } from '../../shared/wire/explain-funnel.ts'
import type { explainPathsQuery } from '../../shared/wire/explain-paths.ts'
import type { explainReconcileQuery } from '../../shared/wire/explain-reconcile.ts'
import type { funnelQuery } from '../../shared/wire/funnel.ts'
import type { journeyQuery, journeysQuery } from '../../shared/wire/journeys.ts'
import type { wireLink } from '../../shared/wire/links.ts'
import type { fitBody } from '../../shared/wire/models.ts'
import type { pathsQuery } from '../../shared/wire/paths.ts'
import type { closePeriod, reopenPeriod } from '../../shared/wire/periods.ts'
import type { reconcileQuery } from '../../shared/wire/reconcile.ts'
import type { roiQuery } from '../../shared/wire/roi.ts'
import type { wireTouch } from '../../shared/wire/touches.ts'

// What crosses the wire, as the collector's own schemas have it. The package is published with the same
// types written out, so that it needs no zod: see build/declarations.ts.

type Asked<Make extends (...names: never[]) => z.ZodType> = z.input<ReturnType<Make>>

export type Conversion = z.input<typeof wireConversion>
export type Refund = z.input<typeof wireRefund>
export type Identity = z.input<typeof wireIdentity>
export type Cost = z.input<typeof wireCost>
export type Touch = z.input<typeof wireTouch>
export type Code = z.input<typeof wireCode>
export type CampaignName = z.input<typeof wireAlias>
export type Link = z.input<typeof wireLink>
export type Fit = z.input<typeof fitBody>
export type Erasure = z.input<typeof wireErasure>
export type PeriodToClose = z.input<typeof closePeriod>
export type PeriodToReopen = z.input<typeof reopenPeriod>

export type RoiQuery = Asked<typeof roiQuery>
export type CompareQuery = Asked<typeof compareQuery>
export type PathsQuery = Asked<typeof pathsQuery>
export type CohortsQuery = Asked<typeof cohortsQuery>
export type FunnelQuery = z.input<typeof funnelQuery>
export type ReconcileQuery = z.input<typeof reconcileQuery>
export type ExplainQuery = Asked<typeof explainQuery>
export type ExplainClaimsQuery = Asked<typeof explainClaimsQuery>
export type ExplainCohortsQuery = Asked<typeof explainCohortsQuery>
export type ExplainFunnelQuery = z.input<typeof explainFunnelQuery>
export type ExplainPathsQuery = Asked<typeof explainPathsQuery>
export type ExplainReconcileQuery = z.input<typeof explainReconcileQuery>
export type JourneysQuery = Asked<typeof journeysQuery>
export type JourneyQuery = Asked<typeof journeyQuery>
export type CampaignsQuery = Asked<typeof campaignsQuery>
export type AuditQuery = z.input<typeof auditQuery>

export type ConversionResults = z.output<typeof writes.conversionResults>
export type RefundResults = z.output<typeof writes.refundResults>
export type IdentityResults = z.output<typeof writes.identityResults>
export type CostResults = z.output<typeof writes.costResults>
export type TouchResults = z.output<typeof writes.touchResults>
export type CodeResults = z.output<typeof writes.codeResults>
export type LinkResults = z.output<typeof writes.linkResults>
export type CampaignNameResults = z.output<typeof writes.aliasResults>
export type ImportAnswer = z.output<typeof writes.importAnswer>
export type RoiAnswer = z.output<typeof roi.roiAnswer>
export type CompareAnswer = z.output<typeof roi.compareAnswer>
export type PathsAnswer = z.output<typeof reports.pathsAnswer>
export type CohortsAnswer = z.output<typeof reports.cohortsAnswer>
export type FunnelAnswer = z.output<typeof reports.funnelAnswer>
export type ReconcileAnswer = z.output<typeof reports.reconcileAnswer>
export type ClaimsAnswer = z.output<typeof reports.claimsAnswer>
export type CampaignsAnswer = z.output<typeof reports.campaignsAnswer>
export type ExplainAnswer = z.output<typeof journeys.explainAnswer>
export type FigureExplained = z.output<typeof figureExplained>
export type JourneysAnswer = z.output<typeof journeys.journeysAnswer>
export type JourneyAnswer = z.output<typeof journeys.journeyAnswer>
export type CodesAnswer = z.output<typeof site.codesAnswer>
export type ImportsAnswer = z.output<typeof site.importsAnswer>
export type OneImport = z.output<typeof site.oneImport>
export type RolledBack = z.output<typeof site.rolledBack>
export type ModelsAnswer = z.output<typeof site.modelsAnswer>
export type ModelAnswer = z.output<typeof site.modelAnswer>
export type FitBegun = z.output<typeof site.fitBegun>
export type ModelActivated = z.output<typeof site.modelActivated>
export type DataHealth = z.output<typeof site.dataHealth>
export type AuditAnswer = z.output<typeof site.auditAnswer>
export type ErasureAnswer = z.output<typeof site.erasureAnswer>
export type ErasuresAnswer = z.output<typeof site.erasuresAnswer>
export type Period = z.output<typeof site.periodAnswer>
export type PeriodsAnswer = z.output<typeof site.periodsAnswer>
export type PeriodReopened = z.output<typeof site.periodReopened>
