import {
  type Filter,
  type Filters,
  ORDER_FILTERS,
  TOUCH_FILTERS,
} from '../../../../../shared/wire/filters.ts'
import {
  type CellBasis,
  type Contribution,
  creditsOfTouches,
  forEachCredit,
  isZero,
  type Measures,
  NOBODY,
} from '../../../../attribution/contribution.ts'
import { unpackUnder } from '../../../../attribution/packed-text.ts'
import { filtersOn, isEmpty, passes, verdictOn } from '../../../../roi/filters.ts'
import type { Tuple } from '../../../../roi/report.ts'
import type { Named } from '../../../../roi/rows.ts'
import type { RoiReportQuery } from '../../../ledger.ts'
import type { Sql } from '../../sql.ts'
import { tupleNames } from '../tuple-names.ts'
import { askedOf } from './asked.ts'
import { Interned, NAMELESS } from './interned.ts'
import { OrderLookup, type OrderNames } from './order-names.ts'
import { TouchLookup } from './touch-names.ts'

export type SegmentQuery = Omit<RoiReportQuery, 'kind' | 'model'>

/** What of a contribution a segment asks for. */
export interface OrderRow {
  conversion: number
  packed: string
  advocacy: number
}

/** A conversion with all that is asked of it. */
export interface Order<Row extends OrderRow = OrderRow> {
  row: Row
  packed: Contribution
  order: OrderNames
  namesOf: (hit: number) => Named
}

/** A tuple of touches has names, one that stands for conversions without a touch a reason. */
export interface NamedTuple {
  names?: Tuple
  reason?: string | undefined
}

/** What of an order is of the segment: of one touch, or nobody's, and of one item where those are asked. */
export interface SegmentCredit {
  basis: CellBasis
  /** YYYYMMDD */
  on: number
  /** That of the touch, or NOBODY. */
  place: number
  tuple: NamedTuple
  stage: string
  /** All that is asked of it, one object for all that is called the same; nothing of what is nobody's. */
  names: Named
  share: Measures
}

/**
 * Takes contributions apart into the credits of a segment. They are those of the rollups, each where its
 * touch and its order belong; what of an order is an item's is a split of its credits.
 */
export class SegmentOrders {
  readonly #salesChannels: readonly string[] | undefined
  readonly #filters: { ofTouch: Filters; ofOrder: Filters; item: Filter | undefined }
  readonly #models: readonly string[]
  readonly #tuples: (id: number) => NamedTuple
  readonly #orders: OrderLookup
  readonly #touches: TouchLookup
  readonly #places: Interned<[tuple: NamedTuple, told: Named], TouchPlace>
  readonly #names = new Interned((place: TouchPlace, order: Named, item: string) => ({
    ...{ ...order, ...place.names, item },
  }))

  constructor(sql: Sql, query: SegmentQuery, models: readonly string[]) {
    const { filters = {}, salesChannels } = query
    const { item, ...ofOrder } = filtersOn(filters, ORDER_FILTERS)
    const asked = askedOf(query)
    this.#salesChannels = salesChannels
    this.#filters = { ofTouch: filtersOn(filters, TOUCH_FILTERS), ofOrder, item }
    this.#models = models
    this.#tuples = namedTuples(sql)
    this.#orders = new OrderLookup(sql, asked)
    this.#touches = new TouchLookup(sql, asked)
    const { ofTouch } = this.#filters
    this.#places = new Interned((tuple, told) => {
      const names = { ...tuple.names, ...told }
      return { names, isIn: verdictOn(ofTouch, names) === 'in' }
    })
  }

  /** Those whose order is not outside. */
  kept<Row extends OrderRow>(rows: readonly Row[]): Order<Row>[] {
    const { item, ofOrder } = this.#filters
    const orderOf = this.#orders.of(rows.map(({ conversion }) => conversion))
    const kept = rows.flatMap((row) => {
      const order = orderOf(row.conversion, row.advocacy)
      const items = item ? order.items.filter(({ id }) => passes(item, id)) : order.items
      // Most of what is outside is so by what is known before its text is read.
      if (items.length === 0 || verdictOn(ofOrder, order.names) === 'out') return []
      const packed = unpackUnder(row.packed, this.#models)
      if (!this.#isSold(packed, order.names)) return []
      if (ofOrder.stage && !passes(ofOrder.stage, packed.stage)) return []
      return [{ row, packed, order }]
    })
    const hits: number[] = []
    if (!this.#touches.isIdle) for (const { packed } of kept) this.#credited(packed, hits)
    const namesOf = this.#touches.of(hits)
    return kept.map((one) => ({ ...one, namesOf }))
  }

  forEachCredit(
    { packed, order, namesOf }: Order,
    model: string,
    isWanted: (basis: CellBasis, on: number) => boolean,
    add: (credit: SegmentCredit) => void,
  ): void {
    const { ofTouch, item } = this.#filters
    const { stage } = packed
    forEachCredit(packed, model, (basis, on, place, part) => {
      if (!isWanted(basis, on)) return
      const touch = place === NOBODY ? undefined : packed.touches[place]
      const tuple = this.#tuples(touch?.[3] ?? packed.unattributed)
      const at = touch && this.#places.of(tuple, namesOf(touch[4]))
      if (at ? !at.isIn : !isEmpty(ofTouch)) return
      for (const { id, share } of partsOf(part, order)) {
        if (isZero(share) || (item && !passes(item, id))) continue
        const names = at ? this.#names.of(at, order.names, id) : NAMELESS
        add({ basis, on, place, tuple, stage, names, share })
      }
    })
  }

  /** What stands for conversions without a touch. */
  reasonOf(tuple: number): string | undefined {
    return this.#tuples(tuple).reason
  }

  #isSold({ apart }: Contribution, { sales_channel: channel = 'web' }: Named): boolean {
    return this.#salesChannels ? this.#salesChannels.includes(channel) : apart === undefined
  }

  /** Hits of the touches that earn anything under a model that is asked. */
  #credited({ touches, weights }: Contribution, hits: number[]): void {
    const asked = this.#models.map((model) => weights[model])
    for (const [at, [, , , , hit]] of touches.entries())
      if (asked.some((own) => (own?.[at] ?? 0) > 0)) hits.push(hit)
  }
}

/** A tuple with what its touches are told by, and whether the filters on touches have it. */
interface TouchPlace {
  names: Named
  isIn: boolean
}

/** What of a credit is which item's; all of it where items were not asked. */
function partsOf(part: Measures, { items }: OrderNames): { id: string; share: Measures }[] {
  const [only] = items
  if (only && items.length === 1) return [{ id: only.id, share: part }]
  const shares = creditsOfTouches(
    part,
    items.map(({ weight }) => weight),
  )
  return items.map(({ id }, at) => ({ id, share: shares[at] as Measures }))
}

function namedTuples(sql: Sql): (id: number) => NamedTuple {
  const namesOf = tupleNames(sql)
  const known = new Map<number, NamedTuple>()
  return (id) => {
    const names = namesOf(id)
    const tuple = known.get(id) ?? (names.channel === '' ? { reason: names.source } : { names })
    known.set(id, tuple)
    return tuple
  }
}
