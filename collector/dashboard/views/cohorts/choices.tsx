import { count } from '../../format/numbers.ts'
import { month } from '../../format/times.ts'
import { setParams } from '../../state/location.ts'
import { BYS, type By, type CohortRow } from './cohorts.ts'

interface ChoicesProps {
  cohorts: readonly CohortRow[]
  /** The month that curves are of. */
  chosen: CohortRow
  by: By
}

/** Which month curves are of, and what customers are told apart by. */
export function Choices({ cohorts, chosen, by }: ChoicesProps) {
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
      <label class="choice">
        <span>Won by</span>
        <select value={by} onChange={({ currentTarget }) => setParams({ by: currentTarget.value })}>
          {Object.entries(BYS).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
