import type { Journey } from '../../../../shared/wire/answers/journeys.ts'
import { money, percent } from '../../format/numbers.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Conversion } from './conversion.tsx'
import { Pill } from './pills.tsx'
import { anchorsOf, detailsOf, gapText, type Touch } from './touches.ts'
import { anchorOf } from './words.ts'

/** The touches in their order, and the conversion at the end. */
export function Timeline({ journey, model }: { journey: Journey; model: string }) {
  const { touches } = journey
  return (
    <ol class="timeline">
      {touches.map((touch, at) => (
        <TouchLine key={touch.id} {...{ touch, model, before: touches[at - 1]?.ts }} />
      ))}
      <Conversion journey={journey} />
    </ol>
  )
}

interface TouchLineProps {
  touch: Touch
  model: string
  /** When the touch before it was. */
  before: string | undefined
}

function TouchLine({ touch, model, before }: TouchLineProps) {
  const { timezone } = useSigned().facts
  return (
    <li>
      <h3 class="row">
        <Pill name={touch.channel} />
        {anchorsOf(touch).map((anchor) => (
          <span key={anchor} class="anchor">
            {anchorOf(anchor)}
          </span>
        ))}
      </h3>
      <p class="note">
        <time dateTime={touch.ts}>{instant(touch.ts, timezone)}</time>
        {before !== undefined && ` · ${gapText(before, touch.ts)} later`}
      </p>
      <dl class="details">
        {detailsOf(touch).map(([title, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Earned touch={touch} model={model} />
    </li>
  )
}

/** What it cost, and what it is credited with under the model that was asked. */
function Earned({ touch, model }: Omit<TouchLineProps, 'before'>) {
  const { currency } = useSigned().facts
  const credit = touch.credits[model]
  return (
    <p class="earned">
      Cost <strong class="figure">{money(touch.cost, currency)}</strong>
      {credit && (
        <>
          {' · credited '}
          <strong class="figure">{money(credit.value, currency)}</strong> (
          {percent(Number(credit.conversions))} of the conversion)
        </>
      )}
      {' · profit '}
      <strong class="figure">{money(touch.profit, currency)}</strong>
    </p>
  )
}
