import { daysBetween, daysOfMonth, monthOf } from '../../shared/dates.ts'
import type { ValueKind } from '../../shared/wire/roi.ts'

/** The ages, in days, at which lifetime value is told. */
export const LTV_DAYS = [30, 90, 180, 365] as const

/** The age, in days, that a curve of lifetime value ends at. */
const LTV_CURVE_DAYS = 365

/** How sums are told. */
export interface SumTerms {
  value: ValueKind
  /** Days between two points of the curve of lifetime value; without it there is no curve. */
  ltvEvery?: number | undefined
}

/** The months after the first purchase that coming back is told of; the month itself is 0. */
export const RETURN_MONTHS_MAX = 24

/** What became of customers; money in minor units, customers and orders in millionths. */
export interface CohortFigures {
  /** Of the youngest of them; null without any. */
  ageDays: number | null
  customers: number
  /** Theirs up to the day asked, the first included. */
  orders: number
  /** Net of refunds; of orders alone, and of renewals too. */
  orderRevenue: number
  revenue: number
  /** Cost of goods, without those that came back. */
  goods: number
  /** Revenue or margin, as was asked. */
  value: number
  /** What was spent to win them, as far as it is known. */
  cost: number
  /** What filters ask and costs that may be theirs do not say; empty where `cost` is known. */
  costUnknown: readonly string[]
  /** The value of days 0…N for each N of LTV_DAYS; null until all of them are N days old. */
  ltv: (number | null)[]
  /** The value of days 0…0, 0…E, 0…2E, for each age that all of them have, up to a year; E is `ltvEvery`. */
  ltvByAge: number[]
  /** The first day with which the margin reaches the cost; null until all of them are so old. */
  paybackDay: number | null
  /** Customers that have ordered more than once. */
  returned: number
  /** Customers that had ordered again by the end of month 0, 1, 2…; the months that all have completed. */
  returnedByMonth: number[]
  /** From the touches that brought them to their first purchase, by credit. */
  medianDays: number | null
}

/** Sums over customers of one kind, or over their parts where several touches have brought them. */
export class CohortSums {
  readonly #terms: SumTerms
  readonly #windows = LTV_DAYS.map(() => 0)
  readonly #marginByAge = new Map<number, number>()
  /** Of a curve: between one point of it and the one before. */
  readonly #valueByPoint = new Map<number, number>()
  readonly #returnedInMonth = new Map<number, number>()
  readonly #daysToConversion = new Map<number, number>()
  /** First purchase of the youngest, YYYYMMDD; 0 without any. */
  #youngest = 0
  #customers = 0
  #orders = 0
  #orderRevenue = 0
  #revenue = 0
  #goods = 0
  #worth = 0
  #returned = 0
  cost = 0
  costUnknown: readonly string[] = []

  constructor(terms: SumTerms) {
    this.#terms = terms
  }

  /** @param day of the first purchase */
  join(day: number, customers: number): void {
    this.#customers += customers
    this.#youngest = Math.max(this.#youngest, day)
  }

  /** @param days from a touch to the first purchase that it has this much of */
  broughtWithin(days: number, customers: number): void {
    addAt(this.#daysToConversion, days, customers)
  }

  order(orders: number): void {
    this.#orders += orders
  }

  /** @param month after the one of the first purchase */
  returnIn(month: number, customers: number): void {
    this.#returned += customers
    addAt(this.#returnedInMonth, month, customers)
  }

  earn(age: number, { revenue, goods, isOrder }: Earned): void {
    const margin = revenue - goods
    const { value: kind, ltvEvery } = this.#terms
    const value = kind === 'margin' ? margin : revenue
    this.#revenue += revenue
    this.#goods += goods
    this.#worth += value
    if (isOrder) this.#orderRevenue += revenue
    for (const [at, days] of LTV_DAYS.entries())
      if (age <= days) this.#windows[at] = (this.#windows[at] ?? 0) + value
    if (margin !== 0) addAt(this.#marginByAge, age, margin)
    if (ltvEvery !== undefined) addAt(this.#valueByPoint, Math.ceil(age / ltvEvery), value)
  }

  figures(asOn: number): CohortFigures {
    const ageDays = this.#youngest === 0 ? null : daysBetween(this.#youngest, asOn)
    return {
      ageDays,
      customers: this.#customers,
      orders: this.#orders,
      orderRevenue: this.#orderRevenue,
      revenue: this.#revenue,
      goods: this.#goods,
      value: this.#worth,
      cost: this.cost,
      costUnknown: this.costUnknown,
      ltv: this.#windows.map((value, at) =>
        ageDays !== null && ageDays >= (LTV_DAYS[at] ?? 0) ? value : null,
      ),
      ltvByAge: ageDays === null ? [] : this.#ltvByAge(ageDays),
      paybackDay:
        ageDays === null || this.costUnknown.length > 0 ? null : this.#paybackDay(ageDays),
      returned: this.#returned,
      returnedByMonth: this.#returnedByMonth(asOn),
      medianDays: medianOf(this.#daysToConversion),
    }
  }

  #ltvByAge(ageDays: number): number[] {
    const { ltvEvery } = this.#terms
    if (ltvEvery === undefined) return []
    const points = Math.floor(Math.min(ageDays, LTV_CURVE_DAYS) / ltvEvery) + 1
    let sum = 0
    return Array.from({ length: points }, (_, point) => {
      sum += this.#valueByPoint.get(point) ?? 0
      return sum
    })
  }

  /** Both sides are of all customers: that they are as many on either makes no difference. */
  #paybackDay(ageDays: number): number | null {
    let margin = this.#marginByAge.get(0) ?? 0
    if (margin >= this.cost) return 0
    for (const [age, more] of sorted(this.#marginByAge)) {
      if (age === 0) continue
      if (age > ageDays) return null
      margin += more
      if (margin >= this.cost) return age
    }
    return null
  }

  #returnedByMonth(asOn: number): number[] {
    if (this.#youngest === 0) return []
    const complete = Math.min(monthsComplete(this.#youngest, asOn), RETURN_MONTHS_MAX + 1)
    let sum = 0
    return Array.from({ length: complete }, (_, month) => {
      sum += this.#returnedInMonth.get(month) ?? 0
      return sum
    })
  }
}

export interface Earned {
  revenue: number
  goods: number
  /** Renewals are none. */
  isOrder: boolean
}

/** Months from one day's to another's. */
export const monthsBetween = (from: number, to: number): number =>
  monthNumber(monthOf(to)) - monthNumber(monthOf(from))

/** How many months have ended by a day, from that of another on. */
function monthsComplete(from: number, asOn: number): number {
  const isLast = asOn % 100 === daysOfMonth(monthOf(asOn))
  return monthsBetween(from, asOn) + (isLast ? 1 : 0)
}

const monthNumber = (month: number): number => Math.floor(month / 100) * 12 + (month % 100)

function addAt(sums: Map<number, number>, at: number, amount: number): void {
  sums.set(at, (sums.get(at) ?? 0) + amount)
}

const sorted = (sums: ReadonlyMap<number, number>): [number, number][] =>
  [...sums].sort(([a], [b]) => a - b)

/** The least number that half of all weight does not exceed. */
function medianOf(weights: ReadonlyMap<number, number>): number | null {
  const half = [...weights.values()].reduce((sum, weight) => sum + weight, 0) / 2
  let passed = 0
  for (const [number, weight] of sorted(weights)) {
    passed += weight
    if (passed >= half) return number
  }
  return null
}
