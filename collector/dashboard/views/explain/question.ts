import { FILTER_NAMES, only, type Query } from '../../state/question.ts'
import { type Explained, isOfOther } from './answers.ts'
import { MEASURE_NAMES } from './naming.ts'
import { FIGURE_REPORTS } from './reports.ts'

/** Where a figure is explained, and what is asked there. */
export interface ExplainAsked {
  path: string
  query: Query
}

/** Figures of other reports than that of ROI name theirs. @param asked what the address asks of reports */
export function explainAsked(asked: Query, explained: string): ExplainAsked {
  const { report, ...figure } = Object.fromEntries(new URLSearchParams(explained))
  const other = Object.hasOwn(FIGURE_REPORTS, report ?? '')
    ? FIGURE_REPORTS[report ?? '']
    : undefined
  if (!other) return { path: '/v1/explain', query: explainQuery(asked, explained) }
  return { path: other.path, query: { ...only(asked, other.knows), ...figure } }
}

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
  // Which of a list it is only the measure of that list says.
  for (const name of ['months_since', 'ltv_every', 'point']) params.delete(name)
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

/** The figures that the place of an answer has, in the order in which they are read. */
export function toldIn(answer: Explained): string[] {
  const { cell } = answer
  if (isOfOther(answer))
    return (FIGURE_REPORTS[answer.cell.report]?.measures ?? []).filter((measure) => measure in cell)
  const { basis } = answer.meta
  return MEASURE_NAMES.filter((measure) => measure in cell && isTold(answer.cell, measure, basis))
}
