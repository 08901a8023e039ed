import type { AllocatedCell, CostCell } from '../../../roi/report.ts'
import type { Freshness, RoiReportQuery } from '../../ledger.ts'
import type { Sql } from '../sql.ts'
import { readAllocation, readTuples } from './touch-costs.ts'

/**
 * What the touches of a period carry of the costs that name nothing.
 * @param inTime whether days must be told apart
 */
export function allocatedCells(
  sql: Sql,
  fresh: Freshness,
  { from, to, allocateAt }: RoiReportQuery,
  inTime: boolean,
): AllocatedCell[] {
  if (allocateAt === undefined) return []
  const tuples = readTuples(sql)
  const asked = { now: allocateAt, overhead: true }
  const { rates } = readAllocation(sql, fresh, { from, to }, asked, { tuples, of: isOverhead })
  const cells = new Map<string, AllocatedCell>()
  for (const [day, ofDay] of rates) {
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
