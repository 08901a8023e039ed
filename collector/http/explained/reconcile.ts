import { BRIDGE_FIELDS, type BridgeField } from '../../../shared/bridge.ts'
import { daysOfMonth, formatDay } from '../../../shared/dates.ts'
import { formatAmount } from '../../../shared/money.ts'
import {
  type ExplainReconcileQueryInput,
  explainReconcileQuery,
} from '../../../shared/wire/explain-reconcile.ts'
import { defaultModelOf } from '../../ledger/defaults.ts'
import type {
  BridgePlace,
  ExplainReconcileAnswer,
  PartOfBridge,
} from '../../ledger/reports-reconcile.ts'
import { added, type Formulas, type Shown } from '../../roi/figure-formula.ts'
import { bridgeUnit } from '../../roi/reconcile.ts'
import { siteAsOf } from '../as-of.ts'
import { authenticate } from '../auth.ts'
import { shownRefund } from '../explain-view.ts'
import { Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import { reconcileMeta, shownReconciliation } from '../reconcile.ts'
import type { Handler } from '../services.ts'
import { figureAnswer, type Units } from './answer.ts'
import { type PartTerms, shownConversionPart } from './parts.ts'

/** `GET /v1/explain/reconcile`: one figure of the bridge, its formula, and the orders behind it. */
export const getExplainReconcile: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, explainReconcileQuery)
  const { site } = await siteAsOf(services, caller.site, query)
  const { from, to, goal, refund_basis: refundBasis, measure, limit, cursor: skip } = query
  // The bridge has none; touches of orders are told with their credit all the same.
  const model = defaultModelOf(site.state.settings)
  const answer = await site.ledger.report({
    ...{ kind: 'explain_reconcile', report: { kind: 'reconcile', from, to, goal, refundBasis } },
    ...{ place: placeOf(query), model, page: { skip, limit } },
  })
  const terms = { currency: answer.settings.currency, model }
  const { currency = terms.currency } = query
  return figureAnswer(
    {
      meta: reconcileMeta(site.name, query, answer),
      cell: cellOf(query),
      ...{ measure, figures: figuresOf(answer, query), formulas: FORMULAS },
      ...{ units: unitsOf(measure), currency, found: answer },
      shownPart: (part) => shownPart(part, terms),
    },
    query.format,
    `${site.name}-explain-reconcile-${formatDay(from)}-${formatDay(to)}`,
  )
}

const cellOf = ({ cell, by, name, reason, currency }: ExplainReconcileQueryInput) => ({
  ...{ report: 'reconcile', cell },
  ...(reason === undefined ? { by } : { reason }),
  ...(name !== undefined && { name }),
  ...(currency !== undefined && { currency }),
})

/** The days that are named, of those of the report; or a reason. */
function placeOf(query: ExplainReconcileQueryInput): BridgePlace {
  const { from, to, name, measure, reason, currency } = query
  if (!isField(measure)) return { reason: reason ?? '', currency }
  if (name === undefined) return { field: measure, from, to }
  const digits = Number(name.replaceAll('-', ''))
  const isMonth = name.length === '2026-11'.length
  const first = isMonth ? digits * 100 + 1 : digits
  const last = isMonth ? digits * 100 + daysOfMonth(digits) : digits
  return { field: measure, from: Math.max(from, first), to: Math.min(to, last) }
}

type Measure = ExplainReconcileQueryInput['measure']

const isField = (measure: Measure): measure is BridgeField =>
  (BRIDGE_FIELDS as readonly string[]).includes(measure)

/** @throws Problem 404 for a row or a reason that the report does not have */
function figuresOf(
  answer: ExplainReconcileAnswer,
  query: ExplainReconcileQueryInput,
): Readonly<Record<string, Shown>> {
  const { cell, by, name } = query
  if (cell === 'left_out') return leftOutFigures(answer, query)
  const { rows, total } = shownReconciliation(answer, query)
  if (cell === 'total' || by === 'none') return total
  const row = rows.find((one) => one[by] === name)
  if (!row) throw nowhere(`a row of ${by} "${name}"`)
  const { day: _, month: __, ...figures } = row
  return figures
}

/** How many, and in the currency that is asked how much. */
function leftOutFigures(
  { leftOut }: ExplainReconcileAnswer,
  { reason, currency }: ExplainReconcileQueryInput,
): Readonly<Record<string, Shown>> {
  const sum = leftOut.find((one) => one.reason === reason)
  if (!sum) throw nowhere(`"${reason}" among what is left out`)
  if (currency === undefined) return { count: sum.count }
  const told = sum.amounts.find((one) => one.currency === currency)
  if (!told) throw nowhere(`an amount in ${currency} of "${reason}"`)
  return { amount: formatAmount(told.amount, currency) }
}

const nowhere = (what: string): Problem =>
  new Problem('not-found', `GET /v1/reconcile does not have ${what} in this period`)

const FORMULAS: Formulas = {
  orders: added('orders'),
  gross: 'gross = what the parts add up to: orders before discounts, with tax and shipping',
  discount: added('discount'),
  tax: added('tax'),
  shipping: added('shipping'),
  refunds: added('refunds'),
  net: 'net = {gross} − {discount} − {tax} − {shipping} − {refunds}',
  attributed: 'attributed = net of the orders that touches have',
  unattributed: 'unattributed = net of the orders that no touch has',
  attributed_orders: 'attributed orders = orders that touches have',
  unattributed_orders: 'unattributed orders = orders that no touch has',
  total: 'total = the cash of the parts; of an order that does not say it, its value',
  difference: 'difference = {total} − ({gross} − {discount})',
  count: added('how many'),
  amount: added('amount'),
  orders_without_total: 'orders without total = parts that do not say their cash',
}

/** What parts say that they add: to the figure itself, and to those in its formula. */
const ADDED: Partial<Record<BridgeField, readonly BridgeField[]>> = {
  net: ['gross', 'discount', 'tax', 'shipping', 'refunds', 'net'],
}

function unitsOf(measure: Measure): Units {
  if (!isField(measure)) return { [measure]: measure === 'amount' ? 'money' : 'count' }
  const added = ADDED[measure] ?? [measure]
  return Object.fromEntries(added.map((field) => [field, bridgeUnit(field)]))
}

function shownPart(part: PartOfBridge, terms: PartTerms): object {
  if (part.kind !== 'refund') return shownConversionPart(part, terms)
  const { goal, transactionId, refund } = part
  return { goal, transaction_id: transactionId, ...shownRefund(refund) }
}
