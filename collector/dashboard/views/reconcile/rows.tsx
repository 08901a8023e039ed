import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { step as stepText } from '../../format/times.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { BRIDGE_TITLES, type Bridge, type BridgeField } from './waterfall.ts'

type Row = ReconcileAnswer['rows'][number]

interface BridgeRowsProps {
  answer: ReconcileAnswer
  by: 'day' | 'month'
  address: string
}

/** The same bridge for each day or month. */
export function BridgeRows({ answer, by, address }: BridgeRowsProps) {
  const fields = fieldsOf(answer.rows)
  return (
    <Panel title={`By ${by}`} address={address}>
      <Table
        caption={`The bridge by ${by}`}
        columns={columnsOf(by, fields)}
        rows={answer.rows}
        keyOf={(row) => row[by] ?? ''}
        foot={<Total total={answer.total} fields={fields} />}
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

function amountColumn(field: Field): Column<Row> {
  const step = BRIDGE_TITLES.find((one) => one.field === field)
  const title = step ? `${step.kind === 'less' ? '− ' : ''}${step.title}` : 'Paid beside'
  return {
    ...{ key: field, title, isFigure: true, ...(step ? {} : { means: PAID_BESIDE }) },
    sort: (row) => Number(row[field]),
    show: (row) => <Figure kind="money" amount={row[field]} />,
  }
}

const columnsOf = (by: 'day' | 'month', fields: readonly Field[]): Column<Row>[] => [
  {
    ...{ key: by, title: by === 'day' ? 'Day' : 'Month' },
    show: (row) => stepText(row[by] ?? ''),
    sort: (row) => row[by] ?? '',
  },
  {
    ...{ key: 'orders', title: 'Orders', isFigure: true, sort: ({ orders }) => orders },
    show: ({ orders }) => <Figure kind="count" amount={orders} />,
  },
  ...fields.map(amountColumn),
]

function Total({ total, fields }: { total: Bridge; fields: readonly Field[] }) {
  return (
    <tr class="total">
      <th scope="row">Total</th>
      <td class="right">
        <Figure kind="count" amount={total.orders} />
      </td>
      {fields.map((field) => (
        <td key={field} class="right">
          <Figure kind="money" amount={total[field]} />
        </td>
      ))}
    </tr>
  )
}
