import { formatDay } from '../../../shared/dates.ts'
import type { Basis } from '../../../shared/wire/roi.ts'
import { useAnswer } from '../data/use-answer.ts'
import { setParams, usePlace } from '../state/location.ts'
import {
  COMPARISONS,
  comparisonOf,
  DEFAULT_COMPARISON,
  DEFAULT_PRESET,
  PRESETS,
  periodOf,
  presetOf,
} from '../state/period.ts'
import { FilterChips } from './filter-chips.tsx'
import type { ModelsAnswer } from './models.ts'
import { useSigned } from './session.ts'

const GOALS = {
  purchase: 'Purchases',
  lead: 'Leads',
  sign_up: 'Sign-ups',
  deal: 'Deals',
  renewal: 'Renewals',
} as const

const BASES: Record<Basis, string> = {
  conversion_date: 'By conversion date',
  touch_date: 'By touch date',
}

/** Period, comparison, model, basis, goal and filters. All of it is in the address. */
export function FilterBar() {
  const { params } = usePlace()
  const { facts } = useSigned()
  const { answer: models } = useAnswer<ModelsAnswer>('/v1/models', { site: facts.site })
  const standard = models?.meta
  const known = models?.models.filter(({ computed }) => computed) ?? []
  return (
    <search class="filters" aria-label="Filters">
      <PeriodChoice />
      <Choice
        {...{ label: 'Compared with', name: 'compare', value: comparisonOf(params) }}
        {...{ standard: DEFAULT_COMPARISON, options: COMPARISONS }}
      />
      {standard !== undefined && (
        <Choice
          {...{ label: 'Model', name: 'model', standard: standard.default_model }}
          value={params['model'] ?? standard.default_model}
          options={Object.fromEntries(known.map(({ name, title }) => [name, title]))}
        />
      )}
      {standard !== undefined && (
        <Choice
          {...{ label: 'Basis', name: 'basis', standard: standard.default_basis, options: BASES }}
          value={params['basis'] ?? standard.default_basis}
        />
      )}
      <Choice
        {...{ label: 'Goal', name: 'goal', value: params['goal'] ?? 'purchase' }}
        {...{ standard: 'purchase', options: GOALS }}
      />
      <FilterChips />
    </search>
  )
}

function PeriodChoice() {
  const { params } = usePlace()
  const { today } = useSigned()
  const preset = presetOf(params)
  const { from, to } = periodOf(params, today)
  const choose = (value: string) =>
    value === 'custom'
      ? setParams({ period: undefined, from: formatDay(from), to: formatDay(to) })
      : setParams({
          period: value === DEFAULT_PRESET ? undefined : value,
          from: undefined,
          to: undefined,
        })
  return (
    <>
      <label class="choice">
        <span>Period</span>
        <select value={preset} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {Object.entries(PRESETS).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
          <option value="custom">From … to …</option>
        </select>
      </label>
      {preset === 'custom' && <Days {...{ from, to }} />}
    </>
  )
}

function Days({ from, to }: { from: number; to: number }) {
  const set = (name: 'from' | 'to', value: string) => value !== '' && setParams({ [name]: value })
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <label key={name} class="choice">
          <span>{name === 'from' ? 'From' : 'To'}</span>
          <input
            type="date"
            value={formatDay(name === 'from' ? from : to)}
            onChange={({ currentTarget }) => set(name, currentTarget.value)}
          />
        </label>
      ))}
    </>
  )
}

interface ChoiceProps {
  label: string
  /** Of the parameter. */
  name: string
  value: string
  /** What is meant where the address says nothing. */
  standard: string
  options: Readonly<Record<string, string>>
}

function Choice({ label, name, value, standard, options }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget: { value: chosen } }) =>
          setParams({ [name]: chosen === standard ? undefined : chosen })
        }
      >
        {!(value in options) && <option value={value}>{value}</option>}
        {Object.entries(options).map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
