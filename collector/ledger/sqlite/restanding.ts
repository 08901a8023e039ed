import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'

/** The name of what is kept in `site`. */
export const RESTANDING = 'restanding'

/** Orders of an import that have come to count, or do so no more, and wait for what follows from that. */
export interface Waiting {
  /** seq of the import */
  import: number
  /** seq of the version that was done last. */
  after: number
  /** How many are left. */
  left: number
}

/** How far imports of orders are: kept with what was done, so that a crash loses nothing of it. */
export class Restanding {
  readonly #values: SiteValues
  #waiting: Waiting[] | undefined

  constructor(sql: Sql) {
    this.#values = new SiteValues(sql)
  }

  get next(): Waiting | undefined {
    this.#waiting ??= restandingIn(this.#values)
    return this.#waiting[0]
  }

  add(waiting: Waiting): void {
    if (waiting.left > 0) this.#keep([...restandingIn(this.#values), waiting])
  }

  /** @param waiting what is left of the first; undefined for nothing */
  done(waiting: Waiting | undefined): void {
    const rest = restandingIn(this.#values).slice(1)
    this.#keep(waiting ? [waiting, ...rest] : rest)
  }

  #keep(waiting: Waiting[]): void {
    this.#waiting = waiting
    if (waiting.length === 0) this.#values.remove(RESTANDING)
    else this.#values.set(RESTANDING, JSON.stringify(waiting))
  }
}

const restandingIn = (values: SiteValues): Waiting[] =>
  JSON.parse(values.get(RESTANDING) ?? '[]') as Waiting[]

/** How many orders wait, by what is kept: they are pending. */
export const leftIn = (kept: string): number =>
  (JSON.parse(kept) as Waiting[]).reduce((sum, { left }) => sum + left, 0)
