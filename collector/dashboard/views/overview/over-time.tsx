import { useCallback } from 'preact/hooks'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { Chart } from '../../charts/chart.tsx'
import { baseOption, type Palette } from '../../charts/palette.ts'
import type { Asked } from '../../data/use-answer.ts'
import { money, percent, shortMoney } from '../../format/numbers.ts'
import { step as stepText } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type Step = 'day' | 'week' | 'month'
type Row = Extract<RoiAnswer['rows'][number], { touches: number }>

const rowsOf = (answer: RoiAnswer): Row[] => answer.rows as Row[]

/** Value and cost by day, week or month, and the ROI that they make. */
export function OverTime({ asked, step }: { asked: Asked<RoiAnswer>; step: Step }) {
  return (
    <Panel
      title={`Value, cost and ROI by ${step}`}
      address={asked.address}
      table={() => asked.answer && <Rows rows={rowsOf(asked.answer)} step={step} />}
    >
      <Answered asked={asked} label="Drawing">
        {(answer) => <Drawn rows={rowsOf(answer)} step={step} />}
      </Answered>
    </Panel>
  )
}

function Drawn({ rows, step }: { rows: Row[]; step: Step }) {
  const { currency } = useSigned().facts
  const option = useCallback(
    (palette: Palette) => optionOf(rows, step, currency, palette),
    [rows, step, currency],
  )
  return (
    <Chart
      option={option}
      label={`Bars of value and cost by ${step}, and a line of ROI: ${rows.length} steps. The table has the figures.`}
    />
  )
}

function optionOf(rows: Row[], step: Step, currency: string, palette: Palette) {
  const { axis, ...base } = baseOption(palette)
  const bar = (name: string, color: string, amount: (row: Row) => string | null) => ({
    ...{ name, type: 'bar', color, barMaxWidth: 18, itemStyle: { borderRadius: [3, 3, 0, 0] } },
    data: rows.map((row) => Number(amount(row) ?? 0)),
    tooltip: { valueFormatter: (amount: number) => money(amount.toFixed(2), currency) },
  })
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: 'axis' },
    xAxis: {
      ...{ ...axis, type: 'category', splitLine: { show: false } },
      data: rows.map((row) => stepText(row[step] ?? '')),
    },
    yAxis: [
      {
        ...{ ...axis, type: 'value' },
        axisLabel: { ...axis.axisLabel, formatter: (at: number) => shortMoney(at, currency) },
      },
      {
        ...{ ...axis, type: 'value', splitLine: { show: false } },
        axisLabel: { ...axis.axisLabel, formatter: (at: number) => percent(at) },
      },
    ],
    series: [
      bar('Value', palette.value, ({ value }) => value),
      bar('Cost', palette.cost, ({ cost }) => cost),
      {
        ...{ name: 'ROI', type: 'line', yAxisIndex: 1, color: palette.text, smooth: false },
        ...{ symbolSize: 5, connectNulls: false, lineStyle: { width: 1.5 } },
        data: rows.map(({ roi }) => roi),
        tooltip: { valueFormatter: (ratio: number | null) => percent(ratio) },
      },
    ],
  }
}

function Rows({ rows, step }: { rows: Row[]; step: Step }) {
  const figure = (measure: 'value' | 'cost' | 'profit' | 'roi', title: string): Column<Row> => ({
    ...{ key: measure, title, isFigure: true },
    sort: (row) => (row[measure] === null ? null : Number(row[measure])),
    show: (row) => (
      <Figure
        kind={measure === 'roi' ? 'percent' : 'money'}
        amount={row[measure]}
        explain={{ by: step, cell: 'row', measure, [`row.${step}`]: row[step] ?? '' }}
        reason="nothing was spent"
      />
    ),
  })
  return (
    <Table
      caption={`Value, cost and ROI by ${step}`}
      rows={rows}
      keyOf={(row) => row[step] ?? ''}
      columns={[
        { key: step, title: step, show: (row) => row[step], sort: (row) => row[step] ?? '' },
        figure('value', 'Value'),
        figure('cost', 'Cost'),
        figure('profit', 'Profit'),
        figure('roi', 'ROI'),
      ]}
    />
  )
}
