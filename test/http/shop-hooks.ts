import '@shopify/shopify-api/adapters/web-api'
import { createSHA256HMAC, HashFormat } from '@shopify/shopify-api/runtime'
import type { Answer, TestCollector } from './collector.ts'

export const ADMIN_TOKEN = '0123456789abcdef0123456789abcdef'

export const SHOPIFY_SECRET = 'shpss_5f1c2e9d0b7a4c36'

/** Has an operator's command done. */
export const command = (collector: TestCollector, asked: Record<string, unknown>) =>
  collector.post('/v1/admin', { site: 'shop', ...asked }, ADMIN_TOKEN)

/** Stores what a vendor signs with. */
export async function addSecret(
  collector: TestCollector,
  source: string,
  secret: string,
): Promise<string> {
  const { json } = await command(collector, { command: 'webhook_add', source, secret })
  return (json as { id: string }).id
}

export interface Sent {
  topic?: string
  secret?: string
  site?: string
  /** Takes the place of what the vendor's own library has signed. */
  signature?: string
  headers?: Record<string, string>
}

/** A delivery as Shopify makes it, signed by Shopify's own library. */
export async function deliverShopify(
  collector: Pick<TestCollector, 'call'>,
  body: unknown,
  { topic = 'orders/paid', secret = SHOPIFY_SECRET, site = 'shop', signature, headers }: Sent = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const signed = signature ?? (await createSHA256HMAC(secret, text, HashFormat.Base64))
  return collector.call('POST', `/v1/webhooks/shopify/${site}`, {
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': signed,
      'x-shopify-shop-domain': 'shop.myshopify.com',
      'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
      ...headers,
    },
  })
}
