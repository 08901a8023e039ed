import { useCallback, useMemo } from 'preact/hooks'
import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { Chart } from '../../charts/chart.tsx'
import type { Palette } from '../../charts/palette.ts'
import { count, money } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type Flow, type FlowLink, flowOf, namedBy, type Width } from './flow.ts'
import { flowOption, pickedOf } from './flow-option.ts'
import { WIDTHS, widthOf } from './place.ts'
import { difference, type Path } from './sums.ts'
import { Switch } from './switch.tsx'
import { placedTitleOf, titleOf } from './words.ts'

interface FlowPanelProps {
  answer: PathsAnswer
  address: string
}

/** How journeys went on from step to step, and where they ended. */
export function FlowPanel({ answer, address }: FlowPanelProps) {
  const width = widthOf(usePlace().params)
  const flow = useMemo(() => flowOf(answer.paths, width), [answer, width])
  const written = useWritten(width)
  return (
    <Panel
      title="Where journeys go"
      note={noteOf(answer, flow, width, written)}
      address={address}
      table={() => <Links flow={flow} width={width} />}
      actions={
        <Switch
          {...{ label: 'Width of the flow', options: WIDTHS, chosen: width }}
          // Other names may be folded then: what was filtered by may not be there.
          changes={(name) => ({
            ...{ width: name === 'journeys' ? undefined : name },
            ...{ through: undefined, onto: undefined },
          })}
        />
      }
    >
      {flow.links.length === 0 ? (
        <Empty title="No closed journey of these days has any value">
          <p>Look at the flow by journeys.</p>
        </Empty>
      ) : (
        <Drawn flow={flow} width={width} />
      )}
    </Panel>
  )
}

function useWritten(width: Width): (amount: string) => string {
  const { currency } = useSigned().facts
  return useCallback(
    (amount) => (width === 'value' ? money(amount, currency) : `${count(amount)} journeys`),
    [width, currency],
  )
}

/** What is drawn, and what is not: both make the closed journeys of the period. */
function noteOf(
  { closed }: PathsAnswer,
  flow: Flow<Path>,
  width: Width,
  written: (amount: string) => string,
): string {
  const whole = width === 'value' ? closed.value : String(closed.journeys)
  const rest = difference(whole, flow.amount)
  const drawn = `${written(flow.amount)} of ${written(whole)} that closed in these days${
    Number(rest) === 0 ? '' : `; ${written(rest)} went paths that are not drawn`
  }.`
  const lost =
    width === 'value'
      ? ' Journeys that did not convert have no value.'
      : ' A journey without a touch for 30 days is lost.'
  return `${drawn}${lost} Click a step or a flow to see its paths below.`
}

function Drawn({ flow, width }: { flow: Flow; width: Width }) {
  const written = useWritten(width)
  const option = useCallback(
    (palette: Palette) => flowOption(flow, written, palette),
    [flow, written],
  )
  return (
    <section class="scroll" aria-label="Flow of journeys" tabIndex={0}>
      <div class="flow">
        <Heads steps={flow.steps} />
        <Chart option={option} label={inWords(flow, written)} height={430} onPick={pick} />
      </div>
    </section>
  )
}

const ORDINALS = ['First touch', 'Second', 'Third', 'Fourth', 'Fifth and later']

/** Above each step; the ends need no words. */
function Heads({ steps }: { steps: number }) {
  return (
    <div class="flow-heads note" aria-hidden="true">
      {ORDINALS.slice(0, steps).map((title) => (
        <span key={title}>{title}</span>
      ))}
    </div>
  )
}

function pick(data: unknown): void {
  const picked = pickedOf(data)
  if (picked) setParams({ ...picked, at: undefined })
}

const NAMED_MAX = 3

function inWords({ nodes, steps, amount }: Flow, written: (amount: string) => string): string {
  const told = (ones: Flow['nodes']) =>
    ones.map((node) => `${titleOf(node)} ${written(node.amount)}`).join(', ')
  const first = nodes.filter(({ step }) => step === 1).slice(0, NAMED_MAX)
  const ends = nodes.filter(({ step }) => step === steps + 1)
  return `A flow of ${written(amount)} over up to ${steps} steps. Most begin with ${told(first)}. They end in ${told(ends)}. The table has all of it.`
}

const idOf = ({ from, onto }: FlowLink): string => `${from}\n${onto}`

/** The same as a table, which filters the paths as the chart does. */
function Links({ flow, width }: { flow: Flow; width: Width }) {
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
      {...{ keyOf: idOf, sortedBy: 'amount' }}
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
