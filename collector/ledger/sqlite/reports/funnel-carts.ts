import { PURCHASE } from '../../../journey/journey.ts'
import { Persons } from '../../../journey/persons.ts'
import { STEP_BITS } from '../../../journey/steps.ts'
import type { CartSum } from '../../../roi/funnel.ts'
import type { Freshness } from '../../freshness.ts'
import type { FunnelQuery } from '../../reports-funnel.ts'
import { HAPPENED_SQL } from '../contributions.ts'
import { StoredLinks } from '../links.ts'
import type { Sql } from '../sql.ts'
import { type VisitFilter, visitFilter } from './visit-filter.ts'

/** A visit with a cart, of which the page says no purchase. */
export interface CartVisit {
  name: string
  day: number
  visitor: number
  ts: number
  event_id: Uint8Array
  hit: number
  tuple: number
  end: number
  cart_value: number
  linked: number
}

/** Rows in memory at a time. */
const AT_ONCE = 1000
/** So many of them, and whose visitors were is forgotten. */
const REMEMBERED = 5000

/**
 * Carts of the period that were not ordered: not by the same person within the days that are given, nor by
 * a page's own word. Of several carts of a browser, each within those days of the one before, the last
 * counts: it is one cart that was looked at again. A filter asks for that one alone.
 * @param name the name of a visit's row, as SQL
 * @param witness told of each cart that counts, and as what
 */
export function unorderedCarts(
  sql: Sql,
  { generation }: Freshness,
  query: FunnelQuery,
  name: string,
  witness?: (cart: CartVisit, state: CartSum['state']) => void,
): CartSum[] {
  const asked = visitFilter(query.filters)
  const statements = prepareStatements(sql, name, asked)
  const links = new StoredLinks(sql)
  let persons = new Persons(links)
  const sums = new Map<string, CartSum>()
  let place: Place = [query.from, 0, 0, new Uint8Array(16)]
  for (let read = 0; ; read += AT_ONCE) {
    if (read % REMEMBERED === 0) persons = new Persons(links)
    const rows = statements.page.all(generation, query.to, ...asked.terms, ...place, AT_ONCE)
    for (const row of rows) {
      const until = row.end + query.abandonedAfterMs
      if (isOrdered(row, until) || isTakenUp(row, until)) continue
      const state = stateOf(row, until > query.now ? 'open' : 'abandoned')
      add(sums, row, state)
      witness?.(row, state)
    }
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return [...sums.values()]
    place = [last.day, last.visitor, last.ts, last.event_id]
  }

  /** Whom nobody has named has ordered nothing that is known of. */
  function isOrdered({ linked, visitor, ts }: CartVisit, until: number): boolean {
    if (linked === 0) return false
    const person = persons.ofTouch(visitor, ts)
    return statements.order.get(generation, person, PURCHASE, ts, until) !== undefined
  }

  function isTakenUp({ visitor, ts }: CartVisit, until: number): boolean {
    return statements.later.get(generation, visitor, ts, until) !== undefined
  }
}

type Place = [day: number, visitor: number, ts: number, eventId: Uint8Array]

const stateOf = (row: CartVisit, state: CartSum['state']): CartSum['state'] =>
  row.cart_value === 0 ? 'worthless' : state

function add(sums: Map<string, CartSum>, row: CartVisit, state: CartSum['state']): void {
  const key = `${state} ${row.name}`
  const sum = sums.get(key) ?? { name: row.name, state, carts: 0, value: 0 }
  sums.set(key, sum)
  sum.carts += 1
  sum.value += row.cart_value
}

/** Something was put into a cart, or checked out, and no page has said that it was bought. */
const HAS_CART = (touch: string): string =>
  `${touch}.steps BETWEEN ${STEP_BITS.cart} AND ${STEP_BITS.purchase - 1}`

function prepareStatements(sql: Sql, name: string, { sql: isAsked }: VisitFilter) {
  return {
    page: sql.prepare<CartVisit>(
      `SELECT ${name} AS name, v.day, v.visitor, v.ts, v.event_id, v.hit, v.tuple,
         v."end", v.cart_value,
         who.linked
       FROM touches v JOIN tuples t ON t.id = v.tuple JOIN visitors who ON who.id = v.visitor
       WHERE v.generation = ? AND v.steps > 0 AND ${HAS_CART('v')} AND v.day <= ?${isAsked}
         AND (v.day, v.visitor, v.ts, v.event_id) > (?, ?, ?, ?)
       ORDER BY v.day, v.visitor, v.ts, v.event_id LIMIT ?`,
    ),
    order: sql.prepare(
      `SELECT 1 FROM contributions WHERE generation = ? AND person = ? AND goal = ?
         AND ts BETWEEN ? AND ? AND ${HAPPENED_SQL} LIMIT 1`,
    ),
    later: sql.prepare(
      `SELECT 1 FROM touches later WHERE generation = ? AND visitor = ? AND ts > ? AND ts <= ?
         AND ${HAS_CART('later')} LIMIT 1`,
    ),
  }
}
