import { useCallback } from 'preact/hooks'
import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { Chart } from '../../charts/chart.tsx'
import { baseOption, type Palette } from '../../charts/palette.ts'
import { money, shortMoney } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { ExplainBridge } from './explained.ts'
import { type Step, type StepKind, stackedOf, stepsOf } from './waterfall.ts'

const SIGNS: Record<StepKind, string> = { sum: '= ', less: '− ', part: '' }

interface BridgeProps {
  answer: ReconcileAnswer
  address: string
  explain: ExplainBridge
}

/** The bridge of the whole period: drawn, and as a table. */
export function BridgeOf({ answer, address, explain }: BridgeProps) {
  const steps = stepsOf(answer.total)
  return (
    <Panel
      title="From gross sales to what is attributed"
      note="Gross sales − discounts − tax − shipping − refunds = net = attributed + unattributed."
      address={address}
      table={() => <Steps {...{ steps, explain }} />}
    >
      {answer.total.orders === 0 ? (
        <Empty title="No orders in this period.">
          <p>Choose another period, or send orders: see the guide “Send purchases”.</p>
        </Empty>
      ) : (
        <Waterfall total={answer.total} />
      )}
    </Panel>
  )
}

function Steps({ steps, explain }: { steps: readonly Step[]; explain: ExplainBridge }) {
  const columns: Column<Step>[] = [
    {
      ...{ key: 'step', title: 'Step' },
      show: ({ title, kind, field }) => `${field === 'gross' ? '' : SIGNS[kind]}${title}`,
    },
    {
      ...{ key: 'amount', title: 'Amount', isFigure: true },
      show: ({ amount, field }) => (
        <Figure kind="money" amount={amount} explain={explain(undefined, field)} />
      ),
    },
  ]
  return (
    <Table
      caption="From gross sales to what is attributed"
      columns={columns}
      rows={steps}
      keyOf={({ field }) => field}
    />
  )
}

function Waterfall({ total }: { total: ReconcileAnswer['total'] }) {
  const { currency } = useSigned().facts
  const option = useCallback(
    (palette: Palette) => optionOf(stepsOf(total), currency, palette),
    [total, currency],
  )
  return <Chart option={option} height={340} label={inWords(total, currency)} />
}

const inWords = (total: ReconcileAnswer['total'], currency: string): string =>
  `A waterfall: ${stepsOf(total)
    .map(({ title, amount }) => `${title} ${money(amount, currency)}`)
    .join(', ')}.`

function optionOf(steps: readonly Step[], currency: string, palette: Palette) {
  const { axis, legend: _, ...base } = baseOption(palette)
  const parts = steps.map(stackedOf)
  const unseen = (data: number[]) => ({
    ...{ type: 'bar', stack: 'bridge', silent: true, data, barCategoryGap: '28%' },
    ...{ itemStyle: { color: 'transparent' }, tooltip: { show: false } },
  })
  const seen = (side: 'up' | 'down', position: string) => ({
    ...{ type: 'bar', stack: 'bridge' },
    data: steps.map((step, at) => ({
      value: parts[at]?.[side] ?? 0,
      itemStyle: { color: colourOf(step, palette), borderRadius: 3 },
      // Without a bar on this side there is nothing to name.
      label: { show: isDrawn(step, side) },
    })),
    label: {
      ...{ show: true, position, color: palette.text, fontSize: 11 },
      formatter: ({ dataIndex }: { dataIndex: number }) => labelOf(steps[dataIndex], currency),
    },
    tooltip: {
      formatter: ({ dataIndex }: { dataIndex: number }) => tellOf(steps[dataIndex], currency),
    },
  })
  return {
    ...{ ...base, grid: { ...base.grid, top: 8, right: 56 } },
    tooltip: { ...base.tooltip, trigger: 'item' },
    xAxis: {
      ...{ ...axis, type: 'value', splitNumber: 4 },
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => shortMoney(at, currency) },
    },
    yAxis: {
      ...{ ...axis, type: 'category', inverse: true, splitLine: { show: false } },
      ...{ data: steps.map(({ title }) => title) },
      axisLabel: { ...axis.axisLabel, interval: 0, color: palette.text },
    },
    series: [
      unseen(parts.map(({ above }) => above)),
      unseen(parts.map(({ below }) => below)),
      seen('up', 'right'),
      seen('down', 'left'),
    ],
  }
}

/** A bar has one label; one that is nothing has its on the side of its level. */
const isDrawn = ({ from, to }: Step, side: 'up' | 'down'): boolean =>
  (side === 'up') === Math.max(from, to) >= 0

function colourOf({ kind, field }: Step, palette: Palette): string {
  if (kind === 'less') return palette.cost
  if (field === 'unattributed') return palette.muted
  return kind === 'sum' ? (palette.series[0] ?? palette.text) : palette.value
}

function labelOf(step: Step | undefined, currency: string): string {
  if (!step) return ''
  const amount = Number(step.amount)
  return shortMoney(step.kind === 'less' && amount !== 0 ? -amount : amount, currency)
}

const tellOf = (step: Step | undefined, currency: string): string =>
  step ? `${step.title}\n${SIGNS[step.kind]}${money(step.amount, currency)}` : ''
