import type { Query } from '../state/question.ts'

interface NotAppliedProps {
  /** All that the address asks. */
  query: Query
  /** What the page's report understands of it. */
  known: readonly string[]
  /** Why it does not understand a model or a basis. */
  why?: string
}

/** Which of the filters in sight the page can't apply: it shows more than they say. */
export function NotApplied({ query, known, why }: NotAppliedProps) {
  const names = namesNotApplied(query, known)
  if (names.length === 0) return null
  return (
    <ul class="meta notices">
      <li>
        This page does not apply {names.join(', ')}
        {why && (names.includes('model') || names.includes('basis')) ? `: ${why}` : ''}. What it
        shows is of all.
      </li>
    </ul>
  )
}

export const namesNotApplied = (query: Query, known: readonly string[]): string[] =>
  Object.entries(query)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .map(([name]) => name)
