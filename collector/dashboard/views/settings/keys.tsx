import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { keyMade, keysAnswer } from '../../../../shared/wire/answers/site.ts'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useChange } from '../../data/use-change.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ShownOnce } from '../../ui/copied.tsx'
import { Field, problemOfField, Refused } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type KeysAnswer = z.output<typeof keysAnswer>
type Key = KeysAnswer['keys'][number]
type KeyMade = z.output<typeof keyMade>

const SCOPES: Readonly<Record<Key['scope'], string>> = {
  read: 'read: sees reports',
  write: 'write: sends orders, costs and touches',
  admin: 'admin: sees and changes everything',
}

/** Who may send and read; a key is shown once, when it is made. */
export function Keys() {
  const { facts } = useSigned()
  const asked = useAnswer<KeysAnswer>('/v1/keys', { site: facts.site })
  return (
    <Panel
      title="Keys"
      note="Give each program and each person a key of their own: the name stands beside what they send, and one can be revoked alone."
      address={asked.address}
      noCsv
    >
      <Answered asked={asked} label="Looking for keys">
        {({ keys }) => <List keys={keys} />}
      </Answered>
      <Make />
    </Panel>
  )
}

function List({ keys }: { keys: readonly Key[] }) {
  const { facts } = useSigned()
  const [revoked, setRevoked] = useState<Key>()
  const columns: Column<Key>[] = [
    { key: 'name', title: 'Name', show: ({ name }) => name, sort: ({ name }) => name },
    { key: 'scope', title: 'Scope', show: ({ scope }) => scope, sort: ({ scope }) => scope },
    {
      ...{ key: 'made', title: 'Made', sort: ({ created_at: at }) => at },
      show: ({ created_at: at }) => instant(at, facts.timezone),
    },
    {
      ...{ key: 'revoke', title: 'Revoked' },
      show: (key) => {
        if (key.revoked_at) return instant(key.revoked_at, facts.timezone)
        if (key.asks) return <span class="note">yours, here</span>
        return (
          <button type="button" class="quiet" onClick={() => setRevoked(key)}>
            Revoke
            <span class="hidden">
              {' '}
              {key.scope} key {key.name}
            </span>
          </button>
        )
      },
    },
  ]
  const inForceFirst = keys.toSorted(
    (a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null),
  )
  return (
    <>
      <Table caption="Keys" {...{ columns, rows: inForceFirst }} keyOf={({ id }) => id} />
      {revoked && <Revoke made={revoked} onEnd={() => setRevoked(undefined)} />}
    </>
  )
}

function Revoke({ made, onEnd }: { made: Key; onEnd: () => void }) {
  const { facts } = useSigned()
  const change = useChange()
  const revoke = async () => {
    const address = addressOf(`/v1/keys/${made.id}`, { site: facts.site })
    return (await change.send(address, { method: 'DELETE' })) !== undefined
  }
  return (
    <Confirm
      {...{
        title: `Revoke the ${made.scope} key “${made.name}”?`,
        action: 'Revoke',
        change,
        onEnd,
      }}
      onYes={revoke}
    >
      <p>
        Whatever uses it is refused from now on, and browsers that signed in with it are signed out.
        It can’t be taken back: make another key.
      </p>
    </Confirm>
  )
}

function Make() {
  const { facts } = useSigned()
  const change = useChange<KeyMade>()
  const [made, setMade] = useState<KeyMade>()
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const { name, scope } = Object.fromEntries(new FormData(form))
    const key = await change.send(addressOf('/v1/keys', { site: facts.site }), {
      body: { name, scope },
    })
    if (!key) return
    setMade(key)
    form.reset()
  }
  return (
    <>
      {made && (
        <ShownOnce
          {...{ label: `The ${made.scope} key “${made.name}”.`, text: made.key }}
          onDone={() => setMade(undefined)}
        />
      )}
      <form class="form" aria-label="Make a key" onSubmit={(event) => void make(event)}>
        <Field label="Who holds the key" problem={problemOfField(change.error, 'name')}>
          {(attributes) => <input {...attributes} name="name" required maxLength={100} />}
        </Field>
        <Field label="What it may do">
          {(attributes) => (
            <select {...attributes} name="scope">
              {Object.entries(SCOPES).map(([scope, text]) => (
                <option key={scope} value={scope}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" disabled={change.isUnderWay}>
          Make a key
        </button>
      </form>
      {problemOfField(change.error, 'name') === undefined && <Refused error={change.error} />}
    </>
  )
}
