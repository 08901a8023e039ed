import type { ComponentChildren } from 'preact'
import { PathworthProblem } from '../../../client/src/problem.ts'

/** What went wrong, in words that name the way out. */
export function detailOf(error: Error): string {
  if (error instanceof PathworthProblem) return error.detail || error.title
  return 'The collector could not be reached. Is it running, and are you online?'
}

export function Loading({ label }: { label: string }) {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" /> {label}…
    </p>
  )
}

export function Failed({ error, again }: { error: Error; again?: () => void }) {
  return (
    <div class="state failed" role="alert">
      <p>{detailOf(error)}</p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Nothing to show, and the next step to take. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  )
}

interface AnsweredProps<Answer> {
  asked: {
    answer: Answer | undefined
    error: Error | undefined
    isStale: boolean
    again: () => void
  }
  label: string
  children: (answer: Answer) => ComponentChildren
}

/** What an answer shows, and what stands there until it has come, or where it has not. */
export function Answered<Answer>({ asked, label, children }: AnsweredProps<Answer>) {
  const { answer, error, isStale, again } = asked
  if (error) return <Failed error={error} again={again} />
  if (answer === undefined) return <Loading label={label} />
  return (
    <div class={isStale ? 'stale' : undefined} aria-busy={isStale}>
      {children(answer)}
    </div>
  )
}
