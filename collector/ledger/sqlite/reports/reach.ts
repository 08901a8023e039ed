import { ReportTooLargeError } from '../../reports-too-large.ts'
import type { Sql } from '../sql.ts'

/**
 * Touches and orders that one report may go over: it takes some seconds of an object's one thread, and
 * of the deadline that there is on Node.
 */
export const REACH_MAX = 500_000

const ASK_SUMS =
  'ask for a shorter period, or ask /v1/roi by channel, source, medium or campaign, which reads sums'

/** Counts what a report goes over, and ends it before it is too much. */
export class Reach {
  readonly #what: string
  readonly #max: number
  readonly #instead: string
  #sum = 0

  /**
   * @param what is gone over, as a sentence that goes on with "over N touches and orders"
   * @param instead what to ask, as the end of a sentence
   */
  constructor(what: string, max: number = REACH_MAX, instead: string = ASK_SUMS) {
    this.#what = what
    this.#max = max
    this.#instead = instead
  }

  /** @throws ReportTooLargeError */
  add(n: number): void {
    this.#sum += n
    if (this.#sum <= this.#max) return
    throw new ReportTooLargeError(
      `from, to: ${this.#what} over ${this.#sum} touches and orders at least, and may go over ${this.#max}: ${this.#instead}`,
    )
  }
}

/** Touches of some days, by their sums. */
export function touchesOfDays(sql: Sql, generation: number, from: number, to: number): number {
  return sql.prepare<{ n: number | null }>(TOUCHES).get(generation, from, to)?.n ?? 0
}

const TOUCHES = `
  SELECT sum(n) AS n FROM touch_totals WHERE generation = ? AND period BETWEEN ? AND ?`
