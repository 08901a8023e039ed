import { useState } from 'preact/hooks'
import { addressOf } from '../../data/ask.ts'
import { useChange } from '../../data/use-change.ts'
import { count } from '../../format/numbers.ts'
import { mayChange, useSigned } from '../../shell/session.ts'
import { MayNot, Refused } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loading } from '../../ui/states.tsx'
import type { ImportAnswer } from './answers.ts'
import { ChoiceFields } from './choice-fields.tsx'
import {
  askedFor,
  type Choices,
  chosen,
  isIncomplete,
  isMapped,
  NO_CHOICES,
  withMap,
} from './choices.ts'
import { DropZone } from './drop-zone.tsx'
import { type Look, useLook } from './look.ts'
import { Mapping } from './mapping-form.tsx'
import { Preview } from './preview.tsx'

/** A file of an ad platform: looked at first, and taken in once its reader says so. */
export function Upload() {
  const { session } = useSigned()
  const [file, setFile] = useState<File>()
  const [done, setDone] = useState<ImportAnswer>()
  const begin = (next: File | undefined) => {
    setFile(next)
    setDone(undefined)
  }
  const end = (answer: ImportAnswer | undefined) => {
    setFile(undefined)
    setDone(answer)
  }
  return (
    <Panel
      title="Bring a file"
      note="Costs of an ad platform, deals, orders of the years before, or exchange rates, as CSV. It is read first, and nothing is stored until you say so."
    >
      {mayChange(session) ? (
        <>
          <DropZone name={file?.name} onFile={begin} />
          {done && <Done answer={done} />}
          {file && <Looked key={nameOf(file)} {...{ file, onEnd: end }} />}
        </>
      ) : (
        <MayNot scope={session.scope} todo="bring a file" />
      )}
    </Panel>
  )
}

/** A file that was mended is another. */
const nameOf = ({ name, size, lastModified }: File): string => `${name} ${size} ${lastModified}`

interface LookedProps {
  file: File
  /** @param answer undefined when it was thought better of */
  onEnd: (answer: ImportAnswer | undefined) => void
}

/** What would become of the file, the choices that it asks for, and the button that does it. */
function Looked({ file, onEnd }: LookedProps) {
  const { facts } = useSigned()
  const [choices, setChoices] = useState<Choices>(NO_CHOICES)
  const look = useLook(file, choices)
  const change = useChange<ImportAnswer>()
  const asked = askedFor(reasonsOf(look))
  const takeIn = async () => {
    const query = { site: facts.site, ...chosen(choices), file: file.name }
    const answer = await change.send(addressOf('/v1/imports', query), { file })
    if (answer) onEnd(answer)
  }
  return (
    <>
      <ChoiceFields
        {...{ choices, asked, currency: facts.currency }}
        setChoices={(next) => setChoices(next.kind === choices.kind ? next : { ...next, map: '' })}
      />
      {isMapped(choices, asked) && (
        <Mapping
          file={file}
          onMap={(holds, map) => setChoices((last) => withMap(last, map, holds === 'orders'))}
        />
      )}
      {look.isUnderWay && <Loading label="Reading the file" />}
      {!isIncomplete(choices) && <Refused error={look.error} />}
      {look.answer && <Preview answer={look.answer} isSkipping={choices.skip_refused !== ''} />}
      <Refused error={change.error} />
      <div class="row">
        <button
          {...{ type: 'button', class: 'primary', onClick: () => void takeIn() }}
          disabled={change.isUnderWay || !canTakeIn(look.answer, choices)}
        >
          {change.isUnderWay ? 'Importing…' : 'Import'}
        </button>
        <button type="button" onClick={() => onEnd(undefined)}>
          Cancel
        </button>
      </div>
    </>
  )
}

const reasonsOf = ({ answer, error }: Look): string[] => [
  ...(answer?.refused.map(({ reason }) => reason) ?? []),
  ...(error ? [error.message] : []),
]

const canTakeIn = (answer: ImportAnswer | undefined, choices: Choices): boolean =>
  answer !== undefined &&
  answer.rows > 0 &&
  (answer.refused.length === 0 || choices.skip_refused !== '')

function Done({ answer }: { answer: ImportAnswer }) {
  return (
    <p class="notice" role="status">
      {doneText(answer)}
    </p>
  )
}

function doneText({ outcome, rows, kind, import: made, rates }: ImportAnswer): string {
  if (outcome === 'unchanged') return 'Nothing is new in this file: all of it was known already.'
  if (rates) return `Imported: ${count(rates.created + rates.updated)} exchange rates.`
  const what = `Imported: ${count(rows)} rows of ${made?.file || kind}.`
  return made ? `${what} It is listed below, and can be rolled back.` : what
}
