import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { percent } from '../../format/numbers.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/table.tsx'
import { type BridgeLine, bridgeOf } from './bridge.ts'

/** Closed and open journeys, unattributed orders and all other spend: the total of the period. */
export function BridgePanel({ answer, address }: { answer: PathsAnswer; address: string }) {
  const { lines, total } = bridgeOf(answer)
  return (
    <Panel
      title="How it adds up to the total"
      note={`Everything that was earned by everything that was spent: ROI ${percent(answer.total.roi)}.`}
      address={address}
    >
      <Scroll label="How it adds up to the total">
        <table>
          <caption class="hidden">From closed journeys to the total of the period</caption>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col" class="right">
                Journeys
              </th>
              <th scope="col" class="right">
                Conversions
              </th>
              <th scope="col" class="right">
                Value
              </th>
              <th scope="col" class="right">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineOf key={line.title} line={line} />
            ))}
          </tbody>
          <tfoot>
            <LineOf line={total} isTotal />
          </tfoot>
        </table>
      </Scroll>
    </Panel>
  )
}

function LineOf({ line, isTotal = false }: { line: BridgeLine; isTotal?: boolean }) {
  const { title, means, journeys, conversions, value, cost } = line
  return (
    <tr class={isTotal ? 'total' : undefined}>
      <th scope="row">
        {title}
        {means && <span class="means">{means}</span>}
      </th>
      <Cell kind="count" amount={journeys} />
      <Cell kind="count" amount={conversions} />
      <Cell kind="money" amount={value} />
      <Cell kind="money" amount={cost} />
    </tr>
  )
}

/** A part that has none of it at all is left empty. */
function Cell(figure: { kind: 'count' | 'money'; amount: string | number | null | undefined }) {
  return (
    <td class="right">
      {figure.amount !== undefined && <Figure {...figure} reason="a cost is not known" />}
    </td>
  )
}
