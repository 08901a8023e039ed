import type { CampaignsAnswer } from '../../../../shared/wire/answers/reports.ts'
import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useSigned } from '../../shell/session.ts'
import { stepOf } from '../../state/period.ts'
import { only } from '../../state/question.ts'
import { useQuestions, useReport } from '../../state/use-report.ts'
import { metaOf, ReportMeta } from '../../ui/report-meta.tsx'
import { RestatedSince } from '../../ui/restated-since.tsx'
import { Answered } from '../../ui/states.tsx'
import { ByHand } from './by-hand.tsx'
import { CampaignCosts } from './campaigns.tsx'
import { Categories } from './categories.tsx'
import { Imports } from './imports.tsx'
import { CostsOverTime } from './over-time.tsx'
import { Unmatched } from './unmatched.tsx'
import { Upload } from './upload.tsx'

/** What `GET /v1/campaigns` understands. */
const KNOWN = ['site', 'from', 'to', 'goal', 'model', 'basis']

/** What was spent, on what, and the ways to bring more of it. */
export default function Costs() {
  const { session } = useSigned()
  const { period, query } = useQuestions()
  const step = stepOf(period)
  const byCategory = useReport<RoiAnswer>('/v1/roi', { by: 'category' })
  const series = useReport<RoiAnswer>('/v1/roi', { by: `${step},category` })
  const byCampaign = useReport<RoiAnswer>('/v1/roi', { by: 'channel,campaign' })
  const campaigns = useAnswer<CampaignsAnswer>('/v1/campaigns', only(query, KNOWN))
  return (
    <>
      <Answered asked={byCategory} label="Adding up">
        {(answer) => (
          <>
            <ReportMeta meta={metaOf(answer)} />
            <RestatedSince total={answer.total} />
            <CostsOverTime asked={series} step={step} />
            <div class="pair costs">
              <Categories answer={answer} address={byCategory.address} />
              <CampaignCosts asked={byCampaign} />
            </div>
          </>
        )}
      </Answered>
      <Upload />
      {/* A shared link shows reports, and not who has brought what. */}
      {session.scope !== 'share' && <Imports />}
      <Unmatched asked={campaigns} />
      <ByHand />
    </>
  )
}
