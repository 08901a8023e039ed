import type { Action, Delivery } from './action.ts'
import { parseExact } from './json.ts'
import type { LemonObject } from './lemonsqueezy-object.ts'
import { lemonOrder, lemonPayment } from './lemonsqueezy-payment.ts'
import { lemonSubscription } from './lemonsqueezy-subscription.ts'
import { VISITOR_FIELD, visitorOf } from './order-fields.ts'
import { Part } from './part.ts'
import { bodySignature } from './signed.ts'
import { topicIn } from './topic.ts'
import type { Vendor } from './vendor.ts'

// Lemon Squeezy's webhooks: https://docs.lemonsqueezy.com/help/webhooks. The header X-Event-Name is not
// signed: what the event is, its body says.

const topicOf = ({ body }: Pick<Delivery, 'body'>): string => topicIn(body, 'meta', 'event_name')

export const lemonsqueezy: Vendor = {
  name: 'lemonsqueezy',
  signature: bodySignature(['x-signature'], 'hex'),
  headers: [],
  topic: topicOf,
  read: ({ body }) => {
    const event = new Part(parseExact(body))
    const meta = event.needPart('meta')
    const name = meta.needText('event_name')
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
    if (!read) return [ignored(`the event "${name}" says nothing of money that came or went`)]
    const data = event.needPart('data')
    const attributes = data.needPart('attributes')
    if (meta.flag('test_mode') || attributes.flag('test_mode')) return [ignored('a test payment')]
    const visitor = visitorOf(meta.part('custom_data')?.text(VISITOR_FIELD))
    return read({ id: data.needText('id'), attributes, visitor })
  },
}

const ignored = (reason: string): Action => ({ kind: 'ignored', reason })

const READERS: Readonly<Record<string, (object: LemonObject) => Action[]>> = {
  order_created: lemonOrder,
  order_refunded: lemonOrder,
  subscription_payment_success: lemonPayment,
  subscription_payment_recovered: lemonPayment,
  subscription_payment_refunded: lemonPayment,
  subscription_cancelled: lemonSubscription,
  subscription_expired: lemonSubscription,
  subscription_resumed: lemonSubscription,
}
