import {
  type Contribution,
  forEachCell,
  REFUND_DATE,
  type RollupCell,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { dealsInPlaceOf } from '../../../journey/goal-links.ts'
import { localDay } from '../../../roi/dates.ts'
import { mayBeOf } from '../../../roi/explain.ts'
import type { CreditCell, Tuple } from '../../../roi/report.ts'
import type { JourneyAnswer } from '../../ledger.ts'
import type { ConversionPart, ConversionVersion, RefundInPart } from '../../reports-explain.ts'
import { Conversions, STANDS_FIRST } from '../conversions.ts'
import { Rates } from '../rates.ts'
import { moneyOf } from '../sale.ts'
import type * as tables from '../schema.ts'
import { Sequence } from '../sequence.ts'
import type { Sql } from '../sql.ts'
import { hitsOf } from './explain-hits.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { journeyAnswers } from './journeys.ts'
import { withoutReturns } from './roi.ts'
import { tupleNames } from './tuple-names.ts'

type Row = typeof tables.contributions.$inferSelect

/** A conversion that adds to the cell. */
interface Found {
  row: Row
  packed: Contribution
  /** With the ids of their tuples. */
  cells: TupleCell[]
}

interface TupleCell extends CreditCell {
  tupleId: number
  isReturn: boolean
}

/** Rows of which a page looks at most: a cell of few conversions takes several pages. */
const SCANNED_MAX = 20_000
/** Rows in memory at a time: a journey has up to 1,000 touches. */
const AT_ONCE = 100
/** Touches that a page shows, beyond those of its last conversion. */
const TOUCHES_MAX = 2000

/** Conversions in the order of (day, time); `from` is the place of the last one that was looked at. */
export function conversionParts(context: PartsContext, from: string, limit: number): PartsPage {
  const { found, next } = findConversions(context, from, limit)
  const { snapshot, fresh, query } = context
  const journeys = journeyAnswers(
    snapshot,
    fresh,
    { costs: undefined },
    found.map(({ row }) => row),
  )
  const tell = detailsFrom(context)
  const hits = hitsOf(
    snapshot.sql,
    found.flatMap(({ packed }) => packed.touches.map(([, , , , hit]) => hit)),
  )
  const parts = found.map(({ row, packed, cells }, at): ConversionPart => {
    const touches = packed.touches.map(([, , day, tuple, hit]) => ({
      hit: hits.get(hit),
      inCell: cells.some(
        (cell) =>
          cell.tupleId === tuple &&
          (cell.isReturn || query.basis !== 'touch_date' || cell.day === day),
      ),
    }))
    const journey = journeys[at] as JourneyAnswer
    return { kind: 'conversion', cells, journey, touches, ...tell(row) }
  })
  return { parts, next }
}

function findConversions(context: PartsContext, from: string, limit: number) {
  const { snapshot, fresh, query } = context
  const { goal, refundBasis, basis } = query
  const statement = snapshot.sql.prepare<PackedRow>(PAGE)
  // What goes back has days of its own, and so have touches: then orders of other days count, too.
  const isByOrder = refundBasis !== 'refund' && basis === 'conversion_date'
  const [first, last] = isByOrder ? [query.from, query.to] : [0, DAY_MAX]
  const cellsOf = readerOfCells(context)
  let [day = first, ts = 0, id = 0] = from === '' ? [] : from.split('.').map(Number)
  const found: Found[] = []
  let [scanned, touches] = [0, 0]
  for (;;) {
    const rows = statement.all(fresh.generation, goal, day, ts, id, last, AT_ONCE)
    for (const row of rows) {
      ;({ day, ts, conversion: id } = row)
      const packed = unpackContribution(row.packed)
      const cells = cellsOf(packed)
      if (cells.length === 0) continue
      found.push({ row: rowOf(row), packed, cells })
      touches += packed.touches.length
      if (found.length >= limit || touches > TOUCHES_MAX)
        return { found, next: `${day}.${ts}.${id}` }
    }
    scanned += rows.length
    if (rows.length < AT_ONCE) return { found, next: null }
    if (scanned >= SCANNED_MAX) return { found, next: `${day}.${ts}.${id}` }
  }
}

const DAY_MAX = 99_991_231

/** What of a contribution stands in the cell: by the same function that the rollups are summed by. */
function readerOfCells({ snapshot, query, test }: PartsContext) {
  const names = tupleNames(snapshot.sql)
  const reasons = readReasons(snapshot.sql)
  return (packed: Contribution): TupleCell[] => {
    const weights = packed.weights[query.model]
    const concerns =
      packed.touches.length === 0
        ? test.unattributed
        : packed.touches.some(([, , , tuple]) => mayBeOf(query, names(tuple)))
    // The report has them beside its total.
    if (!weights || !concerns || packed.apart !== undefined) return []
    const cells: TupleCell[] = []
    forEachCell({ ...packed, weights: { [query.model]: weights } }, (cell, measures) => {
      const isReturn = cell.basis === REFUND_DATE
      if (!isAsked(cell, query)) return
      const { tuple: tupleId, stage, period: day } = cell
      const tuple: Tuple | null = reasons.has(tupleId) ? null : names(tupleId)
      if (tuple ? !test.row({ ...tuple, stage }, day) : !test.unattributed) return
      const own = !isReturn && query.refundBasis === 'refund' ? withoutReturns(measures) : measures
      cells.push({ ...own, tuple, reason: reasons.get(tupleId), day, stage, tupleId, isReturn })
    })
    return cells
  }
}

function isAsked({ basis, period }: RollupCell, query: PartsContext['query']): boolean {
  if (period < query.from || period > query.to) return false
  return basis === REFUND_DATE ? query.refundBasis === 'refund' : basis === query.basis
}

function readReasons(sql: Sql): ReadonlyMap<number, string> {
  const rows = sql.prepare<{ id: number; source: string }>(REASONS).all()
  return new Map(rows.map(({ id, source }) => [id, source]))
}

/** The facts of a conversion, of its refunds, and of deals whose value it has. */
function detailsFrom({ snapshot: { sql }, fresh: { settings } }: PartsContext) {
  const version = sql.prepare<ConversionVersion>(VERSION)
  const refunds = sql.prepare<Omit<RefundInPart, 'day' | 'state'>>(REFUNDS)
  const sequence = new Sequence(sql)
  const conversions = new Conversions(sql, sequence)
  const rates = new Rates(sql, sequence)
  return ({ conversion }: Row): Pick<ConversionPart, 'version' | 'refunds' | 'deals'> => ({
    ...factsOf(conversion),
    deals: dealsInPlaceOf(conversions.followersOf(conversion))?.map((deal) => ({
      goal: deal.goal,
      transactionId: deal.transaction_id,
      ...factsOf(deal.conversion),
    })),
  })

  function factsOf(conversion: number): Pick<ConversionPart, 'version' | 'refunds'> {
    const back = refunds.all(conversion)
    const standing = back.length > 0 ? conversions.standing(conversion) : undefined
    const money =
      standing && moneyOf(standing, conversions.refundsOf(conversion), settings, rates.on)
    return {
      version: version.get(conversion),
      refunds: back.map((refund) => ({
        ...refund,
        day: localDay(refund.ts, settings.timeZone),
        state: money?.refunds.get(refund.refundId) ?? 'pending_rate',
      })),
    }
  }
}

interface PackedRow extends Omit<Row, 'transactionId' | 'refundsLeftOut' | 'usesRates'> {
  transaction_id: string
  refunds_left_out: number
  uses_rates: number
}

const rowOf = ({ transaction_id, refunds_left_out, uses_rates, ...row }: PackedRow): Row => ({
  ...row,
  transactionId: transaction_id,
  refundsLeftOut: refunds_left_out,
  usesRates: uses_rates,
})

const PAGE = `
  SELECT * FROM contributions
  WHERE generation = ? AND goal = ? AND (day, ts, conversion) > (?, ?, ?) AND day <= ?
    AND state = 'counted' AND packed != ''
  ORDER BY day, ts, conversion LIMIT ?`

const REASONS = `SELECT id, source FROM tuples WHERE channel = ''`

const ORIGIN = `source, owner, schema_version AS schemaVersion,
  received_at AS receivedAt`

const VERSION = `
  SELECT seq, ${ORIGIN}, value, currency, tax, shipping, total, cost_of_goods AS costOfGoods,
    discount, coupon, updated_at AS updatedAt, count(*) OVER () AS versions
  FROM conversion_versions WHERE conversion = ? ORDER BY ${STANDS_FIRST} LIMIT 1`

const REFUNDS = `
  SELECT seq, ${ORIGIN}, refund_id AS refundId, ts, amount, currency FROM refunds r
  WHERE conversion = ? AND seq = (
    SELECT max(seq) FROM refunds s
    WHERE s.conversion = r.conversion AND s.refund_id = r.refund_id)
  ORDER BY ts, refund_id`
