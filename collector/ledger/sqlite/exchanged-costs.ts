import { exchanged, exchangeOn, type RateOn } from '../../roi/exchange.ts'
import type { DayAmount } from '../../roi/spread.ts'
import type { Settings } from '../facts.ts'
import { daysOf, type SpentRow } from './cost-row.ts'
import type { ChangedRates, Rates } from './rates.ts'
import type { Sql } from './sql.ts'

type PackedDay = [day: number, amount: number]

/**
 * Costs in another currency than the site's, each day at its own rate. What each has added is kept,
 * so that exactly that is taken away again when a rate changes.
 */
export class ExchangedCosts {
  readonly #statements
  readonly #rates: Rates
  /** Nothing is stale for sure: most commits then need not ask. */
  #isFresh = false

  constructor(sql: Sql, rates: Rates) {
    this.#statements = prepareStatements(sql)
    this.#rates = rates
  }

  /** Keeps a cost, and gives its days in the site's currency, without those that lack a rate. */
  add(generation: number, row: SpentRow, { currency }: Settings): DayAmount[] {
    const { days, missing } = inCurrency(row, currency, this.#rates.on)
    this.#statements.add.run(
      generation,
      row.seq,
      row.currency,
      row.from_day,
      row.to_day,
      row.spread === 'month' ? 1 : 0,
      missing[0] ?? null,
      missing.at(-1) ?? null,
      JSON.stringify(days.map(({ day, amount }): PackedDay => [day, amount])),
    )
    return days
  }

  /** Forgets a cost, and gives the days that it has added. */
  remove(generation: number, cost: number): DayAmount[] {
    const packed = this.#statements.remove.get(generation, cost)?.packed
    const days = packed === undefined ? [] : (JSON.parse(packed) as PackedDay[])
    return days.map(([day, amount]) => ({ day, amount }))
  }

  /** Marks the costs whose days have another rate now; all, when it is the site's own currency. */
  markStale(generation: number, changed: ChangedRates, { currency }: Settings): void {
    this.#isFresh = false
    const { currency: of, from, to } = changed
    if (of === currency) this.#statements.markAll.run(generation, from, to)
    else this.#statements.mark.run(generation, of, from, to)
  }

  stale(generation: number, limit: number): number[] {
    if (this.#isFresh) return []
    return this.#statements.stale.all(generation, limit).map(({ cost }) => cost)
  }

  /** Whether any generation has stale costs. */
  anyStale(): boolean {
    if (!this.#isFresh) this.#isFresh = this.#statements.anyStale.get() === undefined
    return !this.#isFresh
  }

  /** Whether any of a cost's days up to today, or all of them, lack a rate. */
  isPending(row: SpentRow, { currency }: Settings, today: number): boolean {
    const { days, missing } = inCurrency(row, currency, this.#rates.on)
    return missing.length > 0 && (days.length === 0 || (missing[0] ?? 0) <= today)
  }
}

function inCurrency(row: SpentRow, currency: string, rateOn: RateOn) {
  const days: DayAmount[] = []
  const missing: number[] = []
  for (const { day, amount } of daysOf(row)) {
    const exchange = exchangeOn(day, row.currency, currency, rateOn)
    const here = exchange && exchanged(amount, exchange)
    if (here === undefined) missing.push(day)
    else if (here !== 0) days.push({ day, amount: here })
  }
  return { days, missing }
}

function prepareStatements(sql: Sql) {
  const mark = (which: string) =>
    sql.prepare(
      `UPDATE exchanged_costs SET stale = 1 WHERE generation = ? ${which}
       AND to_day >= ? AND from_day <= ? AND stale = 0`,
    )
  return {
    add: sql.prepare(
      `INSERT INTO exchanged_costs (generation, cost, currency, from_day, to_day, accrues,
         missing_from, missing_to, stale, packed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    ),
    remove: sql.prepare<{ packed: string }>(
      'DELETE FROM exchanged_costs WHERE generation = ? AND cost = ? RETURNING packed',
    ),
    mark: mark('AND currency = ?'),
    markAll: mark(''),
    stale: sql.prepare<{ cost: number }>(
      `SELECT cost FROM exchanged_costs WHERE generation = ? AND stale = 1
       ORDER BY cost LIMIT ?`,
    ),
    anyStale: sql.prepare('SELECT 1 FROM exchanged_costs WHERE stale = 1 LIMIT 1'),
  }
}
