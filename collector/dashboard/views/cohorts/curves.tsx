import { useCallback, useMemo } from 'preact/hooks'
import type { CohortsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { Chart } from '../../charts/chart.tsx'
import type { Palette } from '../../charts/palette.ts'
import { percent } from '../../format/numbers.ts'
import { month } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { usePlace } from '../../state/location.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import {
  BYS,
  type By,
  type CohortRow,
  EVERY_DAYS,
  LINES_MAX,
  nameOf,
  type Per,
  perOf,
  rowsOf,
  withCurve,
} from './cohorts.ts'
import { FigureRow, figureColumns } from './columns.tsx'
import { curvesOption } from './curves-chart.ts'
import type { ExplainCohorts } from './explained.ts'

interface CurvesProps {
  answer: CohortsAnswer
  /** The month that they are of, in whole. */
  chosen: CohortRow
  by: By
  address: string
  explain: ExplainCohorts
}

/** What a customer has brought by each week of age, by what won them; and its figures. */
export function Curves({ answer, chosen, by, address, explain }: CurvesProps) {
  const rows = useMemo(() => rowsOf(answer.rows, chosen.cohort), [answer, chosen.cohort])
  const name = BYS[by].toLowerCase()
  const title = `Lifetime value of customers won in ${month(chosen.cohort)}, by ${name}`
  return (
    <>
      <Panel
        title={title}
        address={address}
        note={NOTES[perOf(usePlace().params)]}
        table={() => <Points {...{ rows: withCurve(rows), chosen, by, explain }} />}
      >
        <Drawn rows={rows} by={by} title={title} />
      </Panel>
      <Panel
        title={`What they cost, and when it was paid back, by ${name}`}
        address={address}
        note={`${percent(answer.meta.coverage)} of the customers of all months have a journey; the others are unattributed. – is where not all customers are that old, or nothing was spent.`}
      >
        <Figures {...{ rows, chosen, by, explain }} />
      </Panel>
    </>
  )
}

const LINES = `the ${LINES_MAX} with the most customers. A line ends where its youngest customer is.`

const NOTES = {
  customer: `What a customer has brought by each week since the first purchase, net of refunds; ${LINES}`,
  cac: `What a customer has brought by each week since the first purchase ÷ what winning one cost; ${LINES} What cost nothing has no line. With orders worth their margin, a line that reaches 1 is paid back.`,
} as const satisfies Record<Per, string>

function Drawn({ rows, by, title }: { rows: readonly CohortRow[]; by: By; title: string }) {
  const { currency } = useSigned().facts
  const per = perOf(usePlace().params)
  const lines = useMemo(() => withCurve(rows, per).slice(0, LINES_MAX), [rows, per])
  const option = useCallback(
    (palette: Palette) => curvesOption({ rows: lines, by, per, currency }, palette),
    [lines, by, per, currency],
  )
  if (lines.every(({ ltv_by_age: points = [] }) => points.length < 2))
    return (
      <Empty title="These customers are less than a week old">
        <p>Choose an earlier month.</p>
      </Empty>
    )
  const names = lines.map((row) => nameOf(row, by)).join(', ')
  return (
    <Chart
      {...{ option, height: 320 }}
      label={`${title}: lines of ${names}. The table has the figures.`}
    />
  )
}

interface OfMonthProps {
  rows: readonly CohortRow[]
  /** The month in whole. */
  chosen: CohortRow
  by: By
  explain: ExplainCohorts
}

function Figures({ rows, chosen, by, explain }: OfMonthProps) {
  const columns: Column<CohortRow>[] = [
    {
      ...{ key: by, title: BYS[by], sort: (row) => nameOf(row, by) },
      show: (row) => nameOf(row, by),
    },
    ...figureColumns(rows, (row) => explain({ row })),
  ]
  return (
    <div class="many-columns">
      <Table
        caption={`Customers won in ${month(chosen.cohort)} by ${BYS[by].toLowerCase()}`}
        {...{ rows, columns, keyOf: (row: CohortRow) => nameOf(row, by), sortedBy: 'customers' }}
        foot={
          <FigureRow
            title={`${month(chosen.cohort)} in whole`}
            {...{ figures: chosen, explain: explain({ month: chosen.cohort }) }}
          />
        }
      />
    </div>
  )
}

/** The points of the curves, a line a week. */
function Points({ rows, chosen, by, explain }: OfMonthProps) {
  const columns: Column<number>[] = [
    { key: 'day', title: 'Day', show: (at) => at * EVERY_DAYS, sort: (at) => at },
    ...rows.map((row): Column<number> => {
      return {
        ...{ key: `of ${nameOf(row, by)}`, title: nameOf(row, by), isFigure: true },
        show: (at) => (
          <Figure
            {...{ kind: 'money', amount: row.ltv_by_age?.[at] }}
            explain={explain({ row })('ltv_by_age', at)}
          />
        ),
      }
    }),
  ]
  const weeks = Math.max(0, ...rows.map(({ ltv_by_age: points = [] }) => points.length))
  return (
    <Table
      caption={`Lifetime value of customers won in ${month(chosen.cohort)} by day of age`}
      rows={Array.from({ length: weeks }, (_, at) => at)}
      {...{ columns, keyOf: String }}
    />
  )
}
