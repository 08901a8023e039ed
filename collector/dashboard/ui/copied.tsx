import { useState } from 'preact/hooks'

interface CopiedProps {
  /** What it is: `The line for your pages`. */
  label: string
  text: string
}

/** Text to be pasted elsewhere, with a button that copies it. */
export function Copied({ label, text }: CopiedProps) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div class="copied">
      <code>{text}</code>
      <button type="button" onClick={() => void copy()} title={label}>
        <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
        <span class="hidden"> {label}</span>
      </button>
    </div>
  )
}

/** A secret that nobody will see again. */
export function ShownOnce({ label, text, onDone }: CopiedProps & { onDone: () => void }) {
  return (
    <div class="once" role="status">
      <p>
        <strong>{label}</strong> It is shown this once: copy it now.
      </p>
      <Copied {...{ label, text }} />
      <p>
        <button type="button" class="quiet" onClick={onDone}>
          I have it
        </button>
      </p>
    </div>
  )
}
