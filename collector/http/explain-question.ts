import {
  askedIn,
  type ExplainedMeasure,
  type ExplainQueryInput,
  type RowNames,
} from '../../shared/wire/explain.ts'
import { FILTERS } from '../../shared/wire/filters.ts'
import { type Basis, type Dimension, isByCategoryAlone } from '../../shared/wire/roi.ts'
import { PURCHASE } from '../journey/journey.ts'
import type { ExplainStage } from '../ledger/reports-explain.ts'
import type { CellAsked } from '../roi/explain.ts'
import { invalidFields } from './problem.ts'
import { type ReportTerms, segmentOf } from './report-meta.ts'

/** With the basis that the site means where none was named. */
type Asked = ExplainQueryInput & { basis: Basis }

/** A question for an explanation, read as a whole. */
export interface ExplainQuestion {
  /** The report that has the cell. */
  terms: ReportTerms
  place: CellAsked
  measure: ExplainedMeasure
  /** Which parts are told. */
  stages: ExplainStage[]
  shown: ShownCell
  /** Given when the row is of one. */
  site: string | undefined
}

/** The cell as the answer names it. */
interface ShownCell extends RowNames {
  cell: ExplainQueryInput['cell']
  by: readonly Dimension[]
  measure: ExplainedMeasure
  reason?: string | undefined
  category?: string | undefined
  /** Of other sales. */
  sales_channels?: readonly string[] | undefined
}

/** @throws Problem 422 for a figure that no such place has, or a cursor of another measure */
export function questionOf(query: Asked): ExplainQuestion {
  const { by, names, filters } = askedIn(query)
  const { cell, reason, category } = query
  const { site, ...others } = names
  const isApart = cell === 'other_sales'
  const measure = query.measure ?? (category ? 'cost' : (USUAL[cell] ?? 'roi'))
  requireTold(query, measure)
  const apart = isApart ? filters.sales_channel?.values : undefined
  const kept = isApart ? {} : filters
  const terms: ReportTerms = { ...unfiltered(query), ...kept, by: [...by], format: 'json' }
  return {
    ...{ terms, measure, site, stages: stagesOf(query, measure) },
    place: {
      cell: placeOf(query),
      names: others,
      reasons: apart ?? (reason === undefined ? undefined : [reason]),
      category,
      filters: segmentOf(terms).filters,
    },
    shown: {
      ...{ cell, by, ...names },
      ...(reason !== undefined && { reason }),
      ...(category && { category }),
      ...(apart && { sales_channels: apart }),
      measure,
    },
  }
}

/** What is asked of a place that has not all figures. */
const USUAL: Partial<Record<ExplainQueryInput['cell'], ExplainedMeasure>> = {
  credited: 'value',
  other_sales: 'value',
  fx_difference: 'value',
  not_broken_down: 'cost',
}

/** By category alone, rows have all costs of the report, and all that touches have earned has no name. */
function placeOf({ cell, by = [] }: Asked): CellAsked['cell'] {
  if (cell === 'credited') return 'row'
  return cell === 'row' && isByCategoryAlone(by) ? 'total' : cell
}

/** Texts of filters are names of a row, or are read by `askedIn`. */
function unfiltered(query: Asked): Omit<ReportTerms, 'by' | 'format'> {
  const told = Object.entries(query).filter(([name]) => !isFilter(name))
  return Object.fromEntries(told) as Omit<ReportTerms, 'by' | 'format'>
}

const isFilter = (name: string): boolean => (FILTERS as readonly string[]).includes(name)

/** What a report has in some places alone. */
function requireTold(query: Asked, measure: ExplainedMeasure): void {
  const { goal, cell, basis } = query
  const refuse = (message: string) => {
    throw invalidFields([{ field: 'measure', message }])
  }
  // Only purchases make customers.
  if (goal !== PURCHASE && OF_CUSTOMERS.includes(measure))
    refuse(`${measure} is of the goal ${PURCHASE} alone`)
  if (measure === 'repeat_rate' && cell !== 'total') refuse('repeat_rate is of cell=total alone')
  if (measure === 'conversions_per_touch' && (cell !== 'row' || basis !== 'touch_date'))
    refuse('conversions_per_touch is of rows with basis=touch_date alone')
  const told = TOLD[cell]
  if (told && !told.includes(measure)) refuse(`of cell=${cell} is one of ${told.join(', ')}`)
}

const OF_CUSTOMERS: readonly ExplainedMeasure[] = ['cac', 'new_customers', 'repeat_rate']

const TOLD: Partial<Record<ExplainQueryInput['cell'], readonly ExplainedMeasure[]>> = {
  credited: ['value', 'conversions', 'touches'],
  other_sales: ['value', 'conversions'],
  fx_difference: ['value'],
  not_broken_down: ['cost', 'touches'],
}

const OF_MEASURE: Readonly<
  Record<ExplainedMeasure, 'earned' | 'spent' | 'both' | 'touches' | 'all'>
> = {
  roi: 'both',
  roas: 'both',
  profit: 'both',
  value: 'earned',
  cost: 'spent',
  conversions: 'earned',
  touches: 'touches',
  cpa: 'both',
  margin: 'earned',
  aov: 'earned',
  new_customers: 'earned',
  cac: 'both',
  repeat_rate: 'earned',
  conversions_per_touch: 'all',
}

/** @throws Problem 422 when the cursor is of another measure */
function stagesOf(query: Asked, measure: ExplainedMeasure): ExplainStage[] {
  const { cursor, discount_as } = query
  const of = OF_MEASURE[measure]
  const isSpent = of === 'spent' || of === 'both'
  // A discount that is a cost is one of its order.
  const isEarned = of !== 'touches' && (of !== 'spent' || discount_as === 'cost')
  const stages: ExplainStage[] = [
    ...(isEarned ? (['conversions'] as const) : []),
    ...(isSpent ? (['costs', 'allocated'] as const) : []),
    ...(of === 'touches' || of === 'all' ? (['touches'] as const) : []),
  ]
  if (cursor === undefined || stages.some((stage) => cursor.startsWith(`${stage}.`))) return stages
  throw invalidFields([{ field: 'cursor', message: 'is of another measure: begin without one' }])
}
