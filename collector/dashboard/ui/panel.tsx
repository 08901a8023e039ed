import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'

interface PanelProps {
  title: string
  /** One sentence: what is shown, and what it leaves out. */
  note?: string | undefined
  /** The API call that it shows, for its CSV and "copy as curl". */
  address?: string | undefined
  /** Where the call has no CSV. */
  noCsv?: boolean
  /** The same as a table, where the panel is a chart. */
  table?: (() => ComponentChildren) | undefined
  actions?: ComponentChildren
  children: ComponentChildren
}

/** A chart or a table with its title, and its ways out: as a table, as CSV, as an API call. */
export function Panel({ title, note, address, noCsv, table, actions, children }: PanelProps) {
  const id = useId()
  const [isTable, setTable] = useState(false)
  return (
    <section class="card panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <div class="row tools">
          {actions}
          {table && (
            <button
              type="button"
              class="quiet"
              aria-pressed={isTable}
              onClick={() => setTable(!isTable)}
            >
              Table
            </button>
          )}
          {address && !noCsv && (
            <a class="quiet" href={withFormat(address)} download>
              CSV
            </a>
          )}
          {address && <CopyCurl address={address} />}
        </div>
      </header>
      {note && <p class="note">{note}</p>}
      {table && isTable ? table() : children}
    </section>
  )
}

/** The same question, answered as CSV. */
export const withFormat = (address: string): string =>
  `${address}${address.includes('?') ? '&' : '?'}format=csv`

/** The same question for a terminal. The session's cookie stays in the browser: a key stands for it. */
export const curlOf = (address: string, origin: string): string =>
  `curl '${origin}${address.replaceAll("'", '%27')}' -H "authorization: Bearer $PATHWORTH_KEY"`

/** Copies a question as a command. */
export function CopyCurl({ address }: { address: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(curlOf(address, location.origin))
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => void copy()}
      title="Copies this report as a command; put a read key into PATHWORTH_KEY"
    >
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy as curl'}</span>
    </button>
  )
}
