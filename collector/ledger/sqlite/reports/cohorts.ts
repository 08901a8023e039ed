import { daysOfMonth } from '../../../../shared/dates.ts'
import { RENEWAL } from '../../../../shared/wire/goals.ts'
import type { Contribution, PackedTouch } from '../../../attribution/contribution.ts'
import { unpackHead, unpackUnder } from '../../../attribution/packed-text.ts'
import { PURCHASE } from '../../../journey/journey.ts'
import {
  CohortBook,
  type CohortCustomer,
  type CohortPurchase,
  type FirstTouch,
  type WatchedCohorts,
} from '../../../roi/cohorts.ts'
import type { Tuple } from '../../../roi/report.ts'
import type { Freshness } from '../../freshness.ts'
import type { CohortsAnswer, CohortsQuery } from '../../reports-cohorts.ts'
import { HAPPENED_SQL } from '../contributions.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { freshness } from './freshness.ts'
import { leftOut } from './left-out.ts'
import { type AskedTouch, TouchFilter } from './touch-filter.ts'
import { tupleNames } from './tuple-names.ts'

/**
 * The report goes over all purchases of a site, in the order of persons: 100,000 take up to a second of
 * CPU, so that this many stay below the 30 s that an object may compute on Workers.
 */
export const COHORT_CONVERSIONS_MAX = 500_000

/** Packed contributions that are in memory together. */
const CONVERSIONS_AT_ONCE = 200

/**
 * Customers by the month of their first purchase, and what became of them.
 * @param conversionsMax a site with more is only told how many it has
 */
export function cohortsReport(
  { sql, queries }: Snapshot,
  query: CohortsQuery,
  conversionsMax: number = COHORT_CONVERSIONS_MAX,
  watch?: CohortsWatch,
): CohortsAnswer {
  const fresh = freshness(queries)
  const period = { ...lifeOf(query), today: query.asOn }
  const found = new Cohorts(sql, fresh, query, watch)
  const conversions = countConversions(sql, fresh)
  if (conversions <= conversionsMax) {
    found.addCustomers()
    found.addCosts()
  }
  const { leftOut: customers, ...told } = found.answer()
  return {
    ...{ kind: 'cohorts', ...fresh, conversions, conversionsMax, ...told },
    leftOut: { ...leftOut(queries, fresh, period), ...customers },
  }
}

/** Who is told of what is added to a place, and after each purchase of which. */
export interface CohortsWatch extends WatchedCohorts {
  added(conversion: number): void
}

/** What is read of them: from the first day of the months to the last on which they may have bought. */
export function lifeOf(query: CohortsQuery) {
  const [from, to] = daysOf(query)
  return {
    goal: PURCHASE,
    from,
    to: Math.max(to, query.asOn),
    refundBasis: query.refundBasis,
  }
}

/** The first and the last day of the months asked. */
const daysOf = ({ from, to }: CohortsQuery): [number, number] => [
  from * 100 + 1,
  to * 100 + daysOfMonth(to),
]

/** By the sums of a model: every conversion that counts is in the sums of each. */
function countConversions(sql: Sql, { generation, settings }: Freshness): number {
  const model = settings.models[0]?.name ?? ''
  return sql.prepare<{ n: number }>(CONVERSIONS).get(generation, PURCHASE, model)?.n ?? 0
}

/** Goes over purchases and renewals, person by person, a page of rows in memory at a time. */
class Cohorts {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #query: CohortsQuery
  readonly #first: number
  readonly #last: number
  readonly #names: (tuple: number) => Tuple
  readonly #book: CohortBook
  readonly #filter: TouchFilter
  readonly #watch: CohortsWatch | undefined
  readonly #unidentified = { orders: 0, revenue: 0, margin: 0 }
  /** First purchases that are not told of, by why. */
  readonly #leftOut: Record<string, number> = {}
  #person = ''
  /** undefined for a person whose first purchase is of another month, or not told of. */
  #customer: CohortCustomer | undefined

  constructor(sql: Sql, fresh: Freshness, query: CohortsQuery, watch: CohortsWatch | undefined) {
    this.#sql = sql
    this.#watch = watch
    this.#fresh = fresh
    this.#query = query
    const [first, last] = daysOf(query)
    this.#first = first
    this.#last = Math.min(last, query.asOn)
    this.#names = tupleNames(sql)
    this.#book = new CohortBook(query, this.#names, watch)
    this.#filter = new TouchFilter(sql, query.filters ?? {})
  }

  addCustomers(): void {
    const statement = this.#sql.prepare<PurchaseRow>(PURCHASES)
    const { generation } = this.#fresh
    let place: (string | number)[] = ['', '', 0, '']
    for (;;) {
      const terms = [this.#first, this.#query.asOn, generation, ...place, CONVERSIONS_AT_ONCE]
      const rows = statement.all(...terms)
      const firstOf = this.#firsts(rows)
      for (const row of rows)
        if (row.person === '') this.#addUnidentified(row)
        else this.#add(row, firstOf)
      const last = rows.at(-1)
      if (!last || rows.length < CONVERSIONS_AT_ONCE) return
      place = [last.person, last.goal, last.ts, last.transaction_id]
    }
  }

  /** Purchases of a page that may be somebody's first, read at once, with their touches. */
  #firsts(rows: readonly PurchaseRow[]): (row: PurchaseRow) => First | undefined {
    const { model } = this.#query
    const firsts = new Map<PurchaseRow, Contribution>()
    let before = this.#person
    for (const row of rows) {
      if (row.person !== '' && row.person !== before && row.packed !== '' && this.#isOfMonths(row))
        firsts.set(row, unpackUnder(row.packed, [model]))
      before = row.person
    }
    const touches = [...firsts.values()].flatMap((first) => first.touches)
    const isIn = this.#filter.isIdle ? undefined : this.#filter.of(touches.map(hitOf))
    return (row) => {
      const packed = firsts.get(row)
      return packed && { packed, touches: touchesOf(packed, model, isIn) }
    }
  }

  #add(row: PurchaseRow, firstOf: (row: PurchaseRow) => First | undefined): void {
    const isFirst = row.person !== this.#person
    if (isFirst) this.#customer = undefined
    this.#person = row.person
    if (isFirst ? !this.#isOfMonths(row) : !this.#customer) return
    if (isFirst) this.#customer = this.#customerOf(firstOf(row))
    if (row.packed === '' || !this.#customer) return
    this.#customer.add(purchaseOf(row.packed))
    this.#watch?.added(row.conversion)
  }

  /** Who has only renewed has no first purchase. */
  #isOfMonths({ day, goal }: PurchaseRow): boolean {
    return goal === PURCHASE && day >= this.#first && day <= this.#last
  }

  #customerOf(first: First | undefined): CohortCustomer | undefined {
    if (!first) return this.#leaveOut('customers_not_counted')
    const { packed, touches } = first
    if (packed.stage !== 'acquisition') return this.#leaveOut('customers_before')
    return this.#book.customer({
      ...{ day: packed.day, touches },
      reason: packed.unattributed === 0 ? '' : this.#names(packed.unattributed).source,
    })
  }

  #leaveOut(why: string): undefined {
    this.#leftOut[why] = (this.#leftOut[why] ?? 0) + 1
  }

  #addUnidentified(row: PurchaseRow): void {
    if (row.packed === '' || !this.#isOfMonths(row)) return
    const { measures, returns = [] } = unpackUnder(row.packed, [])
    const back = returns.findLast(([day]) => day <= this.#query.asOn)
    const [, refunded = 0, goodsReturned = 0] = back ?? []
    const revenue = measures.value - refunded
    this.#unidentified.orders += 1
    this.#unidentified.revenue += revenue
    this.#unidentified.margin += revenue - (measures.costOfGoods - goodsReturned)
  }

  addCosts(): void {
    const rows = this.#sql
      .prepare<Tuple & { day: number; category: string; amount: number }>(COSTS)
      .all(this.#fresh.generation, this.#first, this.#last)
    const { categories } = this.#query
    for (const { day, amount, category, ...scope } of rows)
      if (categories?.includes(category) ?? true) this.#book.addCost({ scope, day, amount })
  }

  answer() {
    return {
      ...this.#book.answer(),
      unidentified: this.#unidentified,
      leftOut: this.#leftOut,
    }
  }
}

/** What may make somebody a customer. */
interface First {
  packed: Contribution
  touches: readonly FirstTouch[]
}

const hitOf = ([, , , , hit]: PackedTouch): number => hit

/** Those that the model credits it to. */
function touchesOf(
  { touches, weights }: Contribution,
  model: string,
  isIn: ((touch: AskedTouch) => boolean) | undefined,
): FirstTouch[] {
  const own = weights[model] ?? []
  return touches.flatMap(([, , day, tuple, hit], at): FirstTouch[] => {
    const weight = own[at] ?? 0
    if (weight <= 0) return []
    return [{ tuple, day, weight, ...(isIn && { isOut: !isIn({ tuple, hit }) }) }]
  })
}

/** Most orders stay as they are, so that their returns need not be read. */
function purchaseOf(packed: string): CohortPurchase {
  const { goal, day, measures } = unpackHead(packed)
  const isReturned = measures.refunded !== 0 || measures.goodsReturned !== 0
  const returns = (isReturned ? unpackUnder(packed, []).returns : undefined) ?? []
  return { day, measures, returns, isOrder: goal === PURCHASE }
}

interface PurchaseRow {
  conversion: number
  person: string
  goal: string
  ts: number
  transaction_id: string
  day: number
  packed: string
}

const CONVERSIONS = `
  SELECT coalesce(sum(conversions), 0) / 1000000 AS n FROM rollups
  WHERE generation = ? AND goal = ? AND model = ? AND basis = 'conversion_date' AND period < 1000000`

// Persons whose first purchase came before the months are passed over, so theirs need not be read; what
// was cancelled, or is a page's word alone, is no purchase.
const PURCHASES = `
  SELECT conversion, person, goal, ts, transaction_id, day,
    CASE WHEN day BETWEEN ? AND ? THEN packed ELSE '' END AS packed
  FROM contributions
  WHERE generation = ? AND (person, goal, ts, transaction_id) > (?, ?, ?, ?)
    AND goal IN ('${PURCHASE}', '${RENEWAL}') AND ${HAPPENED_SQL}
  ORDER BY person, goal, ts, transaction_id LIMIT ?`

const COSTS = `
  SELECT day, channel, source, medium, campaign, category, amount
  FROM cost_days WHERE generation = ? AND day BETWEEN ? AND ?`
