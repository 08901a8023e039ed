import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count, percent } from '../../format/numbers.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { type Explained, Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useExplainFunnel } from './explained.ts'
import { BYS, type By, type FunnelFigures, type FunnelRow, nameOf, STEPS } from './steps.ts'

interface BreakdownProps {
  answer: FunnelAnswer
  by: By
  address: string
}

/** The same steps by channel, or what else rows are of. */
export function Breakdown({ answer, by, address }: BreakdownProps) {
  const { params } = usePlace()
  const explain = useExplainFunnel()
  const title = `Steps by ${BYS[by].toLowerCase()}`
  return (
    <Panel
      title={title}
      address={address}
      note="Choose a row to see its steps above. Orders are of the visit that they were placed in, or of the last one before."
    >
      <Table
        caption={title}
        rows={answer.rows}
        keyOf={(row) => nameOf(row, by)}
        sortedBy="visit"
        columns={columnsOf(answer, by, params['only'], explain)}
        foot={<Foot answer={answer} />}
      />
    </Panel>
  )
}

type Explain = ReturnType<typeof useExplainFunnel>

function columnsOf(
  answer: FunnelAnswer,
  by: By,
  chosen: string | undefined,
  explain: Explain,
): Column<FunnelRow>[] {
  const ofRow = (row: FunnelRow, measure: string) => explain({ name: row[by] ?? '' }, measure)
  return [
    {
      ...{ key: by, title: BYS[by], sort: (row) => nameOf(row, by) },
      show: (row) => <Name name={nameOf(row, by)} chosen={chosen} />,
    },
    ...answer.total.steps.map(
      (step, at): Column<FunnelRow> => stepColumn(answer.rows, step.step, at, ofRow),
    ),
    {
      ...{ key: 'value', title: 'Ordered', isFigure: true, sort: ({ value }) => Number(value) },
      show: (row) => (
        <Figure {...{ kind: 'money', amount: row.value, explain: ofRow(row, 'value') }} />
      ),
    },
    ...(['abandoned_carts', 'open_carts'] as const).map((key) => cartColumn(key, ofRow)),
  ]
}

type OfRow = (row: FunnelRow, measure: string) => Explained

/** Its share of all visits of the row; of the first step how many there are. */
function stepColumn(
  rows: readonly FunnelRow[],
  step: keyof typeof STEPS,
  at: number,
  explain: OfRow,
): Column<FunnelRow> {
  const { title, means } = STEPS[step]
  const of = (row: FunnelRow) => row.steps[at]
  if (at === 0) {
    const top = Math.max(1, ...rows.map((row) => of(row)?.visits ?? 0))
    return {
      ...{ key: step, title: 'Visits', means, isFigure: true },
      sort: (row) => of(row)?.visits ?? null,
      show: (row) => (
        <Figure {...{ kind: 'count', amount: of(row)?.visits, explain: explain(row, step) }} />
      ),
      bar: (row) => (of(row)?.visits ?? 0) / top,
    }
  }
  return {
    ...{ key: step, title, means, isFigure: true },
    sort: (row) => of(row)?.rate ?? null,
    show: (row) => <Reached step={of(row)} explain={explain(row, step)} />,
  }
}

/** How many came there, and their share. */
interface ReachedProps {
  step: FunnelFigures['steps'][number] | undefined
  explain: Explained
}

function Reached({ step, explain }: ReachedProps) {
  return (
    <span class="figure">
      {percent(step?.rate)}{' '}
      <small class="note">
        <Figure {...{ kind: 'count', amount: step?.visits, explain }} />
      </small>
    </span>
  )
}

const CARTS = { abandoned_carts: 'Left in carts', open_carts: 'In open carts' } as const

function cartColumn(key: keyof typeof CARTS, explain: OfRow): Column<FunnelRow> {
  return {
    ...{ key, title: CARTS[key], isFigure: true, sort: (row) => Number(row[key].value) },
    show: (row) => <Cart of={row[key]} explain={explain(row, VALUES[key])} />,
  }
}

const VALUES = { abandoned_carts: 'abandoned_value', open_carts: 'open_value' } as const

interface CartProps {
  of: FunnelFigures['open_carts']
  explain: Explained
}

function Cart({ of: { value, carts }, explain }: CartProps) {
  return (
    <>
      <Figure {...{ kind: 'money', amount: value, explain }} />{' '}
      <small class="note figure">{count(carts)}</small>
    </>
  )
}

function Name({ name, chosen }: { name: string; chosen: string | undefined }) {
  const isChosen = name === chosen
  return (
    <button
      type="button"
      class="opener"
      aria-pressed={isChosen}
      onClick={() => setParams({ only: isChosen ? undefined : name })}
    >
      {name}
    </button>
  )
}

function Foot({ answer: { total, without_visit, meta } }: { answer: FunnelAnswer }) {
  const { steps, value, abandoned_carts, open_carts } = total
  const explain = useExplainFunnel()
  return (
    <>
      {!meta.filters && (
        <tr>
          <th scope="row">Orders without a visit</th>
          <td colSpan={steps.length} class="right">
            <Figure
              {...{ kind: 'count', amount: without_visit.orders }}
              explain={explain('without_visit', 'orders')}
            />{' '}
            orders
          </td>
          <td class="right">
            <Figure
              {...{ kind: 'money', amount: without_visit.value }}
              explain={explain('without_visit', 'value')}
            />
          </td>
          <td colSpan={2} />
        </tr>
      )}
      <tr class="total">
        <th scope="row">{meta.filters ? 'All visits of the filters' : 'All visits'}</th>
        {steps.map((step, at) => (
          <td key={step.step} class="right">
            {at === 0 ? (
              <Figure
                {...{ kind: 'count', amount: step.visits, explain: explain('total', step.step) }}
              />
            ) : (
              <Reached step={step} explain={explain('total', step.step)} />
            )}
          </td>
        ))}
        <td class="right">
          <Figure {...{ kind: 'money', amount: value, explain: explain('total', 'value') }} />
        </td>
        <td class="right">
          <Cart of={abandoned_carts} explain={explain('total', 'abandoned_value')} />
        </td>
        <td class="right">
          <Cart of={open_carts} explain={explain('total', 'open_value')} />
        </td>
      </tr>
    </>
  )
}
