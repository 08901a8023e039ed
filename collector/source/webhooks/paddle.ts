import { CHURN } from '../../../shared/wire/goals.ts'
import type { Action, Delivery } from './action.ts'
import { parseExact } from './json.ts'
import { emailOf, instantText, VISITOR_FIELD, visitorOf } from './order-fields.ts'
import { adjustment } from './paddle-adjustment.ts'
import { transaction } from './paddle-transaction.ts'
import { Part } from './part.ts'
import { timedPairs } from './signed.ts'
import { topicIn } from './topic.ts'
import type { Vendor } from './vendor.ts'

// Paddle Billing's webhooks: https://developer.paddle.com/webhooks/overview

const topicOf = ({ body }: Pick<Delivery, 'body'>): string => topicIn(body, 'event_type')

export const paddle: Vendor = {
  name: 'paddle',
  signature: timedPairs('paddle-signature', {
    ...{ separator: ';', time: 'ts', signature: 'h1', joint: ':' },
  }),
  headers: [],
  topic: topicOf,
  read: ({ body }) => {
    const event = new Part(parseExact(body))
    const type = event.needText('event_type')
    const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined
    if (!read) return [ignored(`the event "${type}" says nothing of money or customers`)]
    if (isSimulated(event)) return [ignored('a simulated event')]
    return read(event.needPart('data'))
  },
}

const ignored = (reason: string): Action => ({ kind: 'ignored', reason })

/** Paddle's simulator tells by its ids alone that nothing of it has happened. */
const isSimulated = (event: Part): boolean =>
  event.text('event_id')?.startsWith('ntfsimevt_') === true ||
  event.text('notification_id')?.startsWith('ntfsimntf_') === true

const READERS: Readonly<Record<string, (data: Part) => Action[]>> = {
  'transaction.paid': transaction,
  'transaction.completed': transaction,
  'adjustment.created': adjustment,
  'adjustment.updated': adjustment,
  'subscription.created': beginning,
  'subscription.canceled': ending,
  'customer.created': customer,
  'customer.updated': customer,
}

const visitorIn = (data: Part): string | undefined =>
  visitorOf(data.part('custom_data')?.text(VISITOR_FIELD))

/** Its transaction is the purchase; who it is of is told here as well. */
function beginning(data: Part): Action[] {
  const [visitor, customer_id] = [visitorIn(data), data.text('customer_id')]
  if (!visitor || !customer_id) return [ignored('its transaction brings the purchase')]
  const ts = instantText(data.needTime('created_at'))
  return [{ kind: 'identity', identity: { visitor, customer_id, ts } }]
}

function ending(data: Part): Action[] {
  const name = data.needText('id')
  const ts = instantText(data.time('canceled_at') ?? data.needTime('updated_at'))
  return [
    {
      kind: 'conversion',
      conversion: {
        ...{ goal: CHURN, transaction_id: name, ts, updated_at: ts },
        subscription: { goal: 'purchase', transaction_id: name },
        customer_id: data.text('customer_id'),
        visitor: visitorIn(data),
      },
    },
  ]
}

/** Transactions name their customer by its id; the address stands here alone. */
function customer(data: Part): Action[] {
  const email = emailOf(data.text('email'))
  if (email === undefined) return [ignored('a customer without an address')]
  const ts = instantText(data.needTime('created_at'))
  const identity = { customer_id: data.needText('id'), email, visitor: visitorIn(data), ts }
  return [{ kind: 'identity', identity }]
}
