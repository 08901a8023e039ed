import { localDay } from '../../../roi/dates.ts'
import { PartsMet, type PartsPage } from '../../../roi/parts-met.ts'
import type { Freshness } from '../../ledger.ts'
import type { RefundInPart } from '../../reports-explain.ts'
import type { Explained } from '../../reports-explained.ts'
import type {
  LeftOutFigure,
  PartOfBridge,
  ReconcileQuery,
  RefundOfFigure,
} from '../../reports-reconcile.ts'
import { REFUND_STANDS } from '../refund-rows.ts'
import type { Sql } from '../sql.ts'
import { type FactsContext, factsOfConversions } from './conversion-facts.ts'
import {
  CONVERSIONS_LEFT_OUT,
  REFUND_REASON,
  type RefundLeftOut,
  reasonOf,
  refundsLeftOut,
} from './left-out-sums.ts'

type Found = Explained<PartOfBridge>

/** What the bridge leaves out for a reason: the conversions or refunds themselves. */
export function leftOutParts(
  context: FactsContext,
  report: ReconcileQuery,
  figure: LeftOutFigure,
  page: PartsPage,
): Found {
  return figure.reason.startsWith(REFUND_REASON)
    ? refunds(context, report, figure, page)
    : conversions(context, report, figure, page)
}

interface Row {
  conversion: number
  amount: number | null
}

/** In the currency that is asked, those that have an amount. */
function conversions(
  context: FactsContext,
  { goal, from, to }: ReconcileQuery,
  { reason, currency }: LeftOutFigure,
  { skip, limit }: PartsPage,
): Found {
  const { sql } = context.snapshot
  const inCurrency = [currency ?? null, currency ?? null]
  const terms = [context.fresh.generation, goal, from, to, reason, ...inCurrency]
  const all = sql.prepare<{ count: number; amount: number | null }>(SUM).get(...terms)
  const rows = sql.prepare<Row>(PAGE).all(...terms, limit, skip)
  const facts = factsOfConversions(
    context,
    rows.map(({ conversion }) => conversion),
  )
  const count = all?.count ?? 0
  return {
    parts: rows.flatMap(({ conversion, amount }) => {
      const told = facts.get(conversion)
      const adds = { count: 1, amount: amount ?? 0 }
      return told ? [{ kind: 'conversion' as const, facts: told, costs: [], adds }] : []
    }),
    ...{ count, adds: { count, amount: all?.amount ?? 0 } },
    nextPart: skip + limit < count ? skip + limit : null,
  }
}

function refunds(
  { snapshot: { sql }, fresh }: FactsContext,
  report: ReconcileQuery,
  { reason, currency }: LeftOutFigure,
  page: PartsPage,
): Found {
  const met = new PartsMet<RefundLeftOut>(page)
  for (const refund of refundsLeftOut(sql, fresh, report))
    if (reasonOf(refund) === reason && (currency ?? refund.currency) === refund.currency)
      met.add(refund, { count: 1, amount: refund.amount })
  return {
    parts: met.parts.map(({ part, adds }) => ({ ...refundFact(sql, fresh, part), adds })),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

function refundFact(
  sql: Sql,
  { settings }: Freshness,
  { conversion, refund_id: id, state }: RefundLeftOut,
): RefundOfFigure {
  const found = sql.prepare<RefundRow>(REFUND).get(conversion, id)
  if (!found) throw new Error(`refund ${id} of conversion ${conversion} has gone`)
  const { goal, transactionId, ...refund } = found
  const day = localDay(refund.ts, settings.timeZone)
  return { kind: 'refund', goal, transactionId, refund: { ...refund, day, state } }
}

type RefundRow = Omit<RefundInPart, 'day' | 'state'> &
  Pick<RefundOfFigure, 'goal' | 'transactionId'>

const ASKED = `
  (${CONVERSIONS_LEFT_OUT})
  WHERE reason = ? AND (? IS NULL OR (currency = ? AND amount IS NOT NULL))`

const SUM = `SELECT count(*) AS count, sum(amount) AS amount FROM ${ASKED}`

const PAGE = `SELECT conversion, amount FROM ${ASKED} ORDER BY day, ts, conversion LIMIT ? OFFSET ?`

const REFUND = `
  SELECT c.goal, c.transaction_id AS transactionId, r.seq, r.source, r.owner,
    r.schema_version AS schemaVersion, r.received_at AS receivedAt, r.refund_id AS refundId, r.ts,
    r.amount, r.currency
  FROM refunds r JOIN conversions c ON c.id = r.counts_for
  WHERE r.counts_for = ? AND r.refund_id = ? AND ${REFUND_STANDS}`
