import type { SalesChannel } from '../../../shared/sales-channels.ts'
import { RENEWAL } from '../../../shared/wire/goals.ts'
import type { Action, ConversionSaid, Delivery } from './action.ts'
import { amountText, isNegative, isZero, minus, negative, ZERO } from './decimal.ts'
import { parseExact } from './json.ts'
import {
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
import { bodySignature } from './signed.ts'
import type { Vendor } from './vendor.ts'
import { landingOf, textOf } from './woocommerce-landing.ts'

// WooCommerce's webhooks, REST API v3: https://woocommerce.github.io/woocommerce-rest-api-docs/

const TOPIC = 'x-wc-webhook-topic'

const topicOf = ({ header }: Pick<Delivery, 'header'>): string => header(TOPIC) ?? ''

export const woocommerce: Vendor = {
  name: 'woocommerce',
  signature: bodySignature(['x-wc-webhook-signature'], 'base64'),
  headers: [TOPIC],
  topic: topicOf,
  // A webhook can only be saved once its address has answered this, which is never signed.
  isPing: ({ body }) => /^webhook_id=\d+$/.test(body.trim()),
  read: (delivery) => {
    const topic = topicOf(delivery)
    if (!topic.startsWith('order.'))
      return [{ kind: 'ignored', reason: `the topic "${topic}" says nothing of money` }]
    const body = new Part(parseExact(delivery.body))
    if (topic === 'order.deleted') return deletion(body, delivery)
    // Back from the trash it is as it was before, and so is its date.
    const changed = topic === 'order.restored' ? delivery.receivedAt : changedAt(body)
    return orderActions(body, changed, delivery.home)
  },
}

/** An order as it is now, and all refunds of it that there are. */
function orderActions(body: Part, changed: number, home: string): Action[] {
  const status = body.needText('status')
  if (DRAFTS.includes(status))
    return [{ kind: 'ignored', reason: 'an order that is not placed yet' }]
  const currency = body.needText('currency')
  const goal = body.text('created_via') === 'subscription' ? RENEWAL : 'purchase'
  const refunds = body.parts('refunds')
  return [
    {
      kind: 'conversion',
      conversion: conversionOf(body, {
        goal,
        currency,
        changed,
        progress: progressOf(body, status),
      }),
      refundIds: refunds.map((refund) => refund.needText('id')),
      landing: landingOf(body, home),
    },
    ...refunds.map((refund): Action => {
      const total = refund.needDecimal('total')
      return {
        kind: 'refund',
        // Nobody says when it was: before the order was changed.
        isDatedLate: true,
        refund: {
          goal,
          transaction_id: body.needText('id'),
          refund_id: refund.needText('id'),
          ts: instantText(changed),
          amount: amountText(isNegative(total) ? negative(total) : total, currency),
          currency,
        },
      }
    }),
  ]
}

/** Made by the checkout and the admin before there is an order. */
export const DRAFTS: readonly string[] = ['checkout-draft', 'auto-draft', 'draft']

/** Times without "_gmt" are in the shop's time zone, which nobody tells. */
const changedAt = (body: Part): number =>
  body.time('date_modified_gmt', 'Z') ?? body.needTime('date_created_gmt', 'Z')

interface OrderTerms {
  goal: string
  currency: string
  /** ms since the epoch */
  changed: number
  progress: Progress
}

function conversionOf(
  body: Part,
  { goal, currency, changed, progress }: OrderTerms,
): ConversionSaid {
  const customer = body.text('customer_id')
  return {
    goal,
    transaction_id: body.needText('id'),
    ts: instantText(body.needTime('date_created_gmt', 'Z')),
    currency,
    ...moneyOf(body, currency),
    visitor: visitorIn(body),
    // 0 is a guest.
    customer_id: customer === '0' ? undefined : customer,
    email: emailOf(body.part('billing')?.text('email')),
    coupon: couponOf(body.parts('coupon_lines').map((line) => line.text('code'))),
    items: itemsOf(body),
    updated_at: versionTime(changed, progress),
    status: statusOf(progress),
    sales_channel: salesChannelOf(body.text('created_via'), SALES_CHANNELS),
    market: countryOf(body.part('shipping')?.text('country')),
  }
}

const GONE: readonly string[] = ['cancelled', 'trash']
const PAID: readonly string[] = ['processing', 'completed', 'refunded']
const WAITING: readonly string[] = ['pending', 'on-hold', 'failed']

/**
 * `date_paid` is set when the money is there. Cash on delivery is `processing` from the beginning, and
 * paid once it is completed. Of the statuses that plugins add (`shipped`…) the date alone tells.
 */
export function standingOf(
  status: string,
  { isPaid, isCashOnDelivery }: { isPaid: boolean; isCashOnDelivery: boolean },
): Progress {
  if (GONE.includes(status)) return 'cancelled'
  if (WAITING.includes(status)) return 'unpaid'
  if (isPaid || status === 'completed') return 'paid'
  return PAID.includes(status) && !isCashOnDelivery ? 'paid' : 'unpaid'
}

const progressOf = (body: Part, status: string): Progress =>
  standingOf(status, {
    isPaid: body.text('date_paid_gmt') !== undefined,
    isCashOnDelivery: body.text('payment_method') === 'cod',
  })

/** All but tax and shipping, so that the parts add up: fees are income, and gift cards take off. */
function moneyOf(body: Part, currency: string) {
  const total = body.needDecimal('total')
  const tax = body.decimal('total_tax') ?? ZERO
  const shipping = body.decimal('shipping_total') ?? ZERO
  const rest = minus(minus(total, tax), shipping)
  const discount = body.decimal('discount_total') ?? ZERO
  const text = (amount: typeof total) => amountText(amount, currency)
  return {
    value: text(isNegative(rest) ? ZERO : rest),
    tax: text(tax),
    shipping: text(shipping),
    total: text(total),
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

/** Meta is written again when "place order" is pressed again: the last one counts (woocommerce#55460). */
function visitorIn(body: Part): string | undefined {
  const metas = body
    .parts('meta_data')
    .filter((meta) => [VISITOR_FIELD, `_${VISITOR_FIELD}`].includes(textOf(meta, 'key') ?? ''))
  return metas
    .map((meta) => visitorOf(textOf(meta, 'value')))
    .findLast((visitor) => visitor !== undefined)
}

const itemsOf = (body: Part): Record<string, unknown>[] =>
  body
    .parts('line_items')
    .slice(0, ITEMS_MAX)
    .map((line) => ({
      item_id: line.text('sku') ?? line.text('product_id') ?? line.text('id'),
      item_name: line.text('name'),
      quantity: Number(line.text('quantity') ?? 1),
      price: line.text('price'),
    }))

/**
 * All that is told of an order that was deleted is its id. It is cancelled from now on; what it was worth
 * does not matter any more.
 */
function deletion(body: Part, { receivedAt, currency }: Delivery): Action[] {
  const now = instantText(receivedAt)
  return [
    {
      kind: 'conversion',
      conversion: {
        goal: 'purchase',
        transaction_id: body.needText('id'),
        ...{ ts: now, updated_at: now, value: '0', currency, status: 'cancelled' },
      },
    },
  ]
}

/** By the beginning of `created_via`, reviewed 2026-11: WooCommerce's own names, and those of plugins. */
export const SALES_CHANNELS: readonly (readonly [string, SalesChannel])[] = [
  ['pos', 'pos'],
  ['admin', 'phone'],
  ['amazon', 'marketplace'],
  ['ebay', 'marketplace'],
  ['etsy', 'marketplace'],
]
