import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { addressOf } from '../../data/ask.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { type Change, useChange } from '../../data/use-change.ts'
import { day } from '../../format/times.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Copied } from '../../ui/copied.tsx'
import { Field, MayNot, problemOfField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Answered } from '../../ui/states.tsx'
import {
  changesOf,
  choicesOf,
  isDerivedAnew,
  isInDays,
  SETTING_FIELDS,
  type SiteSettings,
  type Typed,
  typedOf,
} from './changes.ts'

/** The site, the line that its pages need, and what is set for it. */
export function Site() {
  const { facts } = useSigned()
  const asked = useAnswer<SiteSettings>('/v1/site', { site: facts.site })
  return (
    <>
      <Panel
        title="The tag"
        note="This line in the head of each page measures it. Live shows whether it works."
      >
        <Answered asked={asked} label="Looking for the tag">
          {({ tag }) => <Copied label="the line for your pages" text={tag} />}
        </Answered>
      </Panel>
      <Panel title="Site" address={asked.address} noCsv>
        <Answered asked={asked} label="Looking for settings">
          {(settings) => <Settings settings={settings} />}
        </Answered>
      </Panel>
    </>
  )
}

function Settings({ settings }: { settings: SiteSettings }) {
  const { session } = useSigned()
  const [isEditing, setEditing] = useState(false)
  const { site, status, status_note, created_at, settings_version } = settings
  return (
    <>
      <p class="note">
        {site} · {status}
        {status_note && ` (${status_note})`} · made {day(created_at.slice(0, 10))} · settings
        version {settings_version}
      </p>
      {isEditing ? (
        <Edit {...{ settings }} onEnd={() => setEditing(false)} />
      ) : (
        <>
          <Shown settings={settings} />
          {mayChange(session) ? (
            <button type="button" onClick={() => setEditing(true)}>
              Change settings
            </button>
          ) : (
            <MayNot scope={session.scope} todo="change settings" />
          )}
        </>
      )}
    </>
  )
}

function Shown({ settings }: { settings: SiteSettings }) {
  const typed = typedOf(settings)
  const said = (name: keyof Typed): ComponentChildren => {
    if (name === 'keep_hits_days' && typed[name] === '') return 'for ever'
    if (typed[name] === '') return '–'
    if (name === 'default_model' || name === 'default_basis')
      return typed[name].replaceAll('_', ' ')
    return isInDays(name) ? `${typed[name]} days` : typed[name].split('\n').join(', ')
  }
  return (
    <dl class="lines">
      {SETTING_FIELDS.map(({ name, title }) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd>{said(name)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Edit({ settings, onEnd }: { settings: SiteSettings; onEnd: () => void }) {
  const [typed, setTyped] = useState(() => typedOf(settings))
  const [isAsking, setAsking] = useState(false)
  const change = useChange<unknown>()
  const changes = changesOf(settings, typed)
  const isSame = Object.keys(changes).length === 0
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault()
        change.clear()
        setAsking(!isSame)
      }}
    >
      {SETTING_FIELDS.map((field) => (
        <SettingInput
          key={field.name}
          {...{ field, typed, error: change.error }}
          onType={(text) => setTyped({ ...typed, [field.name]: text })}
        />
      ))}
      <div class="row">
        <button type="submit" class="primary" disabled={isSame}>
          Save…
        </button>
        <button type="button" onClick={onEnd}>
          Cancel
        </button>
      </div>
      {isAsking && <AskSave {...{ changes, change, onEnd }} onAsked={() => setAsking(false)} />}
    </form>
  )
}

interface SettingInputProps {
  field: (typeof SETTING_FIELDS)[number]
  typed: Typed
  error: Error | undefined
  onType: (text: string) => void
}

function SettingInput({ field, typed, error, onType }: SettingInputProps) {
  const { name, title, hint, isList, oneOf } = field
  const onInput = ({ currentTarget }: { currentTarget: { value: string } }) =>
    onType(currentTarget.value)
  return (
    <Field label={title} hint={hint} problem={problemOfField(error, name)}>
      {(attributes) => {
        const given = { ...attributes, value: typed[name], onInput }
        if (oneOf) return <select {...given}>{optionsOf(field, typed)}</select>
        const rows = Math.min(9, typed[name].split('\n').length + 1)
        if (isList) return <textarea {...{ ...given, rows, spellcheck: false }} />
        const inputMode = isInDays(name) ? 'numeric' : 'text'
        return <input {...{ ...given, inputMode, spellcheck: false }} />
      }}
    </Field>
  )
}

/** One that is chosen and can't be any more is shown all the same: the collector says what is wrong. */
const optionsOf = (field: SettingInputProps['field'], typed: Typed) =>
  [...new Set([...choicesOf(field, typed), typed[field.name]])].map((name) => (
    <option key={name} value={name}>
      {name.replaceAll('_', ' ')}
    </option>
  ))

interface AskSaveProps {
  changes: Record<string, unknown>
  change: Change<unknown>
  /** It was asked, whatever was answered. */
  onAsked: () => void
  /** It was saved. */
  onEnd: () => void
}

function AskSave({ changes, change, onAsked, onEnd }: AskSaveProps) {
  const { facts } = useSigned()
  const save = async () => {
    const address = addressOf('/v1/site', { site: facts.site })
    const saved = await change.send(address, { method: 'PATCH', body: changes })
    if (saved !== undefined) onEnd()
    return saved !== undefined
  }
  const names = SETTING_FIELDS.filter(({ name }) => name in changes).map(({ title }) => title)
  return (
    <Confirm
      {...{ title: `Change ${names.join(', ')}?`, action: 'Change', change }}
      onYes={save}
      onEnd={onAsked}
    >
      <p>
        {isDerivedAnew(changes)
          ? 'Figures are derived anew from all facts, those of the past, too. Reports show the figures under the old settings until the new ones are complete; closed periods keep theirs.'
          : 'No figure changes.'}
        {'keep_hits_days' in changes &&
          changes['keep_hits_days'] !== null &&
          ' What hits older than that have told beyond figures is overwritten, and can’t be brought back.'}
        {('default_model' in changes || 'default_basis' in changes) &&
          ' Pages and reports that name no model or basis are of these from now on.'}
      </p>
      <p>The change stands in the audit trail, and is taken back by setting it as it was.</p>
    </Confirm>
  )
}
