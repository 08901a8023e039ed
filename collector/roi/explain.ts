import type { CellPlace, RowDimension } from '../../shared/wire/explain.ts'
import type { Sums } from './metrics.ts'
import { type CostCell, type RoiInput, roiParts, summed, type Tuple } from './report.ts'
import { type Named, NOT_BROKEN_DOWN, nameIn } from './rows.ts'

/** A place in the ROI report. */
export interface CellAsked {
  cell: CellPlace
  /** Of a row: what it is called by what tells rows apart. */
  names: Partial<Record<RowDimension, string>>
}

type Cells = Pick<RoiInput, 'credits' | 'touches' | 'costs' | 'allocated'>

/** What of a report stands in one place of it. */
export interface CellTest {
  /** Of what has these names, on a day, and can be in a row. */
  row(names: Named, day: number): boolean
  unattributed: boolean
  overhead: boolean
  /** What touches carry of overhead: 1 where it is added, −1 where it is taken from, else 0. */
  allocated: -1 | 0 | 1
}

export function cellTest({ cell, names }: CellAsked): CellTest {
  const wanted = Object.entries(names) as [RowDimension, string][]
  return {
    row(of, day) {
      if (cell === 'total') return true
      if (cell !== 'row') return false
      return wanted.every(([dimension, name]) => shownName(dimension, of, day) === name)
    },
    unattributed: cell === 'unattributed' || cell === 'total',
    overhead: cell === 'overhead' || cell === 'total',
    allocated: cell === 'row' ? 1 : cell === 'overhead' ? -1 : 0,
  }
}

const shownName = (dimension: RowDimension, of: Named, day: number): string =>
  nameIn(dimension, of, day) ?? NOT_BROKEN_DOWN

/** Whether touches of a tuple can be in the row, whatever their day and stage. */
export function mayBeOf({ cell, names }: CellAsked, tuple: Tuple): boolean {
  if (cell !== 'row') return cell === 'total'
  return (['channel', 'source', 'medium', 'campaign'] as const).every(
    (dimension) => names[dimension] === undefined || names[dimension] === tuple[dimension],
  )
}

export const isOverhead = (scope: Partial<Tuple>): boolean =>
  Object.values(scope).every((named) => !named)

/** Whether a day of a cost stands there. */
export const costIsIn = (test: CellTest, scope: Partial<Tuple>, day: number): boolean =>
  isOverhead(scope) ? test.overhead : test.row(namedOf(scope), day)

const namedOf = (scope: Partial<Tuple>): Named =>
  Object.fromEntries(Object.entries(scope).filter(([, name]) => name))

/** Those cells of a report that make up one place of it. */
export function cellsIn(test: CellTest, { credits, touches, costs, allocated }: Cells): Cells {
  return {
    credits: credits.filter(({ tuple, stage, day }) =>
      tuple ? test.row({ ...tuple, stage }, day) : test.unattributed,
    ),
    touches: touches.filter(({ tuple, day }) => test.row(tuple, day)),
    costs: costs.filter(({ scope, day }) => costIsIn(test, scope, day)),
    allocated: (allocated ?? []).filter(
      ({ tuple, day }) => test.allocated === -1 || (test.allocated === 1 && test.row(tuple, day)),
    ),
  }
}

/** What some cells add up to, by the rules of the report. @param sign of what was allocated */
export function sumOf(
  { allocated = [], ...cells }: Cells,
  { today, worth }: Pick<RoiInput, 'today' | 'worth'>,
  sign: CellTest['allocated'],
): Sums {
  const carried = allocated.map(
    ({ tuple: scope, category, day, amount }): CostCell => ({
      ...{ scope, category, day },
      amount: sign * amount,
      accrues: false,
    }),
  )
  const costs = [...cells.costs, ...carried]
  const { rows, reasons, overhead } = roiParts({
    ...{ ...cells, costs, by: [], currency: '', today, worth },
  })
  return summed([...rows.sorted, ...reasons.values(), overhead]).sums
}
