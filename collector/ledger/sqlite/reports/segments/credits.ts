import { addDays, dayNumber } from '../../../../../shared/dates.ts'
import type { Dimension } from '../../../../../shared/wire/roi.ts'
import {
  addMeasures,
  type CellBasis,
  type Measures,
  measuresFrom,
  REFUND_DATE,
} from '../../../../attribution/contribution.ts'
import type { CreditCell, Tuple } from '../../../../roi/report.ts'
import type { Named } from '../../../../roi/rows.ts'
import type { Freshness } from '../../../ledger.ts'
import type { Sql } from '../../sql.ts'
import { RowNames } from './asked.ts'
import { Interned } from './interned.ts'
import {
  type NamedTuple,
  type Order,
  type OrderRow,
  type SegmentCredit,
  SegmentOrders,
  type SegmentQuery,
} from './orders.ts'

/** 50,000 of ten touches take one or two seconds: with more than this, too long for any host. */
export const SEGMENT_CONVERSIONS_MAX = 300_000

/** Packed contributions that are in memory together. */
const CONVERSIONS_AT_ONCE = 200

const DAY_MS = 86_400_000

/** Credits of one model: those of the basis, and what refunds took on their own days. */
export interface SegmentCredits {
  sold: CreditCell[]
  returned: CreditCell[]
}

/**
 * The credits of a segment, from what conversions have contributed: a page of them is in memory, and the
 * sums that the report tells apart.
 */
export class SegmentCells {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #query: SegmentQuery
  readonly #inTime: boolean
  readonly #orders: SegmentOrders
  readonly #books: ReadonlyMap<string, { sold: Book; returned: Book }>
  readonly names: RowNames
  readonly #spots: Interned<[tuple: NamedTuple, names: Named], Spot>
  eligible = 0
  matched = 0

  constructor(sql: Sql, fresh: Freshness, query: SegmentQuery, models: readonly string[]) {
    const { by } = query
    this.#sql = sql
    this.#fresh = fresh
    this.#query = query
    this.#inTime = by.some((name) => name === 'day' || name === 'week' || name === 'month')
    this.#orders = new SegmentOrders(sql, query, models)
    this.names = new RowNames(by)
    const coarse = coarser(by)
    this.#spots = new Interned((tuple, names) => {
      const more = this.names.of(names)
      const where = coarse(tuple)
      const key = `${JSON.stringify(where)} ${this.names.keyOf(more)}`
      return { cell: { ...where, more }, key }
    })
    const books = models.map((model) => [model, { sold: new Book(), returned: new Book() }])
    this.#books = new Map(books as [string, { sold: Book; returned: Book }][])
    for (const rows of this.#sales()) this.#add(rows, (basis) => basis === query.basis)
    for (const rows of this.#refunded()) this.#add(rows, (basis) => basis === REFUND_DATE)
  }

  of(model: string): SegmentCredits {
    const books = this.#books.get(model)
    return { sold: books?.sold.cells ?? [], returned: books?.returned.cells ?? [] }
  }

  #add(rows: readonly Row[], isOf: (basis: CellBasis) => boolean): void {
    const { from, to, basis: asked } = this.#query
    const orders = this.#orders.kept(rows)
    if (isOf(asked)) for (const order of orders) this.#count(order)
    const isWanted = (basis: CellBasis, on: number) => isOf(basis) && on >= from && on <= to
    for (const [model, { sold, returned }] of this.#books)
      for (const order of orders)
        this.#orders.forEachCredit(order, model, isWanted, (credit) =>
          this.#addCredit(credit.basis === REFUND_DATE ? returned : sold, credit),
        )
  }

  /** Coverage is of orders: which of their touches are asked makes no difference. */
  #count({ packed: { day, touches } }: Order): void {
    if (day < this.#query.from || day > this.#query.to) return
    this.eligible += 1
    if (touches.length > 0) this.matched += 1
  }

  #addCredit(book: Book, { tuple, on, stage, names, share }: SegmentCredit): void {
    book.add(this.#spots.of(tuple, names), this.#inTime ? on : this.#query.from, stage, share)
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

const msOf = (day: number): number => dayNumber(day) * DAY_MS

/** What rows tell of a credit besides its day and stage. */
interface Spot {
  cell: Pick<CreditCell, 'tuple' | 'reason' | 'more'>
  /** Tells it from others. */
  key: string
}

/** Sums of credits as far as rows tell them apart; stages always are. */
class Book {
  readonly #cells = new Map<string, CreditCell>()
  readonly #bySpot = new Interned((spot: Spot, on: number, stage: string) =>
    this.#cellOf(spot, on, stage),
  )

  get cells(): CreditCell[] {
    return [...this.#cells.values()]
  }

  add(spot: Spot, on: number, stage: string, part: Measures): void {
    addMeasures(this.#bySpot.of(spot, on, stage), part)
  }

  /** A spot that was forgotten and made again has the cell that it had. */
  #cellOf({ cell: given, key: ofSpot }: Spot, day: number, stage: string): CreditCell {
    const key = `${day} ${stage} ${ofSpot}`
    const cell = this.#cells.get(key) ?? { ...given, day, stage, ...measuresFrom(() => 0) }
    this.#cells.set(key, cell)
    return cell
  }
}

/** As much of tuples as rows tell apart. */
function coarser(by: readonly Dimension[]): (tuple: NamedTuple) => Where {
  const isAsked = (dimension: keyof Tuple) => by.includes(dimension)
  const [channel, source, medium, campaign] = (
    ['channel', 'source', 'medium', 'campaign'] as const
  ).map(isAsked)
  return ({ names, reason }) =>
    names
      ? {
          tuple: {
            channel: channel ? names.channel : '',
            source: source ? names.source : '',
            medium: medium ? names.medium : '',
            campaign: campaign ? names.campaign : '',
          },
        }
      : { tuple: null, reason }
}

type Where = Pick<CreditCell, 'tuple' | 'reason'>

/** How many conversions a segment would have to go over, if more than so many; at most so many, if not. */
export function conversionsOf(
  sql: Sql,
  { generation }: Freshness,
  { goal, from, to, basis }: SegmentQuery,
  max: number,
): number {
  const terms = [generation, goal, from, lastDay(basis, to)]
  const n = (text: string) => sql.prepare<{ n: number }>(text).get(...terms)?.n ?? 0
  const most = n(COUNT)
  return most > max ? n(COUNTED) : most
}

/** A touch is before its conversion, however long. */
const lastDay = (basis: CellBasis, to: number): number => (basis === 'touch_date' ? LAST_DAY : to)

interface Row extends OrderRow {
  day: number
  ts: number
  transaction_id: string
}

const LAST_DAY = 99991231

/** By an index alone; those that do not count are few. */
const COUNT = `
  SELECT count(*) AS n FROM contributions WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ?`

const COUNTED = `${COUNT} AND state = 'counted'`

const SALES = `
  SELECT conversion, day, ts, transaction_id, packed, advocacy FROM contributions
  WHERE generation = ? AND goal = ? AND day <= ? AND state = 'counted' AND (day, ts, transaction_id) > (?, ?, ?)
  ORDER BY day, ts, transaction_id LIMIT ?`

/** Their own, and those of the deals that a lead has its value from. */
const REFUNDED = `
  SELECT counts_for AS conversion FROM refunds WHERE ts BETWEEN ? AND ?
  UNION SELECT v.origin FROM refunds r JOIN conversion_versions v ON v.conversion = r.counts_for
  WHERE r.ts BETWEEN ? AND ? AND v.origin IS NOT NULL`

/** By the key of the ids, and not by the goal: SQLite would go over all of that. */
const BY_ID = `
  SELECT conversion, day, ts, transaction_id, packed, advocacy
  FROM json_each(?) AS asked CROSS JOIN contributions ON conversion = asked.value
  WHERE generation = ? AND +goal = ? AND state = 'counted' AND packed != ''`
