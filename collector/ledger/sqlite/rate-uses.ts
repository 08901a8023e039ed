import type { RateUse } from '../../roi/sale-money.ts'
import type { Sql } from './sql.ts'

/** Which rates conversions depend on, so that a rate that comes later finds them. */
export class RateUses {
  readonly #add
  readonly #remove

  constructor(sql: Sql) {
    this.#add = sql.prepare(
      `INSERT INTO rate_uses (generation, conversion, currency, day, missing)
       VALUES (?, ?, ?, ?, ?)`,
    )
    this.#remove = sql.prepare('DELETE FROM rate_uses WHERE generation = ? AND conversion = ?')
  }

  /** Puts the uses of a conversion in the place of those before. */
  put(generation: number, conversion: number, uses: readonly RateUse[]): void {
    this.#remove.run(generation, conversion)
    for (const { currency, day, isMissing } of uses)
      this.#add.run(generation, conversion, currency, day, isMissing ? 1 : 0)
  }
}
