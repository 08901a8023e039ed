import type { BridgeField } from '../../../../shared/bridge.ts'
import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { Explained } from '../../ui/figure.tsx'

/** How the rows of the bridge are asked for. */
export interface BridgeAsked {
  by: 'day' | 'month'
  refundBasis: 'sale' | 'refund'
}

/** How figures of the bridge are explained: of a row by its day or month, or of all of them. */
export const explainBridge =
  ({ by, refundBasis }: BridgeAsked) =>
  (name: string | undefined, measure: BridgeField): Explained => ({
    ...{ report: 'reconcile', by, refund_basis: refundBasis, measure },
    ...(name === undefined ? { cell: 'total' } : { cell: 'row', name }),
  })

/** A reason why orders are unattributed is a place of the ROI report. */
export const explainReason = (
  { refundBasis }: BridgeAsked,
  reason: string,
  measure: 'conversions' | 'value',
): Explained => ({ cell: 'unattributed', reason, measure, refund_basis: refundBasis })

type LeftOutRow = ReconcileAnswer['left_out'][number]

/**
 * How what is left out for a reason is explained: in a currency, or how many. Other goals have a bridge of their own,
 * and other sales a place in the ROI report.
 */
export function explainLeftOut(
  { refundBasis }: BridgeAsked,
  { reason, goal, sales_channel }: LeftOutRow,
  currency?: string,
): Explained {
  const asked = { refund_basis: refundBasis }
  if (goal !== undefined) {
    const measure = currency === undefined ? 'orders' : 'net'
    return { ...asked, report: 'reconcile', cell: 'total', by: 'none', goal, measure }
  }
  if (sales_channel !== undefined) {
    const measure = currency === undefined ? 'conversions' : 'value'
    return { ...asked, cell: 'other_sales', sales_channel, measure }
  }
  return {
    ...{ ...asked, report: 'reconcile', cell: 'left_out', reason },
    ...(currency === undefined ? { measure: 'count' } : { measure: 'amount', currency }),
  }
}

export type ExplainBridge = ReturnType<typeof explainBridge>
