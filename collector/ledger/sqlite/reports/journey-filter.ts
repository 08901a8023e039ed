import {
  type Filter,
  type Filters,
  ORDER_FILTERS,
  TOUCH_FILTERS,
} from '../../../../shared/wire/filters.ts'
import { filtersOn, isEmpty, passes, verdictOn } from '../../../roi/filters.ts'
import type { Tuple } from '../../../roi/report.ts'
import type { Sql } from '../sql.ts'
import type { PackedJourney } from './journey-costs.ts'
import { askedOf } from './segments/asked.ts'
import { OrderLookup } from './segments/order-names.ts'
import { TouchLookup } from './segments/touch-names.ts'
import { tupleNames } from './tuple-names.ts'

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
    this.#tuple = tupleNames(sql)
    this.#ofOrder = ofOrder
    this.#ofTouch = filtersOn(filters, TOUCH_FILTERS)
    this.#item = item
  }

  kept(journeys: readonly PackedJourney[]): PackedJourney[] {
    const orderOf = this.#orders.of(journeys.map(({ row }) => row.conversion))
    const item = this.#item
    const ofOrders = journeys.filter(({ row, packed }) => {
      const { names, items } = orderOf(row.conversion)
      const advocacy = row.advocacy === 1 ? 'yes' : 'no'
      const said = { ...names, advocacy, ...(packed && { stage: packed.stage }) }
      const hasItem = !item || items.some(({ id }) => passes(item, id))
      return hasItem && verdictOn(this.#ofOrder, said) === 'in'
    })
    return isEmpty(this.#ofTouch) ? ofOrders : this.#withTouch(ofOrders)
  }

  #withTouch(journeys: readonly PackedJourney[]): PackedJourney[] {
    const touchesOf = ({ packed }: PackedJourney) => packed?.touches ?? []
    const hits = journeys.flatMap((one) => touchesOf(one).map(([, , , , hit]) => hit))
    const namesOf = this.#touches.of(hits)
    return journeys.filter((one) =>
      touchesOf(one).some(
        ([, , , tuple, hit]) =>
          verdictOn(this.#ofTouch, { ...this.#tuple(tuple), ...namesOf(hit) }) === 'in',
      ),
    )
  }
}
