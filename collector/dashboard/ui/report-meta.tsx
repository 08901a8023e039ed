import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { percent } from '../format/numbers.ts'
import { ago, instant } from '../format/times.ts'
import { useSigned } from '../shell/session.ts'

export type OneSiteMeta = Exclude<RoiAnswer['meta'], { sites: string[] }>

/** The page asks of one site alone. */
export const metaOf = ({ meta }: Pick<RoiAnswer, 'meta'>): OneSiteMeta => meta as OneSiteMeta

const BASES: Record<string, string> = {
  conversion_date: 'by conversion date',
  touch_date: 'by touch date',
  first_purchase: 'by first purchase',
}

/** Under which model, basis, currency and time zone figures stand, and how fresh and whole they are. */
export function ReportMeta({ meta }: { meta: OneSiteMeta }) {
  const { facts } = useSigned()
  return (
    <div class="meta">
      <p>
        Credited by <strong>{meta.model.replaceAll('_', ' ')}</strong>,{' '}
        {BASES[meta.basis] ?? meta.basis} · {meta.currency} · {meta.timezone} ·{' '}
        {meta.fresh_to ? (
          <time dateTime={meta.fresh_to} title={instant(meta.fresh_to, facts.timezone)}>
            newest fact {ago(meta.fresh_to, Date.now())}
          </time>
        ) : (
          'no facts yet'
        )}
        {' · '}
        {percent(meta.coverage)} of {meta.eligible} orders have a journey
      </p>
      <Notices meta={meta} />
    </div>
  )
}

/** What the reader should know before trusting a figure. */
function Notices({ meta }: { meta: OneSiteMeta }) {
  const notices = [
    meta.pending > 0 && `${meta.pending} facts are being settled: figures may still change.`,
    meta.building && 'Figures are being derived anew; these are of the set before.',
    meta.warming_up &&
      `Warming up: journeys may have begun before the tag was there${
        meta.warming_up_until ? ` (until ${meta.warming_up_until.slice(0, 10)})` : ''
      }.`,
    meta.hint,
    ...(meta.closed ?? []).map(
      ({ from, to, kept }) =>
        `${from} to ${to} is closed${kept ? ': its figures are as they were then' : ''}.`,
    ),
  ].filter((text): text is string => typeof text === 'string' && text !== '')
  if (notices.length === 0) return null
  return (
    <ul class="notices">
      {notices.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
