import { COST_CATEGORIES } from '../../../../shared/cost-categories.ts'
import { verdictOn } from '../../../roi/filters.ts'
import type { AllocatedCell, CostCell } from '../../../roi/report.ts'
import type { Freshness, RoiReportQuery } from '../../ledger.ts'
import type { Sql } from '../sql.ts'
import { type MonthOfCosts, SharedCosts } from './touch-costs.ts'

/**
 * What the touches of a period carry of the costs that name nothing.
 * @param inTime whether days must be told apart
 */
export function allocatedCells(
  sql: Sql,
  fresh: Freshness,
  { from, to, by, allocateAt, categories, filters }: Omit<RoiReportQuery, 'kind' | 'model'>,
  inTime: boolean,
): AllocatedCell[] {
  if (allocateAt === undefined) return []
  const asked = { now: allocateAt, overhead: true }
  // Each cost is shared by itself, so that categories add up to what all of them give.
  const told: (readonly string[] | undefined)[] = by.includes('category')
    ? COST_CATEGORIES.filter((name) => !categories || categories.includes(name)).map((one) => [one])
    : [categories]
  return told.flatMap((some) => {
    const of = (cell: CostCell) => isOverhead(cell) && (!some || some.includes(cell.category))
    const months = new SharedCosts(sql, fresh, asked, of).months(from, to)
    const category = some?.length === 1 ? (some[0] ?? '') : ''
    return cellsOf(months, { from, to }, inTime).map((cell) => ({
      ...{ ...cell, category },
      ...(filters && { verdict: verdictOn(filters, { ...cell.tuple }) }),
    }))
  })
}

function cellsOf(
  months: Iterable<MonthOfCosts>,
  { from, to }: { from: number; to: number },
  inTime: boolean,
): Omit<AllocatedCell, 'category'>[] {
  const cells = new Map<string, Omit<AllocatedCell, 'category'>>()
  for (const { allocation, tuples } of months)
    for (const [day, ofDay] of allocation.rates) {
      if (day < from || day > to) continue
      for (const [id, { sum }] of ofDay) {
        const tuple = tuples.get(id)
        if (!tuple) continue
        const key = inTime ? `${day}.${id}` : String(id)
        const cell = cells.get(key) ?? { tuple, day: inTime ? day : from, amount: 0 }
        cells.set(key, cell)
        cell.amount += sum
      }
    }
  return [...cells.values()]
}

const isOverhead = ({ scope }: CostCell): boolean =>
  Object.values(scope).every((name) => name === '')
