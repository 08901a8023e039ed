/** The figures of a row of the bridge, and of all of them. */
export const BRIDGE_FIELDS = [
  'orders',
  'gross',
  'discount',
  'tax',
  'shipping',
  'refunds',
  'net',
  'attributed',
  'unattributed',
  'attributed_orders',
  'unattributed_orders',
  'total',
  'difference',
  'orders_without_total',
] as const
export type BridgeField = (typeof BRIDGE_FIELDS)[number]

/** What of `left_out` is told of a reason: how many, and how much in a currency. */
export const LEFT_OUT_MEASURES = ['count', 'amount'] as const
