import { addDays, DAY_MS, daysBetween } from '../../../../shared/dates.ts'
import type { PackedReturn, PackedTouch } from '../../../attribution/contribution.ts'
import { lookbackMs } from '../../../journey/journey.ts'
import type { Person } from '../../../journey/persons.ts'
import { LOST_AFTER_MS, lostAt, type Unconverted } from '../../../journey/unconverted.ts'
import { localDay } from '../../../roi/dates.ts'
import { addEarned, noPathSums, PathBook, type PathBridge } from '../../../roi/paths.ts'
import { type Earned, earnedOf } from '../../../roi/worth.ts'
import type { Freshness, PathsAnswer, PathsQuery } from '../../ledger.ts'
import { uuidText } from '../bytes.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { type ConvertedJourney, ConvertedJourneys } from './converted-journeys.ts'
import { freshness } from './freshness.ts'
import { IdSet } from './id-set.ts'
import { type LooseTouch, LooseTouches } from './loose-touches.ts'
import { PathFilter } from './path-filter.ts'
import type { ClosedAdds, PathPart, PathPlaceBeside, PathWitness } from './path-witness.ts'
import { unattributedSums } from './paths-unattributed.ts'
import { REACH_MAX, Reach, touchesOfDays } from './reach.ts'
import { type CostedTouch, SharedCosts } from './touch-costs.ts'
import { tupleNames } from './tuple-names.ts'

/** A journey that is lost on the first day had its last touch so many days before, whatever the time of day. */
const LOST_AFTER_DAYS = LOST_AFTER_MS / DAY_MS + 1

/**
 * Journeys by the path they took, with what became of the period's spend. Goes over the conversions of
 * the period, and over all touches of those who came in it or in the month before, when a journey had
 * its last touch that was lost in it; so a site may be as old as it likes.
 * @throws ReportTooLargeError for a question that reaches over more touches and conversions than `reachMax`
 */
export function pathsReport(
  { sql, queries }: Snapshot,
  query: PathsQuery,
  reachMax: number = REACH_MAX,
): PathsAnswer {
  return pathsWith({ sql, queries }, query, reachMax).answer
}

/** The report, and the book that it is read from. @param witness told of each part of its figures */
export function pathsWith(
  { sql, queries }: Snapshot,
  query: PathsQuery,
  reachMax: number = REACH_MAX,
  witness?: PathWitness,
): { answer: PathsAnswer; book: PathBook } {
  const fresh = freshness(queries)
  const what = `paths of these days and the ${LOST_AFTER_DAYS} before them go`
  new Reach(what, reachMax).add(knownReach(sql, fresh, query))
  // Those who came in them may have been there often before.
  const paths = new Paths(sql, fresh, query, new Reach(what, reachMax), witness)
  paths.addConverted()
  paths.addUnconverted()
  paths.addOwnOfOthers()
  return { answer: { kind: 'paths', ...fresh, ...paths.answer() }, book: paths.book }
}

/** Touches and conversions that are known to be in reach before any is read. */
function knownReach(sql: Sql, { generation }: Freshness, { from, to, goal }: PathsQuery): number {
  const conversions = sql.prepare<{ n: number }>(CONVERSIONS).get(generation, goal, from, to)
  const first = addDays(from, -LOST_AFTER_DAYS)
  return touchesOfDays(sql, generation, first, to) + (conversions?.n ?? 0)
}

/** Sorts every journey, and every touch of the period, into the place where it counts. */
class Paths {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #query: PathsQuery
  readonly #reach: Reach
  readonly #book: PathBook
  readonly #costs: SharedCosts
  readonly #bridge: PathBridge
  /** Hits of touches whose cost a journey has: each costs once. */
  readonly #spent: IdSet
  /** The same of touches that have no hit. */
  readonly #spentUnseen = new Set<number>()
  readonly #converted: IdSet
  readonly #journeys: ConvertedJourneys
  readonly #witness: PathWitness | undefined
  readonly #filter: PathFilter
  #openJourneys = 0

  constructor(
    sql: Sql,
    fresh: Freshness,
    query: PathsQuery,
    reach: Reach,
    witness: PathWitness | undefined,
  ) {
    const { from, to, costs } = query
    this.#witness = witness
    this.#sql = sql
    this.#fresh = fresh
    this.#query = query
    this.#reach = reach
    this.#book = new PathBook(query, tupleNames(sql))
    this.#costs = new SharedCosts(sql, fresh, costs)
    const { spend, withoutTouch, overhead, restOfMonth } = this.#costs.ofDays(from, to)
    this.#bridge = { ...noBridge(), spend, withoutTouch, overhead, restOfMonth }
    this.#spent = new IdSet(lastId(sql, 'hits', 'seq'))
    this.#converted = new IdSet(lastId(sql, 'conversions', 'id'))
    this.#journeys = new ConvertedJourneys(sql, fresh, query.goal)
    this.#filter = new PathFilter(sql, query.filters)
  }

  get book(): PathBook {
    return this.#book
  }

  /** A touch that several journeys have (a visit that was open at an order) costs the first of them. */
  addConverted(): void {
    const { from, to, refundBasis } = this.#query
    const journeys = this.#filter.converted(this.#journeys.ofDays(from, to))
    for (const [journey, isIn] of journeys) this.#addConversion(journey, isIn)
    if (refundBasis !== 'refund') return
    const given = this.#filter.converted(this.#journeys.givenBack(from, to))
    for (const [{ conversion, packed }, isIn] of given) {
      this.#reach.add(1)
      if (isIn) this.#giveBack(conversion, packed.touches.map(tupleOf), packed.returns ?? [])
    }
  }

  #addConversion(journey: ConvertedJourney, isIn: boolean): void {
    const { conversion, packed } = journey
    const { touches, measures, returns = [] } = packed
    const before = this.#journeys.spentBefore(journey, this.#query.from)
    const cost = noCost()
    for (const [id, ts, day, tuple, hit] of touches)
      if (!before.has(hit) && this.#isFirst(hit))
        this.#addCost(cost, { ts, day, tuple, hit }, () => id)
      else cost.ofTouches.push(0)
    if (!isIn) {
      this.#leaveOut(cost)
      return
    }
    const tuples = touches.map(tupleOf)
    const { worth, refundBasis } = this.#query
    const isSale = refundBasis !== 'refund'
    const earned = earnedOf(isSale ? measures : { ...measures, ...NOTHING_RETURNED }, worth)
    const days = daysBetween(touches[0]?.[2] ?? journey.day, journey.day)
    const part = conversionPart(conversion, cost)
    this.#addClosed(part, journey.day, tuples, cost, { earned, days })
    if (!isSale) this.#giveBack(conversion, tuples, returns)
  }

  /** Of a journey that closed in the period or not: what went back of it on days of the period. */
  #giveBack(conversion: number, tuples: readonly number[], returns: readonly PackedReturn[]): void {
    const { from, to, worth } = this.#query
    let before = NOTHING_RETURNED
    for (const [day, refunded, goodsReturned, discountReturned] of returns) {
      const step = {
        refunded: refunded - before.refunded,
        goodsReturned: goodsReturned - before.goodsReturned,
        discountReturned: discountReturned - before.discountReturned,
      }
      before = { refunded, goodsReturned, discountReturned }
      if (day < from || day > to) continue
      const earned = earnedOf({ ...NOTHING_SOLD, ...step }, worth)
      const entry = this.#book.giveBack(tuples, earned)
      const adds = noPathSums()
      addEarned(adds, earned)
      this.#witness?.closed(this.#book, entry, { kind: 'returned', conversion, costs: [] }, adds)
    }
  }

  #isFirst(hit: number): boolean {
    if (hit > 0) return this.#spent.add(hit)
    if (this.#spentUnseen.has(hit)) return false
    this.#spentUnseen.add(hit)
    return true
  }

  #isSpent(hit: number): boolean {
    return hit > 0 ? this.#spent.has(hit) : this.#spentUnseen.has(hit)
  }

  /**
   * Touches that orders have of their own, of the period, that no journey of it has: of orders of other goals, and those that
   * a later conversion has from its order.
   */
  addOwnOfOthers(): void {
    const { generation } = this.#fresh
    const touches = this.#sql.prepare<OrderTouchRow>(ORDER_TOUCHES)
    const orders = this.#sql.prepare<{ person: Person }>(PERSON)
    for (const day of this.#days(this.#query.from))
      for (const { event_id, ...touch } of touches.all(generation, day)) {
        if (this.#isSpent(touch.hit)) continue
        const person = orders.get(generation, -touch.hit)?.person ?? ''
        if (person !== '') this.#addElsewhere(person)
        if (this.#isSpent(touch.hit)) continue
        const cost = noCost()
        this.#addCost(cost, touch, () => uuidText(event_id))
        this.#bridge.leftOut += cost.inPeriod
        const touches = [{ ...touch, visitor: 0 }]
        this.#besides('left_out', { kind: 'touch', touches, costs: cost.ofTouches }, cost)
      }
  }

  addUnconverted(): void {
    const { generation, settings } = this.#fresh
    const { goal } = this.#query
    const loose = new LooseTouches({
      ...{ sql: this.#sql, generation, goal, converted: this.#converted },
      spent: { has: (hit) => this.#isSpent(hit) },
      lookbackMs: lookbackMs(settings, goal),
      onNamed: (persons) => {
        for (const person of persons) this.#addElsewhere(person)
      },
      wanted: this.#visitors(),
      onRead: (touches) => this.#reach.add(touches),
    })
    for (const [journey, isIn] of this.#filter.unconverted(loose.journeys()))
      this.#addLoose(journey, isIn, (hit) => loose.idOf(hit))
  }

  /** Who came in the period, or so shortly before that a journey may have been lost in it. */
  #visitors(): IdSet {
    const visitors = new IdSet(lastId(this.#sql, 'visitors', 'id'))
    const statement = this.#sql.prepare<{ visitor: number }>(VISITORS)
    for (const day of this.#days(addDays(this.#query.from, -LOST_AFTER_DAYS)))
      for (const { visitor } of statement.all(this.#fresh.generation, day)) visitors.add(visitor)
    return visitors
  }

  /** Those with touches, up to the last of the period. */
  #days(from: number): number[] {
    const rows = this.#sql.prepare<{ day: number }>(DAYS_WITH_TOUCHES)
    return rows.all(this.#fresh.generation, from, this.#query.to).map(({ day }) => day)
  }

  /** All converted journeys of somebody who came: their touches are not loose. */
  #addElsewhere(person: Person): void {
    const { from, to } = this.#query
    for (const { conversion, day, packed } of this.#journeys.ofPerson(person)) {
      this.#converted.add(conversion)
      const isCounted = day >= from && day <= to
      const cost = noCost()
      for (const [id, ts, touchDay, tuple, hit] of packed.touches)
        if (this.#isFirst(hit) && !isCounted)
          this.#addCost(cost, { ts, day: touchDay, tuple, hit }, () => id)
        else cost.ofTouches.push(0)
      this.#bridge.closedOutside += cost.inPeriod
      const part = conversionPart(conversion, cost)
      this.#besides('closed_outside', part, cost)
    }
  }

  /** What costs nothing there is no part of it. */
  #besides(place: PathPlaceBeside, part: PathPart, { inPeriod }: JourneyCost): void {
    if (inPeriod !== 0) this.#witness?.beside(place, part, { cost: inPeriod })
  }

  #addLoose(
    { kind, touches }: Unconverted<LooseTouch>,
    isIn: boolean,
    idOf: (hit: number) => string,
  ): void {
    const cost = noCost()
    for (const touch of touches) this.#addCost(cost, touch, () => idOf(touch.hit))
    const part: PathPart = { kind: 'journey', touches, costs: cost.ofTouches }
    if (kind === 'left_out') {
      this.#bridge.leftOut += cost.inPeriod
      this.#besides('left_out', part, cost)
    } else if (!isIn) this.#leaveOut(cost)
    else if (lostAt(touches) > this.#query.costs.now) this.#addOpen(touches, part, cost)
    else {
      const day = localDay(lostAt(touches), this.#fresh.settings.timeZone)
      const tuples = touches.map(({ tuple }) => tuple)
      this.#addClosed(part, day, tuples, cost)
    }
  }

  /** Of a journey that the filters leave out, whenever it closes: what it cost in the period. */
  #leaveOut({ inPeriod }: JourneyCost): void {
    this.#bridge.filteredOut += inPeriod
  }

  #addOpen(touches: readonly LooseTouch[], part: PathPart, { inPeriod }: JourneyCost): void {
    const { from, to } = this.#query
    this.#bridge.open += inPeriod
    if (!touches.some(({ day }) => day >= from && day <= to)) return
    this.#openJourneys += 1
    this.#witness?.beside('open', part, { journeys: 1, cost: inPeriod })
  }

  #addClosed(
    part: PathPart,
    day: number,
    tuples: readonly number[],
    { inPeriod, before, ...more }: JourneyCost,
    conversion?: { earned: Earned; days: number },
  ): void {
    if (day < this.#query.from || day > this.#query.to) {
      this.#bridge.closedOutside += inPeriod
      this.#besides('closed_outside', part, { inPeriod, before, ...more })
      return
    }
    const cost = inPeriod + before
    this.#bridge.closed += cost
    this.#bridge.beforePeriod -= before
    const entry = this.#book.add({ tuples, cost, ...(conversion && { conversion }) })
    this.#witness?.closed(this.#book, entry, part, addsOf(cost, conversion))
    if (before !== 0) this.#witness?.beside('before_period', part, { cost: -before })
  }

  #addCost(sums: JourneyCost, touch: CostedTouch, idOf: () => string): void {
    if (touch.day > this.#query.to) {
      sums.ofTouches.push(0)
      return
    }
    const cost = this.#costs.ofTouch(touch, idOf)
    sums.ofTouches.push(cost)
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
      unattributed: unattributedSums(this.#sql, this.#fresh, this.#query),
      bridge: this.#bridge,
    }
  }
}

const NOTHING_RETURNED = { refunded: 0, goodsReturned: 0, discountReturned: 0 }
const NOTHING_SOLD = { value: 0, costOfGoods: 0, discount: 0 }

/** What a journey costs, by when it was spent. */
interface JourneyCost {
  before: number
  inPeriod: number
  /** In the order of its touches: what of it each has. */
  ofTouches: number[]
}

const noCost = (): JourneyCost => ({ before: 0, inPeriod: 0, ofTouches: [] })

const conversionPart = (conversion: number, { ofTouches }: JourneyCost): PathPart => ({
  ...{ kind: 'conversion', conversion },
  costs: ofTouches,
})

/** What a closed journey adds to the sums of its path. */
function addsOf(
  cost: number,
  conversion: { earned: Earned; days: number } | undefined,
): ClosedAdds {
  const adds = { ...noPathSums(), journeys: 1, cost }
  if (!conversion) return adds
  addEarned(adds, conversion.earned)
  return { ...adds, conversions: 1, days: conversion.days }
}

const noBridge = (): PathBridge => ({
  ...{ closed: 0, beforePeriod: 0, open: 0, closedOutside: 0, leftOut: 0, filteredOut: 0 },
  ...{ withoutTouch: 0, overhead: 0, restOfMonth: 0, spend: 0 },
})

const tupleOf = ([, , , tuple]: PackedTouch): number => tuple

interface OrderTouchRow {
  event_id: Uint8Array
  hit: number
  ts: number
  day: number
  tuple: number
}

const ORDER_TOUCHES = `
  SELECT event_id, hit, ts, day, tuple FROM touches INDEXED BY touches_day
  WHERE generation = ? AND day = ? AND +visitor < 0`

const PERSON = 'SELECT person FROM contributions WHERE generation = ? AND conversion = ?'

const lastId = (sql: Sql, table: string, id: string): number =>
  sql.prepare<{ id: number | null }>(`SELECT max(${id}) AS id FROM ${table}`).get()?.id ?? 0

const CONVERSIONS = `
  SELECT count(*) AS n FROM contributions WHERE generation = ? AND goal = ? AND day BETWEEN ? AND ?`

const DAYS_WITH_TOUCHES = `
  SELECT DISTINCT period AS day FROM touch_totals
  WHERE generation = ? AND period BETWEEN ? AND ? AND period > 1000000`

/** A touch that an order has of its own has no visitor. SQLite would go by all visitors. */
const VISITORS = `
  SELECT visitor FROM touches INDEXED BY touches_day WHERE generation = ? AND day = ? AND +visitor > 0`
