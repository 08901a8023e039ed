import type { BridgeField } from '../../../../shared/bridge.ts'
import { MILLIONTHS } from '../../../../shared/money.ts'
import { type Contribution, unpackContribution } from '../../../attribution/contribution.ts'
import type { Adds, PartsPage } from '../../../roi/parts-met.ts'
import { addsToBridge, type BridgeInput, type SaleDay } from '../../../roi/reconcile.ts'
import type { Freshness } from '../../ledger.ts'
import type { ConversionOfFigure, Explained } from '../../reports-explained.ts'
import type {
  BridgeFigure,
  ExplainReconcileAnswer,
  ExplainReconcileQuery,
  ReconcileQuery,
} from '../../reports-reconcile.ts'
import { Conversions } from '../conversions.ts'
import { Sequence } from '../sequence.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { type FactsContext, factsOfConversions } from './conversion-facts.ts'
import { leftOutParts } from './explain-left-out.ts'
import { instantsNear, isWithin } from './left-out-sums.ts'
import { ORDERS_OF_BRIDGE, ordersSummed, reconcileReport } from './reconcile.ts'

/**
 * A figure of the bridge: the report itself, the orders of its days, and what went back on these days, where refunds
 * count on their own.
 * @throws ReportTooLargeError as the report does
 */
export function explainReconcile(
  snapshot: Snapshot,
  { report, place, model, page }: ExplainReconcileQuery,
): Omit<ExplainReconcileAnswer, 'closedPeriods'> {
  const answer = reconcileReport(snapshot, report)
  const context = { snapshot, fresh: answer, model }
  const found =
    'reason' in place
      ? leftOutParts(context, report, place, page)
      : partsOf(context, report, place, page)
  return { ...answer, kind: 'explain_reconcile', ...found }
}

/** What an order was, or what the orders of a day were. */
interface Sale extends SaleDay {
  hasTouch: number
}

interface Part {
  kind: ConversionOfFigure['kind']
  conversion: number
  adds: Adds
}

function partsOf(
  context: FactsContext,
  report: ReconcileQuery,
  place: BridgeFigure,
  { skip, limit }: PartsPage,
): Explained<ConversionOfFigure> {
  const { sql } = context.snapshot
  const { generation } = context.fresh
  const onRefundDays = report.refundBasis === 'refund'
  const days = [generation, report.goal, place.from, place.to] as const
  const condition = addsTo(place.field, onRefundDays)
  const sums = sql.prepare<Sale>(ordersSummed('day, hasTouch', condition)).all(...days)
  const rows = sql
    .prepare<Sale & { conversion: number }>(pageOf(condition))
    .all(...days, limit, skip)
  const back = onRefundDays ? returnedOf(sql, context.fresh, report.goal, place) : []
  const orders = sums.reduce((count, one) => count + one.orders, 0)
  const page: Part[] = rows.map((row) => ({
    ...{ kind: 'conversion', conversion: row.conversion },
    adds: addsToBridge(bridgeOf([row], [], onRefundDays)),
  }))
  const first = Math.max(0, skip - orders)
  for (const one of back.slice(first, first + limit - page.length))
    page.push({
      ...{ kind: 'returned', conversion: one.conversion },
      adds: addsToBridge(bridgeOf([], [one], onRefundDays)),
    })
  const count = orders + back.length
  return {
    parts: factsOf(context, page),
    ...{ count, adds: addsToBridge(bridgeOf(sums, back, onRefundDays)) },
    nextPart: skip + limit < count ? skip + limit : null,
  }
}

function factsOf(context: FactsContext, parts: readonly Part[]) {
  const facts = factsOfConversions(
    context,
    parts.map(({ conversion }) => conversion),
  )
  return parts.flatMap(({ kind, conversion, adds }) => {
    const told = facts.get(conversion)
    return told ? [{ kind, adds, facts: told, costs: [] }] : []
  })
}

/** What went back of an order on these days. */
interface Returned {
  conversion: number
  day: number
  refunded: number
  hasTouch: number
}

/** Orders and what went back as the report takes them in. An order has touches or has none, and they have all of it. */
function bridgeOf(
  sales: readonly Sale[],
  back: readonly Returned[],
  onRefundDays: boolean,
): BridgeInput {
  const reason = (hasTouch: number) => (hasTouch ? '' : 'unattributed')
  return {
    sales,
    credits: [
      ...sales.map(({ day, orders, value, refunded, hasTouch }) => ({
        ...{ day, reason: reason(hasTouch), conversions: orders * MILLIONTHS },
        value: onRefundDays ? value : value - refunded,
      })),
      ...back.map(({ day, refunded, hasTouch }) => ({
        ...{ day, reason: reason(hasTouch), conversions: 0, value: -refunded },
      })),
    ],
    returns: onRefundDays ? back : undefined,
  }
}

/** To which figures what went back is part, where refunds count on their own days: whether of orders with touches. */
const TAKEN_OFF: Partial<Record<BridgeField, readonly number[]>> = {
  refunds: [0, 1],
  net: [0, 1],
  attributed: [1],
  unattributed: [0],
}

/**
 * What went back on these days, of orders of whatever day. A refund of a deal is one of the lead in whose place the
 * deal stands, too.
 */
function returnedOf(
  sql: Sql,
  { generation }: Freshness,
  goal: string,
  place: BridgeFigure,
): Returned[] {
  const wanted = TAKEN_OFF[place.field]
  if (!wanted) return []
  const conversions = new Conversions(sql, new Sequence(sql))
  const refunded = sql.prepare<{ id: number }>(REFUNDED).all(...instantsNear(place))
  const ids = new Set(refunded.flatMap(({ id }) => [id, ...conversions.leadsOf(id)]))
  return sql
    .prepare<{ conversion: number; packed: string }>(COUNTED)
    .all(JSON.stringify([...ids]), generation, goal)
    .flatMap(({ conversion, packed }) => {
      const told = unpackContribution(packed)
      const { day, amount } = wentBack(told, place)
      const hasTouch = told.touches.length > 0 ? 1 : 0
      return amount === 0 || told.apart !== undefined || !wanted.includes(hasTouch)
        ? []
        : [{ conversion, day, refunded: amount, hasTouch }]
    })
}

/** Returns are packed as what has gone back up to and with each. */
function wentBack({ returns = [] }: Contribution, place: BridgeFigure) {
  let [day, amount, before] = [place.from, 0, 0]
  for (const [on, upTo] of returns) {
    if (isWithin(on, place)) [day, amount] = [on, amount + upTo - before]
    before = upTo
  }
  return { day, amount }
}

/** Which orders are part of a figure: where others add nothing to it, those that do. */
function addsTo(field: BridgeField, onRefundDays: boolean): string {
  if (field === 'refunds') return onRefundDays ? '0' : 'refunded != 0'
  return ADDING[field] ?? '1'
}

const ADDING: Partial<Record<BridgeField, string>> = {
  discount: 'discount != 0',
  tax: 'tax != 0',
  shipping: 'shipping != 0',
  attributed: 'hasTouch = 1',
  attributed_orders: 'hasTouch = 1',
  unattributed: 'hasTouch = 0',
  unattributed_orders: 'hasTouch = 0',
  difference: 'total != value + tax + shipping',
  orders_without_total: 'ordersWithoutTotal = 1',
}

const pageOf = (condition: string): string => `
  SELECT * FROM (${ORDERS_OF_BRIDGE}) WHERE ${condition}
  ORDER BY day, ts, conversion LIMIT ? OFFSET ?`

const REFUNDED = `
  SELECT DISTINCT counts_for AS id FROM refunds INDEXED BY refunds_ts
  WHERE ts BETWEEN ? AND ? AND counts_for IS NOT NULL`

/** From the orders that are asked: the index by days would lead over all of the goal. */
const COUNTED = `
  SELECT conversion, packed
  FROM json_each(?) asked CROSS JOIN contributions c ON c.conversion = asked.value
  WHERE generation = ? AND goal = ? AND state = 'counted' AND packed != ''
  ORDER BY day, ts, conversion`
