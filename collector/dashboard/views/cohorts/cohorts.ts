import type { CohortsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { CohortDimension } from '../../../../shared/wire/cohorts.ts'

export type CohortRow = CohortsAnswer['rows'][number]
export type Figures = CohortsAnswer['total']

/** What customers may have been won by, as the page names it. */
export const BYS = {
  channel: 'Channel',
  source: 'Source',
  medium: 'Medium',
  campaign: 'Campaign',
} as const satisfies Record<CohortDimension, string>

export type By = keyof typeof BYS

type Params = Readonly<Record<string, string>>

export const byOf = ({ by }: Params): By =>
  by !== undefined && Object.hasOwn(BYS, by) ? (by as By) : 'channel'

export const nameOf = (row: CohortRow, by: By): string => row[by] || '(none)'

/** Days between two points of the curves. */
export const EVERY_DAYS = 7

/** Of one month a curve needs some weeks. */
const OLD_ENOUGH_DAYS = 28

/**
 * The month that curves are shown of: that of the address, or else, of the months that are some weeks old, the
 * one with the most customers; of none that old, of all.
 */
export function chosenMonth(
  cohorts: readonly CohortRow[],
  { cohort }: Params,
): CohortRow | undefined {
  const asked = cohorts.find((one) => one.cohort === cohort)
  if (asked) return asked
  const old = cohorts.filter(({ age_days }) => (age_days ?? 0) >= OLD_ENOUGH_DAYS)
  return (old.length > 0 ? old : cohorts)
    .toSorted((a, b) => Number(b.customers) - Number(a.customers))
    .find(({ customers }) => Number(customers) > 0)
}

/** More lines could not be told apart. */
export const LINES_MAX = 6

/** The rows of a month that have customers, those with the most first. */
export function rowsOf(rows: readonly CohortRow[], month: string): CohortRow[] {
  return rows
    .filter(({ cohort, customers }) => cohort === month && Number(customers) > 0)
    .toSorted((a, b) => Number(b.customers) - Number(a.customers))
}

/** A cell of the heat map: the share that had bought again by the end of a month. */
export interface HeatCell {
  /** null while the month is not over for all of them. */
  share: number | null
  /** 0 to 1 of the largest share that there is: how strong its colour is. */
  heat: number
}

export interface HeatRow {
  cohort: string
  customers: string
  cells: HeatCell[]
}

/** Month of the first purchase by months since; as many columns as the oldest has. */
export function heatOf(cohorts: readonly CohortRow[]): HeatRow[] {
  const withAny = cohorts.filter(({ customers }) => Number(customers) > 0)
  const shares = withAny.flatMap(({ bought_again_by_month: months }) => months)
  const top = Math.max(0, ...shares.map((share) => share ?? 0))
  const columns = Math.max(0, ...withAny.map(({ bought_again_by_month: { length } }) => length))
  return withAny.map(({ cohort, customers, bought_again_by_month: months }) => ({
    ...{ cohort, customers },
    cells: Array.from({ length: columns }, (_, at) => {
      const share = months[at] ?? null
      return { share, heat: share === null || top === 0 ? 0 : share / top }
    }),
  }))
}
