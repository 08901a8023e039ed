import { BROUGHT_STANDS, STANDS_FIRST } from './stands-first.ts'

/**
 * As SQL, of a row of `refunds r`: of versions of a refund the last received stands, unless the order's own
 * standing version tells its refunds and this is none of them. A file of orders tells the sum of what was
 * given back until then: it stands with the version of its file, and in the place of the refunds in it. The
 * order is the one that the refund counts for, whatever name of it was told.
 */
export const REFUND_STANDS = `r.seq = (
    SELECT max(s.seq) FROM refunds s
    WHERE s.counts_for = r.counts_for AND s.refund_id = r.refund_id
      AND s.brought_by IS r.brought_by)
  AND coalesce((
    SELECT CASE
      WHEN r.brought_by IS NOT NULL THEN brought_by IS r.brought_by
      WHEN brought_by IS NOT NULL THEN NOT EXISTS (
        SELECT 1 FROM refunds b WHERE b.counts_for = r.counts_for
          AND b.brought_by = conversion_versions.brought_by AND b.received_at >= r.ts)
      ELSE refund_ids IS NULL OR r.refund_id IN (SELECT value FROM json_each(refund_ids)) END
    FROM conversion_versions WHERE conversion = r.counts_for AND ${BROUGHT_STANDS}
    ORDER BY ${STANDS_FIRST} LIMIT 1), r.brought_by IS NULL)`

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
