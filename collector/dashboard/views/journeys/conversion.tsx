import type { Journey } from '../../../../shared/wire/answers/journeys.ts'
import { money, percent } from '../../format/numbers.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { JourneyLink } from './journey-ways.tsx'
import { reasonOf, spaced, stageOf, stateOf } from './words.ts'

/** The end of the way: what was bought, what came of it, and why no touch is known where none is. */
export function Conversion({ journey }: { journey: Journey }) {
  const { timezone } = useSigned().facts
  const { goal, ts, stage, state, advocacy, matched, reason, value, currency } = journey
  return (
    <li class="conversion">
      <h3>
        {spaced(goal)} · {money(value, currency)}
      </h3>
      <p class="note">
        <time dateTime={ts}>{instant(ts, timezone)}</time> · {stageOf(stage)}
        {advocacy && ' · brought by another customer’s code'}
      </p>
      {matched && <Came journey={journey} />}
      {stateOf(state) && <p class="note">{stateOf(state)}</p>}
      {!matched && (
        <p>
          <strong>Unattributed.</strong> {reasonOf(reason)} It is in the total, and credited to no
          channel.
        </p>
      )}
      <Links journey={journey} />
    </li>
  )
}

/** What was left of it. */
function Came({ journey }: { journey: Journey }) {
  const { currency } = useSigned().facts
  const { refunded, cost, profit, roi } = journey
  return (
    <p class="earned">
      {Number(refunded) !== 0 && (
        <>
          Refunded <strong class="figure">{money(refunded, journey.currency)}</strong>
          {' · '}
        </>
      )}
      Cost <strong class="figure">{money(cost, currency)}</strong>
      {' · profit '}
      <strong class="figure">{money(profit, currency)}</strong>
      {roi !== null && ` · ROI ${percent(roi)}`}
    </p>
  )
}

function Links({ journey: { lead, subscription, led_to } }: { journey: Journey }) {
  const linked = [
    ...(lead ? [{ title: 'Its lead', ...lead }] : []),
    ...(subscription ? [{ title: 'Its subscription', ...subscription }] : []),
    ...(led_to ?? []).map((one) => ({ title: `Led to the ${spaced(one.goal)}`, ...one })),
  ]
  return (
    <>
      {linked.map(({ title, goal, transaction_id }) => (
        <p key={`${goal} ${transaction_id}`}>
          {title}: <JourneyLink id={transaction_id} goal={goal} />
        </p>
      ))}
    </>
  )
}
