import {
  type CellBasis,
  type Contribution,
  forEachCredit,
  REFUND_DATE,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { dealsInPlaceOf } from '../../../journey/goal-links.ts'
import { localDay } from '../../../roi/dates.ts'
import { mayBeOf } from '../../../roi/explain.ts'
import { type CreditCell, DISCOUNT } from '../../../roi/report.ts'
import type { JourneyAnswer } from '../../ledger.ts'
import type { ConversionPart, ConversionVersion, RefundInPart } from '../../reports-explain.ts'
import { Conversions, STANDS_FIRST } from '../conversions.ts'
import { Rates } from '../rates.ts'
import { REFUND_STANDS } from '../refund-rows.ts'
import { moneyOf } from '../sale.ts'
import type * as tables from '../schema.ts'
import { Sequence } from '../sequence.ts'
import { hitsOf } from './explain-hits.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { journeyAnswers } from './journeys.ts'
import { withoutReturns } from './roi.ts'
import { askedOf } from './segments/asked.ts'
import { type Order, type SegmentCredit, SegmentOrders } from './segments/orders.ts'
import { tupleNames } from './tuple-names.ts'

type Row = typeof tables.contributions.$inferSelect

/** A conversion that adds to the cell. */
interface Found extends Order<PackedRow> {
  cells: CreditCell[]
  /** Places of the touches that have earned them. */
  places: Set<number>
}

/** Rows of which a page looks at most: a cell of few conversions takes several pages. */
const SCANNED_MAX = 20_000
/** Rows in memory at a time: a journey has up to 1,000 touches. */
const AT_ONCE = 100
/** Touches that a page shows, beyond those of its last conversion. */
const TOUCHES_MAX = 2000

/** Conversions in the order of (day, time); `from` is the place of the last one that was looked at. */
export function conversionParts(context: PartsContext, from: string, limit: number): PartsPage {
  if (hasNoOrders(context.query)) return { parts: [], next: null }
  const { found, next } = findConversions(context, from, limit)
  const { snapshot, fresh, query } = context
  const rows = found.map(({ row }) => rowOf(row))
  const journeys = journeyAnswers(snapshot, fresh, { costs: undefined }, rows)
  const tell = detailsFrom(context)
  const hits = hitsOf(
    snapshot.sql,
    found.flatMap(({ packed }) => packed.touches.map(([, , , , hit]) => hit)),
  )
  const segmentOf = segmentReader(query)
  const parts = found.map((one, at): ConversionPart => {
    const { packed, cells, places } = one
    const touches = packed.touches.map(([, , , , hit], place) => ({
      hit: hits.get(hit),
      inCell: places.has(place),
      weight: packed.weights[query.model]?.[place] ?? 0,
    }))
    const journey = journeys[at] as JourneyAnswer
    const facts = tell(rows[at] as Row)
    return { kind: 'conversion', cells, journey, touches, ...facts, ...segmentOf(one) }
  })
  return { parts, next }
}

/** Costs have none, but those by discounts; and a report that is asked for sales channels has them in its rows. */
function hasNoOrders({ cell, category = DISCOUNT, ...query }: PartsContext['query']): boolean {
  if (cell === 'overhead' || cell === 'not_broken_down' || category !== DISCOUNT) return true
  return cell === 'other_sales' && (query.filters ?? query.salesChannels) !== undefined
}

/** What else was asked of orders, as each says it. */
function segmentReader(query: PartsContext['query']) {
  const asked = askedOf(query)
  return ({ order: { names, items } }: Found): Pick<ConversionPart, 'order' | 'items'> => {
    const told = ORDER_NAMES.filter((name) => asked.has(name) && names[name] !== undefined)
    return {
      ...(told.length > 0 && {
        order: Object.fromEntries(told.map((name) => [name, names[name]])),
      }),
      ...(asked.has('item') && { items: [...items] }),
    }
  }
}

const ORDER_NAMES = ['coupon', 'advocacy', 'market', 'sales_channel'] as const

function findConversions(context: PartsContext, from: string, limit: number) {
  const { snapshot, fresh, query } = context
  const { goal, refundBasis, basis } = query
  const statement = snapshot.sql.prepare<PackedRow>(PAGE)
  // A touch is before its order, and what goes back has a day of its own: then orders of other days count, too.
  const byRefund = refundBasis === 'refund' || query.cell === 'fx_difference'
  const first = byRefund ? 0 : query.from
  const last = byRefund || basis === 'touch_date' ? DAY_MAX : query.to
  const foundIn = readerOfOrders(context)
  let [day = first, ts = Number.MIN_SAFE_INTEGER, id = 0] = from === '' ? [] : placeOf(from)
  const found: Found[] = []
  let [scanned, touches] = [0, 0]
  for (;;) {
    const rows = statement.all(fresh.generation, goal, day, ts, id, last, AT_ONCE)
    for (const one of foundIn(rows)) {
      ;({ day, ts, conversion: id } = one.row)
      found.push(one)
      touches += one.packed.touches.length
      if (found.length >= limit || touches > TOUCHES_MAX)
        return { found, next: `${day}.${ts}.${id}` }
    }
    ;({ day, ts, conversion: id } = rows.at(-1) ?? { day, ts, conversion: id })
    scanned += rows.length
    if (rows.length < AT_ONCE) return { found, next: null }
    if (scanned >= SCANNED_MAX) return { found, next: `${day}.${ts}.${id}` }
  }
}

const placeOf = (from: string): number[] => from.split('.').map(Number)

const DAY_MAX = 99_991_231

type FoundIn = (rows: readonly PackedRow[]) => Iterable<Found>

/** Those of some orders that stand in the cell, with what of them does: by the reader that segments are summed by. */
function readerOfOrders(context: PartsContext): FoundIn {
  const { snapshot, query } = context
  const { model } = query
  const orders = new SegmentOrders(snapshot.sql, query, [model])
  const cellOf = readerOfCells(context)
  const isWanted = wantedBy(query)
  if (query.cell === 'other_sales') return apartIn(context, orders, cellOf)
  const names = tupleNames(snapshot.sql)
  const isOfAll = query.cell === 'total' || query.cell === 'fx_difference'
  const concerns = ({ touches }: Contribution): boolean =>
    touches.length === 0
      ? isOfAll || query.cell === 'unattributed'
      : isOfAll || touches.some(([, , , tuple]) => mayBeOf(query, names(tuple)))
  return function* (rows) {
    for (const order of orders.kept(rows)) {
      if (!concerns(order.packed)) continue
      const one: Found = { ...order, cells: [], places: new Set() }
      orders.forEachCredit(order, model, isWanted, (credit) => {
        const cell = cellOf(credit)
        if (!cell) return
        one.cells.push(cell)
        one.places.add(credit.place)
      })
      if (one.cells.length > 0) yield one
    }
  }
}

/** Orders that stand apart are nobody's there, whatever touches they have. */
const apartIn = (context: PartsContext, orders: SegmentOrders, cellOf: CellReader): FoundIn =>
  function* (rows) {
    const isWanted = wantedBy(context.query)
    for (const row of rows) {
      const packed = unpackContribution(row.packed)
      if (packed.apart === undefined) continue
      const reason = orders.reasonOf(packed.apart)
      const cells: CreditCell[] = []
      const nobodys = { ...packed, touches: [] }
      forEachCredit(nobodys, context.query.model, (basis, on, place, share) => {
        const at = { basis, on, place, tuple: { reason }, stage: packed.stage, names: {} }
        const cell = isWanted(basis, on) && cellOf({ ...at, share })
        if (cell) cells.push(cell)
      })
      const order = { names: {}, items: [] }
      if (cells.length > 0)
        yield { row, packed, order, namesOf: () => ({}), cells, places: new Set() }
    }
  }

type CellReader = (credit: SegmentCredit) => CreditCell | undefined

/** A credit as the report counts it; undefined when it is not in the cell. */
function readerOfCells({ query, test, names: ofRows }: PartsContext): CellReader {
  return ({ basis, on: day, tuple: { names, reason }, stage, names: told, share }) => {
    const isSale = basis !== REFUND_DATE
    const own = isSale && query.refundBasis === 'refund' ? withoutReturns(share) : share
    const cell = { ...own, tuple: names ?? null, reason, day, stage, more: ofRows.of(told) }
    return test.credit(cell) ? cell : undefined
  }
}

function wantedBy({ from, to, basis: asked, refundBasis, cell }: PartsContext['query']) {
  // What rates moved is dated by refunds on either basis.
  const isAsked = (basis: CellBasis): boolean =>
    basis === REFUND_DATE
      ? refundBasis === 'refund' || cell === 'fx_difference'
      : basis === asked && cell !== 'fx_difference'
  return (basis: CellBasis, on: number) => on >= from && on <= to && isAsked(basis)
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

const ORIGIN = `source, owner, schema_version AS schemaVersion,
  received_at AS receivedAt`

const VERSION = `
  SELECT seq, ${ORIGIN}, value, currency, tax, shipping, total, cost_of_goods AS costOfGoods,
    discount, coupon, market, sales_channel AS salesChannel,
    updated_at AS updatedAt, count(*) OVER () AS versions
  FROM conversion_versions WHERE conversion = ? ORDER BY ${STANDS_FIRST} LIMIT 1`

const REFUNDS = `
  SELECT seq, ${ORIGIN}, refund_id AS refundId, ts, amount, currency FROM refunds r
  WHERE r.counts_for = ? AND ${REFUND_STANDS}
  ORDER BY ts, refund_id`
