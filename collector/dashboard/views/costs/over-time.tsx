import { useCallback } from 'preact/hooks'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { Chart } from '../../charts/chart.tsx'
import { baseOption, type Palette } from '../../charts/palette.ts'
import type { Asked } from '../../data/use-answer.ts'
import { money, shortMoney } from '../../format/numbers.ts'
import { step as stepText } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { categoriesOf, type Row, rowsOf } from './rows.ts'
import { titleOf } from './words.ts'

type Step = 'day' | 'week' | 'month'

/** What was spent by day, week or month, each kind of cost upon the other. */
export function CostsOverTime({ asked, step }: { asked: Asked<RoiAnswer>; step: Step }) {
  return (
    <Panel
      title={`Costs by ${step}`}
      note="Ad spend counts on its days; the rest is accrued by month, up to today."
      address={asked.address}
      table={() => asked.answer && <Rows answer={asked.answer} step={step} />}
    >
      <Answered asked={asked} label="Drawing">
        {(answer) => (
          <>
            <Drawn {...{ answer, step }} />
            <Overhead {...{ answer, step }} />
          </>
        )}
      </Answered>
    </Panel>
  )
}

function Drawn({ answer, step }: { answer: RoiAnswer; step: Step }) {
  const { currency } = useSigned().facts
  const option = useCallback(
    (palette: Palette) => optionOf(rowsOf(answer), step, currency, palette),
    [answer, step, currency],
  )
  const categories = categoriesOf(rowsOf(answer))
  if (categories.length === 0) return <NoBars answer={answer} />
  const names = categories.map(titleOf).join(', ')
  return (
    <Chart
      option={option}
      label={`Stacked bars of costs by ${step}, of ${names}. The table has the figures.`}
    />
  )
}

/** Under a filter a cost may not say whether it is of the segment: that is not nothing. */
function NoBars({ answer: { not_broken_down: rest } }: { answer: RoiAnswer }) {
  const { currency } = useSigned().facts
  if (rest && Number(rest.cost) !== 0)
    return (
      <Empty title={`No cost says whether it is of this segment: ${money(rest.cost, currency)}.`}>
        <p>Take the filter away to see costs by their days.</p>
      </Empty>
    )
  return (
    <Empty title="No costs in this period.">
      <p>Bring a file of your ad platform, or add a cost by hand, below.</p>
    </Empty>
  )
}

/** What names no channel is of the whole period: no bar has it. */
function Overhead({ answer: { overhead }, step }: { answer: RoiAnswer; step: Step }) {
  const { currency } = useSigned().facts
  if (Number(overhead.cost) === 0) return null
  return (
    <p class="note">
      Beside these bars: overhead of {money(overhead.cost, currency)}, which names no channel and is
      of no {step}.
    </p>
  )
}

function optionOf(rows: Row[], step: Step, currency: string, palette: Palette) {
  const { axis, ...base } = baseOption(palette)
  return {
    ...base,
    legend: { ...base.legend, type: 'plain', left: 0 },
    grid: { ...base.grid, top: 64 },
    tooltip: { ...base.tooltip, trigger: 'axis' },
    xAxis: {
      ...{ ...axis, type: 'category', splitLine: { show: false } },
      data: rows.map((row) => stepText(row[step] ?? '')),
    },
    yAxis: {
      ...{ ...axis, type: 'value' },
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => shortMoney(at, currency) },
    },
    series: categoriesOf(rows).map((category, at) => ({
      ...{ name: titleOf(category), type: 'bar', stack: 'costs', barMaxWidth: 28 },
      color: colourOf(at, palette),
      data: rows.map(({ costs }) => Number(costs?.[category] ?? 0)),
      tooltip: { valueFormatter: (amount: number) => money(amount.toFixed(2), currency) },
    })),
  }
}

/** The dearest has the colour that costs have everywhere. */
function colourOf(at: number, { cost, series }: Palette): string {
  const others = series.filter((colour) => colour !== cost)
  return at === 0 ? cost : (others[(at - 1) % others.length] ?? cost)
}

function Rows({ answer, step }: { answer: RoiAnswer; step: Step }) {
  const { unattributed, overhead, not_broken_down: rest, total } = answer
  const rows = rowsOf(answer)
  const categories = categoriesOf([...rows, total, ...(rest ? [rest] : [])])
  return (
    <Table
      caption={`Costs by ${step} and category`}
      {...{ columns: columnsOf(categories, step), rows }}
      keyOf={(row) => row[step] ?? ''}
      foot={
        <>
          <FootLine
            {...{ title: 'Unattributed', cell: 'unattributed', categories }}
            of={unattributed}
          />
          <FootLine {...{ title: 'Overhead', cell: 'overhead', categories }} of={overhead} />
          {rest && (
            <FootLine
              {...{ title: 'Not broken down', cell: 'not_broken_down', categories }}
              of={rest}
            />
          )}
          <FootLine {...{ title: 'Total', cell: 'total', categories }} of={total} />
        </>
      }
    />
  )
}

function columnsOf(categories: readonly string[], step: Step): Column<Row>[] {
  const of = (row: Row) => ({ cell: 'row', measure: 'cost', [`row.${step}`]: row[step] ?? '' })
  const column = (category: string): Column<Row> => ({
    ...{ key: category, title: titleOf(category), isFigure: true },
    sort: ({ costs }) => Number(costs?.[category] ?? 0),
    show: (row) => (
      <Figure
        {...{ kind: 'money', amount: row.costs?.[category], reason: 'nothing was spent on it' }}
        explain={{ ...of(row), by: `${step},category`, category }}
      />
    ),
  })
  return [
    {
      ...{ key: step, title: titleOf(step), show: (row) => stepText(row[step] ?? '') },
      sort: (row) => row[step] ?? '',
    },
    ...categories.map(column),
    {
      ...{ key: 'cost', title: 'Cost', isFigure: true, sort: ({ cost }) => Number(cost ?? 0) },
      show: (row) => (
        <Figure
          {...{ kind: 'money', amount: row.cost, reason: 'its cost is not known' }}
          explain={{ ...of(row), by: step }}
        />
      ),
    },
  ]
}

interface FootLineProps {
  title: string
  cell: string
  categories: readonly string[]
  of: { cost?: string | null | undefined; costs?: Record<string, string> | undefined }
}

/** What is of no day, and all of it. */
function FootLine({ title, cell, categories, of }: FootLineProps) {
  const reason = `${title} has none`
  return (
    <tr class={cell === 'total' ? 'total' : undefined}>
      <th scope="row">{title}</th>
      {categories.map((category) => (
        <td key={category} class="right">
          <Figure
            {...{ kind: 'money', amount: of.costs?.[category], reason }}
            explain={{ cell, measure: 'cost', category }}
          />
        </td>
      ))}
      <td class="right">
        <Figure
          {...{ kind: 'money', amount: of.cost, reason, explain: { cell, measure: 'cost' } }}
        />
      </td>
    </tr>
  )
}
