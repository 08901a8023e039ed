import { daysBetween, monthOf } from '../../shared/dates.ts'
import { MILLIONTHS } from '../../shared/money.ts'
import type { CohortDimension } from '../../shared/wire/cohorts.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import type { RefundBasis } from '../../shared/wire/roi.ts'
import type { Measures, PackedReturn } from '../attribution/contribution.ts'
import { split } from '../attribution/split.ts'
import { type CohortPlace, type CohortWitness, WatchedSums } from './cohort-figure.ts'
import { type CohortFigures, CohortSums, monthsBetween, type SumTerms } from './cohort-sums.ts'
import { isEmpty, verdictOn } from './filters.ts'
import type { CostCell, Tuple } from './report.ts'
import { byName } from './rows.ts'
import { untoldOf } from './unknown-costs.ts'

export type { CohortFigures } from './cohort-sums.ts'

export interface CohortTerms extends SumTerms {
  by: readonly CohortDimension[]
  /** On the touches of the first purchase: costs that do not say what they ask stand apart. */
  filters?: Filters | undefined
  /** `sale`: what goes back lowers the day of its order. `refund`: its own. */
  refundBasis: RefundBasis
  /** YYYYMMDD: what comes after it does not count. */
  asOn: number
}

/** The purchase that makes somebody a customer. */
export interface FirstPurchase {
  /** YYYYMMDD */
  day: number
  /** Those that it is credited to: weights are integers above zero. */
  touches: readonly FirstTouch[]
  /** Why there is no touch. */
  reason: string
}

export interface FirstTouch {
  tuple: number
  day: number
  weight: number
  /** A filter leaves it out: its part of the customer is in no sum. */
  isOut?: boolean
}

/** Anything that a customer has paid for, from the first purchase on. */
export interface CohortPurchase {
  /** YYYYMMDD, not after the day asked */
  day: number
  /** false: a renewal, which is worth something and is no order. */
  isOrder: boolean
  measures: Pick<Measures, 'value' | 'costOfGoods'>
  returns: readonly PackedReturn[]
}

/** Customers of one month, or of one that a kind of touch has brought. */
export interface CohortRow extends CohortFigures {
  /** YYYYMM */
  month: number
  /** What each name of `by` is; null for costs that do not say. */
  key: (string | null)[]
}

/** Who is told of what is added to the sums of a place. */
export interface WatchedCohorts {
  place: CohortPlace
  witness: CohortWitness
}

interface Group {
  month: number
  key: (string | null)[]
  sums: CohortSums
}

/**
 * Acquisition cohorts: customers by the month of their first purchase and by the touches that the model
 * credits it to. A customer whom several touches have brought is split over them, and all that they ever
 * pay in the same way, each amount by largest remainder: rows and the unattributed add up to the total.
 * Costs are those of the cohort's month, in the row that their scope names, as in the ROI report.
 */
export class CohortBook {
  readonly #terms: CohortTerms
  readonly #namesOf: (tuple: number) => Tuple
  readonly #watched: WatchedCohorts | undefined
  readonly #rows = new Map<string, Group>()
  readonly #months = new Map<string, Group>()
  readonly #reasons = new Map<string, CohortSums>()
  /** By month and tuple. */
  readonly #byTuple = new Map<number, Map<number, CohortSums>>()
  readonly #unknownRows = new Set<string>()
  readonly #unknownMonths = new Set<number>()
  #costUnknown: readonly string[] = []
  readonly #unattributed: CohortSums
  readonly #total: CohortSums
  #overhead = 0
  #notBrokenDown = 0
  #eligible = 0
  #matched = 0

  constructor(terms: CohortTerms, namesOf: (tuple: number) => Tuple, watched?: WatchedCohorts) {
    this.#terms = terms
    this.#namesOf = namesOf
    this.#watched = watched
    this.#unattributed = this.#sumsAt({ cell: 'unattributed' })
    this.#total = this.#sumsAt({ cell: 'total' })
  }

  /**
   * Makes somebody a customer; what they pay for, the first purchase too, is added to them.
   * @returns undefined for one of whom the filters have nothing
   */
  customer(first: FirstPurchase): CohortCustomer | undefined {
    const month = monthOf(first.day)
    const { touches, reason } = first
    this.#eligible += 1
    if (touches.length > 0) this.#matched += 1
    if (touches.length === 0 ? this.#isFiltered : touches.every(({ isOut }) => isOut)) return
    const whole = [this.#total, this.#groupOf(this.#months, month, []).sums]
    if (touches.length === 0) {
      whole.push(this.#unattributed)
      const parts = [this.#sumsOfReason(reason)]
      return new CohortCustomer(this.#terms, first.day, { whole, parts, weights: [1] })
    }
    const parts = touches.map(({ tuple, isOut }) => (isOut ? null : this.#rowOf(month, tuple)))
    const weights = touches.map(({ weight }) => weight)
    const customer = new CohortCustomer(this.#terms, first.day, { whole, parts, weights })
    customer.broughtBy(touches.map(({ day }) => day))
    return customer
  }

  /** A day's cost of one of the months. */
  addCost({ scope, day, amount }: Pick<CostCell, 'scope' | 'day' | 'amount'>): void {
    const { by, asOn, filters = {} } = this.#terms
    if (day > asOn) return
    const month = monthOf(day)
    const names = Object.values(scope).some((name) => name)
    const key = by.map((dimension) => scope[dimension] || null)
    const verdict = this.#isFiltered ? verdictOn(filters, said(scope)) : 'in'
    if (verdict === 'out') return
    if (verdict === 'undecided') {
      this.#addUndecided(month, key, { scope, amount, names })
      return
    }
    if (names) this.#groupOf(this.#rows, month, key).sums.cost += amount
    else this.#overhead += amount
    this.#groupOf(this.#months, month, []).sums.cost += amount
    this.#total.cost += amount
  }

  /** What may be of the filters, or not: it is in no row, and where it may be, what winning somebody cost is not known. */
  #addUndecided(
    month: number,
    key: (string | null)[],
    { scope, amount, names }: { scope: Partial<Tuple>; amount: number; names: boolean },
  ): void {
    this.#notBrokenDown += amount
    const unknown = untoldOf(this.#terms.filters ?? {}, said(scope))
    if (unknown.length === 0 || amount === 0) return
    if (names) this.#unknownRows.add(idOf(month, key))
    this.#unknownMonths.add(month)
    this.#costUnknown = unknown
  }

  get #isFiltered(): boolean {
    return !isEmpty(this.#terms.filters ?? {})
  }

  answer() {
    const { asOn } = this.#terms
    const unknown = this.#costUnknown
    if (this.#unknownMonths.size > 0) this.#total.costUnknown = unknown
    for (const { month, key, sums } of this.#rows.values())
      if (this.#unknownRows.has(idOf(month, key))) sums.costUnknown = unknown
    for (const { month, sums } of this.#months.values())
      if (this.#unknownMonths.has(month)) sums.costUnknown = unknown
    const reasons = [...this.#reasons].sort(([a], [b]) => byName(a, b))
    return {
      rows: this.#sorted(this.#rows),
      months: this.#sorted(this.#months),
      unattributed: this.#unattributed.figures(asOn),
      byReason: reasons.map(([reason, sums]) => {
        const { customers, value } = sums.figures(asOn)
        return { reason, customers, value }
      }),
      overhead: this.#overhead,
      notBrokenDown: this.#notBrokenDown,
      total: this.#total.figures(asOn),
      eligible: this.#eligible,
      matched: this.#matched,
    }
  }

  /** In the order of months; of one month by value, then by cost, the largest first, then by name. */
  #sorted(groups: ReadonlyMap<string, Group>): CohortRow[] {
    const rows = [...groups.values()].map(({ month, key, sums }) => ({
      ...{ month, key },
      ...sums.figures(this.#terms.asOn),
    }))
    const named = (a: CohortRow, b: CohortRow) =>
      a.key.reduce((found, name, at) => found || byName(name, b.key[at]), 0)
    return rows.sort(
      (a, b) => a.month - b.month || b.value - a.value || b.cost - a.cost || named(a, b),
    )
  }

  #rowOf(month: number, tuple: number): CohortSums {
    const ofMonth = this.#byTuple.get(month) ?? new Map<number, CohortSums>()
    this.#byTuple.set(month, ofMonth)
    const known = ofMonth.get(tuple)
    if (known) return known
    const names = this.#namesOf(tuple)
    const key = this.#terms.by.map((dimension) => names[dimension])
    const { sums } = this.#groupOf(this.#rows, month, key)
    ofMonth.set(tuple, sums)
    return sums
  }

  #groupOf(groups: Map<string, Group>, month: number, key: (string | null)[]): Group {
    const id = idOf(month, key)
    const known = groups.get(id)
    if (known) return known
    const isRow = groups === this.#rows
    const sums = this.#sumsAt(isRow ? { cell: 'row', month, key } : { cell: 'cohort', month })
    const group = { month, key, sums }
    groups.set(id, group)
    return group
  }

  #sumsAt(place: CohortPlace): CohortSums {
    const watched = this.#watched
    return watched && isSamePlace(place, watched.place)
      ? new WatchedSums(this.#terms, watched.witness)
      : new CohortSums(this.#terms)
  }

  #sumsOfReason(reason: string): CohortSums {
    const sums = this.#reasons.get(reason) ?? new CohortSums(this.#terms)
    this.#reasons.set(reason, sums)
    return sums
  }
}

const idOf = (month: number, key: readonly (string | null)[]): string =>
  JSON.stringify([month, key])

const isSamePlace = (place: CohortPlace, other: CohortPlace): boolean =>
  JSON.stringify(inOrder(place)) === JSON.stringify(inOrder(other))

const inOrder = (place: CohortPlace): unknown[] => [
  place.cell,
  ...('month' in place ? [place.month] : []),
  ...('key' in place ? place.key : []),
]

/** Names of a cost's scope; what it does not say is not there. */
const said = (scope: Partial<Tuple>): Partial<Tuple> =>
  Object.fromEntries(Object.entries(scope).filter(([, name]) => name))

/** Where a customer counts: in whole, and in parts by weight; null for those of which nothing counts. */
interface Places {
  whole: readonly CohortSums[]
  parts: readonly (CohortSums | null)[]
  weights: readonly number[]
}

/** One customer, while what they have paid for is added. */
export class CohortCustomer {
  readonly #terms: CohortTerms
  readonly #day: number
  readonly #places: Places
  /** Millionths of the customer, by part. */
  readonly #credit: readonly number[]
  #orders = 0

  constructor(terms: CohortTerms, day: number, places: Places) {
    this.#terms = terms
    this.#day = day
    this.#places = places
    this.#credit = this.#split(MILLIONTHS)
    this.#share(this.#credit, (sums, customers) => sums.join(day, customers))
  }

  /** @param days of the touches that have brought them */
  broughtBy(days: readonly number[]): void {
    const { whole, parts } = this.#places
    for (const [at, day] of days.entries()) {
      if (!parts[at]) continue
      const customers = this.#credit[at] ?? 0
      for (const sums of [...whole, parts[at]])
        sums?.broughtWithin(daysBetween(day, this.#day), customers)
    }
  }

  /** Orders come in the order of time. */
  add({ day, isOrder, measures, returns }: CohortPurchase): void {
    if (isOrder) this.#order(day)
    const revenue = this.#split(measures.value)
    const goods = this.#split(measures.costOfGoods)
    this.#earn(day, isOrder, revenue, goods)
    const { asOn, refundBasis } = this.#terms
    if (returns.length === 0) return
    let [backBefore, goodsBefore] = [this.#split(0), this.#split(0)]
    for (const [refunded, sum, goodsReturned] of returns) {
      if (refunded > asOn) continue
      const [back, goodsBack] = [this.#split(sum), this.#split(goodsReturned)]
      const on = refundBasis === 'refund' ? refunded : day
      this.#earn(on, isOrder, less(backBefore, back), less(goodsBefore, goodsBack))
      backBefore = back
      goodsBefore = goodsBack
    }
  }

  #order(day: number): void {
    this.#orders += 1
    this.#share(this.#credit, (sums, orders) => sums.order(orders))
    if (this.#orders !== 2) return
    const month = monthsBetween(this.#day, day)
    this.#share(this.#credit, (sums, customers) => sums.returnIn(month, customers))
  }

  /** What is said to have come before the first purchase counts with it. */
  #earn(day: number, isOrder: boolean, revenue: readonly number[], goods: readonly number[]): void {
    const age = Math.max(0, daysBetween(this.#day, day))
    const { whole, parts } = this.#places
    for (let at = 0; at < parts.length; at++)
      parts[at]?.earn(age, { revenue: revenue[at] ?? 0, goods: goods[at] ?? 0, isOrder })
    const all = { revenue: this.#counted(revenue), goods: this.#counted(goods), isOrder }
    for (const sums of whole) sums.earn(age, all)
  }

  #share(amounts: readonly number[], to: (sums: CohortSums, amount: number) => void): void {
    const { whole, parts } = this.#places
    for (const [at, sums] of parts.entries()) if (sums) to(sums, amounts[at] ?? 0)
    const all = this.#counted(amounts)
    for (const sums of whole) to(sums, all)
  }

  /** What counts of amounts by part. */
  #counted(amounts: readonly number[]): number {
    const { parts } = this.#places
    return amounts.reduce((sum, amount, at) => (parts[at] ? sum + amount : sum), 0)
  }

  #split(amount: number): readonly number[] {
    const { weights } = this.#places
    return weights.length === 1 ? [amount] : split(amount, weights)
  }
}

const less = (before: readonly number[], after: readonly number[]): number[] =>
  after.map((amount, at) => (before[at] ?? 0) - amount)
