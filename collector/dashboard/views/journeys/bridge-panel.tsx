import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { percent } from '../../format/numbers.ts'
import { FILTER_NAMES } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Figure, type FigureProps } from '../../ui/figure.tsx'
import { namesNotApplied } from '../../ui/not-applied.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/table.tsx'
import { type BridgeLine, bridgeOf } from './bridge.ts'
import { KNOWN } from './known.ts'
import { useExplainPaths } from './use-paths-query.ts'

/** Closed and open journeys, unattributed orders and all other spend: the total of the period. */
export function BridgePanel({ answer, address }: { answer: PathsAnswer; address: string }) {
  const { lines, total } = bridgeOf(answer)
  const { shape } = answer.meta
  return (
    <Panel title="How it adds up to the total" note={noteOf(answer)} address={address}>
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
              <LineOf key={line.title} {...{ line, shape }} />
            ))}
          </tbody>
          <tfoot>
            <LineOf {...{ line: total, shape }} isTotal />
          </tfoot>
        </table>
      </Scroll>
    </Panel>
  )
}

/** The same as the ROI of the overview; under filters there is none of whole journeys. */
const noteOf = ({ total: { roi }, meta }: PathsAnswer): string =>
  meta.filters
    ? 'Whole journeys that have a touch of the filters, and where the rest of the spend has gone.'
    : `Everything that was earned by everything that was spent${roi === null ? '' : `: ROI ${percent(roi)}`}.`

interface LineProps {
  line: BridgeLine
  shape: string
  isTotal?: boolean
}

function LineOf({ line, shape, isTotal = false }: LineProps) {
  const { title, means, journeys, conversions, value, cost, cell, of } = line
  const { query } = useQuestions()
  // The ROI report applies all filters to credit, not to journeys, and is then of less.
  const isSame =
    cell !== undefined &&
    namesNotApplied(query, KNOWN).length === 0 &&
    !FILTER_NAMES.some((name) => query[name])
  const paths = useExplainPaths(shape)
  const explain = (measure: string) => {
    if (of) return { ...paths, cell: of, measure }
    return isSame ? { cell, measure } : undefined
  }
  return (
    <tr class={isTotal ? 'total' : undefined}>
      <th scope="row">
        {title}
        {means && <span class="means">{means}</span>}
      </th>
      <Cell kind="count" amount={journeys} explain={explain('journeys')} />
      <Cell kind="count" amount={conversions} explain={explain('conversions')} />
      <Cell kind="money" amount={value} explain={explain('value')} />
      <Cell kind="money" amount={cost} explain={explain('cost')} />
    </tr>
  )
}

/** A part that has none of it at all is left empty. */
function Cell(figure: Pick<FigureProps, 'kind' | 'amount' | 'explain'>) {
  return (
    <td class="right">
      {figure.amount !== undefined && <Figure {...figure} reason="a cost is not known" />}
    </td>
  )
}
