import { addDays, dayNumber } from '../../../../../shared/dates.ts'
import {
  type Filter,
  type Filters,
  ORDER_FILTERS,
  TOUCH_FILTERS,
} from '../../../../../shared/wire/filters.ts'
import type { Dimension } from '../../../../../shared/wire/roi.ts'
import {
  type CellBasis,
  type Contribution,
  creditsOfTouches,
  forEachCredit,
  isZero,
  MEASURES,
  type Measures,
  NOBODY,
  type PackedTouch,
  REFUND_DATE,
  unpackContribution,
} from '../../../../attribution/contribution.ts'
import { filtersOn, isEmpty, passes, verdictOn } from '../../../../roi/filters.ts'
import type { CreditCell, Tuple } from '../../../../roi/report.ts'
import type { Named } from '../../../../roi/rows.ts'
import type { Freshness, RoiReportQuery } from '../../../ledger.ts'
import type { Sql } from '../../sql.ts'
import { tupleNames } from '../tuple-names.ts'
import { askedOf, RowNames } from './asked.ts'
import { OrderLookup, type OrderNames } from './order-names.ts'
import { TouchLookup } from './touch-names.ts'

type SegmentQuery = Omit<RoiReportQuery, 'kind' | 'model'>

/** 50,000 of ten touches take two to five seconds: with more than this, too long for any host. */
export const SEGMENT_CONVERSIONS_MAX = 300_000

/** Packed contributions that are in memory together. */
const CONVERSIONS_AT_ONCE = 200

const DAY_MS = 86_400_000

/** Credits of one model: those of the basis, and what refunds took on their own days. */
export interface SegmentCredits {
  sold: CreditCell[]
  returned: CreditCell[]
}

/** A conversion with all that is asked of it. */
interface Order {
  packed: Contribution
  order: OrderNames
  namesOf: (hit: number) => Named
}

/**
 * The credits of a segment, from what conversions have contributed: a page of them is in memory, and the
 * sums that the report tells apart. The credits are those of the rollups, each where its touch and its
 * order belong; what of an order is an item's is a split of its credits.
 */
export class SegmentCells {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #query: SegmentQuery
  readonly #filters: { ofTouch: Filters; ofOrder: Filters; item: Filter | undefined }
  readonly #inTime: boolean
  readonly #tuples: (id: number) => NamedTuple
  readonly names: RowNames
  readonly #orders: OrderLookup
  readonly #touches: TouchLookup
  readonly #books: ReadonlyMap<string, { sold: Book; returned: Book }>
  eligible = 0
  matched = 0

  constructor(sql: Sql, fresh: Freshness, query: SegmentQuery, models: readonly string[]) {
    const { by, filters = {} } = query
    const { item, ...ofOrder } = filtersOn(filters, ORDER_FILTERS)
    const asked = askedOf(query)
    this.#sql = sql
    this.#fresh = fresh
    this.#query = query
    this.#filters = { ofTouch: filtersOn(filters, TOUCH_FILTERS), ofOrder, item }
    this.#inTime = by.some((name) => name === 'day' || name === 'week' || name === 'month')
    this.#tuples = namedTuples(sql)
    this.names = new RowNames(by)
    this.#orders = new OrderLookup(sql, asked)
    this.#touches = new TouchLookup(sql, asked)
    const books = models.map((model) => [model, { sold: new Book(by), returned: new Book(by) }])
    this.#books = new Map(books as [string, { sold: Book; returned: Book }][])
    for (const rows of this.#sales()) this.#add(rows, (basis) => basis === query.basis)
    for (const rows of this.#refunded()) this.#add(rows, (basis) => basis === REFUND_DATE)
  }

  of(model: string): SegmentCredits {
    const books = this.#books.get(model)
    return { sold: books?.sold.cells ?? [], returned: books?.returned.cells ?? [] }
  }

  #add(rows: readonly Row[], isWanted: (basis: CellBasis) => boolean): void {
    const orders = this.#kept(rows)
    if (isWanted(this.#query.basis)) for (const order of orders) this.#count(order)
    for (const [model, { sold, returned }] of this.#books)
      for (const order of orders)
        forEachCredit(order.packed, model, (basis, on, place, part) => {
          if (!isWanted(basis) || on < this.#query.from || on > this.#query.to) return
          this.#addCredit(basis === REFUND_DATE ? returned : sold, order, { on, place, part })
        })
  }

  /** Those whose order is not outside. */
  #kept(rows: readonly Row[]): Order[] {
    const { item, ofOrder } = this.#filters
    const orderOf = this.#orders.of(rows.map(({ conversion }) => conversion))
    const kept = rows.flatMap(({ conversion, packed, advocacy }) => {
      const contribution = unpackContribution(packed)
      const order = withAdvocacy(orderOf(conversion), advocacy)
      const names = { ...order.names, stage: contribution.stage }
      if (!this.#isSold(contribution, names)) return []
      const items = item ? order.items.filter(({ id }) => passes(item, id)) : order.items
      if (verdictOn(ofOrder, names) === 'out' || items.length === 0) return []
      return [{ packed: contribution, order }]
    })
    const hits = this.#touches.isIdle ? [] : kept.flatMap(({ packed }) => this.#credited(packed))
    const namesOf = this.#touches.of(hits)
    return kept.map((one) => ({ ...one, namesOf }))
  }

  #isSold({ apart }: Contribution, { sales_channel: channel = 'web' }: Named): boolean {
    const { salesChannels } = this.#query
    return salesChannels ? salesChannels.includes(channel) : apart === undefined
  }

  /** Hits of the touches that earn anything under a model that is asked. */
  #credited({ touches, weights }: Contribution): number[] {
    const isCredited = (_: PackedTouch, at: number) =>
      [...this.#books.keys()].some((model) => (weights[model]?.[at] ?? 0) > 0)
    return touches.filter(isCredited).map(([, , , , hit]) => hit)
  }

  /** Coverage is of orders: which of their touches are asked makes no difference. */
  #count({ packed: { day, touches } }: Order): void {
    if (day < this.#query.from || day > this.#query.to) return
    this.eligible += 1
    if (touches.length > 0) this.matched += 1
  }

  #addCredit(
    book: Book,
    { packed, order, namesOf }: Order,
    { on, place, part }: { on: number; place: number; part: Measures },
  ): void {
    const { ofTouch, item } = this.#filters
    const touch = place === NOBODY ? undefined : packed.touches[place]
    const tuple = this.#tuples(touch?.[3] ?? packed.unattributed)
    const names = touch ? { ...tuple.names, ...namesOf(touch[4]) } : {}
    if (touch ? verdictOn(ofTouch, names) !== 'in' : !isEmpty(ofTouch)) return
    const at = { tuple, on: this.#inTime ? on : this.#query.from, stage: packed.stage }
    for (const { id, share } of partsOf(part, order)) {
      if (isZero(share) || (item && !passes(item, id))) continue
      const more = touch ? this.names.of({ ...order.names, ...names, item: id }) : NAMELESS
      book.add({ ...at, more, moreKey: this.names.keyOf(more) }, share)
    }
  }

  /** Conversions that may have credits of the basis in the period. */
  *#sales(): Generator<Row[]> {
    const { goal, from, to, basis } = this.#query
    const last = lastDay(basis, to)
    const statement = this.#sql.prepare<Row>(SALES)
    let place: (string | number)[] = [from, Number.MIN_SAFE_INTEGER, '']
    for (;;) {
      const { generation } = this.#fresh
      const rows = statement.all(generation, goal, last, ...place, CONVERSIONS_AT_ONCE)
      yield rows.filter(({ packed }) => packed !== '')
      const end = rows.at(-1)
      if (!end || rows.length < CONVERSIONS_AT_ONCE) return
      place = [end.day, end.ts, end.transaction_id]
    }
  }

  /** Conversions with a refund in the period, or on a day beside it: time zones differ by less. */
  *#refunded(): Generator<Row[]> {
    const { goal, from, to } = this.#query
    const times = [msOf(addDays(from, -1)), msOf(addDays(to, 2))]
    const ids = this.#sql.prepare<{ conversion: number }>(REFUNDED).all(...times, ...times)
    const statement = this.#sql.prepare<Row>(BY_ID)
    for (let at = 0; at < ids.length; at += CONVERSIONS_AT_ONCE) {
      const some = ids.slice(at, at + CONVERSIONS_AT_ONCE).map(({ conversion }) => conversion)
      yield statement.all(JSON.stringify(some), this.#fresh.generation, goal)
    }
  }
}

const NAMELESS: Named = {}

const msOf = (day: number): number => dayNumber(day) * DAY_MS

/** What of a credit is which item's; all of it where items were not asked. */
function partsOf(part: Measures, { items }: OrderNames): { id: string; share: Measures }[] {
  const [only] = items
  if (only && items.length === 1) return [{ id: only.id, share: part }]
  const shares = creditsOfTouches(
    part,
    items.map(({ weight }) => weight),
  )
  return items.map(({ id }, at) => ({ id, share: shares[at] as Measures }))
}

interface Place {
  tuple: NamedTuple | undefined
  on: number
  stage: string
  more: Named
  /** Tells `more` from others. */
  moreKey: string
}

/** Sums of credits as far as rows tell them apart; stages always are. */
class Book {
  readonly #by: readonly Dimension[]
  readonly #cells = new Map<string, CreditCell>()
  readonly #coarse = new Map<NamedTuple | undefined, { id: number; where: Where }>()
  readonly #ids = new Map<string, number>()

  constructor(by: readonly Dimension[]) {
    this.#by = by
  }

  get cells(): CreditCell[] {
    return [...this.#cells.values()]
  }

  add({ tuple, on, stage, more, moreKey }: Place, part: Measures): void {
    const { id, where } = this.#whereOf(tuple)
    const key = `${on} ${stage} ${id} ${moreKey}`
    const cell = this.#cells.get(key)
    if (cell) for (const name of MEASURES) cell[name] += part[name]
    else this.#cells.set(key, { ...where, day: on, stage, more, ...part })
  }

  #whereOf(tuple: NamedTuple | undefined) {
    const known = this.#coarse.get(tuple)
    if (known) return known
    const coarse = tuple?.names && this.#coarser(tuple.names)
    const where: Where = coarse ? { tuple: coarse } : { tuple: null, reason: tuple?.reason }
    const key = JSON.stringify(where)
    const fresh = { id: this.#ids.get(key) ?? this.#ids.size, where }
    this.#ids.set(key, fresh.id)
    this.#coarse.set(tuple, fresh)
    return fresh
  }

  #coarser(names: Tuple): Tuple {
    const name = (dimension: keyof Tuple) => (this.#by.includes(dimension) ? names[dimension] : '')
    return {
      channel: name('channel'),
      source: name('source'),
      medium: name('medium'),
      campaign: name('campaign'),
    }
  }
}

type Where = Pick<CreditCell, 'tuple' | 'reason'>

/** How many conversions a segment would have to go over. */
export function conversionsOf(
  sql: Sql,
  { generation }: Freshness,
  { goal, from, to, basis }: SegmentQuery,
): number {
  return sql.prepare<{ n: number }>(COUNT).get(generation, goal, from, lastDay(basis, to))?.n ?? 0
}

/** A touch is before its conversion, however long. */
const lastDay = (basis: CellBasis, to: number): number => (basis === 'touch_date' ? LAST_DAY : to)

/** A tuple of touches has names, one that stands for conversions without a touch a reason. */
interface NamedTuple {
  names?: Tuple
  reason?: string
}

function namedTuples(sql: Sql): (id: number) => NamedTuple {
  const namesOf = tupleNames(sql)
  const known = new Map<number, NamedTuple>()
  return (id) => {
    const names = namesOf(id)
    const tuple = known.get(id) ?? (names.channel === '' ? { reason: names.source } : { names })
    known.set(id, tuple)
    return tuple
  }
}

interface Row {
  conversion: number
  day: number
  ts: number
  transaction_id: string
  packed: string
  advocacy: number
}

/** Whether another customer's code has brought an order. */
const withAdvocacy = ({ names, items }: OrderNames, advocacy: number): OrderNames => ({
  names: { ...names, advocacy: advocacy === 1 ? 'yes' : 'no' },
  items,
})

const LAST_DAY = 99991231

const COUNT = `
  SELECT count(*) AS n FROM contributions WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ?
    AND state = 'counted'`

const SALES = `
  SELECT conversion, day, ts, transaction_id, packed, advocacy FROM contributions
  WHERE generation = ? AND goal = ? AND day <= ? AND state = 'counted' AND (day, ts, transaction_id) > (?, ?, ?)
  ORDER BY day, ts, transaction_id LIMIT ?`

/** Their own, and those of the deals that a lead has its value from. */
const REFUNDED = `
  SELECT conversion FROM refunds WHERE ts BETWEEN ? AND ?
  UNION SELECT v.origin FROM refunds r JOIN conversion_versions v ON v.conversion = r.conversion
  WHERE r.ts BETWEEN ? AND ? AND v.origin IS NOT NULL`

/** By the key of the ids, and not by the goal: SQLite would go over all of that. */
const BY_ID = `
  SELECT conversion, day, ts, transaction_id, packed, advocacy
  FROM json_each(?) AS asked CROSS JOIN contributions ON conversion = asked.value
  WHERE generation = ? AND +goal = ? AND state = 'counted' AND packed != ''`
