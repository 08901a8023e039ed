import { formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { reconcileQuery } from '../../shared/wire/reconcile.ts'
import type { LeftOutSum } from '../ledger/reports-reconcile.ts'
import { reconciled } from '../roi/reconcile.ts'
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
  const { from, to, goal, by, refund_basis, format } = query
  const { site } = await siteAsOf(services, asked, query)
  const refundBasis = refund_basis
  const answer = await site.ledger.report({ kind: 'reconcile', from, to, goal, refundBasis })
  const { currency } = answer.settings
  const { sales, credits } = answer
  const returns = refundBasis === 'refund' ? answer.returns : undefined
  const bridge = reconciled({ by, currency, sales, credits, returns })
  const leftOut = answer.leftOut.map(shownLeftOut)
  if (format === 'csv') {
    const name = `${site.name}-reconcile-${formatDay(from)}-${formatDay(to)}`
    return csvFile(reconcileCsv(bridge, leftOut, by, sinceClosedLines(answer)), name)
  }
  return json(200, {
    meta: {
      site: site.name,
      from: formatDay(from),
      to: formatDay(to),
      ...{ goal, by, refund_basis },
      basis: 'conversion_date',
      value_basis: 'net of refunds, without tax and shipping',
      ...freshness(answer),
      ...sinceClosedMeta(answer),
    },
    ...bridge,
    fx_difference: { value: formatAmount(answer.fxDifference, currency) },
    left_out: leftOut,
  })
}

const shownLeftOut = ({ amounts, salesChannel, ...sum }: LeftOutSum) => ({
  ...sum,
  ...(salesChannel && { sales_channel: salesChannel }),
  amounts: amounts.map(({ currency, amount }) => ({
    currency,
    amount: formatAmount(amount, currency),
  })),
})
