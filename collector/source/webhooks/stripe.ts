import type { Action, Delivery } from './action.ts'
import { parseExact } from './json.ts'
import { Part } from './part.ts'
import { timedPairs } from './signed.ts'
import { dispute, listedRefunds, refund } from './stripe-refund.ts'
import { checkoutSession } from './stripe-session.ts'
import { endOfSubscription, invoicePayment, paidInvoice } from './stripe-subscription.ts'
import { topicIn } from './topic.ts'
import type { Vendor } from './vendor.ts'

// Stripe's webhooks, snapshot events: https://docs.stripe.com/api/events. An endpoint keeps the version of
// the API that it was made with, so that what has moved since is read where it was and where it is.

const topicOf = ({ body }: Pick<Delivery, 'body'>): string => topicIn(body, 'type')

export const stripe: Vendor = {
  name: 'stripe',
  signature: timedPairs('stripe-signature', {
    ...{ separator: ',', time: 't', signature: 'v1', joint: '.' },
  }),
  headers: [],
  topic: topicOf,
  read: ({ body }) => {
    const event = new Part(parseExact(body))
    const type = event.needText('type')
    const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined
    if (!read) return [ignored(`the event "${type}" says nothing of money that came or went`)]
    if (event.has('livemode') && !event.flag('livemode')) return [ignored('a test payment')]
    return read(event.needPart('data').needPart('object'), event)
  },
}

const ignored = (reason: string): Action => ({ kind: 'ignored', reason })

/** @param event says when it happened: `created` */
type Reader = (object: Part, event: Part) => Action[]

const READERS: Readonly<Record<string, Reader>> = {
  'checkout.session.completed': checkoutSession,
  'checkout.session.async_payment_succeeded': checkoutSession,
  'checkout.session.async_payment_failed': (session, event) =>
    checkoutSession(session, event, 'cancelled'),
  'invoice.paid': paidInvoice,
  'invoice.payment_succeeded': paidInvoice,
  'invoice_payment.paid': invoicePayment,
  'customer.subscription.deleted': endOfSubscription,
  'refund.created': refund,
  'refund.updated': refund,
  'refund.failed': refund,
  'charge.refund.updated': refund,
  'charge.refunded': listedRefunds,
  'charge.dispute.closed': dispute,
  'charge.dispute.funds_reinstated': dispute,
}
