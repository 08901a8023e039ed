import type { Measures } from '../../attribution/contribution.ts'
import { commissionLeft } from '../../roi/commission.ts'
import { exchanged, exchangeOn, type RateOn } from '../../roi/exchange.ts'
import type { Tuple } from '../../roi/report.ts'
import type { RateUse } from '../../roi/sale-money.ts'
import type { CostRow } from './cost-row.ts'
import { COST_STANDS } from './cost-stands.ts'
import { scopeOf } from './costs.ts'
import type { Generation } from './generations.ts'
import type { Rates } from './rates.ts'
import type { Rollups } from './rollups.ts'
import type { Sql } from './sql.ts'

/** An order as far as its commissions depend on it. */
export interface CommissionedOrder {
  conversion: number
  /** Local day, YYYYMMDD. */
  day: number
  /** In the site's currency; undefined while the order does not count. */
  measures: Measures | undefined
  /** What its code means: the scope of commissions that name none. */
  tuple: Tuple | undefined
}

interface Commission extends Tuple {
  /** seq of the cost */
  cost: number
  day: number
  /** In the site's currency, what is left of it. */
  amount: number
  /** 1 while its order does not count, or its currency has no rate on that day */
  waits: number
}

const COLUMNS = [
  'cost',
  'day',
  'channel',
  'source',
  'medium',
  'campaign',
  'amount',
  'waits',
] as const

/**
 * Costs that name an order: they count on its day, as far as it was not refunded, and wait while nobody
 * has reported it. So they are settled with it.
 */
export class Commissions {
  readonly #statements
  readonly #rates: Rates
  readonly #rollups: Rollups

  constructor(sql: Sql, parts: { rates: Rates; rollups: Rollups }) {
    this.#rates = parts.rates
    this.#rollups = parts.rollups
    this.#statements = {
      facts: sql.prepare<CostRow>(
        `SELECT * FROM costs WHERE conversion = ? AND ${COST_STANDS} ORDER BY seq`,
      ),
      stored: sql.prepare<Commission>(
        `SELECT ${COLUMNS.join(', ')} FROM commissions
         WHERE generation = ? AND conversion = ? ORDER BY cost`,
      ),
      remove: sql.prepare('DELETE FROM commissions WHERE generation = ? AND conversion = ?'),
      add: sql.prepare(
        `INSERT INTO commissions (generation, conversion, ${COLUMNS.join(', ')})
         VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')})`,
      ),
    }
  }

  /** Puts what an order's commissions come to in the place of what they came to before. */
  settle(generation: Generation, order: CommissionedOrder): RateUse[] {
    const uses = new Map<string, RateUse>()
    const rateOn: RateOn = (currency, day) => {
      const rate = this.#rates.on(currency, day)
      uses.set(`${currency} ${day}`, { currency, day, isMissing: rate === undefined })
      return rate
    }
    const fresh = this.#statements.facts
      .all(order.conversion)
      .map((fact) => commissionOf(fact, order, generation, rateOn))
    this.#put(generation.id, order.conversion, fresh)
    return [...uses.values()]
  }

  /** They wait again, since nobody tells of their order any more. */
  withdraw(generation: number, conversion: number): void {
    this.#put(generation, conversion, [])
  }

  /** Whether any of an order's commissions waits. */
  anyWaits(generation: number, conversion: number): boolean {
    return this.#statements.stored.all(generation, conversion).some(({ waits }) => waits === 1)
  }

  #put(generation: number, conversion: number, fresh: readonly Commission[]): void {
    const before = this.#statements.stored.all(generation, conversion)
    if (JSON.stringify(before.map(valuesOf)) === JSON.stringify(fresh.map(valuesOf))) return
    this.#statements.remove.run(generation, conversion)
    for (const one of before) this.#count(generation, one, -1)
    for (const one of fresh) {
      this.#statements.add.run(generation, conversion, ...valuesOf(one))
      this.#count(generation, one, 1)
    }
  }

  #count(
    generation: number,
    { amount, cost: _, waits: __, ...on }: Commission,
    sign: 1 | -1,
  ): void {
    if (amount === 0) return
    this.#rollups.addCost(
      generation,
      { ...on, category: 'commission', accrues: false },
      sign * amount,
    )
  }
}

const valuesOf = (commission: Commission) => COLUMNS.map((name) => commission[name])

function commissionOf(
  fact: CostRow,
  { day, measures, tuple }: CommissionedOrder,
  { settings }: Generation,
  rateOn: RateOn,
): Commission {
  const exchange = exchangeOn(day, fact.currency, settings.currency, rateOn)
  const here = exchange && exchanged(fact.amount, exchange)
  const counts = measures !== undefined && here !== undefined
  const own = scopeOf(fact, settings)
  const namesNothing = Object.values(own).every((name) => name === '')
  return {
    ...{ cost: fact.seq, day },
    ...(namesNothing && tuple ? tuple : own),
    amount: counts ? commissionLeft(here, measures) : 0,
    waits: counts ? 0 : 1,
  }
}
