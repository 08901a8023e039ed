import type { SalesChannel } from '../../../shared/sales-channels.ts'
import { RENEWAL } from '../../../shared/wire/goals.ts'
import type { Action, ConversionSaid, Delivery, Landing } from './action.ts'
import { amountText, isNegative, isZero, minus, sumOf, ZERO } from './decimal.ts'
import { parseExact } from './json.ts'
import {
  addressOf,
  countryOf,
  couponOf,
  emailOf,
  ITEMS_MAX,
  instantText,
  type Progress,
  salesChannelOf,
  statusOf,
  VISITOR_FIELD,
  versionTime,
  visitorOf,
} from './order-fields.ts'
import { Part } from './part.ts'
import { refundOf } from './shopify-refund.ts'
import { type RenewedBy, renewedBy } from './shopify-renewal.ts'
import { bodySignature } from './signed.ts'
import type { Vendor } from './vendor.ts'

// Shopify's Admin API webhooks (JSON), version 2026-04: https://shopify.dev/docs/api/webhooks
// Newer deliveries name their headers without the "x-".

const TOPIC = ['x-shopify-topic', 'shopify-topic'] as const

const topicOf = ({ header }: Pick<Delivery, 'header'>): string =>
  TOPIC.map(header).find((value) => value !== undefined) ?? ''

export const shopify: Vendor = {
  name: 'shopify',
  signature: bodySignature(['x-shopify-hmac-sha256', 'shopify-hmac-sha256'], 'base64'),
  headers: TOPIC,
  topic: topicOf,
  read: (delivery) => {
    const topic = topicOf(delivery)
    const read = Object.hasOwn(READERS, topic) ? READERS[topic] : undefined
    if (!read) return [ignored(`the topic "${topic}" says nothing of money or persons`)]
    return read(new Part(parseExact(delivery.body)), delivery)
  },
}

const ignored = (reason: string): Action => ({ kind: 'ignored', reason })

type Reader = (body: Part, delivery: Delivery) => Action[]

const order: Reader = (body, { home }) => {
  if (body.flag('test')) return [ignored('a test order')]
  const currency = body.needText('currency')
  const refunds = body.parts('refunds').flatMap((refund) => refundOf(refund, currency))
  const conversion = conversionOf(body, currency)
  const by = renewedBy(body.text('source_name'), body.text('tags'))
  if (by) return [...renewal(conversion, by), ...refunds]
  return [{ kind: 'conversion', conversion, landing: landingOf(body, home) }, ...refunds]
}

/**
 * What a subscription has made by itself: nobody has landed anywhere. Refunds name the order, and not what it
 * is. An app may give an order its tag once it has told of it without: then that is no purchase any more.
 */
function renewal(conversion: ConversionSaid, by: RenewedBy): Action[] {
  const { transaction_id, updated_at = conversion.ts } = conversion
  const cancelled = {
    ...{ ...conversion, status: statusOf('cancelled') },
    updated_at: versionTime(Date.parse(String(updated_at)), 'cancelled'),
  }
  return [
    { kind: 'conversion', conversion: { ...conversion, goal: RENEWAL } },
    { kind: 'name', payment: transaction_id, of: { goal: RENEWAL, transaction_id } },
    ...(by === 'tag' ? [{ kind: 'conversion' as const, conversion: cancelled }] : []),
  ]
}

const READERS: Readonly<Record<string, Reader>> = {
  'orders/create': order,
  'orders/paid': order,
  'orders/updated': order,
  'orders/cancelled': order,
  'orders/fulfilled': order,
  'orders/partially_fulfilled': order,
  'orders/edited': () => [ignored('says what was edited: orders/updated brings the order itself')],
  'refunds/create': (body) => {
    const refunds = refundOf(body)
    return refunds.length > 0 ? refunds : [ignored('nothing was given back, or not yet')]
  },
  'customers/redact': (body) => {
    const customer = body.part('customer')
    const transactionIds = body.list('orders_to_redact').map(String)
    return [
      {
        kind: 'privacy',
        request: 'erase_person',
        person: { ...personOf(customer), transactionIds },
      },
    ]
  },
  'customers/data_request': (body) => {
    const transactionIds = body.list('orders_requested').map(String)
    const person = { ...personOf(body.part('customer')), transactionIds }
    return [{ kind: 'privacy', request: 'tell_person', person }]
  },
  'shop/redact': () => [{ kind: 'privacy', request: 'erase_site', person: {} }],
}

const personOf = (customer: Part | undefined) => ({
  customerId: customer?.text('id'),
  email: emailOf(customer?.text('email')),
})

function conversionOf(body: Part, currency: string): ConversionSaid {
  const progress = progressOf(body)
  const customer = body.part('customer')
  const changed = body.time('updated_at') ?? body.needTime('created_at')
  return {
    goal: 'purchase',
    transaction_id: body.needText('id'),
    // When it was placed: `created_at` of an order that was imported is the day of the import.
    ts: instantText(body.time('processed_at') ?? body.needTime('created_at')),
    currency,
    ...moneyOf(body, currency),
    visitor: visitorOf(attributeOf(body, VISITOR_FIELD)),
    customer_id: customer?.text('id'),
    email: emailOf(body.text('email'), body.text('contact_email'), customer?.text('email')),
    coupon: couponOf(body.parts('discount_codes').map((code) => code.text('code'))),
    items: itemsOf(body),
    updated_at: versionTime(changed, progress),
    status: statusOf(progress),
    sales_channel: salesChannelOf(body.text('source_name'), SALES_CHANNELS),
    market: countryOf(body.part('shipping_address')?.text('country_code')),
  }
}

/**
 * Money has come in, if not all of it: a paid order to which somebody adds an item is partially paid.
 * `pending` is an invoice, cash on delivery or a bank transfer; `authorized` is not captured yet.
 */
export const PAID: readonly string[] = ['paid', 'partially_paid', 'partially_refunded', 'refunded']

function progressOf(body: Part): Progress {
  if (body.text('cancelled_at') !== undefined) return 'cancelled'
  return PAID.includes(body.text('financial_status') ?? '') ? 'paid' : 'unpaid'
}

/** Amounts at the top level are in the shop's currency; what the customer saw stands in `presentment_money`. */
function moneyOf(body: Part, currency: string) {
  const text = (amount: Parameters<typeof amountText>[0]) => amountText(amount, currency)
  const lines = body.parts('shipping_lines').filter((line) => !line.flag('is_removed'))
  const list = sumOf(lines.map((line) => line.decimal('price') ?? ZERO))
  const asked = sumOf(
    lines.map((line) => line.decimal('discounted_price') ?? line.decimal('price') ?? ZERO),
  )
  const shippingTax = sumOf(
    lines.flatMap((line) => line.parts('tax_lines')).map((tax) => tax.decimal('price') ?? ZERO),
  )
  const tax = body.decimal('total_tax') ?? ZERO
  const included = body.flag('taxes_included')
  const value = minus(body.needDecimal('subtotal_price'), included ? minus(tax, shippingTax) : ZERO)
  const discount = minus(body.decimal('total_discounts') ?? ZERO, minus(list, asked))
  return {
    value: text(value),
    tax: text(tax),
    shipping: text(minus(asked, included ? shippingTax : ZERO)),
    total: text(body.needDecimal('total_price')),
    ...(isZero(discount) || isNegative(discount) ? {} : { discount: text(discount) }),
  }
}

/** Where the buyer landed in this session, and the page before it; both are often not known. */
function landingOf(body: Part, home: string): Landing | undefined {
  const url = addressOf(body.text('landing_site'), home)
  const referrer = addressOf(body.text('referring_site'), home)
  if (url === undefined && referrer === undefined) return undefined
  return { url: url ?? home, referrer: referrer ?? '' }
}

/** The last one that the cart was given. */
function attributeOf(body: Part, name: string): string | undefined {
  const named = body.parts('note_attributes').filter((one) => one.text('name') === name)
  return named.at(-1)?.text('value')
}

const itemsOf = (body: Part): Record<string, unknown>[] =>
  body
    .parts('line_items')
    .slice(0, ITEMS_MAX)
    .map((line) => ({
      item_id: line.text('sku') ?? line.text('product_id') ?? line.text('id'),
      item_name: line.text('title'),
      quantity: Number(line.text('quantity') ?? 1),
      price: line.text('price'),
    }))

/**
 * By the beginning of `source_name`, reviewed 2026-11: Shopify's own names, and those under which the
 * channels that sell by themselves make orders. An app's number is the online shop of its own.
 */
export const SALES_CHANNELS: readonly (readonly [string, SalesChannel])[] = [
  ['pos', 'pos'],
  ['iphone', 'pos'],
  ['android', 'pos'],
  ['shopify_draft_order', 'phone'],
  ['draft', 'phone'],
  ['amazon', 'marketplace'],
  ['ebay', 'marketplace'],
  ['etsy', 'marketplace'],
  ['walmart', 'marketplace'],
  ['tiktok', 'marketplace'],
  ['facebook', 'marketplace'],
  ['instagram', 'marketplace'],
  ['marketplace', 'marketplace'],
]
