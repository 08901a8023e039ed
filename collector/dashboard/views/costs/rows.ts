import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'

export type Row = Extract<RoiAnswer['rows'][number], { touches: number }>
export type CategoryRow = Exclude<RoiAnswer['rows'][number], { touches: number }>

/** Rows of `by=category` alone: what was spent on each kind of thing. */
export const categoryRows = ({ rows }: RoiAnswer): CategoryRow[] =>
  rows.filter((row): row is CategoryRow => !('touches' in row))

export const rowsOf = ({ rows }: RoiAnswer): Row[] =>
  rows.filter((row): row is Row => 'touches' in row)

/** Those that something was spent on, or of which it is not known. */
export const spentRows = (answer: RoiAnswer): Row[] =>
  rowsOf(answer).filter(({ cost }) => cost === null || Number(cost) !== 0)

/** Categories that there are, the dearest first: a chart draws them in this order. */
export function categoriesOf(rows: readonly Pick<Row, 'costs'>[]): string[] {
  const sums = new Map<string, number>()
  for (const { costs } of rows)
    for (const [category, amount] of Object.entries(costs ?? {}))
      sums.set(category, (sums.get(category) ?? 0) + Number(amount))
  return [...sums].toSorted(([, a], [, b]) => b - a).map(([category]) => category)
}
