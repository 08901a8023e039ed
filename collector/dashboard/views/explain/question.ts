import { FILTER_NAMES, type Query } from '../../state/question.ts'

/**
 * The question for one figure: the report's own, and which of its figures. What stands beside the report is the
 * same under any filter, and is asked without.
 */
export function explainQuery(report: Query, explained: string): Query {
  const figure = Object.fromEntries(new URLSearchParams(explained))
  const isBeside = figure['cell'] === 'other_sales'
  const kept = Object.entries(report).filter(
    ([name]) => !(isBeside && (FILTER_NAMES as readonly string[]).includes(name)),
  )
  return { ...Object.fromEntries(kept), ...figure }
}

/** The same figure's place under another measure, as the address has it. */
export function withMeasure(explained: string, measure: string): string {
  const params = new URLSearchParams(explained)
  params.set('measure', measure)
  return params.toString()
}

/** What some places of the report have; others have all. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  credited: ['value', 'conversions', 'touches'],
  other_sales: ['value', 'conversions'],
  fx_difference: ['value'],
  not_broken_down: ['cost', 'touches'],
}

interface Place {
  cell: string
  category?: unknown
}

/** Whether a place of the report has a measure that its figures name. */
export function isTold({ cell, category }: Place, measure: string, basis: string): boolean {
  if (category !== undefined) return measure === 'cost'
  if (measure === 'repeat_rate') return cell === 'total'
  if (measure === 'conversions_per_touch') return cell === 'row' && basis === 'touch_date'
  return TOLD[cell]?.includes(measure) ?? true
}
