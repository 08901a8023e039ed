import type { CellPlace, RowDimension } from '../../shared/wire/explain.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { noSums, type Sums } from './metrics.ts'
import {
  type AllocatedCell,
  type CostCell,
  type CreditCell,
  DISCOUNT,
  type RoiInput,
  roiParts,
  summed,
  type TouchCell,
  type Tuple,
} from './report.ts'
import { type Named, NOT_BROKEN_DOWN, nameIn } from './rows.ts'

/** A place in the ROI report. */
export interface CellAsked {
  /** `credited` is the row of a report without any dimension. */
  cell: Exclude<CellPlace, 'credited'>
  /** Of a row: what it is called by what tells rows apart. */
  names: Partial<Record<RowDimension, string>>
  /** Of what is unattributed, or of other sales: which; all when it is left out. */
  reasons?: readonly string[] | undefined
  /** The costs of one category, and nothing else. */
  category?: string | undefined
  /** Those of the report. */
  filters?: Filters | undefined
}

type Cells = Pick<RoiInput, 'credits' | 'touches' | 'costs' | 'allocated'>

/** What of a report stands in one place of it: of cells that are not outside of its filters. */
export interface CellTest {
  credit(cell: CreditCell): boolean
  touch(cell: TouchCell): boolean
  cost(cell: CostCell): boolean
  /** What touches carry of overhead. */
  carried(cell: AllocatedCell): boolean
  /** 1 where that is added, −1 where it is taken from, else 0. */
  allocated: -1 | 0 | 1
}

export function cellTest(asked: CellAsked): CellTest {
  const { cell, names, reasons, category, filters } = asked
  const wanted = Object.entries(names) as [RowDimension, string][]
  const isRow = (of: Named, day: number): boolean =>
    cell === 'total' ||
    (cell === 'row' && wanted.every(([dimension, name]) => shownName(dimension, of, day) === name))
  const isNobodys = cell === 'unattributed' || cell === 'total' || cell === 'other_sales'
  const isReason = (reason = 'unknown') => !reasons || reasons.includes(reason)
  const isCategory = (name: string) => category === undefined || category === name
  return {
    credit({ tuple, reason, stage, day, more, fxDifference }) {
      if (cell === 'fx_difference') return category === undefined && fxDifference !== 0
      if (!isCategory(DISCOUNT)) return false
      return tuple ? isRow({ ...tuple, stage, ...more }, day) : isNobodys && isReason(reason)
    },
    touch: ({ tuple, day, more, verdict }) =>
      verdict === 'undecided' ? cell === 'not_broken_down' : isRow({ ...tuple, ...more }, day),
    cost({ scope, category: of, day, more, verdict }) {
      if (!isCategory(of)) return false
      if (verdict === 'undecided') return cell === 'not_broken_down'
      if (isOverhead(scope)) return cell === 'overhead' || cell === 'total'
      return isRow({ ...namedOf(scope), ...more }, day)
    },
    carried({ tuple, category: of, day, more, verdict = 'in' }) {
      if (!isCategory(of) || verdict === 'undecided') return false
      if (isGiver(cell)) return true
      return verdict === 'in' && isRow({ ...tuple, ...more }, day)
    },
    allocated: signOf(cell, filters !== undefined),
  }
}

/** Under filters overhead is not broken down, and only what touches carry of it comes into the total. */
function signOf(cell: CellAsked['cell'], isFiltered: boolean): CellTest['allocated'] {
  if (cell === 'row') return 1
  if (isFiltered) return cell === 'total' ? 1 : cell === 'not_broken_down' ? -1 : 0
  return cell === 'overhead' ? -1 : 0
}

const isGiver = (cell: CellAsked['cell']) => cell === 'overhead' || cell === 'not_broken_down'

const shownName = (dimension: RowDimension, of: Named, day: number): string =>
  nameIn(dimension, of, day) ?? NOT_BROKEN_DOWN

/** Whether touches of a tuple can be there, whatever their day and all else that they are told by. */
export function mayBeOf({ cell, names }: CellAsked, tuple: Tuple): boolean {
  if (cell !== 'row') return cell === 'total' || cell === 'not_broken_down'
  return (['channel', 'source', 'medium', 'campaign'] as const).every(
    (dimension) => names[dimension] === undefined || names[dimension] === tuple[dimension],
  )
}

const isOverhead = (scope: Partial<Tuple>): boolean => Object.values(scope).every((named) => !named)

/** The fields that a cost's scope really names. */
export const namedOf = (scope: Partial<Tuple>): Named =>
  Object.fromEntries(Object.entries(scope).filter(([, name]) => name))

/** Those cells of a report that make up one place of it. */
export const cellsIn = (test: CellTest, { credits, touches, costs, allocated }: Cells): Cells => ({
  credits: credits.filter(test.credit),
  touches: touches.filter(test.touch),
  costs: costs.filter(test.cost),
  allocated: test.allocated === 0 ? [] : (allocated ?? []).filter(test.carried),
})

/**
 * What of the place no cost says, as its report has it: then what the place has cost is not known.
 * @param report all of it
 */
export function costUnknownIn(
  { cell, names, category }: CellAsked,
  report: RoiInput,
): readonly Dimension[] {
  if (category !== undefined) return []
  const { rows, unknownCosts } = roiParts(report)
  if (cell === 'total') return unknownCosts.ofTotal
  if (cell !== 'row') return []
  const key = report.by.flatMap((dimension) =>
    dimension === 'category' ? [] : [keyOf(names[dimension])],
  )
  const row = rows.find(key)
  return row ? unknownCosts.ofRow(row) : []
}

const keyOf = (name: string | undefined): string | null =>
  name === undefined || name === NOT_BROKEN_DOWN ? null : name

type SumAsked = Pick<CellAsked, 'category'> & Partial<Pick<CellAsked, 'cell'>>

/** What exchange rates moved: no part of any other sum. */
function movedIn(credits: readonly CreditCell[]): Sums {
  const value = credits.reduce((sum, { fxDifference }) => sum + fxDifference, 0)
  return { ...noSums(), value, revenue: value }
}

/** What some cells add up to, by the rules of the report. @param sign of what was allocated */
export function sumOf(
  { allocated = [], ...cells }: Cells,
  { today, worth, category, cell }: Pick<RoiInput, 'today' | 'worth'> & SumAsked,
  sign: CellTest['allocated'],
): Sums {
  if (cell === 'fx_difference') return movedIn(cells.credits)
  const carried = allocated.map(
    ({ tuple: scope, category, day, amount }): CostCell => ({
      ...{ scope, category, day },
      amount: sign * amount,
      accrues: false,
    }),
  )
  const costs = [...cells.costs, ...carried]
  const { rows, reasons, overhead, undecided } = roiParts({
    ...{ ...cells, costs, by: [], currency: '', today, worth },
  })
  const { sums } = summed([...rows.sorted, ...reasons.values(), overhead, undecided])
  return category === undefined ? sums : { ...noSums(), cost: sums.cost }
}
