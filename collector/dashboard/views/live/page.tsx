import { count } from '../../format/numbers.ts'
import { useSigned } from '../../shell/session.ts'
import { only } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { NotApplied } from '../../ui/not-applied.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Empty } from '../../ui/states.tsx'
import { Lines } from './lines.tsx'
import { COUNTED, type Counted, type LiveState } from './live-state.ts'
import { TagCheck } from './tag-check.tsx'
import { Today } from './today.tsx'
import { useLive } from './use-live.ts'

/** What of the address a stream understands; its figures are of today. */
const KNOWN = ['site', 'model', 'basis', 'goal']

/** What happens at the site, as it happens. */
export default function LivePage() {
  const { session } = useSigned()
  if (session.scope === 'share')
    return <Empty title="A shared page shows reports, and not what single visitors do." />
  return <Watching />
}

function Watching() {
  const { query } = useQuestions()
  const { state, pause } = useLive(only(query, KNOWN))
  const others = Object.fromEntries(
    Object.entries(query).filter(([name]) => name !== 'from' && name !== 'to'),
  )
  return (
    <>
      <NotApplied query={others} known={KNOWN} />
      <Today roi={state.roi} isOfAll={Object.keys(others).every((name) => isKnown(others, name))} />
      <Panel
        title="As it happens"
        note="Hits, touches, conversions, refunds and costs, the newest first. Numbers are since this page was opened."
        actions={<Pause {...{ state, pause }} />}
      >
        <Counts counts={state.counts} />
        <Lines lines={state.lines} />
      </Panel>
      <TagCheck />
    </>
  )
}

const isKnown = (query: Readonly<Record<string, string | undefined>>, name: string): boolean =>
  query[name] === undefined || KNOWN.includes(name)

const CONNECTIONS: Readonly<Record<LiveState['connection'], string>> = {
  connecting: 'Connecting…',
  open: 'Connected',
  lost: 'Connection lost: trying again, nothing is missed',
}

function Pause({ state, pause }: { state: LiveState; pause: () => void }) {
  const { connection, isPaused, held } = state
  return (
    <>
      <span class={`connection ${connection}`} role="status">
        {CONNECTIONS[connection]}
      </span>
      <button type="button" aria-pressed={isPaused} onClick={pause}>
        {isPaused ? `Go on (${count(held.length)} new)` : 'Pause'}
      </button>
    </>
  )
}

function Counts({ counts }: { counts: LiveState['counts'] }) {
  return (
    <dl class="counts">
      {Object.entries(COUNTED).map(([name, title]) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd class="figure">{count(counts[name as Counted])}</dd>
        </div>
      ))}
    </dl>
  )
}
