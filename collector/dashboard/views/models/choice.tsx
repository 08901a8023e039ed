import { setParams } from '../../state/location.ts'
import { computedOf, type Known, SIDE_BY_SIDE_MAX, turnedModel } from './chosen.ts'

interface ChoiceProps {
  models: readonly Known[]
  /** By name, the first is that of the filters. */
  chosen: readonly string[]
}

/** Which models stand beside that of the filters. */
export function Choice({ models, chosen }: ChoiceProps) {
  const [first = '', ...others] = chosen
  const title = models.find(({ name }) => name === first)?.title ?? first
  return (
    <fieldset class="models-choice row">
      <legend class="note">
        Side by side with <strong>{title}</strong>, the model of the filters:
      </legend>
      {computedOf(models)
        .filter(({ name }) => name !== first)
        .map((model) => (
          <Turned key={model.name} {...{ model, chosen, isOn: others.includes(model.name) }} />
        ))}
    </fieldset>
  )
}

interface TurnedProps {
  model: Known
  chosen: readonly string[]
  isOn: boolean
}

/** One at least stays, and no more are taken than have room. */
function Turned({ model: { name, title }, chosen, isOn }: TurnedProps) {
  const isFixed = isOn ? chosen.length <= 2 : chosen.length >= SIDE_BY_SIDE_MAX
  return (
    <button
      type="button"
      class="choice-of"
      aria-pressed={isOn}
      disabled={isFixed}
      title={isFixed ? fixedBy(isOn) : undefined}
      onClick={() => setParams({ models: turnedModel(chosen, name) })}
    >
      {title}
    </button>
  )
}

const fixedBy = (isOn: boolean): string =>
  isOn ? 'One other model is the least' : `At most ${SIDE_BY_SIDE_MAX} stand side by side`
