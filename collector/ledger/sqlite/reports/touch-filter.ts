import { type Filters, TOUCH_FILTERS } from '../../../../shared/wire/filters.ts'
import { filtersOn, isEmpty, verdictOn } from '../../../roi/filters.ts'
import type { Tuple } from '../../../roi/report.ts'
import type { Sql } from '../sql.ts'
import { askedOf } from './segments/asked.ts'
import { TouchLookup } from './segments/touch-names.ts'
import { tupleNames } from './tuple-names.ts'

/** What a touch is told by. */
export interface AskedTouch {
  tuple: number
  hit: number
}

/** Made-up campaigns may have brought very many. */
const TUPLES_KEPT_MAX = 50_000

/** Tells which touches are in all that filters ask of touches; those on orders ask nothing of one. */
export class TouchFilter {
  readonly #filters: Filters
  readonly #lookup: TouchLookup
  readonly #tuple: (id: number) => Tuple

  constructor(sql: Sql, filters: Filters) {
    this.#filters = filtersOn(filters, TOUCH_FILTERS)
    this.#lookup = new TouchLookup(sql, askedOf({ by: [], filters }))
    this.#tuple = tupleNames(sql, TUPLES_KEPT_MAX)
  }

  /** Every touch is in. */
  get isIdle(): boolean {
    return isEmpty(this.#filters)
  }

  /** @param hits of all touches that it is then asked about: they are looked up at once */
  of(hits: readonly number[]): (touch: AskedTouch) => boolean {
    const namesOf = this.#lookup.of(hits)
    return ({ tuple, hit }) =>
      verdictOn(this.#filters, { ...this.#tuple(tuple), ...namesOf(hit) }) === 'in'
  }
}
