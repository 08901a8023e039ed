import type { ComponentChildren } from 'preact'
import { count, factor, money, NOTHING, percent } from '../format/numbers.ts'
import { useSigned } from '../shell/session.ts'
import { setParams } from '../state/location.ts'

/** How a figure of a report is written. */
export type FigureKind = 'money' | 'count' | 'percent' | 'factor' | 'day'

type Amount = string | number | null | undefined

export function written(kind: FigureKind, amount: Amount, currency: string): string {
  if (amount === null || amount === undefined) return NOTHING
  if (kind === 'money') return money(String(amount), currency)
  if (kind === 'count') return count(amount)
  if (kind === 'day') return Number(amount) === 0 ? 'at once' : `day ${count(amount)}`
  return kind === 'percent' ? percent(Number(amount)) : factor(Number(amount))
}

/** Which figure of the ROI report it is, as `GET /v1/explain` asks it; the report's own filters are added. */
export type Explained = Readonly<Record<string, string>>

export interface FigureProps {
  kind: FigureKind
  amount: Amount
  /** Without it the figure can't be clicked. */
  explain?: Explained | undefined
  /** Why there is none, where there is none. */
  reason?: string | undefined
  /** Of money that is not in the site's. */
  currency?: string | undefined
}

/** One figure: clicked, it shows what it is made of. */
export function Figure({ kind, amount, explain, reason, currency }: FigureProps) {
  const { facts, session } = useSigned()
  const text = written(kind, amount, currency ?? facts.currency)
  const isNone = amount === null || amount === undefined
  if (isNone)
    return (
      <span class="figure none" title={reason}>
        {NOTHING}
        {reason && <span class="hidden"> ({reason})</span>}
      </span>
    )
  if (!explain || session.scope === 'share') return <span class="figure">{text}</span>
  const open = () => setParams({ explain: new URLSearchParams(explain).toString() })
  return (
    <button type="button" class="figure" onClick={open} title="Explain this figure">
      {text}
    </button>
  )
}

/** A word, and what it means. */
export function Term({ children, means }: { children: ComponentChildren; means: string }) {
  return (
    <abbr class="term" title={means}>
      {children}
    </abbr>
  )
}
