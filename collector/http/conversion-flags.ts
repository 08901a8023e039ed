/** Amounts of an order in minor units, as far as they were sent. */
export interface OrderAmounts {
  value: number
  tax?: number | undefined
  shipping?: number | undefined
  total?: number | undefined
}

/**
 * What looks wrong with an order and is told, not corrected: `total_mismatch` when the cash paid is
 * not value + tax + shipping. Of a part that was not sent all we know is that it is not below zero.
 */
export function conversionFlags({ value, tax, shipping, total }: OrderAmounts): string[] {
  if (total === undefined) return []
  const known = value + (tax ?? 0) + (shipping ?? 0)
  const isWhole = tax !== undefined && shipping !== undefined
  return (isWhole ? total !== known : total < known) ? ['total_mismatch'] : []
}
