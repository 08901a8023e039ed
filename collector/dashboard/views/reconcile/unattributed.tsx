import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count, money } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { whyLeftOut, whyUnattributed, wordsOf } from './reasons.ts'

const Reasoned = ({ name, why }: { name: string; why: string }) => (
  <>
    {name}
    {why !== '' && <small class="why">{why}</small>}
  </>
)

type Reason = ReconcileAnswer['unattributed']['by_reason'][number]

const reasonColumns = (isExplained: boolean): Column<Reason>[] => [
  {
    ...{ key: 'reason', title: 'Reason' },
    show: ({ reason }) => <Reasoned name={wordsOf(reason)} why={whyUnattributed(reason)} />,
  },
  {
    ...{ key: 'orders', title: 'Orders', isFigure: true, sort: ({ orders }) => Number(orders) },
    show: ({ orders, reason }) => (
      <Figure
        {...{ kind: 'count', amount: orders }}
        explain={isExplained ? { cell: 'unattributed', reason, measure: 'conversions' } : undefined}
      />
    ),
  },
  {
    ...{ key: 'value', title: 'Value', isFigure: true, sort: ({ value }) => Number(value) },
    show: ({ value, reason }) => (
      <Figure
        {...{ kind: 'money', amount: value }}
        explain={isExplained ? { cell: 'unattributed', reason, measure: 'value' } : undefined}
      />
    ),
  },
]

interface UnattributedProps {
  answer: ReconcileAnswer
  isExplained: boolean
}

/** What no touch can be credited with, by reason. */
export function Unattributed({ answer, isExplained }: UnattributedProps) {
  const { by_reason: reasons, orders, value } = answer.unattributed
  return (
    <Panel title="Unattributed, by reason">
      {reasons.length === 0 ? (
        <Empty title="All that was earned is attributed." />
      ) : (
        <Table
          caption="Unattributed value by reason"
          {...{ columns: reasonColumns(isExplained), rows: reasons, sortedBy: 'value' }}
          keyOf={({ reason }) => reason}
          foot={
            <tr class="total">
              <th scope="row">Unattributed</th>
              <td class="right">
                <Figure kind="count" amount={orders} />
              </td>
              <td class="right">
                <Figure kind="money" amount={value} />
              </td>
            </tr>
          }
        />
      )}
    </Panel>
  )
}

/** Whether the sums of the orders and those of the reports agree, found out at this very question. */
export function Checks({ answer }: { answer: ReconcileAnswer }) {
  const { checks, fx_difference: fx, total } = answer
  const { currency } = useSigned().facts
  return (
    <Panel title="Checks" note="Orders and credits are added up apart, so that a check could fail.">
      <ul class="checks">
        {checks.map(({ check, holds, difference }) => (
          <li key={check} class={holds ? 'good' : 'bad'}>
            <strong>{holds ? '✓ Holds' : '✗ Does not hold'}</strong>
            <span>{check.replaceAll('_', ' ')}</span>
            <span class="figure">
              difference {/order/.test(check) ? count(difference) : money(difference, currency)}
            </span>
          </li>
        ))}
        <li>
          <strong>Exchange rates</strong>
          <span>moved between orders and their refunds, in no other figure</span>
          <span class="figure">{money(fx.value, currency)}</span>
        </li>
        <li>
          <strong>Orders without a total</strong>
          <span>do not say what cash was paid: their value stands for it</span>
          <span class="figure">{count(total.orders_without_total)}</span>
        </li>
      </ul>
    </Panel>
  )
}

type LeftOutRow = ReconcileAnswer['left_out'][number]

const LEFT_OUT: Column<LeftOutRow>[] = [
  {
    ...{ key: 'reason', title: 'Left out' },
    show: ({ reason, goal, sales_channel: of }) => (
      <Reasoned
        name={[wordsOf(reason), goal, of].filter(Boolean).join(': ')}
        why={whyLeftOut(reason)}
      />
    ),
  },
  {
    ...{ key: 'count', title: 'How many', isFigure: true },
    show: ({ count: many }) => <Figure kind="count" amount={many} />,
  },
  {
    ...{ key: 'amounts', title: 'Amounts as reported', isFigure: true },
    show: ({ amounts }) =>
      amounts.map(({ amount, currency }) => (
        <span key={currency} class="figure amounts">
          {money(amount, currency)}
        </span>
      )),
  },
]

/** What is in no figure of the bridge, and why. */
export function LeftOut({ answer }: { answer: ReconcileAnswer }) {
  return (
    <Panel title="Left out, and why">
      {answer.left_out.length === 0 ? (
        <Empty title="Nothing of this period is left out." />
      ) : (
        <Table
          caption="What is left out of the bridge, and why"
          {...{ columns: LEFT_OUT, rows: answer.left_out }}
          keyOf={({ reason, goal = '', sales_channel: of = '' }) => `${reason} ${goal} ${of}`}
        />
      )}
    </Panel>
  )
}
