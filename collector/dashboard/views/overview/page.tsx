import type { RoiAnswer } from '../../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { stepOf } from '../../state/period.ts'
import { useQuestions, useReport } from '../../state/use-report.ts'
import { metaOf, ReportMeta } from '../../ui/report-meta.tsx'
import { RestatedSince } from '../../ui/restated-since.tsx'
import { Answered } from '../../ui/states.tsx'
import { Cards } from './cards.tsx'
import { Channels } from './channels.tsx'
import { OverTime } from './over-time.tsx'
import { WorthALook } from './worth-a-look.tsx'

/** What it cost, what it brought, which channels brought it, and what to look at first. */
export default function Overview() {
  const { period, before } = useQuestions()
  const step = stepOf(period)
  const report = useReport<RoiAnswer>('/v1/roi', { by: 'channel' })
  const series = useReport<RoiAnswer>('/v1/roi', { by: step })
  const earlier = useAnswer<RoiAnswer>('/v1/roi', before && { ...before, by: 'channel' })
  return (
    <Answered asked={report} label="Adding up">
      {(answer) => (
        <>
          <ReportMeta meta={metaOf(answer)} />
          <RestatedSince total={answer.total} />
          <Cards now={answer} before={before && earlier.answer} series={series.answer} />
          <WorthALook now={answer} before={before && earlier.answer} />
          <OverTime asked={series} step={step} />
          <Channels answer={answer} address={report.address} />
        </>
      )}
    </Answered>
  )
}
