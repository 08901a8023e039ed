import { formatAmount, formatMillionths } from '../../shared/money.ts'
import { fourDecimals, type Metrics } from './metrics.ts'
import { type RoiInput, type RoiReport, roiParts, roiReport, summed } from './report.ts'

/** A category is of costs: its row has no value, which no cost of one kind has earned alone. */
export interface CategoryRow {
  category: string
  cost: string
  /** Of all costs, to four decimals; null for a division by zero. */
  cost_share: number | null
}

/** Costs by category, beside the value that no category splits. */
export interface CategoryReport extends Omit<RoiReport, 'rows'> {
  /** The largest first. All costs are here, those too that name nothing else. */
  rows: CategoryRow[]
  /** All that is credited to touches. */
  credited: Pick<Metrics, 'touches' | 'conversions' | 'value'>
}

/**
 * The report by category and nothing else. The costs of its rows are the total's, and the value of
 * `credited` and `unattributed` is.
 */
export function categoryReport(input: RoiInput): CategoryReport {
  const { currency } = input
  const { rows: _, ...report } = roiReport({ ...input, by: ['category'] })
  const { rows, reasons, overhead } = roiParts({ ...input, by: [] })
  const credited = summed(rows.sorted)
  const all = summed([credited, ...reasons.values(), overhead])
  const { cost: __, costs: ___, ...unattributed } = report.unattributed
  const categories = [...all.costs].filter(([, cost]) => cost !== 0)
  return {
    rows: categories
      .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      .map(([category, cost]) => ({
        category,
        cost: formatAmount(cost, currency),
        cost_share: fourDecimals(cost, all.sums.cost),
      })),
    credited: {
      touches: credited.sums.touches,
      conversions: formatMillionths(credited.sums.conversions),
      value: formatAmount(credited.sums.value, currency),
    },
    ...report,
    unattributed,
    overhead: { cost: formatAmount(0, currency) },
  }
}
