import Stripe from 'stripe'
import type { Answer, TestCollector } from './collector.ts'

export const STRIPE_SECRET = 'whsec_9cF3aUqLwHk2sX7mB1eYtR5vD8nZ0jPo'

interface Sent {
  secret?: string
  /** ms since the epoch; the collector's now, when it is left out */
  at?: number
  /** Sent in the place of what was signed. */
  text?: string
}

/** A delivery as Stripe makes it, signed by Stripe's own library. */
export async function deliverStripe(
  collector: Pick<TestCollector, 'call' | 'now'>,
  event: unknown,
  { secret = STRIPE_SECRET, at = collector.now, text }: Sent = {},
): Promise<Answer> {
  const payload = JSON.stringify(event)
  const timestamp = Math.floor(at / 1000)
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  return collector.call('POST', '/v1/webhooks/stripe/shop', {
    body: text ?? payload,
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
  })
}
