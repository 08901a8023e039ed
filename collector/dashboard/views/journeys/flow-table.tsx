import { useCallback } from 'preact/hooks'
import { count, money } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams } from '../../state/location.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { type Flow, type FlowLink, linkKey, namedBy, type Width } from './flow.ts'
import { placedTitleOf } from './words.ts'

/** Amounts of a flow in words. */
export function useWritten(width: Width): (amount: string) => string {
  const { currency } = useSigned().facts
  return useCallback(
    (amount) => (width === 'value' ? money(amount, currency) : `${count(amount)} journeys`),
    [width, currency],
  )
}

/** The same as a table, which filters the paths as the chart does. */
export function FlowTable({ flow, width }: { flow: Flow; width: Width }) {
  const written = useWritten(width)
  const place = (id: string) => namedBy(id, flow.steps)
  const columns: Column<FlowLink>[] = [
    {
      ...{ key: 'from', title: 'From', sort: ({ from }) => from },
      show: ({ from }) => <Filtering title={placedTitleOf(place(from))} through={from} />,
    },
    {
      ...{ key: 'onto', title: 'To', sort: ({ onto }) => onto },
      show: ({ onto }) => <Filtering title={placedTitleOf(place(onto))} through={onto} />,
    },
    {
      key: 'amount',
      title: width === 'value' ? 'Value' : 'Journeys',
      isFigure: true,
      sort: ({ amount }) => Number(amount),
      bar: ({ amount }) => Number(amount) / Number(flow.amount),
      show: ({ from, onto, amount }) => (
        <Filtering title={written(amount)} through={from} onto={onto} />
      ),
    },
  ]
  return (
    <Table
      {...{ caption: 'Flow of journeys from step to step', columns, rows: flow.links }}
      {...{ keyOf: linkKey, sortedBy: 'amount' }}
    />
  )
}

interface FilteringProps {
  title: string
  through: string
  onto?: string
}

function Filtering({ title, through, onto }: FilteringProps) {
  return (
    <button
      type="button"
      class="figure"
      title="Show its paths below"
      onClick={() => setParams({ through, onto, at: undefined })}
    >
      {title}
    </button>
  )
}
