/** The version of a refund that stands. */
export interface RefundRow {
  refund_id: string
  ts: number
  amount: number
  currency: string
  tax: number | null
  shipping: number | null
  /** 0 when the goods did not come back for sale */
  restocked: number | null
}

type RefundContent = Omit<RefundRow, 'refund_id'>

/** Of one that is dated when it was heard of, an earlier time is news, and a later one is none. */
export function isKnownRefund(
  [ts, ...fresh]: ReturnType<typeof refundContent>,
  [tsBefore, ...before]: ReturnType<typeof refundContent>,
  isDatedLate = false,
): boolean {
  if (JSON.stringify(fresh) !== JSON.stringify(before)) return false
  return isDatedLate ? Number(ts) >= Number(tsBefore) : ts === tsBefore
}

export const refundContent = (of: RefundContent) => {
  const { ts, amount, currency, tax, shipping, restocked } = of
  return [ts, amount, currency, tax, shipping, restocked]
}
