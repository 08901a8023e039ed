import { CHURN, RENEWAL } from '../../../shared/wire/goals.ts'
import type { Action, ConversionSaid, NameSaid } from './action.ts'
import { amountText, type Decimal, isZero, minus, sumOf, ZERO } from './decimal.ts'
import { notBelowZero } from './minor-units.ts'
import { countryOf, emailOf, ITEMS_MAX, instantText } from './order-fields.ts'
import type { Part } from './part.ts'
import {
  currencyOf,
  idIn,
  minorOf,
  momentOf,
  needMinor,
  needMoment,
  timeText,
  visitorInMetadata,
} from './stripe-fields.ts'
import { shippingCost } from './stripe-session.ts'

/** Why an invoice is the first of its subscription: by a checkout or the API, or by a quote. */
const FIRST: readonly string[] = ['subscription_create', 'quote_accept']

const ignored = (reason: string): Action[] => [{ kind: 'ignored', reason }]

/**
 * The first invoice of a subscription is its purchase, which has the subscription's name, as its checkout
 * calls it; later ones are renewals of it.
 */
export function paidInvoice(invoice: Part): Action[] {
  const subscription = subscriptionOf(invoice)
  if (subscription === undefined)
    return ignored('an invoice of no subscription: a checkout brings its purchase itself')
  const visitor = visitorInMetadata(...metadataOf(invoice))
  const isFirst = FIRST.includes(invoice.text('billing_reason') ?? '')
  const conversion = { ...conversionOf(invoice, subscription, isFirst), visitor }
  if (!isFirst && Number(conversion.total) === 0) return ignored('nothing was to be paid')
  const { customer_id, goal = 'purchase', transaction_id } = conversion
  const ts = timeText(invoice, 'created')
  // Its checkout's word stands before the invoice's, and does not know the subscription's metadata.
  const isNamed = isFirst && visitor !== undefined && customer_id != null
  return [
    { kind: 'conversion', conversion },
    ...(isNamed ? [{ kind: 'identity' as const, identity: { visitor, customer_id, ts } }] : []),
    ...namesOf(invoice, { goal, transaction_id }),
  ]
}

/** The invoice, as payments name it, and its payment where the invoice tells it: before basil, or expanded. */
function namesOf(invoice: Part, of: NameSaid): Action[] {
  const id = invoice.needText('id')
  const listed = invoice.part('payments')?.parts('data') ?? []
  return [
    { kind: 'name', payment: id, of },
    ...paidBy(id, idIn(invoice, 'payment_intent')),
    ...listed.flatMap((one) => paidBy(id, intentOf(one))),
  ]
}

/** A payment of an invoice, by the name that refunds have for it. */
export const paidBy = (invoice: string, payment: string | undefined): Action[] =>
  payment === undefined
    ? []
    : [{ kind: 'name', payment, of: { goal: 'purchase', transaction_id: invoice } }]

const intentOf = (invoicePayment: Part): string | undefined => {
  const payment = invoicePayment.part('payment')
  return payment && idIn(payment, 'payment_intent')
}

/** Since basil all that tells by which payment an invoice was paid. */
export function invoicePayment(said: Part): Action[] {
  const invoice = idIn(said, 'invoice')
  const names = invoice === undefined ? [] : paidBy(invoice, intentOf(said))
  return names.length > 0 ? names : ignored('no payment intent has paid this invoice')
}

/** Where it stands since 2025-03-31 (basil), and where it stood before. */
function detailsOf(invoice: Part): Part | undefined {
  return invoice.part('parent')?.part('subscription_details')
}

function subscriptionOf(invoice: Part): string | undefined {
  const details = detailsOf(invoice)
  return (details && idIn(details, 'subscription')) ?? idIn(invoice, 'subscription')
}

/** The subscription's own is copied onto its invoices. */
const metadataOf = (invoice: Part): (Part | undefined)[] => [
  detailsOf(invoice)?.part('metadata'),
  invoice.part('subscription_details')?.part('metadata'),
  invoice.part('metadata'),
]

function conversionOf(invoice: Part, subscription: string, isFirst: boolean): ConversionSaid {
  const currency = currencyOf(invoice)
  const named = isFirst
    ? { goal: 'purchase', transaction_id: subscription }
    : {
        ...{ goal: RENEWAL, transaction_id: invoice.needText('id') },
        subscription: { goal: 'purchase', transaction_id: subscription },
      }
  return {
    ...named,
    ts: timeText(invoice, 'created'),
    currency,
    ...moneyOf(invoice, currency),
    customer_id: idIn(invoice, 'customer'),
    email: emailOf(invoice.text('customer_email')),
    items: itemsOf(invoice, currency),
    // Before any event of its checkout, which may be of the same second: what that says stands.
    updated_at: instantText(needMoment(invoice, 'created') - 1),
    sales_channel: 'web',
    market: countryOf(invoice.part('customer_shipping')?.part('address')?.text('country')),
  }
}

function moneyOf(invoice: Part, currency: string) {
  // What is owed to the customer is a credit on the next invoice, and no value.
  const total = notBelowZero(needMinor(invoice, 'total', currency))
  const tax = taxOf(invoice, currency)
  const shipping = shippingCost(invoice, currency) ?? ZERO
  const discount = sumIn(invoice, 'total_discount_amounts', currency)
  const text = (amount: Decimal) => amountText(amount, currency)
  return {
    value: text(notBelowZero(minus(minus(total, tax), shipping))),
    tax: text(tax),
    shipping: text(shipping),
    total: text(total),
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

/** `total_taxes` since basil; a sum, and its parts, before. */
function taxOf(invoice: Part, currency: string): Decimal {
  if (invoice.has('total_taxes')) return sumIn(invoice, 'total_taxes', currency)
  return minorOf(invoice, 'tax', currency) ?? sumIn(invoice, 'total_tax_amounts', currency)
}

const sumIn = (invoice: Part, name: string, currency: string): Decimal =>
  sumOf(invoice.parts(name).map((one) => needMinor(one, 'amount', currency)))

function itemsOf(invoice: Part, currency: string): Record<string, unknown>[] {
  const lines = invoice.part('lines')?.parts('data') ?? []
  return lines.slice(0, ITEMS_MAX).map((line) => ({
    item_id: productOf(line) ?? line.text('id'),
    item_name: line.text('description'),
    quantity: Number(line.text('quantity') ?? 1),
    line_total: amountText(minorOf(line, 'amount', currency) ?? ZERO, currency),
  }))
}

function productOf(line: Part): string | undefined {
  const details = line.part('pricing')?.part('price_details')
  const price = line.part('price')
  return (details && idIn(details, 'product')) ?? (price && idIn(price, 'product'))
}

/** A subscription that is over, at once or at the end of what was paid. */
export function endOfSubscription(subscription: Part, event: Part): Action[] {
  const name = subscription.needText('id')
  const ended = momentOf(subscription, 'ended_at') ?? needMoment(event, 'created')
  const ts = instantText(ended)
  return [
    {
      kind: 'conversion',
      conversion: {
        ...{ goal: CHURN, transaction_id: name, ts, updated_at: ts },
        subscription: { goal: 'purchase', transaction_id: name },
        customer_id: idIn(subscription, 'customer'),
        visitor: visitorInMetadata(subscription.part('metadata')),
      },
    },
  ]
}
