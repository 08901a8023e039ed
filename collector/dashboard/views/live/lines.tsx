import { time } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Scroll } from '../../ui/table.tsx'
import { lineText } from './line-text.ts'
import type { LiveLine } from './live-state.ts'

/** The newest first. It is not read aloud as it grows: what matters is said beside it. */
export function Lines({ lines }: { lines: readonly LiveLine[] }) {
  if (lines.length === 0)
    return <p class="state">Nothing yet. Open a page of your shop, and its hit stands here.</p>
  return (
    <Scroll label="As it happens">
      <ol class="live" aria-live="off">
        {lines.map((line) => (
          <LineOf key={`${line.event} ${line.id}`} line={line} />
        ))}
      </ol>
    </Scroll>
  )
}

function LineOf({ line }: { line: LiveLine }) {
  const { timezone } = useSigned().facts
  const { title, text, note } = lineText(line)
  const at = 'received_at' in line.data ? line.data.received_at : undefined
  return (
    <li class={line.event}>
      <time dateTime={at}>{at && time(at, timezone)}</time>
      <strong>{title}</strong>
      <span>
        {text} {note && <span class="note">{note}</span>}
      </span>
    </li>
  )
}
