import { percent } from '../../format/numbers.ts'
import { day, instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import type { Fit } from './versions.ts'

const STATES: Readonly<Record<string, string>> = {
  waiting: 'Waits',
  running: 'Being fitted',
  failed: 'Failed',
}

/** A fit that is no version yet: how far it is, or why it has failed. */
export function FitRow({ fit }: { fit: Fit }) {
  const { facts } = useSigned()
  const { id, state, progress = 0, stage, error, data, requested_at, owner } = fit
  return (
    <tr>
      <th scope="row">{id}</th>
      <td>
        <span class={state === 'failed' ? 'badge bad' : 'badge'}>{STATES[state] ?? state}</span>
      </td>
      <td>
        {day(data.from)} – {day(data.to)}
      </td>
      <td colSpan={2}>
        {error ? (
          <span class="error wrapping">{error}</span>
        ) : (
          <label class="row note">
            <progress max={1} value={progress} /> {percent(progress)} {stage}
          </label>
        )}
      </td>
      <td class="note">
        {instant(requested_at, facts.timezone)} by {owner}
      </td>
      <td />
    </tr>
  )
}
