import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { step as stepText } from '../../format/times.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { BridgeAsked, ExplainBridge } from './explained.ts'
import { BRIDGE_TITLES, type Bridge, type BridgeField } from './waterfall.ts'

type By = BridgeAsked['by']
type Row = ReconcileAnswer['rows'][number]

interface BridgeRowsProps {
  answer: ReconcileAnswer
  by: By
  address: string
  explain: ExplainBridge
}

/** The same bridge for each day or month. */
export function BridgeRows({ answer, by, address, explain }: BridgeRowsProps) {
  const fields = fieldsOf(answer.rows)
  return (
    <Panel title={`By ${by}`} address={address}>
      <Table
        caption={`The bridge by ${by}`}
        columns={columnsOf(by, fields, explain)}
        rows={answer.rows}
        keyOf={(row) => row[by] ?? ''}
        foot={<Total {...{ total: answer.total, fields, explain }} />}
      />
    </Panel>
  )
}

type Field = BridgeField | 'difference'

/** Cash that is no part of the bridge, where there is any. */
const fieldsOf = (rows: readonly Row[]): Field[] => [
  ...BRIDGE_TITLES.map(({ field }) => field),
  ...(rows.some(({ difference }) => Number(difference) !== 0) ? ['difference' as const] : []),
]

const PAID_BESIDE =
  'By how much the cash that was paid is not value + tax + shipping: gift cards, tips, rounding'

function amountColumn(field: Field, by: By, explain: ExplainBridge): Column<Row> {
  const step = BRIDGE_TITLES.find((one) => one.field === field)
  const title = step ? `${step.kind === 'less' ? '− ' : ''}${step.title}` : 'Paid beside'
  return {
    ...{ key: field, title, isFigure: true, ...(step ? {} : { means: PAID_BESIDE }) },
    sort: (row) => Number(row[field]),
    show: (row) => <Figure kind="money" amount={row[field]} explain={explain(row[by], field)} />,
  }
}

const columnsOf = (by: By, fields: readonly Field[], explain: ExplainBridge): Column<Row>[] => [
  {
    ...{ key: by, title: by === 'day' ? 'Day' : 'Month' },
    show: (row) => stepText(row[by] ?? ''),
    sort: (row) => row[by] ?? '',
  },
  {
    ...{ key: 'orders', title: 'Orders', isFigure: true, sort: ({ orders }) => orders },
    show: (row) => <Figure kind="count" amount={row.orders} explain={explain(row[by], 'orders')} />,
  },
  ...fields.map((field) => amountColumn(field, by, explain)),
]

interface TotalProps {
  total: Bridge
  fields: readonly Field[]
  explain: ExplainBridge
}

function Total({ total, fields, explain }: TotalProps) {
  return (
    <tr class="total">
      <th scope="row">Total</th>
      <td class="right">
        <Figure kind="count" amount={total.orders} explain={explain(undefined, 'orders')} />
      </td>
      {fields.map((field) => (
        <td key={field} class="right">
          <Figure kind="money" amount={total[field]} explain={explain(undefined, field)} />
        </td>
      ))}
    </tr>
  )
}
