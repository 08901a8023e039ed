import type { Filters } from '../../shared/wire/filters.ts'
import type { PathKind, PathShape, PathSort } from '../../shared/wire/paths.ts'
import type { Dimension, RefundBasis } from '../../shared/wire/roi.ts'
import type { PlatformSums } from '../roi/claims.ts'
import type { CellAsked } from '../roi/explain.ts'
import type { PathBridge, PathRow, PathSums } from '../roi/paths.ts'
import type { AllocatedCell, CostCell, CreditCell, TouchCell } from '../roi/report.ts'
import type { Worth } from '../roi/worth.ts'
import type { AuditAnswer, AuditCheckAnswer, AuditCheckQuery, AuditQuery } from './audit.ts'
import type { StandingAlias } from './campaign-aliases.ts'
import type { ErasureAnswer, ErasureQuery } from './erasing.ts'
import type { Basis, Batch, BatchAnswer } from './facts.ts'
import type { Fittable, ModelVersionsFound, ModelVersionsQuery } from './fits.ts'
import type { Freshness } from './freshness.ts'
import type { OpenedMail } from './opens.ts'
import type { Provable } from './proof.ts'
import type { ClaimOfFigure, ClaimPlace, NamedClaims } from './reports-claims.ts'
import type { CodesAnswer, CodesQuery } from './reports-codes.ts'
import type { CohortsAnswer, CohortsQuery } from './reports-cohorts.ts'
import type { ExplainPart, ExplainStage } from './reports-explain.ts'
import type { FigureAnswer, FigureQuery, JourneysOfFigure, PathPlace } from './reports-explained.ts'
import type { ExportAnswer, ExportQuery } from './reports-export.ts'
import type { FigureReportAnswer, FigureReportQuery } from './reports-figures.ts'
import type { FunnelAnswer, FunnelQuery } from './reports-funnel.ts'
import type { ImportReportAnswer, ImportReportQuery } from './reports-imports.ts'
import type { JourneyAnswer } from './reports-journeys.ts'
import type { LiveAnswer, LiveQuery } from './reports-live.ts'
import type { OutgoingAnswer, OutgoingQuery } from './reports-outgoing.ts'
import type { ClosedPeriod, PeriodsAnswer, PeriodsQuery, SinceClosed } from './reports-periods.ts'
import type { ReconcileAnswer, ReconcileQuery } from './reports-reconcile.ts'
import type { ScanPage, ScanQuery } from './reports-scan.ts'
import type {
  DataHealthAnswer,
  DataHealthQuery,
  MatchBySource,
  QuarantineAnswer,
  QuarantineQuery,
} from './reports-webhooks.ts'
import type { SiteChange, SiteState } from './site-state.ts'
import type { Movable } from './transfer.ts'

export type { Freshness } from './freshness.ts'
export type { JourneyAnswer, JourneyTouchAnswer, TouchCredit } from './reports-journeys.ts'
export type { ScannedFact, ScanPage, ScanQuery } from './reports-scan.ts'
export type { KeyRecord, KeyScope, Scope, SiteChange, SiteState } from './site-state.ts'

export interface RoiReportQuery {
  kind: 'roi'
  /** YYYYMMDD, local dates, inclusive */
  from: number
  to: number
  goal: string
  model: string
  basis: Basis
  by: readonly Dimension[]
  /** Of which day refunds are: their sale's, or their own. `sale` when it is left out. */
  refundBasis?: RefundBasis
  /** YYYYMMDD: costs that accrue are not missed on days that are still to come. */
  today?: number
  /** Given when costs that name nothing are to be shared over touches; ms since the epoch. */
  allocateAt?: number | undefined
  /** The categories of costs that count; all when it is left out. */
  categories?: readonly string[] | undefined
  /** Touches and orders that count; all when it is left out. */
  filters?: Filters | undefined
  /** Through what orders that count came in; `SALES_COUNTED` when it is left out. */
  salesChannels?: readonly string[] | undefined
  /** What amounts are told in, at the rate of their day; the site's own when it is left out. */
  currency?: string | undefined
}

/** Integer sums, as the pure report (`roi/report.ts`) wants them, and what stands beside them. */
export interface RoiReportAnswer extends Freshness {
  kind: 'roi'
  credits: CreditCell[]
  touches: TouchCell[]
  costs: CostCell[]
  /** What exchange rates moved between sales and their refunds, by the refunds' days; minor units. */
  fxDifference: number
  /** What touches carry of the costs that name nothing, when that was asked. */
  allocated: AllocatedCell[]
  /** Of this goal and period: conversions that could be credited, and those that were. */
  eligible: number
  matched: number
  /** Of the newest orders of the period, by where they came from. */
  matchBySource?: MatchBySource
  /** Left out of the sums: conversions by state (pending_rate, unconfirmed), refunds, costs. */
  leftOut: Record<string, number>
  /** Orders that stand apart, where nothing else was asked: in no sum; the reason is the sales channel. */
  salesApart?: CreditCell[]
  /** Of what `fxDifference` is made, by the refunds' days. */
  moved?: { day: number; amount: number }[]
  /** YYYYMMDD: the first day of an amount that has no rate in the currency that was asked. */
  missingRate?: number
  /** Set when a segment would have to go over more conversions than it may: no credits are told. */
  tooMany?: { conversions: number; max: number }
  /** Of fitted models: millionths of conversions that were credited linearly, by `linearPartOf`. */
  linear?: Record<string, number>
  /** Given when days of it are in closed periods. */
  closed?: ClosedSums
}

/** Which periods a report reaches into, and what it says now where it shows figures of then. */
export interface ClosedSums {
  periods: (ClosedPeriod & { isKept: boolean })[]
  now?: Pick<RoiReportAnswer, 'credits' | 'touches' | 'costs' | 'fxDifference'>
}

/** The same under several models at once, from one snapshot. */
export type CompareQuery = Omit<RoiReportQuery, 'kind' | 'model'> & {
  kind: 'compare'
  models: readonly string[]
}

/** Credits by model, summed over what `by` does not name. */
export type CompareAnswer = Omit<RoiReportAnswer, 'kind' | 'credits' | 'closed'> & {
  kind: 'compare'
  credits: Record<string, CreditCell[]>
  /** A period is kept where it was closed under all of the models. */
  closed?: Pick<ClosedSums, 'periods'> & {
    now?: Omit<NonNullable<ClosedSums['now']>, 'credits'> & Pick<CompareAnswer, 'credits'>
  }
}

/** Campaigns of platforms, and what is credited to each source, medium and campaign. */
export type CampaignsQuery = Pick<
  RoiReportQuery,
  'from' | 'to' | 'goal' | 'model' | 'basis' | 'today'
> & { kind: 'campaigns' }

export type CampaignsAnswer = Omit<RoiReportAnswer, 'kind' | 'closed'> &
  SinceClosed & {
    kind: 'campaigns'
    /** What imports that stand have brought for the days that were asked. */
    campaigns: PlatformSums[]
    /** What somebody has said of campaigns, in the order of their names. */
    aliases: StandingAlias[]
    /** Mails that were opened on these days, those that were opened most first. */
    opened: OpenedMail[]
  }

/** One cell of the ROI report, and a page of what it is made of. */
export interface ExplainQuery extends Omit<RoiReportQuery, 'kind'>, CellAsked {
  kind: 'explain'
  /** Which parts are told. */
  stages: readonly ExplainStage[]
  /** What an order is worth; its revenue, after discounts, when it is left out. */
  worth?: Worth | undefined
  /** ms since the epoch: what accrues counts up to its day. */
  now: number
  limit: number
  /** `next` of the page before: the stage, and where in it. */
  cursor?: string | undefined
}

/** Cells are those of the place that was asked. */
export interface ExplainAnswer extends Omit<RoiReportAnswer, 'kind'>, SinceClosed {
  kind: 'explain'
  /** What of the place no cost says, so that what it has cost is not known. */
  costUnknown: readonly Dimension[]
  parts: ExplainPart[]
  next: string | null
}

/** How fresh the figures are, and nothing else. */
export interface FreshnessQuery {
  kind: 'freshness'
  /** ms since the epoch: which fact was the newest then. */
  at?: number | undefined
}

export interface FreshnessAnswer extends Freshness {
  kind: 'freshness'
  /** '' until the site is taken back to a snapshot: numbers of facts mean others from then on. */
  line: string
  /** The highest number of a fact or an entry of the audit trail. */
  last: number
  /** The number before that of the first fact that was received later than `at`, when that was asked. */
  lastThen?: number
}

/** That touches are to say what they cost. */
export interface CostsAsked {
  /** ms since the epoch: what accrues counts up to its day. */
  now: number
  /** Whether costs that name nothing are shared over all touches, too. */
  overhead: boolean
}

/** Journeys, newest conversion first; `cursor` is what the last page gave. */
export interface JourneysQuery {
  kind: 'journeys'
  from: number
  to: number
  goal: string
  limit: number
  cursor?: string | undefined
  costs?: CostsAsked | undefined
  /** Orders, and journeys with a touch, that are told; all when it is left out. */
  filters?: Filters | undefined
}

export interface JourneyQuery {
  kind: 'journey'
  transactionId: string
  goal: string
  costs?: CostsAsked | undefined
}

export interface JourneysAnswer extends Freshness {
  kind: 'journeys'
  journeys: JourneyAnswer[]
  next: string | null
}

/** Closed journeys of a period by the path they took; a page of the ranking. */
export interface PathsQuery {
  kind: 'paths'
  from: number
  to: number
  goal: string
  of: PathKind
  shape: PathShape
  sort: PathSort
  /** On touches (PATH_FILTERS), one of which a journey has at least, and on its stage; undefined for all. */
  filters?: Filters | undefined
  costs: CostsAsked
  /** What an order is worth; its revenue, after discounts, when it is left out. */
  worth?: Worth | undefined
  /** Of which day refunds are: their sale's, or their own. `sale` when it is left out. */
  refundBasis?: RefundBasis
  /** How many paths of the ranking to leave out, and how many to show then. */
  skip: number
  limit: number
}

export interface PathsAnswer extends Freshness, SinceClosed {
  kind: 'paths'
  paths: PathRow[]
  /** How many paths there are, and where to go on. */
  distinct: number
  next: number | null
  /** Journeys whose paths are too many, or too long, to be told apart. */
  other: PathSums
  /** All closed journeys. */
  closed: PathSums
  /** Journeys that have a touch in the period and are neither converted nor lost. */
  openJourneys: number
  /** Conversions of the period that no touch leads to. */
  unattributed: Omit<PathSums, 'journeys'>
  bridge: PathBridge
}

/** A figure of the report of paths; the answer's `paths` has the row that was asked, if there is one. */
export type ExplainClaimsQuery = FigureQuery<'explain_claims', CampaignsQuery, ClaimPlace>
export type ExplainClaimsAnswer = NamedClaims &
  FigureAnswer<'explain_claims', CampaignsAnswer, ClaimOfFigure>
export type ExplainPathsQuery = FigureQuery<'explain_paths', PathsQuery, PathPlace>
export type ExplainPathsAnswer = FigureAnswer<'explain_paths', PathsAnswer, JourneysOfFigure>

/** Counts for operators. */
export interface StatsQuery {
  kind: 'stats'
}

export interface StatsAnswer extends Freshness {
  kind: 'stats'
  facts: Record<string, number>
  drops: Record<string, number>
}

/** The fitted models of a site. */
export interface ModelVersionsAnswer extends Freshness, ModelVersionsFound {}

export type ReportQuery =
  | RoiReportQuery
  | CompareQuery
  | CampaignsQuery
  | JourneysQuery
  | JourneyQuery
  | PathsQuery
  | ReconcileQuery
  | CohortsQuery
  | ExplainQuery
  | ExplainPathsQuery
  | FigureReportQuery
  | ExplainClaimsQuery
  | CodesQuery
  | ImportReportQuery
  | FunnelQuery
  | StatsQuery
  | FreshnessQuery
  | AuditQuery
  | PeriodsQuery
  | AuditCheckQuery
  | ModelVersionsQuery
  | DataHealthQuery
  | QuarantineQuery
  | ErasureQuery
  | ExportQuery
  | OutgoingQuery
  | LiveQuery
export type ReportAnswer =
  | RoiReportAnswer
  | CompareAnswer
  | CampaignsAnswer
  | JourneysAnswer
  | PathsAnswer
  | ReconcileAnswer
  | CohortsAnswer
  | ExplainAnswer
  | ExplainPathsAnswer
  | FigureReportAnswer
  | ExplainClaimsAnswer
  | CodesAnswer
  | ImportReportAnswer
  | FunnelAnswer
  | StatsAnswer
  | FreshnessAnswer
  | AuditAnswer
  | PeriodsAnswer
  | AuditCheckAnswer
  | ModelVersionsAnswer
  | DataHealthAnswer
  | QuarantineAnswer
  | ErasureAnswer
  | ExportAnswer
  | OutgoingAnswer
  | LiveAnswer

/** A single journey is answered like a page of them. */
export type AnswerTo<Query extends ReportQuery> = Extract<
  ReportAnswer,
  { kind: Query['kind'] extends 'journey' ? 'journeys' : Query['kind'] }
>

/** Thrown by an engine that has as much to write as it may hold: try again. */
export class LedgerBusyError extends Error {
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super('the write queue is full')
    this.name = 'LedgerBusyError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Thrown when a report ran past its deadline. */
export class LedgerDeadlineError extends Error {
  constructor(deadlineMs: number) {
    super(`the report took more than ${deadlineMs} ms`)
    this.name = 'LedgerDeadlineError'
  }
}

/**
 * Where a site's facts and all that follows from them are kept. Carries plain data only, so that an
 * engine can live in another thread, in a Durable Object, or on another machine.
 *
 * - One `Ledger` is the only writer of its site.
 * - `append` is atomic by batch and idempotent: a batch may be delivered again, whole or in part.
 *   It answers after the commit, so what is acknowledged survives a crash. Batches that wait
 *   together may share a commit.
 * - What was appended is seen by every later `report` and `scan`. Credit that is not settled yet is
 *   told by `pending`; once it is 0, sums equal a rebuild from the facts bit for bit.
 * - The order in which facts arrive makes no difference to what follows from them.
 * - A site that is not open refuses what would be written with `SiteClosedError`, and answers reports.
 */
export interface Ledger extends Movable, Provable, Fittable {
  append(batch: Batch): Promise<BatchAnswer>
  /** Settles at most `conversions`, and builds a waiting generation on; ask again while pending. */
  settle(budget: { conversions: number }): Promise<Freshness>
  report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>>
  scan(query: ScanQuery): Promise<ScanPage>
  state(): Promise<SiteState>
  /** Applies a change and answers with the state after it. */
  change(change: SiteChange): Promise<SiteState>
}

/** The sites that there are. */
export interface Ledgers {
  /** undefined when there is no such site: an invented name creates nothing. */
  open(site: string): Promise<Ledger | undefined>
  /** Creates a site; throws `SiteExistsError` when there is one of that name. */
  create(state: SiteState): Promise<Ledger>
  list(): Promise<string[]>
  /** Waits for what is under way, and releases everything. */
  close(): Promise<void>
}

export class SiteExistsError extends Error {
  constructor(site: string) {
    super(`there is a site named "${site}" already`)
    this.name = 'SiteExistsError'
  }
}
