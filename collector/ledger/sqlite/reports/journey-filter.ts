import {
  type Filter,
  type Filters,
  ORDER_FILTERS,
  TOUCH_FILTERS,
} from '../../../../shared/wire/filters.ts'
import type { Contribution } from '../../../attribution/contribution.ts'
import { filtersOn, isEmpty, passes, verdictOn } from '../../../roi/filters.ts'
import type { Tuple } from '../../../roi/report.ts'
import type { Sql } from '../sql.ts'
import { askedOf } from './segments/asked.ts'
import { OrderLookup } from './segments/order-names.ts'
import { TouchLookup } from './segments/touch-names.ts'
import { tupleNames } from './tuple-names.ts'

/** A conversion with its journey. */
interface Converted {
  row: { conversion: number; advocacy: number }
  packed: Contribution | undefined
}

/** What a touch is told by. */
interface Touch {
  tuple: number
  hit: number
}

/** Made-up campaigns may have brought very many. */
const TUPLES_KEPT_MAX = 50_000

/**
 * Which journeys a segment has: those of orders that it has, and of which one touch at least is in all that
 * it asks of touches. What an order does not say is outside.
 */
export class JourneyFilter {
  readonly #orders: OrderLookup
  readonly #touches: TouchLookup
  readonly #tuple: (id: number) => Tuple
  readonly #ofOrder: Filters
  readonly #ofTouch: Filters
  readonly #item: Filter | undefined

  constructor(sql: Sql, filters: Filters) {
    const asked = askedOf({ by: [], filters })
    const { item, ...ofOrder } = filtersOn(filters, ORDER_FILTERS)
    this.#orders = new OrderLookup(sql, asked)
    this.#touches = new TouchLookup(sql, asked)
    this.#tuple = tupleNames(sql, TUPLES_KEPT_MAX)
    this.#ofOrder = ofOrder
    this.#ofTouch = filtersOn(filters, TOUCH_FILTERS)
    this.#item = item
  }

  kept<Journey extends Converted>(journeys: readonly Journey[]): Journey[] {
    const orderOf = this.#orders.of(journeys.map(({ row }) => row.conversion))
    const item = this.#item
    const ofOrders = journeys.filter(({ row, packed }) => {
      const { names, items } = orderOf(row.conversion, row.advocacy)
      const said = { ...names, ...(packed && { stage: packed.stage }) }
      const hasItem = !item || items.some(({ id }) => passes(item, id))
      return hasItem && verdictOn(this.#ofOrder, said) === 'in'
    })
    return this.#withTouch(ofOrders, touchesOf)
  }

  /** Of journeys without an order: whether they have the touch is all there is to ask. */
  keptLost<Journey extends readonly Touch[]>(journeys: readonly Journey[]): Journey[] {
    return this.#withTouch(journeys, (touches) => touches)
  }

  #withTouch<Journey>(
    journeys: readonly Journey[],
    touchesOf: (journey: Journey) => readonly Touch[],
  ): Journey[] {
    if (isEmpty(this.#ofTouch)) return [...journeys]
    const touches = journeys.map(touchesOf)
    const namesOf = this.#touches.of(touches.flatMap((some) => some.map(({ hit }) => hit)))
    const isIn = ({ tuple, hit }: Touch) =>
      verdictOn(this.#ofTouch, { ...this.#tuple(tuple), ...namesOf(hit) }) === 'in'
    return journeys.filter((_, at) => touches[at]?.some(isIn))
  }
}

const touchesOf = ({ packed }: Converted): Touch[] =>
  (packed?.touches ?? []).map(([, , , tuple, hit]) => ({ tuple, hit }))
