import type { CohortMeasure } from '../../../../shared/cohort-measures.ts'
import type { Explained } from '../../ui/figure.tsx'
import { type By, type CohortRow, EVERY_DAYS } from './cohorts.ts'
import type { Months } from './months.ts'

/** A row of a month, a month in whole, or what all of them have. */
type Place = { row: CohortRow } | { month: string } | 'unattributed' | 'total'

/** How a figure of a place is explained; of `bought_again` and `ltv_by_age` which of its list. */
export type ExplainMeasure = (measure: CohortMeasure, nth?: number) => Explained

/** How figures of cohorts are explained, as the page asks for these. */
export const explainCohorts =
  ({ from, to }: Months, by: By) =>
  (place: Place): ExplainMeasure =>
  (measure, nth) => ({
    ...{ report: 'cohorts', from, to, by, ...placeOf(place, by), measure },
    ...(measure === 'bought_again' && { months_since: String(nth) }),
    ...(measure === 'ltv_by_age' && { ltv_every: String(EVERY_DAYS), point: String(nth) }),
  })

export type ExplainCohorts = ReturnType<typeof explainCohorts>

function placeOf(place: Place, by: By): Explained {
  if (typeof place === 'string') return { cell: place }
  if ('month' in place) return { cell: 'cohort', cohort: place.month }
  const { row } = place
  return { cell: 'row', cohort: row.cohort, names: JSON.stringify([row[by] ?? '']) }
}
