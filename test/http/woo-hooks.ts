import { createHmac } from 'node:crypto'
import type { Answer, TestCollector } from './collector.ts'

export const WOO_SECRET = 'wc-secret-of-the-shop'

/** A delivery as WooCommerce makes it, signed as `WC_Webhook::generate_signature` does. */
export function deliverWoo(
  collector: Pick<TestCollector, 'call'>,
  body: unknown,
  topic = 'order.updated',
): Promise<Answer> {
  const text = JSON.stringify(body)
  return collector.call('POST', '/v1/webhooks/woocommerce/shop', {
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-source': 'https://shop.example/',
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-signature': createHmac('sha256', WOO_SECRET).update(text).digest('base64'),
      'x-wc-webhook-id': '3',
      'x-wc-webhook-delivery-id': 'b7c9c5f8f0d7e2a1',
    },
  })
}
