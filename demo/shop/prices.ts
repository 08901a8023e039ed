import { type Product, productById } from './catalogue.ts'

/** So many of one product. */
export interface Line {
  product: Product
  quantity: number
}

/**
 * What an order comes to, in cents. `value` is GA4's: after discounts, without tax and shipping;
 * value + tax + shipping = total, which is the cash paid. `shipping` is without its own tax.
 */
export interface Prices {
  value: number
  tax: number
  shipping: number
  total: number
  costOfGoods: number
  /** What the coupon took off the prices, tax included. */
  discount: number
}

/** Cents, tax included; free from `FREE_SHIPPING_FROM` of goods on. */
export const SHIPPING = 490
export const FREE_SHIPPING_FROM = 6000

/** Per cent off the goods by coupon. */
const COUPONS: Readonly<Record<string, number>> = { WELCOME10: 10, AUTUMN15: 15 }

export const COUPON_CODES: readonly string[] = Object.keys(COUPONS)
export const LINES_MAX = 50
export const QUANTITY_MAX = 20

/** The 20 % tax inside a price of so many cents, rounded half up. */
export function taxInside(gross: number): number {
  return Math.floor((gross * 2 + 6) / 12)
}

/** Prices an order by the catalogue. An unknown coupon takes nothing off. */
export function priceOrder(lines: readonly Line[], coupon?: string): Prices {
  const listed = lines.reduce((sum, line) => sum + line.product.price * line.quantity, 0)
  const percent = (coupon && Object.hasOwn(COUPONS, coupon) && COUPONS[coupon]) || 0
  const discount = Math.floor((listed * percent + 50) / 100)
  const goods = listed - discount
  const carriage = goods === 0 || goods >= FREE_SHIPPING_FROM ? 0 : SHIPPING
  const shippingTax = taxInside(carriage)
  const goodsTax = taxInside(goods)
  return {
    value: goods - goodsTax,
    tax: goodsTax + shippingTax,
    shipping: carriage - shippingTax,
    total: goods + carriage,
    costOfGoods: lines.reduce((sum, line) => sum + line.product.costOfGoods * line.quantity, 0),
    discount,
  }
}

/** The item as GA4 lists it in `items`: numbers, as shops push them. */
export function itemOf({ product, quantity }: Line): Record<string, string | number> {
  return {
    item_id: product.id,
    item_name: product.name,
    item_category: product.category,
    price: product.price / 100,
    quantity,
  }
}

/**
 * Reads a cart as a browser posts it, `[{"id":"mug","quantity":2}]`. undefined when it is no such
 * list, is empty or too long, or names what the shop does not sell.
 */
export function readCart(text: string): Line[] | undefined {
  const entries = jsonArray(text)
  if (!entries || entries.length < 1 || entries.length > LINES_MAX) return undefined
  const lines = entries.map(readLine)
  return lines.every((line) => line !== undefined) ? lines : undefined
}

function jsonArray(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function readLine(entry: unknown): Line | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  if (!('id' in entry) || !('quantity' in entry)) return undefined
  const { id, quantity } = entry
  if (typeof id !== 'string' || typeof quantity !== 'number') return undefined
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) return undefined
  const product = productById(id)
  return product && { product, quantity }
}

/** 1999 is '19.99': money on the wire. */
export function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
