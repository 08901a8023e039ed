import type { PathsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { PathShape } from '../../../../shared/wire/paths.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { count } from '../../format/numbers.ts'
import { usePlace } from '../../state/location.ts'
import { useQuestions } from '../../state/use-report.ts'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { NotApplied } from '../../ui/not-applied.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { BridgePanel } from './bridge-panel.tsx'
import { FlowPanel } from './flow-panel.tsx'
import { KNOWN } from './known.ts'
import { widthOf } from './place.ts'
import { Ranking } from './ranking.tsx'
import { ASKED, usePathsQuery } from './use-paths-query.ts'

/** Paths in their order, or combinations of channels whatever the order. */
export function Paths({ shape }: { shape: PathShape }) {
  const { query } = useQuestions()
  const sort = shape === 'set' ? 'value' : widthOf(usePlace().params)
  const all = useAnswer<PathsAnswer>('/v1/paths', { ...usePathsQuery(shape), sort, limit: ASKED })
  return (
    <Answered asked={all} label="Following journeys">
      {(answer) => (
        <>
          <FreshnessLine meta={answer.meta}>
            Closed journeys by the day on which they closed
          </FreshnessLine>
          <NotApplied
            {...{ query, known: KNOWN }}
            why="a path has the whole of its conversions, on the day on which it closed"
          />
          {answer.meta.filters && (
            <p class="note">
              Filters keep whole journeys with one touch at least that they ask for: the value of
              all of an order is there, not what the touch is credited with.
            </p>
          )}
          <Shown {...{ answer, shape, address: all.address }} />
        </>
      )}
    </Answered>
  )
}

interface ShownProps {
  /** The first of all paths, or all of them. */
  answer: PathsAnswer
  shape: PathShape
  address: string
}

function Shown({ answer, shape, address }: ShownProps) {
  if (answer.closed.journeys === 0)
    return (
      <>
        <Empty title="No journey closed in these days">
          <p>
            A journey closes when it converts, or {answer.meta.lost_after_days} days after its last
            touch. {count(answer.open.journeys)} are open. Choose a longer period
            {answer.meta.filters && ', or fewer filters'}.
          </p>
        </Empty>
        <BridgePanel answer={answer} address={address} />
      </>
    )
  return (
    <>
      {shape === 'sequence' && <FlowPanel answer={answer} address={address} />}
      <Ranking answer={answer} shape={shape} />
      <BridgePanel answer={answer} address={address} />
    </>
  )
}
