import type { ClaimsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { NotApplied, namesNotApplied } from '../../ui/not-applied.tsx'
import { metaOf, ReportMeta } from '../../ui/report-meta.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { ClaimedChart } from './chart.tsx'
import { KNOWN } from './known.ts'
import { ofPlatform, platformsOf, platformTitle } from './rows.ts'
import { ClaimsTable } from './table.tsx'

/** What each ad platform claims of its campaigns, beside what these are credited with. */
export default function Claims() {
  const { params } = usePlace()
  const { query } = useQuestions()
  const asked = useAnswer<ClaimsAnswer>('/v1/claims', only(query, KNOWN))
  const { answer: report } = useAnswer<RoiAnswer>('/v1/roi', {
    ...only(query, KNOWN),
    by: 'channel',
  })
  const isExplained = namesNotApplied(query, KNOWN).length === 0
  return (
    <>
      <NotApplied query={query} known={KNOWN} />
      <Answered asked={asked} label="Comparing">
        {(answer) => {
          const rows = ofPlatform(answer.rows, params['platform'])
          return (
            <>
              {report && <ReportMeta meta={{ ...metaOf(report), ...asOfNow(answer) }} />}
              {answer.rows.length === 0 ? (
                <NoClaims />
              ) : (
                <>
                  <Platforms rows={answer.rows} chosen={params['platform']} />
                  <ClaimedChart {...{ rows, address: asked.address }} />
                  <ClaimsTable {...{ rows, address: asked.address, isExplained }} />
                </>
              )}
            </>
          )
        }}
      </Answered>
    </>
  )
}

/** Claims are of now, also in closed periods: what these were closed with is the overview's. */
const asOfNow = ({ meta }: ClaimsAnswer) => ({
  ...{ fresh_to: meta.fresh_to, pending: meta.pending, building: meta.building },
  closed: meta.closed?.map((one) => ({ ...one, kept: false })),
})

const NoClaims = () => (
  <Empty title="No ad platform claims anything in this period.">
    <p>
      Import a report with its clicks and conversions on the <strong>Costs</strong> page: what the
      platform claims is kept beside what it cost.
    </p>
  </Empty>
)

interface PlatformsProps {
  rows: ClaimsAnswer['rows']
  chosen: string | undefined
}

function Platforms({ rows, chosen = '' }: PlatformsProps) {
  const platforms = platformsOf(rows)
  return (
    <div class="row options">
      <label class="choice">
        <span>Platform</span>
        <select
          value={platforms.includes(chosen) ? chosen : ''}
          onChange={({ currentTarget }) =>
            setParams({ platform: currentTarget.value || undefined })
          }
        >
          <option value="">All platforms</option>
          {platforms.map((platform) => (
            <option key={platform} value={platform}>
              {platformTitle(platform)}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
