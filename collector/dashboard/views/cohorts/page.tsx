import type { CohortsAnswer } from '../../../../shared/wire/answers/reports.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { month } from '../../format/times.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { NotApplied } from '../../ui/not-applied.tsx'
import { ReportMeta } from '../../ui/report-meta.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { Choices } from './choices.tsx'
import { type By, byOf, chosenMonth, EVERY_DAYS } from './cohorts.ts'
import { Curves } from './curves.tsx'
import { explainCohorts } from './explained.ts'
import { InWhole } from './in-whole.tsx'
import { KNOWN } from './known.ts'
import { type Months, monthsOf } from './months.ts'
import { Retention } from './retention.tsx'

/** What customers of each month have brought since, what winning them cost, and whether they come back. */
export default function Cohorts() {
  const { params } = usePlace()
  const { query, period } = useQuestions()
  const months = monthsOf(period, params)
  const by = byOf(params)
  const asked = useAnswer<CohortsAnswer>('/v1/cohorts', {
    ...only(query, KNOWN),
    ...months,
    ...{ by, ltv_every: String(EVERY_DAYS) },
  })
  return (
    <>
      <NotApplied
        {...{ query, known: KNOWN }}
        why="customers count by the day of their first purchase"
      />
      <Answered asked={asked} label="Following customers">
        {(answer) => <Shown {...{ answer, by, months, address: asked.address }} />}
      </Answered>
    </>
  )
}

interface ShownProps {
  answer: CohortsAnswer
  by: By
  months: Months
  address: string
}

function Shown({ answer, by, months, address }: ShownProps) {
  const { params } = usePlace()
  const chosen = chosenMonth(answer.cohorts, params)
  const isPeriod = params['months'] === 'period'
  const explain = explainCohorts(months, by)
  return (
    <>
      <p class="note">
        First purchases of {month(months.from)} to {month(months.to)}:{' '}
        {isPeriod
          ? 'the months of the period.'
          : 'at least twelve months up to the end of the period, since customers need time to come back.'}{' '}
        <button
          type="button"
          class="quiet"
          onClick={() => setParams({ months: isPeriod ? undefined : 'period' })}
        >
          {isPeriod ? 'At least twelve months' : 'Only the months of the period'}
        </button>
      </p>
      <ReportMeta meta={{ ...answer.meta, goal: 'purchase', sales_channels: [] }} />
      {chosen ? (
        <>
          <Choices {...{ cohorts: answer.cohorts, chosen, by }} />
          <Curves {...{ answer, chosen, by, address, explain }} />
          <InWhole {...{ answer, chosen, address, explain }} />
          <Retention {...{ cohorts: answer.cohorts, address, explain }} />
        </>
      ) : (
        <Empty title="Nobody bought for the first time in these months">
          <p>
            {answer.meta.filters
              ? 'Nobody was won by what the filters ask. Choose a longer period, or fewer filters.'
              : 'Choose a longer period, or send the orders of the months before as a file.'}
          </p>
        </Empty>
      )}
    </>
  )
}
