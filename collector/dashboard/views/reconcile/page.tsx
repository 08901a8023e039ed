import type { ReconcileAnswer } from '../../../../shared/wire/answers/reports.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { stepOf } from '../../state/period.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { NotApplied, namesNotApplied } from '../../ui/not-applied.tsx'
import { Answered } from '../../ui/states.tsx'
import { BridgeOf } from './bridge.tsx'
import { type BridgeAsked, explainBridge } from './explained.ts'
import { KNOWN } from './known.ts'
import { Periods } from './periods.tsx'
import { BridgeRows } from './rows.tsx'
import { Checks, LeftOut, Unattributed } from './unattributed.tsx'

const BYS = { day: 'By day', month: 'By month' } as const
const REFUNDS = { sale: 'On the day of the sale', refund: 'On their own day' } as const

/** From what the shop has charged to what is credited, and what is in neither. */
export default function Reconcile() {
  const { params } = usePlace()
  const { query, period } = useQuestions()
  const by = params['by'] === 'day' || params['by'] === 'month' ? params['by'] : undefined
  const shown = by ?? (stepOf(period) === 'day' ? 'day' : 'month')
  const refunds = params['refund_basis'] === 'refund' ? 'refund' : undefined
  const question = { ...only(query, KNOWN), by: shown, refund_basis: refunds }
  const rowsAsked: BridgeAsked = { by: shown, refundBasis: refunds ?? 'sale' }
  const explain = explainBridge(rowsAsked)
  // The reasons are explained by the ROI report, which may be asked for more than this page.
  const isExplained = namesNotApplied(query, [...KNOWN, 'model']).length === 0
  const asked = useAnswer<ReconcileAnswer>('/v1/reconcile', question)
  return (
    <>
      <NotApplied query={query} known={KNOWN} why="every model shares out the same" />
      <div class="row options">
        <Options {...{ label: 'Rows', name: 'by', value: shown, options: BYS }} />
        <Options
          {...{ label: 'Refunds count', name: 'refund_basis', value: refunds ?? 'sale' }}
          options={REFUNDS}
        />
      </div>
      <Answered asked={asked} label="Adding up">
        {(answer) => (
          <>
            <FreshnessLine meta={answer.meta}>Orders by their day</FreshnessLine>
            <BridgeOf {...{ answer, explain, address: asked.address }} />
            <div class="pair">
              <Checks {...{ answer, explain }} />
              <Unattributed {...{ answer, isExplained, asked: rowsAsked, explain }} />
            </div>
            <BridgeRows {...{ answer, by: shown, address: asked.address, explain }} />
            <LeftOut {...{ answer, asked: rowsAsked, isExplained }} />
          </>
        )}
      </Answered>
      <Periods />
    </>
  )
}

interface OptionsProps {
  label: string
  /** Of the parameter in the address. */
  name: string
  value: string
  options: Readonly<Record<string, string>>
}

function Options({ label, name, value, options }: OptionsProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value })}
      >
        {Object.entries(options).map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
