import type { CohortMeasure } from '../../shared/cohort-measures.ts'
import type { ValueKind } from '../../shared/wire/roi.ts'
import { CohortSums, type Earned, type SumTerms } from './cohort-sums.ts'
import type { Adds } from './parts-met.ts'

/** Where a figure of cohorts stands. */
export type CohortPlace =
  | { cell: 'row'; month: number; key: readonly (string | null)[] }
  | { cell: 'cohort'; month: number }
  | { cell: 'unattributed' }
  | { cell: 'total' }

/** Told of what is added to the sums of one place. */
export interface CohortWitness {
  /** Millionths */
  joined(customers: number): void
  ordered(orders: number): void
  /** @param month after that of the first purchase */
  returned(month: number, customers: number): void
  earned(age: number, earned: Earned): void
}

/** Sums that tell what is added to them. */
export class WatchedSums extends CohortSums {
  readonly #witness: CohortWitness

  constructor(terms: SumTerms, witness: CohortWitness) {
    super(terms)
    this.#witness = witness
  }

  override join(day: number, customers: number): void {
    super.join(day, customers)
    this.#witness.joined(customers)
  }

  override order(orders: number): void {
    super.order(orders)
    this.#witness.ordered(orders)
  }

  override returnIn(month: number, customers: number): void {
    super.returnIn(month, customers)
    this.#witness.returned(month, customers)
  }

  override earn(age: number, earned: Earned): void {
    super.earn(age, earned)
    this.#witness.earned(age, earned)
  }
}

/** What parts may add: customers, orders and returned in millionths, value and cost in minor units. */
export type CohortAdds = 'customers' | 'orders' | 'returned' | 'value' | 'cost'

/** What a figure is made of. */
export const COHORT_ADDS: Readonly<Record<CohortMeasure, readonly CohortAdds[]>> = {
  customers: ['customers'],
  orders: ['orders'],
  revenue: ['value'],
  margin: ['value'],
  cost: ['cost'],
  cac: ['customers', 'cost'],
  ltv_30: ['customers', 'value'],
  ltv_90: ['customers', 'value'],
  ltv_180: ['customers', 'value'],
  ltv_365: ['customers', 'value'],
  ltv_to_date: ['customers', 'value'],
  ltv_to_cac: ['value', 'cost'],
  payback_day: ['value', 'cost'],
  repeat_rate: ['customers', 'returned'],
  aov: ['orders', 'value'],
  median_days_to_conversion: ['customers'],
  bought_again: ['customers', 'returned'],
  ltv_by_age: ['customers', 'value'],
}

/** Which figure, and how its report is told. */
export interface CohortFigureTerms {
  measure: CohortMeasure
  value: ValueKind
  /** Of `payback_day`: what comes later is none of it; null where there is none yet. */
  paybackDay: number | null
  /** Of `bought_again`: by the end of which month. */
  months: number
  /** Of `ltv_by_age`: up to which age. */
  days: number
}

/** Takes down what one purchase after the other adds to a figure. */
export class CohortFigureAdds implements CohortWitness {
  readonly #terms: CohortFigureTerms
  #adds: Record<CohortAdds, number> = nothing()

  constructor(terms: CohortFigureTerms) {
    this.#terms = terms
  }

  joined(customers: number): void {
    this.#adds.customers += customers
  }

  ordered(orders: number): void {
    this.#adds.orders += orders
  }

  returned(month: number, customers: number): void {
    const { measure, months } = this.#terms
    if (measure !== 'bought_again' || month <= months) this.#adds.returned += customers
  }

  earned(age: number, earned: Earned): void {
    this.#adds.value += this.#valueOf(age, earned)
  }

  /** What the figure has of what was added since the last call; undefined where that is nothing. */
  take(): Adds | undefined {
    const wanted = COHORT_ADDS[this.#terms.measure]
    const adds = wanted.map((name): [string, number] => [name, this.#adds[name]])
    this.#adds = nothing()
    return adds.some(([, amount]) => amount !== 0) ? Object.fromEntries(adds) : undefined
  }

  #valueOf(age: number, { revenue, goods, isOrder }: Earned): number {
    const { measure, value, paybackDay, days } = this.#terms
    const margin = revenue - goods
    switch (measure) {
      case 'revenue':
        return revenue
      case 'margin':
        return margin
      case 'aov':
        return isOrder ? revenue : 0
      case 'payback_day':
        return paybackDay !== null && age > paybackDay ? 0 : margin
      default:
        return age <= windowOf(measure, days) ? (value === 'margin' ? margin : revenue) : 0
    }
  }
}

const nothing = (): Record<CohortAdds, number> => ({
  ...{ customers: 0, orders: 0, returned: 0 },
  ...{ value: 0, cost: 0 },
})

/** The age up to which lifetime value counts. */
function windowOf(measure: CohortMeasure, asked: number): number {
  if (measure === 'ltv_by_age') return asked
  const [, days] = /^ltv_(\d+)$/.exec(measure) ?? []
  return days === undefined ? Number.POSITIVE_INFINITY : Number(days)
}
