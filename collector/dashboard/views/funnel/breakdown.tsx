import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import { count, percent } from '../../format/numbers.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Figure } from '../../ui/figure.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { BYS, type By, type FunnelFigures, type FunnelRow, nameOf, STEPS } from './steps.ts'

interface BreakdownProps {
  answer: FunnelAnswer
  by: By
  address: string
}

/** The same steps by channel, or what else rows are of. */
export function Breakdown({ answer, by, address }: BreakdownProps) {
  const { params } = usePlace()
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
        columns={columnsOf(answer, by, params['only'])}
        foot={<Foot answer={answer} />}
      />
    </Panel>
  )
}

function columnsOf(answer: FunnelAnswer, by: By, chosen: string | undefined): Column<FunnelRow>[] {
  return [
    {
      ...{ key: by, title: BYS[by], sort: (row) => nameOf(row, by) },
      show: (row) => <Name name={nameOf(row, by)} chosen={chosen} />,
    },
    ...answer.total.steps.map(
      (step, at): Column<FunnelRow> => stepColumn(answer.rows, step.step, at),
    ),
    {
      ...{ key: 'value', title: 'Ordered', isFigure: true, sort: ({ value }) => Number(value) },
      show: ({ value }) => <Figure kind="money" amount={value} />,
    },
    ...(['abandoned_carts', 'open_carts'] as const).map(cartColumn),
  ]
}

/** Its share of all visits of the row; of the first step how many there are. */
function stepColumn(
  rows: readonly FunnelRow[],
  step: keyof typeof STEPS,
  at: number,
): Column<FunnelRow> {
  const { title, means } = STEPS[step]
  const of = (row: FunnelRow) => row.steps[at]
  if (at === 0) {
    const top = Math.max(1, ...rows.map((row) => of(row)?.visits ?? 0))
    return {
      ...{ key: step, title: 'Visits', means, isFigure: true },
      sort: (row) => of(row)?.visits ?? null,
      show: (row) => count(of(row)?.visits),
      bar: (row) => (of(row)?.visits ?? 0) / top,
    }
  }
  return {
    ...{ key: step, title, means, isFigure: true },
    sort: (row) => of(row)?.rate ?? null,
    show: (row) => <Reached step={of(row)} />,
  }
}

/** How many came there, and their share. */
function Reached({ step }: { step: FunnelFigures['steps'][number] | undefined }) {
  return (
    <span class="figure">
      {percent(step?.rate)} <small class="note">{count(step?.visits)}</small>
    </span>
  )
}

const CARTS = { abandoned_carts: 'Left in carts', open_carts: 'In open carts' } as const

function cartColumn(key: keyof typeof CARTS): Column<FunnelRow> {
  return {
    ...{ key, title: CARTS[key], isFigure: true, sort: (row) => Number(row[key].value) },
    show: (row) => <Cart of={row[key]} />,
  }
}

function Cart({ of: { value, carts } }: { of: FunnelFigures['open_carts'] }) {
  return (
    <>
      <Figure kind="money" amount={value} /> <small class="note figure">{count(carts)}</small>
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
  return (
    <>
      {!meta.filters && (
        <tr>
          <th scope="row">Orders without a visit</th>
          <td colSpan={steps.length} class="right">
            {count(without_visit.orders)} orders
          </td>
          <td class="right">
            <Figure kind="money" amount={without_visit.value} />
          </td>
          <td colSpan={2} />
        </tr>
      )}
      <tr class="total">
        <th scope="row">{meta.filters ? 'All visits of the filters' : 'All visits'}</th>
        {steps.map((step, at) => (
          <td key={step.step} class="right">
            {at === 0 ? count(step.visits) : <Reached step={step} />}
          </td>
        ))}
        <td class="right">
          <Figure kind="money" amount={value} />
        </td>
        <td class="right">
          <Cart of={abandoned_carts} />
        </td>
        <td class="right">
          <Cart of={open_carts} />
        </td>
      </tr>
    </>
  )
}
