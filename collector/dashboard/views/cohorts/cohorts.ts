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

/** The rows of a month, those with the most customers first; of what won nobody, what has cost the most. */
export function rowsOf(rows: readonly CohortRow[], month: string): CohortRow[] {
  return rows
    .filter(
      ({ cohort, customers, cost }) =>
        cohort === month && (Number(customers) > 0 || Number(cost) > 0),
    )
    .toSorted(
      (a, b) => Number(b.customers) - Number(a.customers) || Number(b.cost) - Number(a.cost),
    )
}

/** What a curve shows: what a customer has brought, or that ÷ what winning one cost. */
export const PERS = {
  customer: 'A customer, in money',
  cac: 'Times what winning one cost',
} as const

export type Per = keyof typeof PERS

export const perOf = ({ per }: Params): Per => (per === 'cac' ? 'cac' : 'customer')

/** Those of the rows that a curve can be drawn of. */
export const withCurve = (rows: readonly CohortRow[], per: Per = 'customer'): CohortRow[] =>
  rows.filter(({ ltv_by_age: points = [], cac }) => {
    const isDrawn = per === 'customer' || Number(cac ?? 0) > 0
    return isDrawn && points.length > 0
  })

/** A point as it is drawn; null where there is none, or where winning them cost nothing. */
export function drawnPoint(row: CohortRow, point: string | null, per: Per): number | null {
  if (point === null) return null
  if (per === 'customer') return Number(point)
  return Number(row.cac ?? 0) > 0 ? Number(point) / Number(row.cac) : null
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
