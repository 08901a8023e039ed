import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { linesOf } from './fact-lines.ts'
import type { Fact } from './parts.ts'

interface FactOfProps {
  title: string
  fact: Fact
  isOpen?: boolean
}

/** A fact as it was received: all that it says, and how it came. */
export function FactOf({ title, fact, isOpen }: FactOfProps) {
  const { timezone } = useSigned().facts
  const { provenance, ...said } = fact
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <Lines lines={linesOf(said, (time) => instant(time, timezone))} />
      {provenance && (
        <p class="note">
          Fact {provenance.seq}, by {provenance.source}
          {provenance.owner && ` (${provenance.owner})`}, received{' '}
          {instant(provenance.received_at, timezone)}, schema {provenance.schema_version}
        </p>
      )}
    </details>
  )
}

/** Names and what they say. */
export function Lines({ lines }: { lines: readonly (readonly [string, string])[] }) {
  return (
    <dl class="lines">
      {lines.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
