import { lemonsqueezy } from './lemonsqueezy.ts'
import { paddle } from './paddle.ts'
import { shopify } from './shopify.ts'
import { stripe } from './stripe.ts'
import type { Vendor } from './vendor.ts'
import { woocommerce } from './woocommerce.ts'

/** Whose webhooks are understood, by the name in `/v1/webhooks/{source}/{site}`. */
export const VENDORS: readonly Vendor[] = [shopify, woocommerce, stripe, paddle, lemonsqueezy]

/** Deliveries of a backend of one's own come to `/v1/conversions` and `/v1/refunds`. */
export const STANDARD = 'standard'

/** What secrets can be of. */
export const WEBHOOK_SOURCES: readonly string[] = [...VENDORS.map(({ name }) => name), STANDARD]

export const vendorNamed = (name: string): Vendor | undefined =>
  VENDORS.find((vendor) => vendor.name === name)
