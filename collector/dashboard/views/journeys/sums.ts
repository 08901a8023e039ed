import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { PathSort } from '../../../../shared/wire/paths.ts'
import { sum, units } from '../../format/numbers.ts'

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
    conversion_rate: ratioOf(conversions, String(journeys)),
    roi: profit === null || cost === null ? null : ratioOf(profit, cost),
  }
}

/** Exactly; both are decimal strings. */
export const difference = (a: string, b: string): string =>
  sum([a, b.startsWith('-') ? b.slice(1) : `-${b}`])

/** To four decimals, halves away from zero, as the reports round; both are decimal strings. */
function ratioOf(part: string, whole: string): number | null {
  const decimals = Math.max(...[part, whole].map((text) => text.split('.')[1]?.length ?? 0))
  const [over, under] = [units(part, decimals), units(whole, decimals)]
  if (under === 0n) return null
  const size = Number((2n * 10_000n * absolute(over) + absolute(under)) / (2n * absolute(under)))
  return size === 0 || over < 0n === under < 0n ? size / 10_000 : -size / 10_000
}

const absolute = (count: bigint): bigint => (count < 0n ? -count : count)

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
