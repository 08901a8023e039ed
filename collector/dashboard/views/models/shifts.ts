import type { CompareAnswer } from '../../../../shared/wire/answers/roi.ts'

export type ComparedRow = CompareAnswer['rows'][number]

/** How much more, or less, a channel is credited with under one model than under another. */
export interface ChannelShift {
  channel: string
  /** Decimal strings of value, credited under the first model and under the other. */
  before: string
  after: string
  value: string
  /** Of what it was; null of nothing. */
  ratio: number | null
  conversions: string
}

/** What moves between channels, the largest first; channels that neither model credits are left out. */
export function shiftsOf(
  rows: readonly ComparedRow[],
  first: string,
  other: string,
): ChannelShift[] {
  return rows
    .flatMap(({ channel = '', models }): ChannelShift[] => {
      const [before, after] = [models[first], models[other]]
      if (!before || !after?.shift) return []
      const { value, value_ratio: ratio, conversions } = after.shift
      return [{ channel, before: before.value, after: after.value, value, ratio, conversions }]
    })
    .filter((one) => [one.before, one.after, one.conversions].some((text) => Number(text) !== 0))
    .toSorted((a, b) => Math.abs(Number(b.value)) - Math.abs(Number(a.value)))
}

/** The share of all credited value that another channel would have under the other model. */
export function movedShare(shifts: readonly ChannelShift[]): number | null {
  const credited = shifts.reduce((sum, { before }) => sum + Number(before), 0)
  const moved = shifts.reduce((sum, { value }) => sum + Math.max(0, Number(value)), 0)
  return credited > 0 ? moved / credited : null
}
