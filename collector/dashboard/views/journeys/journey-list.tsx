import type { Journey, JourneysAnswer } from '../../../../shared/wire/answers/journeys.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { money } from '../../format/numbers.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { FILTER_NAMES, only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Figure } from '../../ui/figure.tsx'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { NotApplied } from '../../ui/not-applied.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { JourneyLink, OrderSearch, Unseen } from './journey-ways.tsx'
import { Pills } from './pills.tsx'
import { stageOf, stateOf } from './words.ts'

/** What the report of journeys understands of the address. */
const KNOWN = ['site', 'from', 'to', 'goal', 'model', ...FILTER_NAMES]

const SHOWN = 25

/** The conversions of the period, newest first, each with its journey. */
export function JourneyList() {
  return useSigned().session.scope === 'share' ? <Unseen /> : <Listed />
}

function Listed() {
  const { params } = usePlace()
  const { query } = useQuestions()
  const asked = useAnswer<JourneysAnswer>('/v1/journeys', {
    ...only(query, KNOWN),
    ...{ limit: SHOWN, cursor: params['after'] },
  })
  return (
    <>
      <OrderSearch />
      <Answered asked={asked} label="Looking up journeys">
        {(answer) => (
          <>
            <FreshnessLine meta={answer.meta}>Conversions by their day, newest first</FreshnessLine>
            <NotApplied
              {...{ query, known: KNOWN }}
              why="each conversion stands on its day, at its net revenue"
            />
            <Page answer={answer} address={asked.address} isFirst={!params['after']} />
          </>
        )}
      </Answered>
    </>
  )
}

interface PageProps {
  answer: JourneysAnswer
  address: string
  isFirst: boolean
}

function Page({ answer, address, isFirst }: PageProps) {
  const { journeys, next } = answer
  if (journeys.length === 0)
    return (
      <Empty title="No conversion in these days">
        <p>Choose a longer period, another goal, or fewer filters.</p>
      </Empty>
    )
  return (
    <Panel
      title="Single journeys"
      note="What each conversion was worth, and the touches before it. Open one to see its touches with their credits."
      address={address}
    >
      <Rows journeys={journeys} />
      <p class="row pages">
        {!isFirst && (
          <button type="button" onClick={() => setParams({ after: undefined })}>
            ← Newest
          </button>
        )}
        {next !== null && (
          <button type="button" onClick={() => setParams({ after: next })}>
            Older →
          </button>
        )}
      </p>
    </Panel>
  )
}

function Rows({ journeys }: { journeys: readonly Journey[] }) {
  return (
    <Table
      {...{ caption: 'Single journeys', columns: COLUMNS, rows: journeys }}
      keyOf={(one) => `${one.goal}\n${one.transaction_id}`}
    />
  )
}

const COLUMNS: readonly Column<Journey>[] = [
  { key: 'order', title: 'Order', show: (one) => <JourneyLink id={one.transaction_id} /> },
  { key: 'ts', title: 'When', show: (one) => <When ts={one.ts} /> },
  {
    key: 'touches',
    title: 'Touches',
    show: (one) =>
      one.matched ? (
        <Pills steps={one.touches.map(({ channel }) => channel)} />
      ) : (
        <span class="note">unattributed: {one.reason.replaceAll('_', ' ')}</span>
      ),
  },
  {
    key: 'stage',
    title: 'Customer',
    show: ({ stage, state }) => (
      <span title={stateOf(state) || undefined}>
        {stageOf(stage)}
        {stateOf(state) && ` · ${state.replaceAll('_', ' ')}`}
      </span>
    ),
  },
  {
    ...{ key: 'value', title: 'Value', isFigure: true },
    show: (one) => <span class="figure">{money(one.value, one.currency)}</span>,
  },
  {
    ...{ key: 'refunded', title: 'Refunded', isFigure: true },
    show: (one) =>
      Number(one.refunded) === 0 ? (
        ''
      ) : (
        <span class="figure">{money(one.refunded, one.currency)}</span>
      ),
  },
  {
    ...{ key: 'cost', title: 'Cost', isFigure: true },
    show: ({ cost }) => <Figure kind="money" amount={cost} />,
  },
  {
    ...{ key: 'profit', title: 'Profit', isFigure: true },
    show: ({ matched, profit }) => (
      <Figure kind="money" amount={matched ? profit : null} reason="no journey is known" />
    ),
  },
  {
    ...{ key: 'roi', title: 'ROI', isFigure: true },
    show: ({ roi }) => <Figure kind="percent" amount={roi} reason="nothing was spent" />,
  },
]

function When({ ts }: { ts: string }) {
  return <time dateTime={ts}>{instant(ts, useSigned().facts.timezone)}</time>
}
