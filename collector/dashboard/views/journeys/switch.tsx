import { setParams } from '../../state/location.ts'
import type { Changes } from '../../state/place.ts'

interface SwitchProps<Name extends string> {
  label: string
  options: Readonly<Record<Name, string>>
  chosen: Name
  /** What the address then says. */
  changes: (name: Name) => Changes
}

/** One of a few, which the address keeps. */
export function Switch<Name extends string>({
  label,
  options,
  chosen,
  changes,
}: SwitchProps<Name>) {
  return (
    <fieldset class="switch">
      <legend class="hidden">{label}</legend>
      {(Object.entries(options) as [Name, string][]).map(([name, title]) => (
        <button
          {...{ key: name, type: 'button', class: 'quiet', 'aria-pressed': name === chosen }}
          onClick={() => setParams(changes(name))}
        >
          {title}
        </button>
      ))}
    </fieldset>
  )
}
