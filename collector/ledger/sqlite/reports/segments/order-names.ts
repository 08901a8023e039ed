import type { Dimension } from '../../../../../shared/wire/roi.ts'
import { type ItemShare, itemShares, type SoldItem } from '../../../../roi/items.ts'
import type { Named } from '../../../../roi/rows.ts'
import { STANDS_FIRST } from '../../conversions.ts'
import type { Sql } from '../../sql.ts'
import { Interned } from './interned.ts'

/** What orders say of themselves, by the version that stands. */
export interface OrderNames {
  names: Named
  /** What of the order is which item's; one share of all where that was not asked. */
  items: readonly ItemShare[]
}

const OF_ORDERS: readonly Dimension[] = ['coupon', 'market', 'sales_channel']
const ITEM_LENGTH_MAX = 200

const WHOLE: readonly ItemShare[] = [{ id: '', weight: 1 }]

/** Looks up what was asked of orders, and nothing when that is nothing. */
export class OrderLookup {
  readonly #statements
  readonly #asksNames: boolean
  readonly #asksItems: boolean
  readonly #names = new Interned(namesOf)

  constructor(sql: Sql, asked: ReadonlySet<Dimension>) {
    this.#statements = {
      names: sql.prepare<NamesRow>(NAMES),
      items: sql.prepare<ItemRow>(ITEMS),
    }
    this.#asksNames = OF_ORDERS.some((name) => asked.has(name))
    this.#asksItems = asked.has('item')
  }

  /** Orders that say the same have the same names, the very object. @param advocacy of an order: 1 for one of another customer's code */
  of(conversions: readonly number[]): (conversion: number, advocacy: number) => OrderNames {
    const ids = JSON.stringify(conversions)
    const rows = this.#asksNames ? this.#statements.names.all(ids) : []
    const said = new Map(rows.map((row) => [row.conversion, row]))
    const items = new Map<number, SoldItem[]>()
    for (const row of this.#asksItems ? this.#statements.items.all(ids) : []) {
      const sold = items.get(row.conversion) ?? []
      items.set(row.conversion, sold)
      sold.push(itemOf(row))
    }
    return (conversion, advocacy) => ({
      names: this.#namesOf(said.get(conversion), advocacy),
      items: this.#asksItems ? itemShares(items.get(conversion) ?? []) : WHOLE,
    })
  }

  #namesOf(row: NamesRow | undefined, advocacy: number): Named {
    return this.#names.of(row?.coupon, row?.market, row?.sales_channel, advocacy)
  }
}

/** Without what was not looked up. */
function namesOf(
  coupon: string | undefined,
  market: string | undefined,
  salesChannel: string | undefined,
  advocacy: number,
): Named {
  return {
    ...(coupon !== undefined && { coupon }),
    ...(market !== undefined && { market }),
    ...(salesChannel !== undefined && { sales_channel: salesChannel }),
    advocacy: advocacy === 1 ? 'yes' : 'no',
  }
}

interface NamesRow {
  conversion: number
  coupon: string
  market: string
  sales_channel: string
}

interface ItemRow {
  conversion: number
  id: string
  price: number | null
  quantity: number | null
}

/** GA4's `quantity` is 1 when it is left out. */
const itemOf = ({ id, price, quantity }: ItemRow): SoldItem => ({
  id,
  price: price ?? 0,
  quantity: quantity ?? 1,
})

/** Of two versions the one that stands is numbered first. */
const standing = (columns: string) => `
  SELECT conversion, ${columns} FROM (
    SELECT v.conversion, ${columns}, row_number() OVER (
      PARTITION BY v.conversion ORDER BY ${STANDS_FIRST}) AS place
    FROM json_each(?) AS asked JOIN conversion_versions v ON v.conversion = asked.value
  ) WHERE place = 1`

const NAMES = `
  SELECT conversion, coalesce(coupon, '') AS coupon, coalesce(market, '') AS market,
    coalesce(sales_channel, 'web') AS sales_channel
  FROM (${standing('coupon, market, sales_channel')})`

/** GA4 has an item told by its id or, without one, by its name. */
const ITEMS = `
  SELECT conversion,
    substr(CAST(coalesce(i.value ->> 'item_id', i.value ->> 'item_name', '') AS TEXT),
      1, ${ITEM_LENGTH_MAX}) AS id,
    CAST(i.value ->> 'price' AS REAL) AS price,
    CAST(i.value ->> 'quantity' AS REAL) AS quantity
  FROM (${standing('items')}) AS o,
    json_each(CASE WHEN json_valid(o.items) THEN o.items ELSE '[]' END) AS i
  ORDER BY conversion, i.key`
