/** What tells that an order is no purchase, but what a subscription has made. */
export type RenewedBy = 'source' | 'tag'

/**
 * Sources of the orders that Shopify makes when a subscription contract is billed, whichever app has it billed;
 * reviewed 2026-11. The first order comes by the checkout, and has that for its source.
 */
const OF_CONTRACTS = 'subscription_contract'

/** Tags of the apps that make their orders themselves, or did, by Recharge's and Skio's guides of 2026. */
const FIRST = 'subscription first order'
const LATER = 'subscription recurring order'

/**
 * Whether an order renews a subscription, and by what that is known; undefined of all others.
 * @param tags all of them in one text, with commas between
 */
export function renewedBy(
  source: string | undefined,
  tags: string | undefined,
): RenewedBy | undefined {
  if (source?.toLowerCase().startsWith(OF_CONTRACTS)) return 'source'
  const all = (tags ?? '').split(',').map((tag) => tag.trim().toLowerCase())
  return all.includes(LATER) && !all.includes(FIRST) ? 'tag' : undefined
}
