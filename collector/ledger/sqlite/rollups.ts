import { monthOf } from '../../../shared/dates.ts'
import {
  type Contribution,
  forEachCell,
  MEASURES,
  type Measures,
} from '../../attribution/contribution.ts'
import { rollups } from './schema.ts'
import type { Sql, SqlValue } from './sql.ts'

const MEASURE_COLUMNS = MEASURES.map((name) => rollups[name].name)

/** One sum that is to change: its key, and by how much. */
interface Delta {
  key: SqlValue[]
  by: number[]
}

/**
 * A table of integer sums. Changes gather in memory and are written once a transaction; a row that
 * becomes all zero is deleted, so that sums and a rebuild have the same rows.
 */
class SumTable {
  readonly #deltas = new Map<string, Delta>()
  readonly #add
  readonly #deleteZero

  constructor(sql: Sql, table: string, keys: readonly string[], sums: readonly string[]) {
    const columns = [...keys, ...sums]
    this.#add = sql.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')}`,
    )
    this.#deleteZero = sql.prepare(
      `DELETE FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}
       AND ${sums.map((sum) => `${sum} = 0`).join(' AND ')}`,
    )
  }

  change(key: SqlValue[], by: readonly number[]): void {
    const name = JSON.stringify(key)
    const delta = this.#deltas.get(name)
    if (!delta) this.#deltas.set(name, { key, by: [...by] })
    else for (const [index, n] of by.entries()) delta.by[index] = (delta.by[index] ?? 0) + n
  }

  flush(): void {
    for (const { key, by } of this.#deltas.values()) {
      if (by.every((n) => n === 0)) continue
      this.#add.run(...key, ...by)
      if (by.some((n) => n < 0)) this.#deleteZero.run(...key)
    }
    this.#deltas.clear()
  }
}

/** The sums of a site: credits, touches and costs, by generation. */
export class Rollups {
  readonly #credits
  readonly #touches
  readonly #touchTotals
  readonly #costs

  constructor(sql: Sql) {
    const creditKey = ['generation', 'goal', 'model', 'basis', 'period', 'tuple', 'stage']
    const costKey = ['generation', 'day', 'channel', 'source', 'medium', 'campaign', 'category']
    this.#credits = new SumTable(sql, 'rollups', creditKey, MEASURE_COLUMNS)
    this.#touches = new SumTable(
      sql,
      'touch_counts',
      ['generation', 'period', 'tuple', 'country', 'device'],
      ['n'],
    )
    this.#touchTotals = new SumTable(sql, 'touch_totals', ['generation', 'period', 'tuple'], ['n'])
    this.#costs = new SumTable(sql, 'cost_days', [...costKey, 'accrues'], ['amount'])
  }

  /** Adds a contribution, or subtracts exactly it. */
  contribute(generation: number, contribution: Contribution, sign: 1 | -1): void {
    forEachCell(contribution, ({ goal, model, basis, period, tuple, stage }, measures) => {
      const key = [generation, goal, model, basis, period, tuple, stage]
      this.#credits.change(key, signed(measures, sign))
    })
  }

  countTouch(
    generation: number,
    touch: { day: number; tuple: number; country: string; device: string },
    n: 1 | -1,
  ): void {
    const { day, tuple, country, device } = touch
    for (const period of [day, monthOf(day)]) {
      this.#touches.change([generation, period, tuple, country, device], [n])
      this.#touchTotals.change([generation, period, tuple], [n])
    }
  }

  addCost(generation: number, cell: CostKey, amount: number): void {
    const { day, channel, source, medium, campaign, category, accrues } = cell
    const key = [generation, day, channel, source, medium, campaign, category, accrues ? 1 : 0]
    this.#costs.change(key, [amount])
  }

  /** Writes what has changed since the last time. */
  flush(): void {
    this.#credits.flush()
    this.#touches.flush()
    this.#touchTotals.flush()
    this.#costs.flush()
  }
}

/** What a cost counts under; '' for what its scope does not name. */
export interface CostKey {
  day: number
  channel: string
  source: string
  medium: string
  campaign: string
  category: string
  accrues: boolean
}

const signed = (measures: Measures, sign: 1 | -1): number[] =>
  MEASURES.map((name) => sign * measures[name])
