import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { StreamEvents } from '../../../../shared/wire/stream.ts'
import { percent } from '../../format/numbers.ts'
import { day } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Figure, type FigureKind, written } from '../../ui/figure.tsx'
import { FreshnessLine } from '../../ui/freshness.tsx'
import { Loading } from '../../ui/states.tsx'

type Roi = StreamEvents['roi']

interface TodayProps {
  roi: Roi | undefined
  /** Whether the address asks for no more than a stream can tell: an explanation would be of that. */
  isOfAll: boolean
}

type Measure = 'value' | 'cost' | 'profit' | 'roi' | 'conversions'

const FIGURES: readonly { measure: Measure; title: string; kind: FigureKind; reason: string }[] = [
  { measure: 'value', title: 'Value', kind: 'money', reason: '' },
  { measure: 'cost', title: 'Cost', kind: 'money', reason: 'a cost is not known' },
  { measure: 'profit', title: 'Profit', kind: 'money', reason: 'a cost is not known' },
  { measure: 'roi', title: 'ROI', kind: 'percent', reason: 'nothing was spent' },
  { measure: 'conversions', title: 'Conversions', kind: 'count', reason: '' },
]

/** The figures of today, which change as facts come in. */
export function Today({ roi, isOfAll }: TodayProps) {
  if (!roi) return <Loading label="Listening" />
  const days = { from: roi.from, to: roi.to }
  return (
    <>
      <FreshnessLine meta={roi}>
        Today, {day(roi.from)} · credited by {roi.model.replaceAll('_', ' ')} · goal{' '}
        {roi.goal.replaceAll('_', ' ')} ·{' '}
        {roi.eligible === 0
          ? 'no order yet'
          : `${percent(roi.coverage)} of ${roi.eligible} orders have a journey`}
      </FreshnessLine>
      <dl class="cards">
        {FIGURES.map(({ measure, title, kind, reason }) => (
          <div key={measure} class="card">
            <dt>{title}</dt>
            <dd>
              <Changing amount={roi.total[measure]}>
                <Figure
                  {...{ kind, amount: roi.total[measure], reason }}
                  explain={isOfAll ? { cell: 'total', measure, ...days } : undefined}
                />
              </Changing>
            </dd>
          </div>
        ))}
      </dl>
      <Said roi={roi} />
    </>
  )
}

interface ChangingProps {
  amount: string | number | null
  children: ComponentChildren
}

/** Is marked for a moment when the figure has changed; not when it comes. */
function Changing({ amount, children }: ChangingProps) {
  const before = useRef(amount)
  const times = useRef(0)
  if (before.current !== amount) times.current += 1
  before.current = amount
  return (
    <span key={times.current} class={times.current > 0 ? 'changed' : undefined}>
      {children}
    </span>
  )
}

/** So often at most something is read aloud. */
const SAID_EVERY_MS = 10_000

/** Figures in words for who does not see them, now and then. */
function Said({ roi }: { roi: Roi }) {
  const { currency } = useSigned().facts
  const { conversions, value } = roi.total
  const text = `Today: ${written('count', conversions, currency)} conversions, ${written('money', value, currency)}`
  const [said, setSaid] = useState('')
  const saidAt = useRef(performance.now())
  useEffect(() => {
    const wait = Math.max(0, saidAt.current + SAID_EVERY_MS - performance.now())
    const timer = setTimeout(() => {
      saidAt.current = performance.now()
      setSaid(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <p class="hidden" aria-live="polite">
      {said}
    </p>
  )
}
