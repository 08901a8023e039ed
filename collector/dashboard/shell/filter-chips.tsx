import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { RoiAnswer } from '../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../data/use-answer.ts'
import { setParams, usePlace } from '../state/location.ts'
import { periodOf } from '../state/period.ts'
import {
  FILTER_NAMES,
  FILTER_TITLES,
  type FilterName,
  filtersOf,
  filterValue,
  reportQuery,
} from '../state/question.ts'
import { useSigned } from './session.ts'

/** The filters that stand, each with its way out, and a way to one more. */
export function FilterChips() {
  const { params } = usePlace()
  const [isAdding, setAdding] = useState(false)
  const adder = useRef<HTMLButtonElement>(null)
  const [isLeft, setLeft] = useState(false)
  // What had the focus is gone: who goes by the keyboard goes on from here.
  useLayoutEffect(() => {
    if (isLeft) adder.current?.focus()
    setLeft(false)
  }, [isLeft])
  const filters = filtersOf(params)
  return (
    <>
      {Object.entries(filters).map(([name, value]) => (
        <button
          {...{ key: name, type: 'button', class: 'chip' }}
          aria-label={`Remove the filter ${FILTER_TITLES[name as FilterName]} ${shown(value)}`}
          onClick={() => {
            setParams({ [name]: undefined })
            setLeft(true)
          }}
        >
          {FILTER_TITLES[name as FilterName]} {shown(value)} <span aria-hidden="true">×</span>
        </button>
      ))}
      {isAdding ? (
        <NewFilter
          onDone={() => {
            setAdding(false)
            setLeft(true)
          }}
        />
      ) : (
        <button type="button" class="quiet" ref={adder} onClick={() => setAdding(true)}>
          + Filter
        </button>
      )}
    </>
  )
}

const shown = (value: string): string =>
  value.startsWith('!') ? `is not ${value.slice(1)}` : `is ${value.replaceAll('\\', '')}`

/** Offers the values that there are in the period. */
function NewFilter({ onDone }: { onDone: () => void }) {
  const { params } = usePlace()
  const { today } = useSigned()
  const [name, setName] = useState<FilterName>('channel')
  const [isNot, setNot] = useState(false)
  const first = useRef<HTMLSelectElement>(null)
  useLayoutEffect(() => first.current?.focus(), [])
  const query = { ...reportQuery(params, periodOf(params, today)), [name]: undefined, by: name }
  const { answer } = useAnswer<RoiAnswer>('/v1/roi', query)
  const values = answer?.rows.flatMap((row) => (name in row ? [row[name as never] as string] : []))
  const set = (value: string) => {
    if (value === '') return
    setParams({ [name]: `${isNot ? '!' : ''}${filterValue(value === NO_NAME ? '' : value)}` })
    onDone()
  }
  return (
    <fieldset class="new-filter">
      <legend class="hidden">New filter</legend>
      <select
        aria-label="Filter by"
        ref={first}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value as FilterName)}
      >
        {FILTER_NAMES.map((one) => (
          <option key={one} value={one}>
            {FILTER_TITLES[one]}
          </option>
        ))}
      </select>
      <select
        aria-label="Is or is not"
        value={isNot ? 'not' : 'is'}
        onChange={({ currentTarget }) => setNot(currentTarget.value === 'not')}
      >
        <option value="is">is</option>
        <option value="not">is not</option>
      </select>
      <select
        aria-label="Value"
        value=""
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        <option value="">{values ? 'Choose…' : 'Loading…'}</option>
        {values?.map((value) => (
          <option key={value} value={value || NO_NAME}>
            {value || NO_NAME}
          </option>
        ))}
      </select>
      <button type="button" class="quiet" onClick={onDone}>
        Cancel
      </button>
    </fieldset>
  )
}

const NO_NAME = '(none)'
