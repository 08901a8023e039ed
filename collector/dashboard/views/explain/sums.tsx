import { count } from '../../format/numbers.ts'
import { written } from '../../ui/figure.tsx'
import { kindOf } from './formula.ts'
import { measureTitle } from './naming.ts'
import type { Sum } from './parts.ts'

interface SumsProps {
  sums: readonly Sum[]
  /** How many are shown. */
  parts: number
  /** How many there are in all, where that is known. */
  all: number | undefined
  /** Whether those are all. */
  isWhole: boolean
  /** Of amounts. */
  currency: string
}

/** How far the parts that are shown add up to the figure. */
export function Sums({ sums, parts, all, isWhole, currency }: SumsProps) {
  const amount = (name: string, of: string | null) =>
    of === null ? 'what is not known' : written(kindOf(name), of, currency)
  if (parts === 0) return <p class="note">No fact adds anything to it.</p>
  const these = theseParts(parts, isWhole ? undefined : all)
  return (
    <ul class="sums" aria-live="polite">
      {sums.map(({ name, shown, whole, isWhole: isAll }) => (
        <li key={name}>
          {these} {amount(name, shown)} of {measureTitle(name).toLowerCase()}
          {isAll ? ': all of it.' : `, of ${amount(name, whole)}${isWhole ? '.' : ' so far.'}`}
        </li>
      ))}
      {!isWhole && <li class="note">There are more below.</li>}
    </ul>
  )
}

/** @param all given where there are more */
function theseParts(parts: number, all: number | undefined): string {
  if (all !== undefined) return `The first ${count(parts)} of ${count(all)} parts add`
  return parts === 1 ? 'This one part adds' : `These ${count(parts)} parts add`
}
