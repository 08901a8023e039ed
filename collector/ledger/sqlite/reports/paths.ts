import { daysBetween } from '../../../../shared/dates.ts'
import { MILLIONTHS } from '../../../../shared/money.ts'
import {
  type Contribution,
  type PackedReturn,
  REFUND_DATE,
  unpackContribution,
} from '../../../attribution/contribution.ts'
import { lookbackMs } from '../../../journey/journey.ts'
import { lostAt, type Unconverted } from '../../../journey/unconverted.ts'
import { localDay } from '../../../roi/dates.ts'
import {
  addEarned,
  noPathSums,
  PathBook,
  type PathBridge,
  type PathSums,
} from '../../../roi/paths.ts'
import type { Tuple } from '../../../roi/report.ts'
import { costOfDays, type TouchCosts } from '../../../roi/touch-cost.ts'
import { type Earned, earnedOf } from '../../../roi/worth.ts'
import type { Freshness, PathsAnswer, PathsQuery } from '../../ledger.ts'
import { uuidText } from '../bytes.ts'
import { isByCode } from '../code-touches.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { IdSet } from './id-set.ts'
import { type LooseTouch, LooseTouches } from './loose-touches.ts'
import { periodRanges } from './periods.ts'
import { readAllocation, readTouchCosts, readTuples } from './touch-costs.ts'

/**
 * The report goes over all touches of a site, and finds the places of touches among those of their
 * day: with this many, some seconds and some 100 MB of SQLite's.
 */
export const PATH_TOUCHES_MAX = 1_500_000

/** Packed contributions that are in memory together. */
const CONVERSIONS_AT_ONCE = 200

const FIRST_DAY = 19700101

/**
 * Journeys by the path they took, with what became of the period's spend.
 * @param touchesMax a site with more is only told how many it has
 */
export function pathsReport(
  { sql, queries }: Snapshot,
  query: PathsQuery,
  touchesMax: number = PATH_TOUCHES_MAX,
): PathsAnswer {
  const fresh = freshness(queries)
  const touches = sql.prepare<{ n: number | null }>(ALL_TOUCHES).get(fresh.generation)?.n ?? 0
  const size = { touches, touchesMax }
  if (touches > touchesMax) return answerOf(fresh, size, {})
  const paths = new Paths(sql, fresh, query)
  paths.addConverted()
  paths.addUnconverted()
  paths.addCodesOfOthers()
  return answerOf(fresh, size, paths.answer())
}

function answerOf(
  fresh: Freshness,
  size: { touches: number; touchesMax: number },
  found: Partial<ReturnType<Paths['answer']>>,
): PathsAnswer {
  return {
    kind: 'paths',
    ...fresh,
    ...size,
    ...{ paths: [], distinct: 0, next: null, openJourneys: 0 },
    ...{ other: noPathSums(), closed: noPathSums(), bridge: noBridge() },
    unattributed: noPathSums(),
    ...found,
  }
}

/** Sorts every journey, and every touch of the period, into the place where it counts. */
class Paths {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #query: PathsQuery
  readonly #book: PathBook
  readonly #costs: TouchCosts
  readonly #bridge: PathBridge
  /** Hits of touches whose cost a converted journey has: each costs once. */
  readonly #spent: IdSet
  /** The same of touches that orders have by their codes, by the conversion. */
  readonly #spentByCode = new Set<number>()
  readonly #converted: IdSet
  #openJourneys = 0

  constructor(sql: Sql, fresh: Freshness, query: PathsQuery) {
    const { from, to, costs } = query
    const tuples = readTuples(sql)
    const allocation = readAllocation(sql, fresh, { from: FIRST_DAY, to }, costs, { tuples })
    const { spend, withoutTouch, overhead, restOfMonth } = costOfDays(allocation.days, from, to)
    const last = (table: string, id: string) =>
      sql.prepare<{ id: number | null }>(`SELECT max(${id}) AS id FROM ${table}`).get()?.id ?? 0
    this.#sql = sql
    this.#fresh = fresh
    this.#query = query
    this.#book = new PathBook(query, (tuple) => tuples.get(tuple) ?? NAMELESS)
    this.#costs = readTouchCosts(sql, fresh.generation, allocation, (day) => day <= to)
    this.#bridge = { ...noBridge(), spend, withoutTouch, overhead, restOfMonth }
    this.#spent = new IdSet(last('hits', 'seq'))
    this.#converted = new IdSet(last('conversions', 'id'))
  }

  /** A touch that several journeys have (a visit that was open at an order) costs the first of them. */
  addConverted(): void {
    const statement = this.#sql.prepare<ConvertedRow>(CONVERTED)
    const { generation } = this.#fresh
    let place: (string | number)[] = [0, 0, '']
    for (;;) {
      const { goal } = this.#query
      const rows = statement.all(generation, goal, ...place, CONVERSIONS_AT_ONCE)
      for (const row of rows) if (row.packed !== '') this.#addConversion(row)
      const last = rows.at(-1)
      if (!last || rows.length < CONVERSIONS_AT_ONCE) return
      place = [last.day, last.ts, last.transaction_id]
    }
  }

  #addConversion({ conversion, packed, day }: ConvertedRow): void {
    const { touches, measures, returns = [] }: Contribution = unpackContribution(packed)
    const [first] = touches
    if (!first) return
    this.#converted.add(conversion)
    const cost = { ...NO_COST }
    for (const [id, ts, touchDay, tuple, hit] of touches) {
      if (this.#isFirst(hit)) this.#addCost(cost, { ts, day: touchDay, tuple }, () => id)
    }
    const tuples = touches.map(([, , , tuple]) => tuple)
    const { worth, refundBasis } = this.#query
    const isSale = refundBasis !== 'refund'
    const earned = earnedOf(isSale ? measures : { ...measures, ...NOTHING_RETURNED }, worth)
    this.#addClosed(day, tuples, cost, { earned, days: daysBetween(first[2], day) })
    if (!isSale) this.#giveBack(tuples, returns)
  }

  /** Of a journey that closed in the period or not: what went back of it on days of the period. */
  #giveBack(tuples: readonly number[], returns: readonly PackedReturn[]): void {
    const { from, to, worth } = this.#query
    let before = NOTHING_RETURNED
    for (const [day, refunded, goodsReturned, discountReturned] of returns) {
      const step = {
        refunded: refunded - before.refunded,
        goodsReturned: goodsReturned - before.goodsReturned,
        discountReturned: discountReturned - before.discountReturned,
      }
      before = { refunded, goodsReturned, discountReturned }
      if (day >= from && day <= to)
        this.#book.giveBack(tuples, earnedOf({ ...NOTHING_SOLD, ...step }, worth))
    }
  }

  #isFirst(hit: number): boolean {
    if (!isByCode(hit)) return this.#spent.add(hit)
    if (this.#spentByCode.has(hit)) return false
    this.#spentByCode.add(hit)
    return true
  }

  /** Touches by codes of orders of other goals: they are in no journey of this one. */
  addCodesOfOthers(): void {
    const cost = { ...NO_COST }
    const rows = this.#sql.prepare<CodeTouchRow>(CODE_TOUCHES).all(this.#fresh.generation)
    for (const { event_id, hit, ...touch } of rows)
      if (!this.#spentByCode.has(hit)) this.#addCost(cost, touch, () => uuidText(event_id))
    this.#bridge.leftOut += cost.inPeriod
  }

  addUnconverted(): void {
    const { generation, settings } = this.#fresh
    const { goal } = this.#query
    const loose = new LooseTouches({
      ...{ sql: this.#sql, generation, goal, spent: this.#spent, converted: this.#converted },
      lookbackMs: lookbackMs(settings, goal),
    })
    for (const journey of loose.journeys()) this.#addLoose(journey, (hit) => loose.idOf(hit))
  }

  #addLoose({ kind, touches }: Unconverted<LooseTouch>, idOf: (hit: number) => string): void {
    const cost = { ...NO_COST }
    for (const touch of touches) this.#addCost(cost, touch, () => idOf(touch.hit))
    if (kind === 'left_out') this.#bridge.leftOut += cost.inPeriod
    else if (lostAt(touches) > this.#query.costs.now) this.#addOpen(touches, cost)
    else {
      const day = localDay(lostAt(touches), this.#fresh.settings.timeZone)
      const tuples = touches.map(({ tuple }) => tuple)
      this.#addClosed(day, tuples, cost)
    }
  }

  #addOpen(touches: readonly LooseTouch[], { inPeriod }: JourneyCost): void {
    const { from, to } = this.#query
    this.#bridge.open += inPeriod
    if (touches.some(({ day }) => day >= from && day <= to)) this.#openJourneys += 1
  }

  #addClosed(
    day: number,
    tuples: readonly number[],
    { inPeriod, before }: JourneyCost,
    conversion?: { earned: Earned; days: number },
  ): void {
    if (day < this.#query.from || day > this.#query.to) {
      this.#bridge.closedOutside += inPeriod
      return
    }
    const cost = inPeriod + before
    this.#bridge.closed += cost
    this.#bridge.beforePeriod -= before
    this.#book.add({ tuples, cost, ...(conversion && { conversion }) })
  }

  #addCost(
    sums: JourneyCost,
    touch: { ts: number; day: number; tuple: number },
    idOf: () => string,
  ): void {
    if (touch.day > this.#query.to) return
    const cost = this.#costs.of(touch, idOf)
    if (touch.day < this.#query.from) sums.before += cost
    else sums.inPeriod += cost
  }

  answer() {
    const { sort, skip, limit } = this.#query
    const { size, other, closed } = this.#book
    return {
      paths: this.#book.ranked(sort, skip, limit),
      distinct: size,
      next: skip + limit < size ? skip + limit : null,
      ...{ other, closed },
      openJourneys: this.#openJourneys,
      unattributed: this.#unattributed(),
      bridge: this.#bridge,
    }
  }

  /** The same under every model: all of them leave it to nobody. */
  #unattributed(): PathSums {
    const { generation, settings } = this.#fresh
    const { from, to, goal, worth, refundBasis } = this.#query
    const sums = noPathSums()
    const statement = this.#sql.prepare<UnattributedRow>(UNATTRIBUTED)
    const model = settings.models[0]?.name ?? ''
    for (const range of periodRanges(from, to, false))
      for (const row of statement.all(generation, goal, model, range.from, range.to)) {
        const { basis, conversions, ...amounts } = row
        if (basis === REFUND_DATE && refundBasis !== 'refund') continue
        const isGross = basis !== REFUND_DATE && refundBasis === 'refund'
        addEarned(sums, earnedOf(isGross ? { ...amounts, ...NOTHING_RETURNED } : amounts, worth))
        sums.conversions += conversions / MILLIONTHS
      }
    return sums
  }
}

interface UnattributedRow {
  basis: string
  conversions: number
  value: number
  refunded: number
  costOfGoods: number
  goodsReturned: number
  discount: number
  discountReturned: number
}

const NOTHING_RETURNED = { refunded: 0, goodsReturned: 0, discountReturned: 0 }
const NOTHING_SOLD = { value: 0, costOfGoods: 0, discount: 0 }

/** What a journey costs, by when it was spent. */
interface JourneyCost {
  before: number
  inPeriod: number
}

const NO_COST: JourneyCost = { before: 0, inPeriod: 0 }

const NAMELESS: Tuple = { channel: '', source: '', medium: '', campaign: '' }

const noBridge = (): PathBridge => ({
  ...{ closed: 0, beforePeriod: 0, open: 0, closedOutside: 0, leftOut: 0 },
  ...{ withoutTouch: 0, overhead: 0, restOfMonth: 0, spend: 0 },
})

interface ConvertedRow {
  conversion: number
  day: number
  ts: number
  transaction_id: string
  packed: string
}

interface CodeTouchRow {
  event_id: Uint8Array
  hit: number
  ts: number
  day: number
  tuple: number
}

const CODE_TOUCHES = `
  SELECT event_id, hit, ts, day, tuple FROM touches WHERE generation = ? AND visitor < 0`

const ALL_TOUCHES = `
  SELECT sum(n) AS n FROM touch_totals WHERE generation = ? AND period < 1000000`

const CONVERTED = `
  SELECT conversion, day, ts, transaction_id, packed FROM contributions
  WHERE generation = ? AND goal = ? AND (day, ts, transaction_id) > (?, ?, ?)
  ORDER BY day, ts, transaction_id LIMIT ?`

const UNATTRIBUTED = `
  SELECT basis, sum(conversions) AS conversions, sum(value) AS value, sum(refunded) AS refunded,
    sum(cost_of_goods) AS costOfGoods, sum(goods_returned) AS goodsReturned,
    sum(discount) AS discount, sum(discount_returned) AS discountReturned
  FROM rollups JOIN tuples t ON t.id = rollups.tuple
  WHERE generation = ? AND goal = ? AND model = ? AND basis IN ('conversion_date', '${REFUND_DATE}')
    AND period BETWEEN ? AND ? AND t.channel = ''
  GROUP BY basis`
