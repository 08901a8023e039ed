import type { Ga4EventName } from '../../shared/event-names.ts'
import { AMOUNT_MAX, exponentOf } from '../../shared/money.ts'

/**
 * What was seen in a visit, as bits that add up. `purchase` is what a page says of an order: whether there
 * is one, conversions tell.
 */
export const STEP_BITS = { view: 1, cart: 2, checkout: 4, purchase: 8 } as const

/** What an event does to the value of its visit's cart: `whole` is all that is in it then. */
export interface CartChange {
  kind: 'whole' | 'more' | 'less'
  /** Minor units of the site's currency. */
  amount: number
}

/** What a hit is to the funnel; most are nothing. */
export interface HitSteps {
  bits: number
  cart: CartChange | undefined
}

const bitsOf: ReadonlyMap<string, number> = new Map<Ga4EventName, number>([
  ['view_item', STEP_BITS.view],
  ['add_to_cart', STEP_BITS.cart],
  ['remove_from_cart', 0],
  ['view_cart', 0],
  ['begin_checkout', STEP_BITS.checkout],
  ['add_payment_info', STEP_BITS.checkout],
  ['purchase', STEP_BITS.purchase],
])

/** In GA4, `value` is that of the items of the event: of these events all that are in the cart. */
const kinds: ReadonlyMap<string, CartChange['kind']> = new Map<Ga4EventName, CartChange['kind']>([
  ['add_to_cart', 'more'],
  ['remove_from_cart', 'less'],
  ['view_cart', 'whole'],
  ['begin_checkout', 'whole'],
  ['add_payment_info', 'whole'],
])

/** The events whose props matter here. */
export const CART_EVENTS: readonly string[] = [...kinds.keys()]

/**
 * Looking at a cart is having one only where there is something in it. A value in another currency is
 * none: what it was worth on its day would depend on rates.
 * @param props JSON text, or ''
 * @param currency the site's
 */
export function stepsOf(name: string, props: string, currency: string): HitSteps | undefined {
  const bits = bitsOf.get(name)
  if (bits === undefined) return undefined
  const kind = kinds.get(name)
  const amount = kind && amountOf(props, currency)
  const cart = kind && amount !== undefined ? { kind, amount } : undefined
  const isFull = name === 'view_cart' && (amount ?? 0) > 0
  return { bits: isFull ? STEP_BITS.cart : bits, cart }
}

/** The value of a cart after an event; never below zero. */
export function cartAfter(before: number, { kind, amount }: CartChange): number {
  if (kind === 'whole') return amount
  return kind === 'more' ? Math.min(before + amount, AMOUNT_MAX) : Math.max(0, before - amount)
}

interface CartProps {
  value?: unknown
  currency?: unknown
  items?: unknown
}

function amountOf(props: string, currency: string): number | undefined {
  const said = read(props)
  if (!said) return undefined
  if (said.currency !== undefined && said.currency !== currency) return undefined
  const exponent = exponentOf(currency)
  if (exponent === undefined) return undefined
  return said.value === undefined ? ofItems(said.items, exponent) : minorOf(said.value, exponent)
}

function read(props: string): CartProps | undefined {
  if (props === '') return undefined
  const said: unknown = JSON.parse(props)
  return typeof said === 'object' && said !== null ? said : undefined
}

/** Without a value of its own, an event is worth its items. */
function ofItems(items: unknown, exponent: number): number | undefined {
  if (!Array.isArray(items) || items.length === 0) return undefined
  let sum = 0
  for (const item of items as (Record<string, unknown> | null)[]) {
    const price = minorOf(item?.['price'], exponent)
    const quantity = Number(item?.['quantity'] ?? 1)
    if (price === undefined || !Number.isSafeInteger(quantity) || quantity < 0) return undefined
    sum += price * quantity
  }
  return sum <= AMOUNT_MAX ? sum : undefined
}

/** Pages send numbers, and texts of numbers; `toFixed` rounds the number that it is, exactly. */
function minorOf(value: unknown, exponent: number): number | undefined {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)))
    return undefined
  const amount = Number(value)
  if (!Number.isFinite(amount) || amount < 0 || amount > AMOUNT_MAX) return undefined
  const minor = Number(amount.toFixed(exponent).replace('.', ''))
  return minor <= AMOUNT_MAX ? minor : undefined
}
