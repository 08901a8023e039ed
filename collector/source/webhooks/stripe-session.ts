import type { Action, ConversionSaid } from './action.ts'
import { amountText, isNegative, isZero, minus, ZERO } from './decimal.ts'
import {
  countryOf,
  couponOf,
  emailOf,
  type Progress,
  statusOf,
  versionTime,
  visitorOf,
} from './order-fields.ts'
import type { Part } from './part.ts'
import {
  currencyOf,
  idIn,
  minorOf,
  needMinor,
  needMoment,
  timeText,
  visitorInMetadata,
} from './stripe-fields.ts'

/**
 * A checkout that somebody has gone through, also by a payment link. It is dated when it was opened, which
 * all events of it agree on. One that is not paid yet waits for the event that says so.
 * @param after how far the event says that it has come; else the session says it
 */
export function checkoutSession(session: Part, event: Part, after?: Progress): Action[] {
  const mode = session.needText('mode')
  if (mode === 'setup') return [{ kind: 'ignored', reason: 'a card is kept, and nothing is paid' }]
  const progress = after ?? (session.text('payment_status') === 'unpaid' ? 'unpaid' : 'paid')
  const conversion = conversionOf(session, {
    progress,
    transactionId: transactionOf(session, mode),
    changed: needMoment(event, 'created'),
  })
  return [{ kind: 'conversion', conversion }, ...firstInvoice(session, mode)]
}

/** Refunds of a subscription's first payment name that; the payment's event knows the invoice alone. */
function firstInvoice(session: Part, mode: string): Action[] {
  const [payment, subscription] = [idIn(session, 'invoice'), idIn(session, 'subscription')]
  if (mode !== 'subscription' || payment === undefined || subscription === undefined) return []
  return [{ kind: 'name', payment, of: { goal: 'purchase', transaction_id: subscription } }]
}

/**
 * What later events name: refunds the payment, renewals the subscription. Where there was nothing to pay
 * there is no payment, and nothing to refund.
 */
const transactionOf = (session: Part, mode: string): string =>
  (mode === 'subscription' ? idIn(session, 'subscription') : idIn(session, 'payment_intent')) ??
  session.needText('id')

interface Terms {
  progress: Progress
  transactionId: string
  /** ms since the epoch */
  changed: number
}

function conversionOf(session: Part, { progress, transactionId, changed }: Terms): ConversionSaid {
  const currency = currencyOf(session)
  const said = visitorOf(session.text('client_reference_id'))
  return {
    goal: 'purchase',
    transaction_id: transactionId,
    ts: timeText(session, 'created'),
    currency,
    ...moneyOf(session, currency),
    visitor: said ?? visitorInMetadata(session.part('metadata')),
    customer_id: idIn(session, 'customer'),
    email: emailOf(session.part('customer_details')?.text('email'), session.text('customer_email')),
    coupon: couponOf(session.parts('discounts').map((one) => idIn(one, 'coupon'))),
    updated_at: versionTime(changed, progress),
    status: statusOf(progress),
    sales_channel: 'web',
    market: countryOf(shippingOf(session)?.part('address')?.text('country')),
  }
}

/** Where it stands since 2025-03-31 (basil), and where it stood before. */
const shippingOf = (session: Part): Part | undefined =>
  session.part('collected_information')?.part('shipping_details') ??
  session.part('shipping_details')

/** Tax, also that of shipping, and shipping without it are all that is no value: the parts add up. */
function moneyOf(session: Part, currency: string) {
  const total = needMinor(session, 'amount_total', currency)
  const details = session.part('total_details')
  const detail = (name: string) => (details && minorOf(details, name, currency)) ?? ZERO
  const tax = detail('amount_tax')
  const shipping = shippingCost(session, currency) ?? detail('amount_shipping')
  const discount = detail('amount_discount')
  const rest = minus(minus(total, tax), shipping)
  const text = (amount: typeof total) => amountText(amount, currency)
  return {
    value: text(isNegative(rest) ? ZERO : rest),
    tax: text(tax),
    shipping: text(shipping),
    total: text(total),
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

/** What shipping has cost without its tax. */
export function shippingCost(of: Part, currency: string) {
  const cost = of.part('shipping_cost')
  const total = cost && minorOf(cost, 'amount_total', currency)
  if (!cost || !total) return undefined
  return minus(total, minorOf(cost, 'amount_tax', currency) ?? ZERO)
}
