import { MEASURES, type Measures } from '../../../attribution/contribution.ts'
import { type Exchange, exchanged, exchangeOn } from '../../../roi/exchange.ts'
import type { RoiReportAnswer } from '../../ledger.ts'
import { Rates } from '../rates.ts'
import { Sequence } from '../sequence.ts'
import type { Sql } from '../sql.ts'

/**
 * A report by days in another currency than the site's: each cell at the rate of its day, rounded once. The
 * first day that has an amount and no rate is told, and then no sum is.
 */
export function inCurrency(sql: Sql, answer: RoiReportAnswer, currency: string): RoiReportAnswer {
  const exchange = new DayExchange(sql, answer.settings.currency, currency)
  const measures = <Cell extends Measures & { day: number }>(cell: Cell): Cell => {
    const amounts = MEASURES.filter((name) => name !== 'conversions').map((name) => [
      name,
      exchange.of(cell.day, cell[name]),
    ])
    return { ...cell, ...Object.fromEntries(amounts) }
  }
  const amount = <Cell extends { day: number; amount: number }>(cell: Cell): Cell => ({
    ...cell,
    amount: exchange.of(cell.day, cell.amount),
  })
  const moved = answer.moved?.map(amount) ?? []
  const told = {
    ...answer,
    credits: answer.credits.map(measures),
    costs: answer.costs.map(amount),
    allocated: answer.allocated.map(amount),
    ...(answer.salesApart && { salesApart: answer.salesApart.map(measures) }),
    moved,
    fxDifference: moved.reduce((sum, one) => sum + one.amount, 0),
  }
  const { missing } = exchange
  return missing === undefined ? told : { ...told, missingRate: missing }
}

/** The exchange of each day, looked up once. */
class DayExchange {
  readonly #rates: Rates
  readonly #from: string
  readonly #to: string
  readonly #known = new Map<number, Exchange | undefined>()
  /** YYYYMMDD */
  missing: number | undefined

  constructor(sql: Sql, from: string, to: string) {
    this.#rates = new Rates(sql, new Sequence(sql))
    this.#from = from
    this.#to = to
  }

  of(day: number, amount: number): number {
    if (amount === 0) return 0
    const exchange = this.#on(day)
    const told = exchange && exchanged(amount, exchange)
    if (told === undefined) this.missing = Math.min(this.missing ?? day, day)
    return told ?? 0
  }

  #on(day: number): Exchange | undefined {
    if (!this.#known.has(day))
      this.#known.set(day, exchangeOn(day, this.#from, this.#to, this.#rates.on))
    return this.#known.get(day)
  }
}
