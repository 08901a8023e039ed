import type { FunnelAnswer } from '../../../../shared/wire/answers/reports.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { NotApplied } from '../../ui/not-applied.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { Bars } from './bars.tsx'
import { Breakdown } from './breakdown.tsx'
import { KNOWN } from './known.ts'
import { Left } from './left.tsx'
import { ABANDONED_AFTER, askedOf, BYS, type By, nameOf } from './steps.ts'

/** How far visits come, where they leave, and what they leave behind in carts. */
export default function Funnel() {
  const { params } = usePlace()
  const { query, before } = useQuestions()
  const { by, abandonedAfter } = askedOf(params)
  const carts = { abandoned_after: String(abandonedAfter) }
  const asked = useAnswer<FunnelAnswer>('/v1/funnel', { ...only(query, KNOWN), by, ...carts })
  const earlier = useAnswer<FunnelAnswer>(
    '/v1/funnel',
    before && { ...only(before, KNOWN), by: 'none', ...carts },
  )
  return (
    <>
      <NotApplied query={query} known={KNOWN} why="a visit has one way in, so no model is needed" />
      <Choices by={by} abandonedAfter={abandonedAfter} />
      <Answered asked={asked} label="Counting visits">
        {(answer) => (
          <Shown {...{ answer, by, address: asked.address }} before={before && earlier.answer} />
        )}
      </Answered>
    </>
  )
}

interface ChoicesProps {
  by: By
  abandonedAfter: number
}

function Choices({ by, abandonedAfter }: ChoicesProps) {
  const days = [...new Set([...ABANDONED_AFTER, abandonedAfter])].toSorted((a, b) => a - b)
  return (
    <div class="row choices">
      <label class="choice">
        <span>Broken down by</span>
        <select
          value={by}
          onChange={({ currentTarget }) => setParams({ by: currentTarget.value, only: undefined })}
        >
          {Object.entries(BYS).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <span>A cart is abandoned after</span>
        <select
          value={abandonedAfter}
          onChange={({ currentTarget }) => setParams({ abandoned_after: currentTarget.value })}
        >
          {days.map((count) => (
            <option key={count} value={count}>
              {count === 1 ? '1 day' : `${count} days`} without an order
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

interface ShownProps {
  answer: FunnelAnswer
  before: FunnelAnswer | undefined
  by: By
  address: string
}

function Shown({ answer, before, by, address }: ShownProps) {
  const { params } = usePlace()
  const row = answer.rows.find((one) => nameOf(one, by) === params['only'])
  if (answer.total.steps[0]?.visits === 0)
    return (
      <Empty title="No visit in this period">
        <p>
          {answer.meta.filters
            ? 'Choose a longer period, or fewer filters.'
            : 'Choose a longer period, or look whether the tag is on the pages of the site.'}
        </p>
      </Empty>
    )
  return (
    <>
      <FreshnessLine meta={answer.meta}>
        Visits of the period, what they came to, and orders that count in the ROI report
      </FreshnessLine>
      <Left answer={answer} before={before} />
      <Bars
        {...{ figures: row ?? answer.total, name: row && nameOf(row, by), address }}
        explained={row && (row[by] ?? '')}
      />
      <Breakdown {...{ answer, by, address }} />
    </>
  )
}
