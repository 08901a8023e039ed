import { RENEWAL } from '../../../../shared/wire/goals.ts'
import { amountText, isZero, plus } from '../../webhooks/decimal.ts'
import { emailOf, visitorOf } from '../../webhooks/order-fields.ts'
import { SalesLineError } from './line-tools.ts'
import type { OrderLine } from './order-file.ts'
import { type OrderDraft, type OrderTools, orZero, SkippedOrderError } from './order-tools.ts'

/**
 * A payment of Stripe's export, under the name that its webhooks give it: the payment intent, or of a renewal
 * the invoice. The export says nothing of tax and shipping, so that the value is all that was paid.
 */
export function stripePayment(draft: OrderDraft, tools: OrderTools): OrderLine {
  const { line, cells } = draft
  refuseUnpaid(draft)
  const currency = tools.currency(draft)
  const paid = tools.needAmount(draft, 'total', currency)
  if (isZero(paid)) throw new SkippedOrderError('nothing was paid')
  const amount = amountText(paid, currency)
  const conversion = {
    ...namedBy(draft, tools),
    ts: tools.needTime(draft, 'created'),
    ...{ currency, value: amount, total: amount },
    visitor: visitorOf(cells.visitor),
    customer_id: cells.customer || undefined,
    email: emailOf(cells.email),
    sales_channel: 'web',
  }
  return { line, conversion, refund: refundOf(draft, tools, currency) }
}

/** As the statuses of payments and of charges are called, reviewed 2026-11. */
const PAID: readonly string[] = [
  ...['paid', 'succeeded', 'refunded', 'partially refunded', 'partial refund'],
  ...['disputed', 'dispute', 'refund pending'],
]

function refuseUnpaid({ cells }: OrderDraft): void {
  const status = (cells.status ?? '').toLowerCase().replaceAll('_', ' ')
  if (/^test$/i.test(cells.mode ?? '')) throw new SkippedOrderError('a test payment')
  if (status === '') throw new SalesLineError('has no status: export that column, too')
  if (!PAID.includes(status)) throw new SkippedOrderError(`is not paid: it is ${status}`)
  if (/^false$/i.test(cells.captured ?? ''))
    throw new SkippedOrderError('is not paid: it was authorized, and not captured')
}

/** What Stripe writes into a payment of a subscription, unless somebody else has. */
const FIRST = /^subscription creation$/i

/**
 * The webhooks know the first payment of a subscription by the subscription, which this export does not name:
 * the two could not be told to be one, and are kept apart by time.
 */
function namedBy(draft: OrderDraft, tools: OrderTools) {
  const { cells } = draft
  const id = tools.id(draft)
  if (cells.invoice && !FIRST.test(cells.description ?? '') && isRenewal(cells.description ?? ''))
    return { goal: RENEWAL, transaction_id: cells.invoice }
  if (cells.invoice) {
    if (tools.options.to === undefined)
      throw new SalesLineError(
        "is paid by an invoice, which may be the first of a subscription, and Stripe's export does not name it: say with --to the last day before the webhook was connected, so that none counts twice",
      )
    return { goal: 'purchase', transaction_id: cells.invoice }
  }
  const payment = cells.payment || (/^pi_/.test(id) ? id : '')
  if (payment === '' && tools.options.to === undefined)
    throw new SalesLineError(
      'has no PaymentIntent ID, by which the webhook knows it: export that column, too; or say with --to the last day before the webhook was connected',
    )
  return { goal: 'purchase', transaction_id: payment || id }
}

const isRenewal = (description: string): boolean => /^subscription update$/i.test(description)

/** What went back, and what a bank took back: a dispute counts once it is lost. */
function refundOf(draft: OrderDraft, tools: OrderTools, currency: string) {
  const amount = orZero(tools.amount(draft, 'refunded', currency))
  const isLost = /^(?:charge_?\s?)?lost$/i.test(draft.cells.disputeStatus ?? '')
  const disputed = isLost ? orZero(tools.amount(draft, 'disputed', currency)) : orZero(undefined)
  return tools.refund(draft, plus(amount, disputed), currency)
}
