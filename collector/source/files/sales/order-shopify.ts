import { RENEWAL } from '../../../../shared/wire/goals.ts'
import {
  amountText,
  type Decimal,
  isNegative,
  isZero,
  minus,
  plus,
  share,
} from '../../webhooks/decimal.ts'
import {
  countryOf,
  couponOf,
  emailOf,
  salesChannelOf,
  VISITOR_FIELD,
  visitorOf,
} from '../../webhooks/order-fields.ts'
import { PAID, SALES_CHANNELS } from '../../webhooks/shopify.ts'
import { renewedBy } from '../../webhooks/shopify-renewal.ts'
import { SalesLineError } from './line-tools.ts'
import type { OrderLine } from './order-file.ts'
import { type OrderDraft, type OrderTools, orZero, SkippedOrderError } from './order-tools.ts'

/** An order of Shopify's export, as its webhooks would tell it. */
export function shopifyOrder(draft: OrderDraft, tools: OrderTools): OrderLine {
  const { line, cells } = draft
  refuseUnpaid(draft)
  const currency = tools.currency(draft)
  const refunded = orZero(tools.amount(draft, 'refunded', currency))
  const conversion = {
    goal: renewedBy(cells.channel, cells.tags) ? RENEWAL : 'purchase',
    transaction_id: tools.id(draft),
    ts: tools.needTime(draft, 'created'),
    currency,
    ...moneyOf(draft, tools, currency),
    visitor: visitorOf(attributeOf(cells.attributes, VISITOR_FIELD)),
    email: emailOf(cells.email),
    coupon: couponOf((cells.coupon ?? '').split(',').map((code) => code.trim())),
    items: tools.items(draft),
    sales_channel: salesChannelOf(cells.channel, SALES_CHANNELS),
    market: countryOf(cells.country),
  }
  return { line, conversion, refund: tools.refund(draft, refunded, currency) }
}

/** The gateway that shops try their checkout with. */
const TEST = /\bbogus\b/i

function refuseUnpaid({ cells }: OrderDraft): void {
  const status = (cells.status ?? '').toLowerCase()
  if (TEST.test(cells.method ?? '')) throw new SkippedOrderError('a test order')
  if (cells.cancelled) throw new SkippedOrderError('was cancelled')
  if (status === '') throw new SalesLineError('has no financial status: where is its first line?')
  if (!PAID.includes(status)) throw new SkippedOrderError(`is not paid: it is ${status}`)
}

/**
 * The export does not say whether prices have their tax in them: the total does. The tax in shipping is then
 * its part of what was to be paid, which is exact where one rate holds.
 */
function moneyOf(draft: OrderDraft, tools: OrderTools, currency: string) {
  const amount = (role: Parameters<OrderTools['amount']>[1]) => tools.amount(draft, role, currency)
  const total = tools.needAmount(draft, 'total', currency)
  const [tax, shipping, discount] = (['tax', 'shipping', 'discount'] as const).map((role) =>
    orZero(amount(role)),
  ) as [Decimal, Decimal, Decimal]
  const subtotal = amount('subtotal') ?? minus(minus(total, tax), shipping)
  const goods = plus(subtotal, shipping)
  const isIncluded = isNegative(minus(total, plus(goods, tax)))
  const shippingTax = isIncluded && !isZero(goods) ? share(tax, shipping, goods, SCALE) : undefined
  const text = (one: Decimal) => amountText(one, currency)
  const net = shippingTax ? minus(shipping, rounded(shippingTax, currency)) : shipping
  const value = isIncluded ? minus(minus(goods, tax), net) : subtotal
  return {
    ...{ value: text(value), tax: text(tax), shipping: text(net), total: text(total) },
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

const SCALE = 18

/** So that value, tax and shipping add up to the cent. */
const rounded = (amount: Decimal, currency: string): Decimal => {
  const [whole = '', decimals = ''] = amountText(amount, currency).split('.')
  return { units: BigInt(whole + decimals), scale: decimals.length }
}

/** `name: value`, line by line; the last of a name. */
function attributeOf(notes: string | undefined, name: string): string | undefined {
  const lines = (notes ?? '').split('\n').map((line) => line.split(':'))
  return lines
    .findLast(([key]) => key?.trim() === name)
    ?.slice(1)
    .join(':')
}
