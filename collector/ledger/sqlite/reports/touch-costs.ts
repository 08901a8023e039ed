import { daysOfMonth, monthOf } from '../../../../shared/dates.ts'
import { localDay } from '../../../roi/dates.ts'
import type { CostCell, Tuple } from '../../../roi/report.ts'
import {
  type Allocation,
  allocateCosts,
  type CostDay,
  type Cut,
  costOfDays,
  type LastTouch,
  TouchCosts,
  type TouchCount,
} from '../../../roi/touch-cost.ts'
import type { CostsAsked, Freshness } from '../../ledger.ts'
import { uuidText } from '../bytes.ts'
import type { Sql } from '../sql.ts'
import { isOffline, touchOfHit } from '../touch-numbers.ts'

/** The costs of one month, shared over its touches. */
export interface MonthOfCosts {
  allocation: Allocation
  /** Those that have touches in the month. */
  tuples: ReadonlyMap<number, Tuple>
}

/** Rates of touches that are in memory together, whatever a site has had in its years: some 15 MB. */
const RATES_MAX = 100_000

/**
 * Costs shared over touches, a month at a time: what touches of one month cost depends on nothing
 * outside of it. So neither the days nor the tuples of all of a site's life are ever in memory.
 */
export class SharedCosts {
  readonly #sql: Sql
  readonly #fresh: Freshness
  readonly #asked: CostsAsked
  readonly #of: (cell: CostCell) => boolean
  readonly #lastOf
  readonly #own
  readonly #months = new Map<number, { costs: TouchCosts; rates: number }>()
  #rates = 0

  /** @param of which costs; all unless told */
  constructor(sql: Sql, fresh: Freshness, asked: CostsAsked, of = (_: CostCell) => true) {
    this.#sql = sql
    this.#fresh = fresh
    this.#asked = asked
    this.#of = of
    this.#lastOf = sql.prepare<{ ts: number; event_id: Uint8Array }>(TOUCH_AT)
    this.#own = sql.prepare<{ amount: number }>(OWN_COST)
  }

  /**
   * What a touch costs, minor units: its own cost, and its share in those of its day.
   * @param idOf its event id; only asked when another touch came at the same time
   */
  ofTouch(touch: CostedTouch, idOf: () => string): number {
    const shared = this.#costsOf(monthOf(touch.day)).of(touch, idOf)
    return shared + (isOffline(touch.hit) ? this.#ownOf(touch.hit) : 0)
  }

  #ownOf(hit: number): number {
    return this.#own.get(this.#fresh.generation, touchOfHit(hit))?.amount ?? 0
  }

  /** What became of the costs of some days, both ends inclusive. */
  ofDays(from: number, to: number): CostDay {
    const sum = costOfDays(new Map(), from, to)
    for (const { allocation } of this.months(from, to)) {
      const some = costOfDays(allocation.days, from, to)
      for (const name of Object.keys(sum) as (keyof CostDay)[]) sum[name] += some[name]
    }
    return sum
  }

  /** The months of some days that have costs, one after another. */
  *months(from: number, to: number): Generator<MonthOfCosts> {
    const months = this.#sql
      .prepare<{ month: number }>(MONTHS)
      .all(this.#fresh.generation, firstOf(monthOf(from)), lastOf(monthOf(to)))
    for (const { month } of months) yield this.#read(month)
  }

  #costsOf(month: number): TouchCosts {
    const known = this.#months.get(month)
    if (known) return known.costs
    const { allocation } = this.#read(month)
    const costs = new TouchCosts(allocation, (cut) => this.#touchAt(cut))
    const rates = [...allocation.rates.values()].reduce((sum, { size }) => sum + size, 0)
    for (const [oldest, { rates: held }] of this.#months) {
      if (this.#rates + rates <= RATES_MAX) break
      this.#months.delete(oldest)
      this.#rates -= held
    }
    this.#months.set(month, { costs, rates })
    this.#rates += rates
    return costs
  }

  /** By the index of touches by day: it steps over those of one tuple and day, and no others. */
  #touchAt({ day, tuple, place }: Cut): LastTouch | undefined {
    const row = this.#lastOf.get(this.#fresh.generation, day, tuple, place - 1)
    return row && { ts: row.ts, id: uuidText(row.event_id) }
  }

  #read(month: number): MonthOfCosts {
    const { generation, settings } = this.#fresh
    const days = [generation, firstOf(month), lastOf(month)]
    const own = this.#sql
      .prepare<CostDayRow>(OWN_COSTS)
      .all(...days)
      .map(cellOf)
    const costs = this.#sql
      .prepare<CostDayRow>(COST_DAYS)
      .all(...days)
      .map(cellOf)
    const shared = withoutOwn(costs, own).filter(this.#of)
    const kept = own.filter(this.#of)
    if (shared.length === 0 && kept.length === 0) return { allocation: NOTHING, tuples: new Map() }
    const counts = this.#sql.prepare<TouchCount>(TOUCH_COUNTS).all(...days)
    const tuples = new Map(
      this.#sql
        .prepare<Tuple & { id: number }>(TUPLES)
        .all(generation, month)
        .map(({ id, ...tuple }) => [id, tuple]),
    )
    const { now, overhead } = this.#asked
    const today = localDay(now, settings.timeZone)
    const input = { costs: shared, own: kept, counts, tuples, overhead, today }
    return { allocation: allocateCosts(input), tuples }
  }
}

/** A touch as far as its cost depends on it; `hit` is what it has in the place of one where it has none. */
export interface CostedTouch {
  day: number
  tuple: number
  ts: number
  hit: number
}

/** Sums of days without what of them is a touch's own. */
function withoutOwn(costs: readonly CostCell[], own: readonly CostCell[]): CostCell[] {
  if (own.length === 0) return [...costs]
  const keyOf = ({ day, scope, category, accrues }: CostCell) => {
    const { channel, source, medium, campaign } = scope
    return JSON.stringify([day, channel, source, medium, campaign, category, accrues])
  }
  const amounts = new Map(own.map((cell) => [keyOf(cell), cell.amount]))
  return costs.flatMap((cell) => {
    const left = cell.amount - (amounts.get(keyOf(cell)) ?? 0)
    return left === 0 ? [] : [{ ...cell, amount: left }]
  })
}

const NOTHING: Allocation = { rates: new Map(), days: new Map() }

const firstOf = (month: number): number => month * 100 + 1
const lastOf = (month: number): number => month * 100 + daysOfMonth(month)

interface CostDayRow extends Tuple {
  day: number
  category: string
  accrues: number
  amount: number
}

const cellOf = ({ day, category, accrues, amount, ...scope }: CostDayRow): CostCell => ({
  ...{ scope, day, category, amount },
  accrues: accrues === 1,
})

const MONTHS = `
  SELECT DISTINCT day / 100 AS month FROM cost_days
  WHERE generation = ? AND day BETWEEN ? AND ? ORDER BY month`

const COST_DAYS = `
  SELECT day, channel, source, medium, campaign, category, accrues, amount
  FROM cost_days WHERE generation = ? AND day BETWEEN ? AND ?`

/** By the names that they are summed under. */
const OWN_COSTS = `
  SELECT p.day, t.channel, t.source, t.medium, t.campaign, p.category, 0 AS accrues,
    sum(p.amount) AS amount
  FROM told_places p JOIN tuples t ON t.id = p.tuple
  WHERE p.generation = ? AND p.day BETWEEN ? AND ? AND p.category != ''
  GROUP BY p.day, p.tuple, p.category`

const OWN_COST = 'SELECT amount FROM told_places WHERE generation = ? AND touch = ?'

const TOUCH_COUNTS = `
  SELECT period AS day, tuple, n AS touches
  FROM touch_totals WHERE generation = ? AND period BETWEEN ? AND ?`

/** By the sums of the month, which are rows of their own. */
const TUPLES = `
  SELECT t.id, t.channel, t.source, t.medium, t.campaign
  FROM touch_totals s JOIN tuples t ON t.id = s.tuple WHERE s.generation = ? AND s.period = ?`

const TOUCH_AT = `
  SELECT ts, event_id FROM touches INDEXED BY touches_day WHERE generation = ? AND day = ? AND tuple = ?
  ORDER BY ts, event_id LIMIT 1 OFFSET ?`
