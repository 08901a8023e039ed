import type { PeriodReading } from './days.ts'
import type { Exact, Reading } from './numbers.ts'

export const MEASURES = ['cost', 'impressions', 'clicks', 'conversions', 'value'] as const
export type Measure = (typeof MEASURES)[number]

/** One line of a file, read as far as it goes before decimals and dates are decided. */
export interface SpendLine {
  line: number
  platform: string
  account: string
  campaignId: string
  campaign: string
  utm: { source: string; medium: string; campaign: string } | null
  period: PeriodReading
  currency: string
  /** Absent: not reported. */
  measures: Partial<Record<Measure, Reading>> & { cost: Reading }
}

/** Sums as if all decimals stood behind a point, and as if behind a comma; absent: not reported. */
type Sums = Partial<Record<Measure, { point: Exact; comma: Exact }>>

/** All lines of one campaign and period. */
export interface SpendSum extends Omit<SpendLine, 'measures'> {
  sums: Sums
}

/**
 * Lines added up by campaign and period, exactly. Whether decimals stand behind a point or a comma is known
 * at the end of a file alone, and a file may be larger than memory: so both are summed.
 */
export class SpendSums {
  readonly #sums = new Map<string, SpendSum>()
  /** The first line of each, as it is written. */
  readonly #first = new Map<SpendSum, readonly string[]>()
  /** How many lines were added up. */
  lines = 0
  /** Lines that are the same as the first of their campaign and period, in every cell. */
  repeated = 0

  /**
   * @param cells the line as it is written
   * @returns what is wrong with a line that can't be added; null when it was
   */
  add(line: SpendLine, cells: readonly string[]): string | null {
    const { from, to } = line.period
    const key = keyOf(line, [from.DMY, from.MDY, to.DMY, to.MDY])
    const known = this.#sums.get(key)
    const problem = known ? currencyProblem(known, line) : null
    if (problem !== null) return problem
    const { measures, ...rest } = line
    const sum = known ?? { ...rest, sums: {} }
    if (!known) {
      this.#sums.set(key, sum)
      this.#first.set(sum, cells)
    } else if (isSame(this.#first.get(known) ?? [], cells)) this.repeated++
    for (const measure of MEASURES) addReading(sum.sums, measure, measures[measure])
    this.lines++
    return null
  }

  all(): Iterable<SpendSum> {
    return this.#sums.values()
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((cell, index) => cell === b[index])

type InCurrency = Pick<SpendLine, 'currency' | 'line'>

/** Why two can't be added up; null when they can. */
export function currencyProblem(known: InCurrency, { currency }: InCurrency): string | null {
  if (known.currency === currency) return null
  return `its amount is in ${currency}, and that of the same campaign and period in line ${known.line} in ${known.currency}: import each currency as an account of its own`
}

export function addReading(sums: Sums, measure: Measure, reading: Reading | undefined): void {
  if (!reading) return
  const sum = sums[measure] ?? { point: 0n, comma: 0n }
  // A reading that is impossible rules its way out for the whole file, so that its sum is never looked at.
  sum.point += reading.point ?? 0n
  sum.comma += reading.comma ?? 0n
  sums[measure] = sum
}

/** What a campaign and period are told apart by: see SpendRow. */
export function keyOf(
  { platform, account, campaignId, campaign, utm }: Omit<SpendLine, 'measures'>,
  days: readonly (number | null)[],
): string {
  const named = campaignId === '' ? ['name', campaign] : ['id', campaignId]
  return JSON.stringify([platform, account, ...named, utm && Object.values(utm), ...days])
}
