import { useState } from 'preact/hooks'
import { formatDay } from '../../../../shared/dates.ts'
import { addressOf } from '../../data/ask.ts'
import { useChange } from '../../data/use-change.ts'
import { money } from '../../format/numbers.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { Field, MayNot, problemOfField, Refused } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { CostResults } from './answers.ts'
import { costId, costOf, SCOPES, taken, type WrittenCost } from './cost-form.ts'
import { CATEGORIES_BY_HAND, titleOf } from './words.ts'

/** A cost that no file has: an agency's bill, a tool, somebody's work. */
export function ByHand() {
  const { session } = useSigned()
  return (
    <Panel
      title="Add a cost by hand"
      note="It counts in the row that channel, source, medium and campaign name, as links spell them. With none of them it is overhead."
    >
      {mayChange(session) ? <CostForm /> : <MayNot scope={session.scope} todo="add a cost" />}
    </Panel>
  )
}

const newId = (): string => costId(crypto.getRandomValues(new Uint8Array(12)))

function CostForm() {
  const { facts, today } = useSigned()
  const day = formatDay(today)
  const empty = { amount: '', channel: '', source: '', medium: '', campaign: '' }
  const [written, setWritten] = useState<WrittenCost>({
    ...{ ...empty, category: 'agency', from: day, to: day, currency: facts.currency },
  })
  const [id, setId] = useState(newId)
  const [added, setAdded] = useState<Record<string, string>>()
  const change = useChange<CostResults>()
  const add = async () => {
    const body = costOf(written, id)
    const answer = await change.send(addressOf('/v1/costs', { site: facts.site }), { body })
    if (!answer) return
    setAdded(body)
    setId(newId())
    setWritten({ ...written, ...empty })
  }
  const of = (name: keyof WrittenCost, label: string, hint?: string) => ({
    ...{ name, label, hint, value: written[name], problem: problemOfField(change.error, name) },
    set: (value: string) => setWritten({ ...written, [name]: value }),
  })
  return (
    <>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Category {...of('category', 'Category')} />
        <Text {...of('from', 'First day')} isDate isRequired />
        <Text {...of('to', 'Last day')} isDate isRequired />
        <Text {...of('amount', 'Amount')} isRequired inputMode="decimal" />
        <Text {...of('currency', 'Currency')} isRequired maxLength={3} />
        {SCOPES.map((name) => (
          <Text key={name} {...of(name, titleOf(name))} placeholder="any" />
        ))}
        <button type="submit" class="primary" disabled={change.isUnderWay}>
          Add the cost
        </button>
      </form>
      <Refused error={change.error} />
      {added && <Added cost={added} onTaken={() => setAdded(undefined)} />}
    </>
  )
}

/** A mistake is mended at once, before it is forgotten. */
function Added({ cost, onTaken }: { cost: Record<string, string>; onTaken: () => void }) {
  const { facts } = useSigned()
  const change = useChange<CostResults>()
  const takeBack = async () => {
    const address = addressOf('/v1/costs', { site: facts.site })
    if (await change.send(address, { body: taken(cost) })) onTaken()
  }
  const { amount, currency = facts.currency, from, to, category = '' } = cost
  return (
    <p class="notice" role="status">
      Added: {money(amount, currency)} for {titleOf(category).toLowerCase()},{' '}
      {from === to ? from : `${from} to ${to}`}.{' '}
      <button
        {...{ type: 'button', class: 'quiet', disabled: change.isUnderWay }}
        onClick={() => void takeBack()}
      >
        Take it back
      </button>
      <Refused error={change.error} />
    </p>
  )
}

interface InputProps {
  name: string
  label: string
  hint: string | undefined
  value: string
  problem: string | undefined
  set: (value: string) => void
}

function Category({ label, value, problem, set }: InputProps) {
  return (
    <Field {...{ label, problem }}>
      {(attributes) => (
        <select
          {...{ ...attributes, value }}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        >
          {CATEGORIES_BY_HAND.map((name) => (
            <option key={name} value={name}>
              {titleOf(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface TextProps extends InputProps {
  isDate?: boolean
  isRequired?: boolean
  maxLength?: number
  placeholder?: string
  inputMode?: 'decimal'
}

function Text({
  label,
  hint,
  value,
  problem,
  set,
  isRequired = false,
  isDate = false,
  ...input
}: TextProps) {
  return (
    <Field {...{ label, hint, problem }}>
      {(attributes) => (
        <input
          {...(isDate ? DATE : TEXT)}
          {...{ ...input, ...attributes, value, required: isRequired }}
          autocomplete="off"
          onInput={({ currentTarget }) => set(currentTarget.value)}
        />
      )}
    </Field>
  )
}

const DATE = { type: 'date' } as const
const TEXT = { type: 'text' } as const
