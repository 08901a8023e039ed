import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count, money } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type BridgeAsked, type ExplainBridge, explainLeftOut, explainReason } from './explained.ts'
import { whyLeftOut, whyUnattributed, wordsOf } from './reasons.ts'

const Reasoned = ({ name, why }: { name: string; why: string }) => (
  <>
    {name}
    {why !== '' && <small class="why">{why}</small>}
  </>
)

type Reason = ReconcileAnswer['unattributed']['by_reason'][number]

const reasonColumns = (asked: BridgeAsked, isExplained: boolean): Column<Reason>[] => [
  {
    ...{ key: 'reason', title: 'Reason' },
    show: ({ reason }) => <Reasoned name={wordsOf(reason)} why={whyUnattributed(reason)} />,
  },
  {
    ...{ key: 'orders', title: 'Orders', isFigure: true, sort: ({ orders }) => Number(orders) },
    show: ({ orders, reason }) => (
      <Figure
        {...{ kind: 'count', amount: orders }}
        explain={isExplained ? explainReason(asked, reason, 'conversions') : undefined}
      />
    ),
  },
  {
    ...{ key: 'value', title: 'Value', isFigure: true, sort: ({ value }) => Number(value) },
    show: ({ value, reason }) => (
      <Figure
        {...{ kind: 'money', amount: value }}
        explain={isExplained ? explainReason(asked, reason, 'value') : undefined}
      />
    ),
  },
]

interface UnattributedProps {
  answer: ReconcileAnswer
  /** Whether the ROI report can tell the parts of the reasons. */
  isExplained: boolean
  asked: BridgeAsked
  explain: ExplainBridge
}

/** What no touch can be credited with, by reason. */
export function Unattributed({ answer, isExplained, asked, explain }: UnattributedProps) {
  const { by_reason: reasons, orders, value } = answer.unattributed
  return (
    <Panel title="Unattributed, by reason">
      {reasons.length === 0 ? (
        <Empty title="All that was earned is attributed." />
      ) : (
        <Table
          caption="Unattributed value by reason"
          {...{ columns: reasonColumns(asked, isExplained), rows: reasons, sortedBy: 'value' }}
          keyOf={({ reason }) => reason}
          foot={
            <tr class="total">
              <th scope="row">Unattributed</th>
              <td class="right">
                <Figure
                  {...{ kind: 'count', amount: orders }}
                  explain={explain(undefined, 'unattributed_orders')}
                />
              </td>
              <td class="right">
                <Figure
                  {...{ kind: 'money', amount: value }}
                  explain={explain(undefined, 'unattributed')}
                />
              </td>
            </tr>
          }
        />
      )}
    </Panel>
  )
}

/** Whether the sums of the orders and those of the reports agree, found out at this very question. */
export function Checks({ answer, explain }: { answer: ReconcileAnswer; explain: ExplainBridge }) {
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
          <Figure
            {...{ kind: 'count', amount: total.orders_without_total }}
            explain={explain(undefined, 'orders_without_total')}
          />
        </li>
      </ul>
    </Panel>
  )
}

type LeftOutRow = ReconcileAnswer['left_out'][number]

const leftOutColumns = (asked: BridgeAsked, isExplained: boolean): Column<LeftOutRow>[] => [
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
    show: (row) => (
      <Figure
        {...{ kind: 'count', amount: row.count }}
        explain={mayExplain(row, isExplained) ? explainLeftOut(asked, row) : undefined}
      />
    ),
  },
  {
    ...{ key: 'amounts', title: 'Amounts as reported', isFigure: true },
    show: (row) =>
      row.amounts.map(({ amount, currency }) => (
        <span key={currency} class="amounts">
          <Figure
            {...{ kind: 'money', amount, currency }}
            explain={
              mayExplain(row, isExplained) ? explainLeftOut(asked, row, currency) : undefined
            }
          />
        </span>
      )),
  },
]

/** Sales that stand apart are the ROI report's, which may be asked for more than this page. */
const mayExplain = ({ sales_channel }: LeftOutRow, isExplained: boolean): boolean =>
  sales_channel === undefined || isExplained

interface LeftOutProps {
  answer: ReconcileAnswer
  asked: BridgeAsked
  /** Whether the ROI report can tell the parts of what stands apart. */
  isExplained: boolean
}

/** What is in no figure of the bridge, and why. */
export function LeftOut({ answer, asked, isExplained }: LeftOutProps) {
  return (
    <Panel title="Left out, and why">
      {answer.left_out.length === 0 ? (
        <Empty title="Nothing of this period is left out." />
      ) : (
        <Table
          caption="What is left out of the bridge, and why"
          {...{ columns: leftOutColumns(asked, isExplained), rows: answer.left_out }}
          keyOf={({ reason, goal = '', sales_channel: of = '' }) => `${reason} ${goal} ${of}`}
        />
      )}
    </Panel>
  )
}
