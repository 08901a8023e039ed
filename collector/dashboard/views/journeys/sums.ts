import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { PathSort } from '../../../../shared/wire/paths.ts'
import { sum } from '../../format/numbers.ts'

export type Path = PathsAnswer['paths'][number]

/** What a line of the table of paths shows. */
export type PathFigures = Pick<
  Path,
  'journeys' | 'conversion_rate' | 'conversions' | 'value' | 'cost' | 'profit' | 'roi'
>

/** Several paths together: amounts to the cent, and ratios to four decimals as in reports. */
export function sumsOf(paths: readonly PathFigures[]): PathFigures {
  const journeys = paths.reduce((all, path) => all + path.journeys, 0)
  const conversions = sum(paths.map((path) => path.conversions))
  const value = sum(paths.map((path) => path.value))
  const costs = paths.flatMap(({ cost }) => (cost === null ? [] : [cost]))
  const cost = costs.length === paths.length ? sum(costs) : null
  const profit = cost === null ? null : difference(value, cost)
  return {
    ...{ journeys, conversions, value, cost, profit },
    conversion_rate: fourDecimals(Number(conversions), journeys),
    roi: profit === null ? null : fourDecimals(Number(profit), Number(cost)),
  }
}

/** Exactly; both are decimal strings. */
export const difference = (a: string, b: string): string =>
  sum([a, b.startsWith('-') ? b.slice(1) : `-${b}`])

const fourDecimals = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000

/** As `GET /v1/paths` ranks them: the largest first, no ratio last, then by cost and by name. */
export function ranked(paths: readonly Path[], sort: PathSort): Path[] {
  const by = (path: Path): number => Number(path[sort] ?? Number.NEGATIVE_INFINITY)
  return paths.toSorted(
    (a, b) =>
      (by(a) === by(b) ? 0 : by(b) - by(a)) ||
      Number(b.cost) - Number(a.cost) ||
      byText(a.steps.join('\0'), b.steps.join('\0')),
  )
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
