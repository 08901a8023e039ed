import { useEffect, useState } from 'preact/hooks'
import { Copied } from '../../ui/copied.tsx'
import { Field } from '../../ui/field.tsx'
import {
  type Chosen,
  columnsOf,
  guessed,
  type Holds,
  MEANINGS,
  mapText,
  missingIn,
  platformOf,
  textOf,
  withMeaning,
} from './mapping.ts'

/** A header stands in the first part of a file. */
const HEAD_BYTES = 64 * 1024

const HOLDS: Readonly<Record<Holds, string>> = { costs: 'Costs', orders: 'Orders' }

interface MappingProps {
  file: File
  /** @param map '' while it is not complete */
  onMap: (holds: Holds, map: string) => void
}

/** Says of each column of a file what it means; what is complete is looked at at once. */
export function Mapping({ file, onMap }: MappingProps) {
  const columns = useColumns(file)
  if (columns === undefined) return null
  if (columns.length === 0)
    return <p class="note">This file has no line of several columns: it is no CSV.</p>
  return <Columns key={columns.join()} {...{ columns, file, onMap }} />
}

function Columns({ columns, file, onMap }: MappingProps & { columns: readonly string[] }) {
  const [said, setSaid] = useState<Said>(() => {
    const platform = platformOf(file.name)
    const chosen = guessed(columns, 'costs')
    return { holds: 'costs', platform, chosen }
  })
  const { holds, platform, chosen } = said
  const map = mapText(chosen, holds, platform)
  useEffect(() => onMap(holds, map), [holds, map])
  const setHolds = (next: Holds) =>
    setSaid({ ...said, holds: next, chosen: guessed(columns, next) })
  return (
    <fieldset class="mapping">
      <legend>Which column is which</legend>
      <div class="form">
        <Field label="The file holds">
          {(attributes) => (
            <select
              {...{ ...attributes, value: holds }}
              onChange={({ currentTarget }) => setHolds(currentTarget.value as Holds)}
            >
              {Object.entries(HOLDS).map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        {holds === 'costs' && (
          <Field label="Platform" hint="What the spend is kept under: a-z, 0-9, _ and -">
            {(attributes) => (
              <input
                {...{ ...attributes, value: platform, spellcheck: false }}
                onChange={({ currentTarget }) =>
                  setSaid({ ...said, platform: currentTarget.value.trim() })
                }
              />
            )}
          </Field>
        )}
        {columns.map((column) => (
          <Meaning
            key={column}
            {...{ column, holds, meaning: chosen[column] ?? '' }}
            set={(meaning) => setSaid({ ...said, chosen: withMeaning(chosen, column, meaning) })}
          />
        ))}
      </div>
      <Told {...said} map={map} />
    </fieldset>
  )
}

interface Said {
  holds: Holds
  platform: string
  chosen: Chosen
}

interface MeaningProps {
  column: string
  holds: Holds
  meaning: string
  set: (meaning: string) => void
}

function Meaning({ column, holds, meaning, set }: MeaningProps) {
  return (
    <Field label={`Column “${column}”`}>
      {(attributes) => (
        <select
          {...{ ...attributes, value: meaning }}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        >
          <option value="">Not read</option>
          {Object.entries(MEANINGS[holds]).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** The same mapping for the command line and the API, or what must be said yet. */
function Told({ holds, platform, chosen, map }: Said & { map: string }) {
  if (map !== '') return <Copied label="the mapping, for --map" text={map} />
  const missing = missingIn(chosen, holds).map((name) => MEANINGS[holds][name] ?? name)
  if (holds === 'costs' && platform === '') missing.push('Platform')
  return (
    <p class="note" role="status">
      Say yet which it is: {missing.join(', ')}.
    </p>
  )
}

/** undefined until they are read. */
function useColumns(file: File): readonly string[] | undefined {
  const [columns, setColumns] = useState<readonly string[]>()
  useEffect(() => {
    let isLeft = false
    const head = file.slice(0, HEAD_BYTES).arrayBuffer()
    head.then(
      (bytes) => isLeft || setColumns(columnsOf(textOf(new Uint8Array(bytes)))),
      () => isLeft || setColumns([]),
    )
    return () => {
      isLeft = true
    }
  }, [file])
  return columns
}
