import { STANDS_FIRST } from './stands-first.ts'

/**
 * As SQL, of a row of `refunds r`: of versions of a refund the last received stands, unless the order's own
 * standing version tells its refunds and this is none of them.
 */
export const REFUND_STANDS = `r.seq = (
    SELECT max(s.seq) FROM refunds s
    WHERE s.conversion = r.conversion AND s.refund_id = r.refund_id)
  AND coalesce((
    SELECT refund_ids IS NULL OR r.refund_id IN (SELECT value FROM json_each(refund_ids))
    FROM conversion_versions WHERE conversion = r.conversion ORDER BY ${STANDS_FIRST} LIMIT 1), 1)`

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
