import { useCallback, useMemo } from 'preact/hooks'
import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { Chart } from '../../charts/chart.tsx'
import type { Palette } from '../../charts/palette.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Flow, flowOf, litLinks, type Width } from './flow.ts'
import { flowOption, pickedOf } from './flow-option.ts'
import { FlowTable, useWritten } from './flow-table.tsx'
import { throughOf, WIDTHS, widthOf } from './place.ts'
import { difference, type Path } from './sums.ts'
import { Switch } from './switch.tsx'
import { titleOf } from './words.ts'

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
      table={() => <FlowTable flow={flow} width={width} />}
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
    Number(rest) === 0 ? '' : `; ${written(rest)} took paths that are not drawn`
  }.`
  const lost =
    width === 'value'
      ? ' Journeys that did not convert have no value.'
      : ' A journey without a touch for 30 days is lost.'
  return `${drawn}${lost} Click a step or a flow to see its paths below.`
}

function Drawn({ flow, width }: { flow: Flow; width: Width }) {
  const written = useWritten(width)
  const { node, onto } = throughOf(usePlace().params) ?? {}
  const option = useCallback(
    (palette: Palette) => {
      const lit = node === undefined ? undefined : litLinks(flow, { node, onto })
      return flowOption(flow, { written, palette, lit })
    },
    [flow, written, node, onto],
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
