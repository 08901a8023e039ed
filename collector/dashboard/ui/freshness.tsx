import type { ComponentChildren } from 'preact'
import { ago, instant } from '../format/times.ts'
import { closedText, type Restated } from './restated.ts'

interface FreshMeta {
  currency: string
  timezone: string
  fresh_to: string | null
  pending: number
  building: boolean
  closed?:
    | { from: string; to: string; kept: boolean; restated?: Restated | null | undefined }[]
    | undefined
}

/** What a report that is of no model says of itself: how its days are taken, and how fresh and whole it is. */
export function FreshnessLine({
  meta,
  children,
}: {
  meta: FreshMeta
  children: ComponentChildren
}) {
  const notices = [
    ...(meta.pending > 0
      ? [`${meta.pending} facts are being settled: figures may still change.`]
      : []),
    ...(meta.building ? ['Figures are being derived anew; these are of the set before.'] : []),
    ...(meta.closed ?? []).map((one) => closedText(one, meta.currency)),
  ]
  return (
    <div class="meta">
      <p>
        {children} · {meta.currency} · {meta.timezone} ·{' '}
        {meta.fresh_to ? (
          <time dateTime={meta.fresh_to} title={instant(meta.fresh_to, meta.timezone)}>
            newest fact {ago(meta.fresh_to, Date.now())}
          </time>
        ) : (
          'no facts yet'
        )}
      </p>
      {notices.length > 0 && (
        <ul class="notices">
          {notices.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
