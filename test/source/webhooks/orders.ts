import { existsSync, readFileSync } from 'node:fs'
import type { Action, Delivery } from '../../../collector/source/webhooks/action.ts'
import type { Vendor } from '../../../collector/source/webhooks/vendor.ts'

export const NOW = Date.parse('2026-11-20T12:00:00Z')

/** A delivery as its reader gets it. */
export const delivered = (
  body: unknown,
  headers: Record<string, string>,
  more: Partial<Delivery> = {},
): Delivery => ({
  header: (name) => headers[name],
  body: typeof body === 'string' ? body : JSON.stringify(body),
  receivedAt: NOW,
  currency: 'EUR',
  home: 'https://shop.example/',
  ...more,
})

export const landingIn = (actions: readonly Action[]) =>
  actions.flatMap((one) => (one.kind === 'conversion' ? [one.landing] : []))[0]

export const conversionIn = (actions: readonly Action[]) =>
  actions.flatMap((one) => (one.kind === 'conversion' ? [one.conversion] : []))[0]

export const refundsIn = (actions: readonly Action[]) =>
  actions.flatMap((one) => (one.kind === 'refund' ? [one.refund] : []))

/** A sample that its vendor has published; undefined where the samples are not at hand. */
export function sampleOf({ name }: Vendor, file: string): string | undefined {
  const path = `../shared/samples/payloads/${name}/${file}`
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** An order of WooCommerce as its webhooks bring it, with what a case leaves open. */
export const wooOrder = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 727,
  status: 'processing',
  currency: 'EUR',
  created_via: 'checkout',
  date_created: '2026-11-20T12:59:30',
  date_created_gmt: '2026-11-20T11:59:30',
  date_modified_gmt: '2026-11-20T11:59:50',
  date_paid_gmt: '2026-11-20T11:59:45',
  discount_total: '5.00',
  shipping_total: '10.00',
  total: '29.35',
  total_tax: '1.35',
  customer_id: 0,
  payment_method: 'stripe',
  billing: { email: 'john.doe@example.com', country: 'US' },
  shipping: { country: 'US' },
  meta_data: [],
  line_items: [{ id: 315, name: 'Woo Single #1', product_id: 93, quantity: 2, sku: '', price: 3 }],
  coupon_lines: [],
  refunds: [],
  ...more,
})
