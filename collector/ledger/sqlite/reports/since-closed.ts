import { SALES_APART } from '../../../../shared/sales-channels.ts'
import type { RefundBasis } from '../../../../shared/wire/roi.ts'
import { REFUND_DATE } from '../../../attribution/contribution.ts'
import type { ClosedPeriod, RestatedSums, SinceClosed } from '../../reports-periods.ts'
import type { Snapshot, Sql } from '../sql.ts'
import { closedWithin, type Days } from './closed.ts'
import { freshness } from './freshness.ts'

/** What is asked of closed days: the same in every report that shows figures of now. */
export interface SinceAsked extends Days {
  goal: string
  refundBasis?: RefundBasis | undefined
}

/**
 * The closed periods that a report of now reaches into, each with what its days are more now than they were:
 * conversions and their value by the day of the order, and costs. One row of sums each, then and now.
 */
export function sinceClosed({ sql, queries }: Snapshot, asked: SinceAsked): SinceClosed {
  const periods = closedWithin(sql, asked)
  if (periods.length === 0) return {}
  const { generation, settings } = freshness(queries)
  return {
    closedPeriods: periods.map((period) => {
      const model = settings.models.find(({ name }) =>
        period.models.some((one) => one.name === name),
      )
      if (!model || period.currency !== settings.currency) return { ...period, restated: null }
      const days = [Math.max(period.from, asked.from), Math.min(period.to, asked.to)] as const
      const sums = { sql, asked, model: model.name, days }
      const then = sumsIn(sums, period.seq, THEN)
      const now = sumsIn(sums, generation, NOW)
      return { ...period, restated: less(now, then) }
    }),
  }
}

interface Texts {
  credits: string
  costs: string
}

interface SumsAsked {
  sql: Sql
  asked: SinceAsked
  model: string
  days: readonly [from: number, to: number]
}

/** @param of the closing, or the generation */
function sumsIn(
  { sql, asked: { goal, refundBasis }, model, days }: SumsAsked,
  of: ClosedPeriod['seq'],
  texts: Texts,
): RestatedSums {
  const credits = sql.prepare<CreditSum>(texts.credits)
  const on = (basis: string): CreditSum =>
    credits.get(of, goal, model, basis, ...days) ?? { conversions: 0, value: 0, refunded: 0 }
  const sold = on('conversion_date')
  const back = refundBasis === 'refund' ? on(REFUND_DATE).refunded : sold.refunded
  const cost = sql.prepare<{ cost: number }>(texts.costs).get(of, ...days)?.cost ?? 0
  return { conversions: sold.conversions, value: sold.value - back, cost }
}

interface CreditSum {
  conversions: number
  value: number
  refunded: number
}

const less = (now: RestatedSums, then: RestatedSums): RestatedSums => ({
  conversions: now.conversions - then.conversions,
  value: now.value - then.value,
  cost: now.cost - then.cost,
})

/** Orders that stand apart are in no sum. */
const COUNTED = `NOT (t.channel = '' AND t.source IN (${SALES_APART.map((name) => `'${name}'`).join()}))`

const creditSums = (table: string, of: string, day: string): string => `
  SELECT coalesce(sum(conversions), 0) AS conversions, coalesce(sum(value), 0) AS value,
    coalesce(sum(refunded), 0) AS refunded
  FROM ${table} c CROSS JOIN tuples t ON t.id = c.tuple
  WHERE ${of} = ? AND goal = ? AND model = ? AND basis = ? AND ${day} BETWEEN ? AND ? AND ${COUNTED}`

const costSums = (table: string, of: string): string =>
  `SELECT coalesce(sum(amount), 0) AS cost FROM ${table} WHERE ${of} = ? AND day BETWEEN ? AND ?`

const THEN: Texts = {
  credits: creditSums('closed_credits', 'seq', 'day'),
  costs: costSums('closed_costs', 'seq'),
}

const NOW: Texts = {
  credits: creditSums('rollups', 'generation', 'period'),
  costs: costSums('cost_days', 'generation'),
}
