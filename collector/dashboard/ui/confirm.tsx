import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { Change } from '../data/use-change.ts'
import { Refused } from './field.tsx'

interface ConfirmProps {
  title: string
  /** What it does, and whether it can be taken back. */
  children: ComponentChildren
  /** On the button that does it: `Roll back`. */
  action: string
  change: Pick<Change<unknown>, 'isUnderWay' | 'error'>
  /** @returns whether it was done */
  onYes: () => Promise<boolean>
  /** It was done, or was thought better of. */
  onEnd: () => void
}

/** Asks before something is done that others will see. */
export function Confirm({ title, children, action, change, onYes, onEnd }: ConfirmProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  // Closing it gives the focus back to what has opened it.
  const close = () => dialog.current?.close()
  const yes = async () => {
    if (await onYes()) close()
  }
  return (
    <dialog class="confirm" ref={dialog} aria-labelledby={id} onClose={onEnd}>
      <h2 id={id}>{title}</h2>
      {children}
      <Refused error={change.error} />
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={change.isUnderWay}
          onClick={() => void yes()}
        >
          {action}
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </dialog>
  )
}
