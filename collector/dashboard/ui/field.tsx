import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { PathworthProblem } from '../../../client/src/problem.ts'
import { detailOf } from './states.tsx'

/** What ties an input to its name and to what is said of it. */
export interface InputAttributes {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

interface FieldProps {
  label: string
  /** What the collector says of it. */
  problem?: string | undefined
  /** What to write. */
  hint?: string | undefined
  children: (attributes: InputAttributes) => ComponentChildren
}

/** One field of a form with its name, and what is wrong with it. */
export function Field({ label, problem, hint, children }: FieldProps) {
  const id = useId()
  const said = problem ?? hint
  return (
    <div class="choice field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': said && `${id}-said`,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {said && (
        <small id={`${id}-said`} class={problem && 'error'}>
          {said}
        </small>
      )}
    </div>
  )
}

/** What a refusal says of a field; of several records it is that of the first. */
export function problemOfField(error: Error | undefined, name: string): string | undefined {
  if (!(error instanceof PathworthProblem)) return undefined
  return error.errors.find(({ field }) => field === name || field.endsWith(`.${name}`))?.message
}

export function Refused({ error }: { error: Error | undefined }) {
  if (!error) return null
  return (
    <p class="error" role="alert">
      {detailOf(error)}
    </p>
  )
}

/** Why there is no form, for who may only look. */
export function MayNot({ scope, todo }: { scope: string; todo: string }) {
  return (
    <p class="note">
      {scope === 'share' ? 'A shared page only shows.' : `You are signed in with a ${scope} key.`}{' '}
      To {todo}, sign in with an admin key.
    </p>
  )
}
