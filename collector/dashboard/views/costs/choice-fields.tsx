import { Field } from '../../ui/field.tsx'
import { type ChoiceName, type Choices, KINDS } from './choices.ts'

interface ChoiceFieldsProps {
  choices: Choices
  setChoices: (choices: Choices) => void
  /** What the file leaves open. */
  asked: ReadonlySet<ChoiceName>
  /** Of the site, as a suggestion. */
  currency: string
}

/** What the file itself may not say. What it leaves open is marked; the rest may stay as it is. */
export function ChoiceFields({ choices, setChoices, asked, currency }: ChoiceFieldsProps) {
  const of = (name: ChoiceName) => ({
    value: choices[name],
    isAsked: asked.has(name) && choices[name] === '',
    set: (value: string) => setChoices({ ...choices, [name]: value }),
  })
  return (
    <fieldset class="form">
      <legend class="hidden">What the file may not say</legend>
      <Select
        {...of('kind')}
        {...{ label: 'Kind of file', none: 'Recognise it', options: KINDS }}
      />
      <Select {...of('dates')} {...{ label: 'Dates', none: AS_IT_SAYS, options: DATES }} />
      <Select {...of('decimal')} {...{ label: 'Decimals', none: AS_IT_SAYS, options: DECIMALS }} />
      <Text {...of('currency')} {...{ label: 'Currency', placeholder: currency, maxLength: 3 }} />
      <Text {...of('from')} {...{ label: 'First day', isDate: true }} />
      <Text {...of('to')} {...{ label: 'Last day', isDate: true }} />
      <label class="check">
        <input
          {...{ type: 'checkbox', checked: choices.skip_refused !== '' }}
          onChange={({ currentTarget }) =>
            setChoices({ ...choices, skip_refused: currentTarget.checked ? 'true' : '' })
          }
        />
        Leave refused lines out
      </label>
    </fieldset>
  )
}

const AS_IT_SAYS = 'As the file says'
const DATES = { DMY: 'Day first (31/12/2026)', MDY: 'Month first (12/31/2026)' }
const DECIMALS = { '.': 'Point (1,234.50)', ',': 'Comma (1.234,50)' }
const OPEN = 'The file leaves this open'

interface ChoiceProps {
  label: string
  value: string
  isAsked: boolean
  set: (value: string) => void
}

interface SelectProps extends ChoiceProps {
  /** What is meant by no choice. */
  none: string
  options: Readonly<Record<string, string>>
}

function Select({ label, value, isAsked, set, none, options }: SelectProps) {
  return (
    <Field label={label} problem={isAsked ? OPEN : undefined}>
      {(attributes) => (
        <select
          {...{ ...attributes, value }}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        >
          <option value="">{none}</option>
          {Object.entries(options).map(([option, title]) => (
            <option key={option} value={option}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface TextProps extends ChoiceProps {
  isDate?: boolean
  placeholder?: string
  maxLength?: number
}

/** The file is read again once the field is left, not with each letter. */
function Text({ label, value, isAsked, set, isDate = false, ...input }: TextProps) {
  return (
    <Field label={label} problem={isAsked ? OPEN : undefined}>
      {(attributes) => (
        <input
          {...(isDate ? DATE : TEXT)}
          {...{ ...input, ...attributes, value }}
          onChange={({ currentTarget }) => set(currentTarget.value.trim())}
        />
      )}
    </Field>
  )
}

const DATE = { type: 'date' } as const
const TEXT = { type: 'text' } as const
