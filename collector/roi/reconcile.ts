import { BRIDGE_FIELDS, type BridgeField } from '../../shared/bridge.ts'
import { formatDay, formatMonth, monthOf } from '../../shared/dates.ts'
import { formatAmount, formatMillionths, MILLIONTHS } from '../../shared/money.ts'
import type { ReconcileBy } from '../../shared/wire/reconcile.ts'

/** What the orders of one day add up to; minor units. */
export interface SaleDay {
  /** YYYYMMDD */
  day: number
  orders: number
  /** After discounts, without tax and shipping. */
  value: number
  /** Net of what went back of these orders, on whatever day. */
  refunded: number
  tax: number
  shipping: number
  discount: number
  /** The cash paid; where an order does not say it, its value. */
  total: number
  ordersWithoutTotal: number
}

/** What of a day was credited to touches, or why it was not. */
export interface CreditedDay {
  day: number
  /** '' when touches have it */
  reason: string
  /** millionths */
  conversions: number
  /** Net of refunds, by the basis that was asked. */
  value: number
}

/** What was given back on a day, of orders of whatever day. */
export interface ReturnDay {
  day: number
  refunded: number
}

/** What is added up to bridges. */
export interface BridgeInput {
  sales: readonly SaleDay[]
  credits: readonly CreditedDay[]
  /** Given when refunds count on their own days; else those of the sales count. */
  returns?: readonly ReturnDay[] | undefined
}

export interface ReconcileInput extends BridgeInput {
  by: ReconcileBy
  currency: string
}

interface Bridge {
  orders: number
  value: number
  discount: number
  tax: number
  shipping: number
  refunds: number
  total: number
  ordersWithoutTotal: number
  attributed: number
  attributedOrders: number
  unattributed: number
  unattributedOrders: number
}

/** Amounts are decimal strings in the site's currency. */
export type ShownBridge = Record<BridgeField, string | number>
export type BridgeRow = Partial<Record<'day' | 'month', string>> & ShownBridge

/** An identity, and by how much the rows miss it. */
export interface Check {
  check: string
  holds: boolean
  /** Of all rows, without signs: 0 when it holds. */
  difference: string
}

export interface Reconciliation {
  rows: BridgeRow[]
  total: ShownBridge
  unattributed: {
    orders: string
    value: string
    by_reason: { reason: string; orders: string; value: string }[]
  }
  checks: Check[]
}

/**
 * The bridge from what was charged to what is credited. `gross` is what the orders were before
 * discounts, with tax and shipping:
 *
 * - gross − discount − tax − shipping − refunds = net
 * - attributed + unattributed = net, and so for orders
 * - gross − discount + difference = total, the cash that orders say was paid
 *
 * Orders and credits come from different sums, so that the second is a check and not a definition.
 * @throws AmountError when a sum is no exact integer
 */
export function reconciled(input: ReconcileInput): Reconciliation {
  const groups = grouped(input.by, input)
  const all = noBridge()
  for (const bridge of groups.values()) add(all, bridge)
  const shown = (bridge: Bridge) => shownBridge(bridge, input.currency)
  return {
    rows: [...groups]
      .sort(([a], [b]) => a - b)
      .map(([period, bridge]) => ({ ...named(input.by, period), ...shown(bridge) })),
    total: shown(all),
    unattributed: unattributedOf(input, all),
    checks: checksOf([...groups.values()], input.currency),
  }
}

function grouped(by: ReconcileBy, { sales, credits, returns }: BridgeInput): Map<number, Bridge> {
  const groups = new Map<number, Bridge>()
  const of = (day: number): Bridge => {
    const period = by === 'day' ? day : by === 'month' ? monthOf(day) : 0
    const bridge = groups.get(period) ?? noBridge()
    groups.set(period, bridge)
    return bridge
  }
  if (by === 'none') of(0)
  for (const { day, refunded, ...sale } of sales)
    add(of(day), { ...sale, refunds: returns ? 0 : refunded })
  for (const { day, refunded } of returns ?? []) add(of(day), { refunds: refunded })
  for (const { day, reason, conversions, value } of credits)
    add(
      of(day),
      reason === ''
        ? { attributed: value, attributedOrders: conversions }
        : { unattributed: value, unattributedOrders: conversions },
    )
  return groups
}

const FIELDS = [
  'orders',
  'value',
  'discount',
  'tax',
  'shipping',
  'refunds',
  'total',
  'ordersWithoutTotal',
  'attributed',
  'attributedOrders',
  'unattributed',
  'unattributedOrders',
] as const satisfies readonly (keyof Bridge)[]

const noBridge = (): Bridge => Object.fromEntries(FIELDS.map((name) => [name, 0])) as never

function add(bridge: Bridge, more: Partial<Bridge>): void {
  for (const name of FIELDS) bridge[name] += more[name] ?? 0
}

const netOf = ({ value, refunds }: Bridge): number => value - refunds

/** Minor units; orders that are credited or not in millionths. */
function amountsOf(bridge: Bridge): Record<BridgeField, number> {
  const { orders, value, discount, tax, shipping, refunds, total } = bridge
  return {
    ...{ orders, discount, tax, shipping, refunds, total },
    gross: value + discount + tax + shipping,
    net: netOf(bridge),
    attributed: bridge.attributed,
    unattributed: bridge.unattributed,
    attributed_orders: bridge.attributedOrders,
    unattributed_orders: bridge.unattributedOrders,
    difference: total - value - tax - shipping,
    orders_without_total: bridge.ordersWithoutTotal,
  }
}

/** What one order, or what went back of it, adds to each figure: as a bridge of it alone. */
export function addsToBridge(input: BridgeInput): Record<BridgeField, number> {
  const [bridge = noBridge()] = grouped('none', input).values()
  const { attributed_orders, unattributed_orders, ...amounts } = amountsOf(bridge)
  return {
    ...amounts,
    attributed_orders: attributed_orders / MILLIONTHS,
    unattributed_orders: unattributed_orders / MILLIONTHS,
  }
}

const COUNTED: readonly BridgeField[] = ['orders', 'orders_without_total']
const SHARED_OUT: readonly BridgeField[] = ['attributed_orders', 'unattributed_orders']

/** Whether a figure is money, or how many orders. */
export const bridgeUnit = (field: BridgeField): 'money' | 'count' =>
  COUNTED.includes(field) || SHARED_OUT.includes(field) ? 'count' : 'money'

function shownBridge(bridge: Bridge, currency: string): ShownBridge {
  const amounts = amountsOf(bridge)
  const shown = BRIDGE_FIELDS.map((field): [BridgeField, string | number] => {
    if (COUNTED.includes(field)) return [field, amounts[field]]
    if (SHARED_OUT.includes(field)) return [field, formatMillionths(amounts[field])]
    return [field, formatAmount(amounts[field], currency)]
  })
  return Object.fromEntries(shown) as ShownBridge
}

const named = (by: ReconcileBy, period: number): Pick<BridgeRow, 'day' | 'month'> => {
  if (by === 'none') return {}
  return by === 'day' ? { day: formatDay(period) } : { month: formatMonth(period) }
}

function unattributedOf({ credits, currency }: ReconcileInput, all: Bridge) {
  const reasons = new Map<string, { conversions: number; value: number }>()
  for (const { reason, conversions, value } of credits) {
    if (reason === '') continue
    const sum = reasons.get(reason) ?? { conversions: 0, value: 0 }
    reasons.set(reason, sum)
    sum.conversions += conversions
    sum.value += value
  }
  const shown = (conversions: number, value: number) => ({
    orders: formatMillionths(conversions),
    value: formatAmount(value, currency),
  })
  return {
    ...shown(all.unattributedOrders, all.unattributed),
    by_reason: [...reasons]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, { conversions, value }]) => ({ reason, ...shown(conversions, value) })),
  }
}

function checksOf(bridges: readonly Bridge[], currency: string): Check[] {
  const missed = (by: (bridge: Bridge) => number) =>
    bridges.reduce((sum, bridge) => sum + Math.abs(by(bridge)), 0)
  const value = missed((bridge) => bridge.attributed + bridge.unattributed - netOf(bridge))
  const orders = missed(
    ({ attributedOrders, unattributedOrders, orders: all }) =>
      attributedOrders + unattributedOrders - all * MILLIONTHS,
  )
  return [
    {
      check: 'attributed + unattributed = net',
      holds: value === 0,
      difference: formatAmount(value, currency),
    },
    {
      check: 'attributed_orders + unattributed_orders = orders',
      holds: orders === 0,
      difference: formatMillionths(orders),
    },
  ]
}
