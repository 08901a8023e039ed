import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import type { Row } from './lines.ts'

/** What of a report is worth a second look, with the rows that say so. */
export type Finding =
  | { kind: 'loss'; row: Row; isFew: boolean }
  | { kind: 'spread'; best: Row; worst: Row }
  | { kind: 'moved'; row: Row; before: Row }
  | { kind: 'cost_unknown'; row: Row }
  | { kind: 'coverage'; coverage: number; eligible: number }

/** Below so many conversions of a channel a loss may be chance. */
const FEW = 10

/** Channels of a smaller share of what is spent are too small to move money from or to. */
const SPREAD_SHARE = 0.05

/** What is lost on no journey can't be told from what is lost on a channel. */
const LOW_COVERAGE = 0.8

/** More than so many would be a report of their own. */
const MOST = 4

interface Asked {
  /** By channel. */
  now: RoiAnswer
  /** Of a period of as many days; undefined where the page compares with none. */
  before: RoiAnswer | undefined
}

/**
 * What a reader should look at first, the costliest first: channels that cost more than they are credited
 * with, how far apart channels earn what they cost, changes beyond chance, and what can't be said.
 */
export function findingsOf({ now, before }: Asked): Finding[] {
  const rows = now.rows as Row[]
  // Leads and the like may be worth nothing by themselves: then no channel loses.
  const isWorth = Number(now.total.value) > 0
  return [
    ...unknownOf(rows).slice(0, 1),
    ...(isWorth ? lossesOf(rows).slice(0, 2) : []),
    ...(before ? movesOf(rows, before.rows as Row[]).slice(0, 2) : []),
    ...(isWorth ? spreadOf(rows) : []),
    ...lowCoverageOf(now),
  ].slice(0, MOST)
}

const unknownOf = (rows: readonly Row[]): Finding[] =>
  rows.filter(({ cost }) => cost === null).map((row) => ({ kind: 'cost_unknown', row }))

const lossesOf = (rows: readonly Row[]): Finding[] =>
  rows
    .filter(({ profit }) => Number(profit ?? 0) < 0)
    .toSorted((a, b) => Number(a.profit) - Number(b.profit))
    .map((row) => ({ kind: 'loss', row, isFew: Number(row.conversions) < FEW }))

/** The best and the worst ROI of the channels that take a real share of what is spent, and do not lose. */
function spreadOf(rows: readonly Row[]): Finding[] {
  const spent = rows.reduce((sum, { cost }) => sum + Number(cost ?? 0), 0)
  const ranked = rows
    .filter(({ cost, roi }) => roi !== null && roi >= 0 && Number(cost) >= spent * SPREAD_SHARE)
    .filter(({ conversions }) => Number(conversions) >= FEW)
    .toSorted((a, b) => Number(b.roi) - Number(a.roi))
  const [best, worst] = [ranked[0], ranked.at(-1)]
  if (!best || !worst || Number(best.roi) === Number(worst.roi)) return []
  return [{ kind: 'spread', best, worst }]
}

/** Channels whose conversions changed by more than chance, those first whose value changed most. */
function movesOf(rows: readonly Row[], earlier: readonly Row[]): Finding[] {
  const difference = ({ row, before }: { row: Row; before: Row }): number =>
    Math.abs(Number(row.value) - Number(before.value))
  return rows
    .flatMap((row) => {
      const before = earlier.find(({ channel }) => channel === row.channel)
      return before && isBeyondChance(Number(row.conversions), Number(before.conversions))
        ? [{ row, before }]
        : []
    })
    .toSorted((a, b) => difference(b) - difference(a))
    .map((pair) => ({ kind: 'moved', ...pair }))
}

/**
 * Whether two counts of equally long periods differ by more than two standard errors. As Poisson counts have
 * their mean as variance, the difference of two has their sum (Przyborowski and Wilenski 1940, normal
 * approximation).
 */
export const isBeyondChance = (now: number, before: number): boolean =>
  Math.abs(now - before) > 2 * Math.sqrt(now + before)

function lowCoverageOf({ meta }: RoiAnswer): Finding[] {
  const { coverage, eligible } = meta
  if (coverage === null || coverage >= LOW_COVERAGE) return []
  return [{ kind: 'coverage', coverage, eligible }]
}
