import {
  type CellBasis,
  type Contribution,
  forEachCredit,
  REFUND_DATE,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { mayBeOf } from '../../../roi/explain.ts'
import { type CreditCell, DISCOUNT } from '../../../roi/report.ts'
import type { ConversionFacts, ConversionPart } from '../../reports-explain.ts'
import { conversionFacts, type PackedRow } from './conversion-facts.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { withoutReturns } from './roi.ts'
import { askedOf } from './segments/asked.ts'
import { type Order, type SegmentCredit, SegmentOrders } from './segments/orders.ts'
import { tupleNames } from './tuple-names.ts'

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
  const facts = conversionFacts({ snapshot, fresh, model: query.model }, found)
  const segmentOf = segmentReader(query)
  const parts = found.map((one, at): ConversionPart => {
    const { cells } = one
    return { kind: 'conversion', cells, ...(facts[at] as ConversionFacts), ...segmentOf(one) }
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

const PAGE = `
  SELECT * FROM contributions
  WHERE generation = ? AND goal = ? AND (day, ts, conversion) > (?, ?, ?) AND day <= ?
    AND state = 'counted' AND packed != ''
  ORDER BY day, ts, conversion LIMIT ?`
