import { useEffect, useRef } from 'preact/hooks'
import type { ExplainAnswer } from '../../../../shared/wire/answers/journeys.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { useReport } from '../../state/use-report.ts'
import { Answered } from '../../ui/states.tsx'

/** What one figure is made of: which one, the address says. */
export default function ExplainDrawer() {
  const { params } = usePlace()
  const dialog = useRef<HTMLDialogElement>(null)
  const asked = useReport<ExplainAnswer>(
    '/v1/explain',
    Object.fromEntries(new URLSearchParams(params['explain'])),
  )
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => setParams({ explain: undefined })
  return (
    <dialog class="drawer" ref={dialog} onClose={close} aria-labelledby="explained">
      <header>
        <h2 id="explained">What this figure is made of</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <Answered asked={asked} label="Looking it up">
        {({ cell }) => <p>{cell.formula}</p>}
      </Answered>
    </dialog>
  )
}
