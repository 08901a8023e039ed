import { useEffect, useRef } from 'preact/hooks'
import { useSigned } from '../../shell/session.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { useQuestions } from '../../state/use-report.ts'
import { Answered, Empty } from '../../ui/states.tsx'
import { Explanation } from './explanation.tsx'
import { explainAsked } from './question.ts'
import { usePages } from './use-pages.ts'

/** What one figure is made of: which one, the address says. */
export default function ExplainDrawer() {
  const dialog = useRef<HTMLDialogElement>(null)
  const { session } = useSigned()
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // Closing it gives the focus back to what was clicked; it may go by the back button, too.
    return () => shown?.close()
  }, [])
  return (
    <dialog
      class="drawer"
      ref={dialog}
      onClose={() => setParams({ explain: undefined })}
      aria-labelledby="explained"
    >
      <button type="button" class="close" onClick={() => dialog.current?.close()}>
        Close
      </button>
      {session.scope === 'share' ? <NotShared /> : <Explained />}
    </dialog>
  )
}

function Explained() {
  const { params } = usePlace()
  const { query } = useQuestions()
  const explained = params['explain'] ?? ''
  const pages = usePages(explainAsked(query, explained))
  return (
    <>
      {!pages.first.answer && <Title />}
      <Answered asked={pages.first} label="Looking up what it is made of">
        {() => <Explanation {...{ pages, explained }} />}
      </Answered>
    </>
  )
}

/** Stands there until the figure is known. */
const Title = () => <h2 id="explained">What this figure is made of</h2>

const NotShared = () => (
  <>
    <Title />
    <Empty title="A shared page shows figures, and not the orders behind them.">
      <p>Ask whoever shared it for a read key.</p>
    </Empty>
  </>
)
