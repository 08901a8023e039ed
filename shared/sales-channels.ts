/** Through what an order came in; `web` when nothing is said. Of no vendor. */
export const SALES_CHANNELS = ['web', 'phone', 'marketplace', 'pos'] as const
export type SalesChannel = (typeof SALES_CHANNELS)[number]

/**
 * Orders that marketing of the site is not measured by, unless they are asked: nobody could follow a
 * customer of a marketplace, or of a shop in the street, to the order.
 */
export const SALES_APART = ['marketplace', 'pos'] as const satisfies readonly SalesChannel[]
export type SalesApart = (typeof SALES_APART)[number]

/** Whose orders reports count when they are not told. */
export const SALES_COUNTED = ['web', 'phone'] as const satisfies readonly SalesChannel[]

export const isSaleApart = (channel: string): channel is SalesApart =>
  (SALES_APART as readonly string[]).includes(channel)
