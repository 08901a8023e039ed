import { and, between, eq, inArray, sql } from 'drizzle-orm'
import { MILLIONTHS } from '../../../../shared/money.ts'
import { isSaleApart, SALES_APART } from '../../../../shared/sales-channels.ts'
import { type Filters, TOUCH_FILTERS } from '../../../../shared/wire/filters.ts'
import { type CellBasis, type Measures, REFUND_DATE } from '../../../attribution/contribution.ts'
import { filtersOn, isEmpty, passes, verdictOn } from '../../../roi/filters.ts'
import type { CostCell, CreditCell, TouchCell, Tuple } from '../../../roi/report.ts'
import { isTime, type Named } from '../../../roi/rows.ts'
import type { Freshness, RoiReportAnswer, RoiReportQuery } from '../../ledger.ts'
import { ReportTooLargeError } from '../../reports-too-large.ts'
import * as tables from '../schema.ts'
import type { Queries, Snapshot } from '../sql.ts'
import { allocatedCells } from './allocated.ts'
import { matchBySource } from './data-health.ts'
import { freshness, sum } from './freshness.ts'
import { inCurrency } from './in-currency.ts'
import { leftOut } from './left-out.ts'
import { linearParts } from './linear-parts.ts'
import { dayOfPeriod, type PeriodRange, periodRanges } from './periods.ts'
import { askedOf, isBeyondRollups, RowNames } from './segments/asked.ts'
import { conversionsOf, SEGMENT_CONVERSIONS_MAX, SegmentCells } from './segments/credits.ts'
import { asksTouches, segmentTouches } from './segments/touches.ts'

const { costDays, rollups, touchTotals, tuples } = tables

const tupleNames = {
  channel: tuples.channel,
  source: tuples.source,
  medium: tuples.medium,
  campaign: tuples.campaign,
}

type Question = Omit<RoiReportQuery, 'kind' | 'model'>

/** All of an answer but the credits, which depend on the model. */
type Common = Omit<RoiReportAnswer, 'kind' | 'closed' | keyof CreditSums>

/** What an answer has from the credits under one model. */
export interface CreditSums {
  credits: CreditCell[]
  fxDifference: number
  moved: { day: number; amount: number }[]
  eligible: number
  matched: number
}

export interface OpenReport {
  common: Common
  /** What its rows call what the rollups do not know: those that came first, by their names. */
  names: RowNames
  creditsUnder: (model: string) => CreditSums
}

/** The sums of a report. One whose dimensions the rollups know reads those only: its time grows with days and tuples, not touches. */
export function roiSums(
  snapshot: Snapshot,
  { kind, model, currency, ...query }: RoiReportQuery,
): RoiReportAnswer {
  const isOther = currency !== undefined && currency !== settingsOf(snapshot).currency
  const by: Question['by'] = isOther ? [...query.by, 'day'] : query.by
  const { common, creditsUnder } = openReport(snapshot, { ...query, by }, [model])
  const answer = { kind, ...common, ...creditsUnder(model) }
  return isOther ? inCurrency(snapshot.sql, answer, currency) : answer
}

const settingsOf = ({ queries }: Snapshot) => freshness(queries).settings

/**
 * The sums of a report under several models: all but the credits is read once, and those under a
 * model when they are asked for.
 * @param conversionsMax a segment that would go over more is told how many, and nothing else
 */
export function openReport(
  snapshot: Snapshot,
  query: Question,
  models: readonly string[],
  conversionsMax: number = SEGMENT_CONVERSIONS_MAX,
): OpenReport {
  const { sql, queries } = snapshot
  const fresh = freshness(queries)
  const { from, to, by, filters } = query
  const ranges = periodRanges(from, to, by.includes('day') || by.includes('week'))
  // Without a dimension of time the periods need not be told apart.
  const inTime = by.some(isTime)
  const scanned = isBeyondRollups(query) ? conversionsOf(sql, fresh, query, conversionsMax) : 0
  if (scanned > conversionsMax) return refused(fresh, scanned, conversionsMax)
  const segment = isBeyondRollups(query) ? new SegmentCells(sql, fresh, query, models) : undefined
  const names = segment?.names ?? new RowNames(by)
  const touches =
    segment && asksTouches(askedOf(query))
      ? segmentTouches(sql, fresh, query, ranges, names)
      : judged(touchCells(queries, fresh.generation, ranges, inTime, from), filters, tupleOf)
  return {
    common: {
      ...fresh,
      touches,
      costs: judged(costCells(queries, fresh.generation, query), filters, ({ scope }) => scope),
      // Those of other segments have left what is overhead, too.
      ...(filters || query.salesChannels
        ? {}
        : { salesApart: salesApart(queries, query, fresh, ranges) }),
      allocated: allocatedCells(sql, fresh, query, inTime),
      leftOut: leftOut(queries, fresh, query),
      matchBySource: matchBySource(sql, { ...query, generation: fresh.generation }),
      linear: linearParts(queries, { ...query, models }, fresh.generation, ranges),
    },
    names,
    creditsUnder: (model) =>
      segment
        ? segmentSums(segment, model, query)
        : rollupSums(queries, { ...query, model }, fresh.generation, ranges),
  }
}

const refused = (fresh: Freshness, conversions: number, max: number): OpenReport => ({
  common: {
    ...fresh,
    ...{ touches: [], costs: [], allocated: [], leftOut: {} },
    tooMany: { conversions, max },
  },
  names: new RowNames([]),
  creditsUnder: () => ({ credits: [], fxDifference: 0, moved: [], eligible: 0, matched: 0 }),
})

const tupleOf = ({ tuple }: TouchCell): Named => ({ ...tuple })

/** Without what is outside of the filters; what does not say is told. */
function judged<Cell extends TouchCell | CostCell>(
  cells: Cell[],
  filters: Filters | undefined,
  namesOf: (cell: Cell) => Named,
): Cell[] {
  if (!filters) return cells
  return cells
    .map((cell) => ({ ...cell, verdict: verdictOn(filters, namesOf(cell)) }))
    .filter(({ verdict }) => verdict !== 'out')
}

function segmentSums(segment: SegmentCells, model: string, query: Question): CreditSums {
  const { sold, returned } = segment.of(model)
  const { eligible, matched } = segment
  return { ...withReturns(sold, returned, query), eligible, matched }
}

function rollupSums(
  queries: Queries,
  query: Question & { model: string },
  generation: number,
  ranges: readonly PeriodRange[],
): CreditSums {
  const { basis, by, filters = {} } = query
  const inTime = by.some(isTime)
  const cells = (of: CellBasis, told: boolean) =>
    creditCells(queries, { ...query, basis: of }, generation, ranges, told).filter(
      (cell) => !isApart(cell) && (!filters.stage || passes(filters.stage, cell.stage)),
    )
  const credits = cells(basis, inTime)
  const byConversionDate = basis === 'conversion_date' ? credits : cells('conversion_date', false)
  const isIn = ({ tuple }: CreditCell) => isOfTouches(tuple, filtersOn(filters, TOUCH_FILTERS))
  return {
    ...withReturns(credits.filter(isIn), cells(REFUND_DATE, inTime).filter(isIn), query),
    // Coverage is of orders: which of their touches are asked makes no difference.
    ...coverage(byConversionDate),
  }
}

/** What no touch has earned is outside of all filters on touches. */
const isOfTouches = (tuple: Tuple | null, filters: Filters): boolean =>
  tuple ? verdictOn(filters, { ...tuple }) === 'in' : isEmpty(filters)

/** Whether it is of orders that stand apart: they are in no sum. */
export const isApart = ({ tuple, reason = '' }: CreditCell): boolean =>
  !tuple && isSaleApart(reason)

const hasApart = (queries: Queries): boolean =>
  queries
    .select({ id: tuples.id })
    .from(tuples)
    .where(and(eq(tuples.channel, ''), inArray(tuples.source, [...SALES_APART])))
    .limit(1)
    .get() !== undefined

/** The same under every model: nobody is credited with them. */
function salesApart(
  queries: Queries,
  query: Question,
  { generation, settings }: Freshness,
  ranges: readonly PeriodRange[],
): CreditCell[] {
  // Most sites have none, and their reports read nothing for it.
  if (!hasApart(queries)) return []
  const model = settings.models[0]?.name ?? ''
  const cells = (basis: CellBasis) =>
    creditCells(
      queries,
      { ...query, model, basis },
      generation,
      ranges,
      query.by.some(isTime),
    ).filter(isApart)
  return withReturns(cells(query.basis), cells(REFUND_DATE), query).credits
}

function withReturns(
  credits: CreditCell[],
  returned: CreditCell[],
  { refundBasis }: Question,
): Pick<CreditSums, 'credits' | 'fxDifference' | 'moved'> {
  return {
    credits: refundBasis === 'refund' ? [...credits.map(withoutReturns), ...returned] : credits,
    fxDifference: returned.reduce((moved, cell) => moved + cell.fxDifference, 0),
    moved: returned.flatMap(({ day, fxDifference: amount }) =>
      amount === 0 ? [] : [{ day, amount }],
    ),
  }
}

/** What went back is in cells of its own. */
export const withoutReturns = <Cell extends Measures>(cell: Cell): Cell => ({
  ...cell,
  refunded: 0,
  goodsReturned: 0,
  discountReturned: 0,
})

/**
 * Cells of one kind that are in memory together: they are of days and tuples, and made-up campaigns can
 * make very many of those. An object has 128 MB, and its answer at most 32 MB.
 */
export const CELLS_MAX = 100_000

/** One range after another: of ranges that are joined by OR, SQLite would look at all periods. */
function inRanges<Cell>(
  ranges: readonly PeriodRange[],
  read: (range: PeriodRange, limit: number) => Cell[],
): Cell[] {
  let cells: Cell[] = []
  for (const range of ranges) {
    cells = cells.concat(read(range, CELLS_MAX + 1 - cells.length))
    if (cells.length > CELLS_MAX)
      throw new ReportTooLargeError(
        `from, to, by: there are more than ${CELLS_MAX} sums of days and campaigns to add up: ask for a shorter period, or without "day", "week" and "month" in by`,
      )
  }
  return cells
}

function creditCells(
  queries: Queries,
  query: Pick<RoiReportQuery, 'from' | 'goal' | 'model'> & { basis: CellBasis },
  generation: number,
  ranges: readonly PeriodRange[],
  inTime: boolean,
): CreditCell[] {
  const period = inTime ? rollups.period : sql<number>`${query.from}`
  const read = (range: PeriodRange, limit: number) =>
    queries
      .select({
        ...tupleNames,
        period: sql<number>`${period}`.mapWith(Number),
        stage: rollups.stage,
        conversions: sum(rollups.conversions),
        value: sum(rollups.value),
        refunded: sum(rollups.refunded),
        tax: sum(rollups.tax),
        shipping: sum(rollups.shipping),
        total: sum(rollups.total),
        costOfGoods: sum(rollups.costOfGoods),
        discount: sum(rollups.discount),
        goodsReturned: sum(rollups.goodsReturned),
        discountReturned: sum(rollups.discountReturned),
        fxDifference: sum(rollups.fxDifference),
      })
      .from(rollups)
      .innerJoin(tuples, eq(tuples.id, rollups.tuple))
      .where(
        and(
          eq(rollups.generation, generation),
          eq(rollups.goal, query.goal),
          eq(rollups.model, query.model),
          eq(rollups.basis, query.basis),
          between(rollups.period, range.from, range.to),
        ),
      )
      .groupBy(rollups.tuple, rollups.stage, ...(inTime ? [rollups.period] : []))
      .limit(limit)
      .all()
  return inRanges(ranges, read).map(
    ({ channel, source, medium, campaign, period: at, ...sums }) => {
      const day = dayOfPeriod(at)
      return channel === ''
        ? { tuple: null, reason: source, day, ...sums }
        : { tuple: { channel, source, medium, campaign }, day, ...sums }
    },
  )
}

function touchCells(
  queries: Queries,
  generation: number,
  ranges: readonly PeriodRange[],
  inTime: boolean,
  from: number,
): TouchCell[] {
  const period = inTime ? touchTotals.period : sql<number>`${from}`
  const read = (range: PeriodRange, limit: number) =>
    queries
      .select({
        ...tupleNames,
        period: sql<number>`${period}`.mapWith(Number),
        touches: sum(touchTotals.n),
      })
      .from(touchTotals)
      .innerJoin(tuples, eq(tuples.id, touchTotals.tuple))
      .where(
        and(
          eq(touchTotals.generation, generation),
          between(touchTotals.period, range.from, range.to),
        ),
      )
      .groupBy(touchTotals.tuple, ...(inTime ? [touchTotals.period] : []))
      .limit(limit)
      .all()
  return inRanges(ranges, read).map(({ period: at, touches, ...tuple }) => ({
    tuple,
    day: dayOfPeriod(at),
    touches,
  }))
}

/** By day, always: what accrues counts up to today only. */
function costCells(
  queries: Queries,
  generation: number,
  { from, to, categories }: Question,
): CostCell[] {
  const { day, channel, source, medium, campaign, category, accrues, amount } = costDays
  return queries
    .select({ day, channel, source, medium, campaign, category, accrues, amount })
    .from(costDays)
    .where(
      and(
        eq(costDays.generation, generation),
        between(costDays.day, from, to),
        categories && inArray(category, [...categories]),
      ),
    )
    .all()
    .map(({ day, channel, source, medium, campaign, category, accrues, amount }) => ({
      scope: scopeOf({ channel, source, medium, campaign }),
      category,
      day,
      amount,
      accrues: accrues === 1,
    }))
}

function scopeOf(names: Tuple): Partial<Tuple> {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ''))
}

/** Conversions of the goal and period: those that count, and those of them that have a touch. */
function coverage(cells: readonly CreditCell[]) {
  const credited = (some: readonly CreditCell[]) =>
    some.reduce((conversions, cell) => conversions + cell.conversions, 0) / MILLIONTHS
  return {
    eligible: credited(cells),
    matched: credited(cells.filter(({ tuple }) => tuple !== null)),
  }
}
