import { RENEWAL } from '../../../../shared/wire/goals.ts'
import {
  amountText,
  type Decimal,
  isNegative,
  isZero,
  minus,
  ZERO,
} from '../../webhooks/decimal.ts'
import { countryOf, emailOf, salesChannelOf } from '../../webhooks/order-fields.ts'
import { DRAFTS, SALES_CHANNELS, standingOf } from '../../webhooks/woocommerce.ts'
import type { OrderLine } from './order-file.ts'
import {
  type OrderCells,
  type OrderDraft,
  type OrderTools,
  orZero,
  SkippedOrderError,
} from './order-tools.ts'

/** An order of one of the plugins that export them, as WooCommerce's webhooks would tell it. */
export function woocommerceOrder(draft: OrderDraft, tools: OrderTools): OrderLine {
  const { line, cells } = draft
  refuseUnpaid(draft)
  const currency = tools.currency(draft)
  const refunded = orZero(tools.amount(draft, 'refunded', currency))
  const conversion = {
    goal: isRenewal(cells) ? RENEWAL : 'purchase',
    transaction_id: tools.id({ ...draft, cells: { id: cells.id || cells.number || '' } }),
    ts: tools.needTime(draft, 'created'),
    currency,
    ...moneyOf(draft, tools, currency),
    // 0 is a guest.
    customer_id: cells.customer && cells.customer !== '0' ? cells.customer : undefined,
    email: emailOf(cells.email),
    items: tools.items(draft),
    sales_channel: salesChannelOf(cells.channel, SALES_CHANNELS),
    market: countryOf(cells.country),
  }
  return { line, conversion, refund: tools.refund(draft, refunded, currency) }
}

/** By what made it, or by the subscription that it is of; some write 0 for none. */
const isRenewal = ({ channel, renewal }: OrderCells): boolean =>
  channel?.toLowerCase() === 'subscription' || /[1-9]/.test(renewal ?? '')

/** `wc-on-hold`, `On hold` and `on-hold` are the same. */
const statusIn = (cell: string): string =>
  cell
    .trim()
    .toLowerCase()
    .replace(/^wc-/, '')
    .replace(/[\s_]+/g, '-')

function refuseUnpaid({ cells }: OrderDraft): void {
  const status = statusIn(cells.status ?? '')
  if (DRAFTS.includes(status)) throw new SkippedOrderError('is not placed yet')
  const method = (cells.method ?? '').toLowerCase()
  const progress = standingOf(status, {
    isPaid: Boolean(cells.paid),
    isCashOnDelivery: method === 'cod' || method === 'cash on delivery',
  })
  if (progress === 'cancelled') throw new SkippedOrderError('was cancelled')
  if (progress === 'unpaid') throw new SkippedOrderError(`is not paid: it is ${status || 'empty'}`)
}

/** All but tax and shipping, as the webhook has it. */
function moneyOf(draft: OrderDraft, tools: OrderTools, currency: string) {
  const total = tools.needAmount(draft, 'total', currency)
  const tax = orZero(tools.amount(draft, 'tax', currency))
  const shipping = orZero(tools.amount(draft, 'shipping', currency))
  const discount = orZero(tools.amount(draft, 'discount', currency))
  const rest = minus(minus(total, tax), shipping)
  const text = (amount: Decimal) => amountText(amount, currency)
  return {
    value: text(isNegative(rest) ? ZERO : rest),
    ...{ tax: text(tax), shipping: text(shipping), total: text(total) },
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}
