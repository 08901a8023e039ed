import { formatAmount, formatMillionths } from '../../shared/money.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { type CategoryReport, type CategoryRow, categoryReport } from './categories.ts'
import type { Metrics } from './metrics.ts'
import { type RoiInput, type RoiReport, type RoiRow, roiReport } from './report.ts'

/** Of these it is told how much more there is now than is shown, because closed days show what they came to then. */
export const RESTATED = ['conversions', 'value', 'cost'] as const

export interface Restated extends Record<(typeof RESTATED)[number], string | null> {
  conversions: string
  value: string
  /** null where what it cost is not known. */
  cost: string | null
}

/** What a closed period has more now than it had then, beside a report that shows figures of now. */
export interface SinceClosing extends Restated {
  /** YYYY-MM-DD, both included */
  from: string
  to: string
  cost: string
}

/** As a line of CSV calls it. */
export const periodName = ({ from, to }: Pick<SinceClosing, 'from' | 'to'>): string =>
  `${from} to ${to}`

export type RestatedRow = RoiRow & { restated?: Restated }

export type RestatedReport = Omit<RoiReport, 'rows' | 'total'> & {
  rows: RestatedRow[]
  total: RoiReport['total'] & { restated?: Restated }
}

type Cells = Pick<RoiInput, 'credits' | 'touches' | 'costs'>

/**
 * A report on figures that are kept, with what has changed since beside them: only where anything has.
 * A row that only later facts have brought is there, too, with nothing but that.
 */
export function restatedReport(input: RoiInput, now: Cells): RestatedReport {
  const shown = roiReport({ ...input, ...withRowsOf(input, now) })
  const later = roiReport({ ...input, ...withRowsOf(now, input) })
  const { by, currency } = input
  const rows = new Map(later.rows.map((row) => [nameOf(row, by), row]))
  const total = difference(shown.total, later.total, currency)
  return {
    ...shown,
    rows: shown.rows.map((row) => {
      const restated = difference(row, rows.get(nameOf(row, by)), currency)
      return restated ? { ...row, restated } : row
    }),
    total: total ? { ...shown.total, restated: total } : shown.total,
  }
}

export type RestatedCategoryReport = Omit<CategoryReport, 'rows' | 'total'> & {
  rows: (CategoryRow & { restated?: { cost: string } })[]
  total: RestatedReport['total']
}

/** The same by category alone, where rows have nothing but costs. */
export function restatedCategories(input: RoiInput, now: Cells): RestatedCategoryReport {
  const shown = categoryReport(input)
  const later = categoryReport({ ...input, ...now })
  const { currency } = input
  const nothing = formatAmount(0, currency)
  const costIn = ({ rows }: CategoryReport, category: string): string =>
    rows.find((row) => row.category === category)?.cost ?? nothing
  const brought = later.rows
    .filter(({ category }) => !shown.rows.some((row) => row.category === category))
    .map(({ category }) => ({ category, cost: nothing, cost_share: 0 }))
  const total = difference(shown.total, later.total, currency)
  return {
    ...shown,
    rows: [...shown.rows, ...brought].map((row) => {
      const cost = unitsOf(costIn(later, row.category)) - unitsOf(row.cost)
      return cost === 0 ? row : { ...row, restated: { cost: formatAmount(cost, currency) } }
    }),
    total: total ? { ...shown.total, restated: total } : shown.total,
  }
}

/** The cells, and those of the others with nothing in them: so that both have the same rows. */
function withRowsOf(cells: Cells, others: Cells): Cells {
  return {
    credits: [...cells.credits, ...others.credits.map(emptied)],
    touches: [...cells.touches, ...others.touches.map((cell) => ({ ...cell, touches: 0 }))],
    costs: [...cells.costs, ...others.costs.map((cell) => ({ ...cell, amount: 0 }))],
  }
}

const emptied = <Cell extends object>(cell: Cell): Cell =>
  Object.fromEntries(
    Object.entries(cell).map(([name, value]) => [
      name,
      typeof value === 'number' && name !== 'day' ? 0 : value,
    ]),
  ) as Cell

const nameOf = (row: RoiRow, by: readonly Dimension[]): string =>
  JSON.stringify(by.map((dimension) => row[dimension]))

type Compared = Pick<Metrics, 'conversions' | 'value' | 'cost'>

function difference(
  shown: Compared,
  now: Compared | undefined,
  currency: string,
): Restated | undefined {
  if (!now) return undefined
  const conversions = millionthsOf(now.conversions) - millionthsOf(shown.conversions)
  const value = unitsOf(now.value) - unitsOf(shown.value)
  const cost =
    now.cost === null || shown.cost === null ? null : unitsOf(now.cost) - unitsOf(shown.cost)
  if (conversions === 0 && value === 0 && !cost) return undefined
  return {
    conversions: formatMillionths(conversions),
    value: formatAmount(value, currency),
    cost: cost === null ? null : formatAmount(cost, currency),
  }
}

/** Amounts of one currency have the same decimals: without the point they are minor units. */
const unitsOf = (amount: string): number => Number(amount.replace('.', ''))

function millionthsOf(text: string): number {
  const [whole = '', decimals = ''] = text.split('.')
  return Number(whole + decimals.padEnd(6, '0'))
}
