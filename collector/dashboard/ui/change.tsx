import { changeOf, signedPercent } from '../format/numbers.ts'
import { useSigned } from '../shell/session.ts'
import { type FigureKind, written } from './figure.tsx'

interface ChangeProps {
  kind: FigureKind
  now: string | number | null | undefined
  /** Of the period that it is compared with. */
  before: string | number | null | undefined
  /** Whether less of it is better. */
  isCost?: boolean | undefined
}

/** How a figure has changed, and whether that is good; without a figure before, what that was. */
export function Change({ kind, now, before, isCost = false }: ChangeProps) {
  const { facts } = useSigned()
  const change = changeOf(now ?? null, before ?? null)
  const was = `was ${written(kind, before, facts.currency)}`
  if (change === undefined) return <small class="change">{was}</small>
  const isGood = change === 0 ? undefined : change > 0 !== isCost
  return (
    <small class={`change ${isGood === undefined ? '' : isGood ? 'good' : 'bad'}`} title={was}>
      {signedPercent(change)} <span class="hidden">{was}</span>
    </small>
  )
}
