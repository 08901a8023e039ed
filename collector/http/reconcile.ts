import type { z } from 'zod'
import { formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { reconcileQuery } from '../../shared/wire/reconcile.ts'
import type { LeftOutSum, ReconcileAnswer } from '../ledger/reports-reconcile.ts'
import { type Reconciliation, reconciled } from '../roi/reconcile.ts'
import { reconcileCsv } from '../roi/reconcile-csv.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { authenticate } from './auth.ts'
import { sinceClosedLines, sinceClosedMeta } from './closed-meta.ts'
import { freshness } from './freshness.ts'
import { readQuery } from './query.ts'
import { csvFile } from './report-meta.ts'
import type { Handler } from './services.ts'

/** `GET /v1/reconcile`: from what was charged to what is credited, and what is in neither. */
export const getReconcile: Handler = async (c, services) => {
  const { site: asked } = await authenticate(c, services, 'report')
  const query = readQuery(c, reconcileQuery)
  const { from, to, goal, by, refund_basis: refundBasis, format } = query
  const { site } = await siteAsOf(services, asked, query)
  const answer = await site.ledger.report({ kind: 'reconcile', from, to, goal, refundBasis })
  const bridge = shownReconciliation(answer, query)
  const leftOut = answer.leftOut.map(shownLeftOut)
  if (format === 'csv') {
    const name = `${site.name}-reconcile-${formatDay(from)}-${formatDay(to)}`
    return csvFile(reconcileCsv(bridge, leftOut, by, sinceClosedLines(answer)), name)
  }
  return json(200, {
    meta: reconcileMeta(site.name, query, answer),
    ...bridge,
    fx_difference: { value: formatAmount(answer.fxDifference, answer.settings.currency) },
    left_out: leftOut,
  })
}

/** What the report and the explanation of its figures are asked by. */
type ReconcileTerms = Omit<z.output<typeof reconcileQuery>, 'format'>

/** The bridge as it is shown. */
export function shownReconciliation(
  { sales, credits, returns, settings: { currency } }: Omit<ReconcileAnswer, 'kind'>,
  { by, refund_basis }: Pick<ReconcileTerms, 'by' | 'refund_basis'>,
): Reconciliation {
  const back = refund_basis === 'refund' ? returns : undefined
  return reconciled({ by, currency, sales, credits, returns: back })
}

/** What the report says of itself. */
export function reconcileMeta(
  site: string,
  { from, to, goal, by, refund_basis }: ReconcileTerms,
  answer: Omit<ReconcileAnswer, 'kind'>,
) {
  return {
    ...{ site, from: formatDay(from), to: formatDay(to), goal, by, refund_basis },
    basis: 'conversion_date',
    value_basis: 'net of refunds, without tax and shipping',
    ...freshness(answer),
    ...sinceClosedMeta(answer),
  }
}

const shownLeftOut = ({ amounts, salesChannel, ...sum }: LeftOutSum) => ({
  ...sum,
  ...(salesChannel && { sales_channel: salesChannel }),
  amounts: amounts.map(({ currency, amount }) => ({
    currency,
    amount: formatAmount(amount, currency),
  })),
})
