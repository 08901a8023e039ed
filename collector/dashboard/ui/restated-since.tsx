import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { useSigned } from '../shell/session.ts'
import { restatedText } from './restated.ts'

/** What there is more now than is shown, where closed days show what they came to then. */
export function RestatedSince({ total }: Pick<RoiAnswer, 'total'>) {
  const { currency } = useSigned().facts
  const moved = total.restated ? restatedText(total.restated, currency) : ''
  if (moved === '') return null
  return (
    <ul class="meta notices">
      <li>Restated since closed days were closed, and not in these figures: {moved}.</li>
    </ul>
  )
}
