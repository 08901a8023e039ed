import type { CohortMeasure } from '../../../../shared/cohort-measures.ts'
import { Figure, type FigureKind } from '../../ui/figure.tsx'
import type { Column } from '../../ui/table.tsx'
import type { Figures } from './cohorts.ts'
import type { ExplainMeasure } from './explained.ts'

interface Measure {
  key: keyof Figures & string
  title: string
  means: string
  kind: FigureKind
  /** Why there may be none. */
  reason: string
}

const ageOf = (days: number): Measure => ({
  ...{ key: `ltv_${days}` as keyof Figures, title: `LTV ${days}`, kind: 'money' },
  means: `What a customer has brought on the days 0 to ${days}, net of refunds`,
  reason: `not all of them are ${days} days old`,
})

const MEASURES: readonly Measure[] = [
  {
    ...{ key: 'customers', title: 'Customers', kind: 'count', reason: '' },
    means: 'Whose first purchase is in the month; one who came by several touches is split',
  },
  {
    ...{ key: 'cost', title: 'Cost', kind: 'money', reason: '' },
    means: 'What was spent in the month, whether it won somebody or not',
  },
  {
    ...{ key: 'cac', title: 'CAC', kind: 'money', reason: 'no customer' },
    means: 'Cost ÷ customers',
  },
  ...[30, 90, 180, 365].map(ageOf),
  {
    ...{ key: 'ltv_to_date', title: 'LTV to date', kind: 'money', reason: 'no customer' },
    means: 'The same of all days so far: a young cohort has had less time',
  },
  {
    ...{ key: 'ltv_to_cac', title: 'LTV ÷ CAC', kind: 'factor', reason: 'nothing was spent' },
    means: 'LTV to date ÷ CAC',
  },
  {
    ...{ key: 'payback_day', title: 'Paid back', kind: 'day' },
    means: 'The first day on which the margin of a customer, added up, reaches CAC',
    reason: 'not yet, or not all of them are so old',
  },
  {
    ...{ key: 'repeat_rate', title: 'Came back', kind: 'percent', reason: 'no customer' },
    means: 'Customers who have ordered again ÷ customers',
  },
]

/** What is made of costs. */
const OF_COSTS = ['cost', 'cac', 'ltv_to_cac', 'payback_day']

/** Why a figure may be missing. */
const reasonOf = ({ key, reason }: Measure, { cost_unknown: unknown }: Figures): string =>
  unknown && OF_COSTS.includes(key) ? `no cost says its ${unknown.join(' or ')}` : reason

type Amount = string | number | null | undefined

interface ShownProps {
  measure: Measure
  figures: Figures
  explain: ExplainMeasure
}

function Shown({ measure, figures, explain }: ShownProps) {
  const { key, kind } = measure
  const amount = figures[key] as Amount
  return (
    <Figure
      {...{ kind, amount, reason: reasonOf(measure, figures) }}
      explain={explain(key as CohortMeasure)}
    />
  )
}

/** @param rows what the bar of customers is drawn against */
export function figureColumns<Row extends Figures>(
  rows: readonly Row[],
  explain: (row: Row) => ExplainMeasure,
): Column<Row>[] {
  const top = Math.max(1, ...rows.map(({ customers }) => Number(customers)))
  return MEASURES.map((measure): Column<Row> => {
    const { key, title, means } = measure
    const number = (row: Row) => {
      const amount = row[key] as Amount
      return amount === null || amount === undefined ? null : Number(amount)
    }
    return {
      ...{ key, title, means, isFigure: true, sort: number },
      show: (row) => <Shown {...{ measure, figures: row, explain: explain(row) }} />,
      ...(key === 'customers' && { bar: (row: Row) => Number(row.customers) / top }),
    }
  })
}

interface FigureRowProps {
  title: string
  figures: Figures
  explain: ExplainMeasure
  isTotal?: boolean
}

/** The same figures of what stands below the rows. */
export function FigureRow({ title, figures, explain, isTotal = true }: FigureRowProps) {
  return (
    <tr class={isTotal ? 'total' : undefined}>
      <th scope="row">{title}</th>
      {MEASURES.map((measure) => (
        <td key={measure.key} class="right">
          <Shown {...{ measure, figures, explain }} />
        </td>
      ))}
    </tr>
  )
}
