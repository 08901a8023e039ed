import { daysOfMonth, monthOf } from '../../../../shared/dates.ts'
import { COHORT_ADDS, CohortFigureAdds, type CohortPlace } from '../../../roi/cohort-figure.ts'
import { type Adds, type PartMet, PartsMet } from '../../../roi/parts-met.ts'
import type { CostCell } from '../../../roi/report.ts'
import type { Freshness } from '../../freshness.ts'
import type {
  CohortsAnswer,
  CohortsQuery,
  ExplainCohortsAnswer,
  ExplainCohortsQuery,
  PartOfCohorts,
} from '../../reports-cohorts.ts'
import type { CostPart } from '../../reports-explain.ts'
import type { Snapshot } from '../sql.ts'
import { COHORT_CONVERSIONS_MAX, cohortsReport } from './cohorts.ts'
import { type FactsContext, factsOfConversions } from './conversion-facts.ts'
import { costParts } from './explain-costs.ts'

/**
 * A figure of cohorts: the report itself, and what of each purchase the figure is made of, in the order of persons and
 * time, then the costs.
 */
export function explainCohorts(
  snapshot: Snapshot,
  { report, place, model, page }: ExplainCohortsQuery,
): Omit<ExplainCohortsAnswer, 'closedPeriods'> {
  const { at, ...figure } = place
  const isPaidBack = figure.measure === 'payback_day'
  const paybackDay = isPaidBack ? paybackDayAt(cohortsReport(snapshot, report), at) : null
  const witness = new CohortFigureAdds({ ...figure, value: report.value, paybackDay })
  const met = new PartsMet<Part>(page)
  const answer = cohortsReport(snapshot, report, COHORT_CONVERSIONS_MAX, {
    ...{ place: at, witness },
    added: (conversion) => {
      const adds = witness.take()
      if (adds) met.add({ conversion }, adds)
    },
  })
  if (COHORT_ADDS[figure.measure].includes('cost')) addCosts(snapshot, answer, report, at, met)
  return {
    ...answer,
    kind: 'explain_cohorts',
    parts: factsOf({ snapshot, fresh: answer, model }, met.parts),
    ...{ count: met.count, adds: met.adds, nextPart: met.next },
  }
}

type Part = { conversion: number } | CostPart

function paybackDayAt(answer: CohortsAnswer, place: CohortPlace): number | null {
  if (place.cell === 'total') return answer.total.paybackDay
  if (place.cell === 'unattributed') return answer.unattributed.paybackDay
  const rows = place.cell === 'cohort' ? answer.months : answer.rows
  const key = place.cell === 'cohort' ? [] : place.key
  const found = rows.find((one) => one.month === place.month && isSame(one.key, key))
  return found?.paybackDay ?? null
}

type Key = readonly (string | null)[]

const isSame = (key: Key, other: Key): boolean => key.every((name, at) => name === other[at])

const COSTS_AT_ONCE = 200

/** As the report adds them up: those of its months that name the row, or all. */
function addCosts(
  snapshot: Snapshot,
  fresh: Freshness,
  report: CohortsQuery,
  place: CohortPlace,
  met: PartsMet<Part>,
): void {
  if (place.cell === 'unattributed') return
  const { from: first, to: last } =
    'month' in place ? { from: place.month, to: place.month } : report
  const to = Math.min(last * 100 + daysOfMonth(last), report.asOn)
  const query = { ...report, from: first * 100 + 1, to }
  const test = { cost: (cell: CostCell) => isOfPlace(cell, report, place) }
  const context = { snapshot, fresh, query, test, today: report.asOn }
  for (let from: string | null = '0'; from !== null; ) {
    const { parts, next } = costParts(context, from, COSTS_AT_ONCE)
    for (const part of parts)
      met.add(part, { cost: part.cells.reduce((sum, { amount }) => sum + amount, 0) })
    from = next
  }
}

function isOfPlace(
  { scope, day, verdict = 'in' }: CostCell,
  { by }: CohortsQuery,
  place: CohortPlace,
): boolean {
  if (verdict !== 'in') return false
  if (place.cell !== 'row') return !('month' in place) || monthOf(day) === place.month
  const isNamed = Object.values(scope).some((name) => name)
  const key = by.map((dimension) => scope[dimension] || null)
  return isNamed && monthOf(day) === place.month && isSame(key, place.key)
}

function factsOf(context: FactsContext, parts: readonly PartMet<Part>[]) {
  const ids = parts.flatMap(({ part }) => ('conversion' in part ? [part.conversion] : []))
  const facts = factsOfConversions(context, ids)
  return parts.flatMap(({ part, adds }): (PartOfCohorts & { adds: Adds })[] => {
    if (!('conversion' in part)) return [{ ...part, adds }]
    const told = facts.get(part.conversion)
    return told ? [{ kind: 'conversion', facts: told, costs: [], adds }] : []
  })
}
