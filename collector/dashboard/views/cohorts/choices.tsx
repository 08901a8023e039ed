import { count } from '../../format/numbers.ts'
import { month } from '../../format/times.ts'
import { setParams, usePlace } from '../../state/location.ts'
import { BYS, type By, type CohortRow, PERS, perOf } from './cohorts.ts'

interface ChoicesProps {
  cohorts: readonly CohortRow[]
  /** The month that curves are of. */
  chosen: CohortRow
  by: By
}

const WORTHS = { revenue: 'Net revenue', margin: 'Margin' } as const

/** Which month curves are of, what customers are told apart by, and what their orders are worth. */
export function Choices({ cohorts, chosen, by }: ChoicesProps) {
  const { params } = usePlace()
  return (
    <div class="row choices">
      <label class="choice">
        <span>Customers won in</span>
        <select
          value={chosen.cohort}
          onChange={({ currentTarget }) => setParams({ cohort: currentTarget.value })}
        >
          {cohorts.map(({ cohort, customers }) => (
            <option key={cohort} value={cohort}>
              {month(cohort)} ({count(customers)})
            </option>
          ))}
        </select>
      </label>
      <Select {...{ label: 'Won by', name: 'by', value: by, options: BYS }} />
      <Select
        {...{ label: 'Orders are worth', name: 'value', options: WORTHS }}
        value={params['value'] ?? 'revenue'}
      />
      <Select {...{ label: 'Curves of', name: 'per', value: perOf(params), options: PERS }} />
    </div>
  )
}

interface SelectProps {
  label: string
  /** Of the parameter. */
  name: string
  value: string
  options: Readonly<Record<string, string>>
}

/** The first option is what is meant where the address says nothing. */
function Select({ label, name, value, options }: SelectProps) {
  const [standard] = Object.keys(options)
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget: { value: chosen } }) =>
          setParams({ [name]: chosen === standard ? undefined : chosen })
        }
      >
        {Object.entries(options).map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
