import { colourOf } from './colours.ts'

/** The name of a channel or campaign, with its colour. */
export function Pill({ name }: { name: string }) {
  return <span class={`pill hue-${colourOf(name)}`}>{name || '(none)'}</span>
}

interface PillsProps {
  steps: readonly string[]
  /** Whether they are a set, which is in no order. */
  isSet?: boolean
}

/** The steps of a path, one after the other. */
export function Pills({ steps, isSet = false }: PillsProps) {
  return (
    <span class="pills">
      {steps.map((name, at) => (
        <span key={`${at} ${name}`} class="step">
          {at > 0 && <Between isSet={isSet} />}
          <Pill name={name} />
        </span>
      ))}
    </span>
  )
}

function Between({ isSet }: { isSet: boolean }) {
  return (
    <>
      <span class="between" aria-hidden="true">
        {isSet ? '+' : '→'}
      </span>
      <span class="hidden">{isSet ? ' and ' : ', then '}</span>
    </>
  )
}
