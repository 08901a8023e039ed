import { type Filter, type Filters, ORDER_FILTERS } from '../../../../shared/wire/filters.ts'
import type { Contribution } from '../../../attribution/contribution.ts'
import { filtersOn, passes, verdictOn } from '../../../roi/filters.ts'
import type { Sql } from '../sql.ts'
import { askedOf } from './segments/asked.ts'
import { OrderLookup } from './segments/order-names.ts'
import { type AskedTouch, TouchFilter } from './touch-filter.ts'

/** A conversion with its journey. */
interface Converted {
  row: { conversion: number; advocacy: number }
  packed: Contribution | undefined
}

/**
 * Which journeys a segment has: those of orders that it has, and of which one touch at least is in all that
 * it asks of touches. What an order does not say is outside.
 */
export class JourneyFilter {
  readonly #orders: OrderLookup
  readonly #touches: TouchFilter
  readonly #ofOrder: Filters
  readonly #item: Filter | undefined

  constructor(sql: Sql, filters: Filters) {
    const { item, ...ofOrder } = filtersOn(filters, ORDER_FILTERS)
    this.#orders = new OrderLookup(sql, askedOf({ by: [], filters }))
    this.#touches = new TouchFilter(sql, filters)
    this.#ofOrder = ofOrder
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
  keptLost<Journey extends readonly AskedTouch[]>(journeys: readonly Journey[]): Journey[] {
    return this.#withTouch(journeys, (touches) => touches)
  }

  #withTouch<Journey>(
    journeys: readonly Journey[],
    touchesOf: (journey: Journey) => readonly AskedTouch[],
  ): Journey[] {
    if (this.#touches.isIdle) return [...journeys]
    const touches = journeys.map(touchesOf)
    const isIn = this.#touches.of(touches.flatMap((some) => some.map(({ hit }) => hit)))
    return journeys.filter((_, at) => touches[at]?.some(isIn))
  }
}

const touchesOf = ({ packed }: Converted): AskedTouch[] =>
  (packed?.touches ?? []).map(([, , , tuple, hit]) => ({ tuple, hit }))
