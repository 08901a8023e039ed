import type { Filter, FilterField, Filters } from '../../shared/wire/filters.ts'
import type { Named } from './rows.ts'

/** Whether something is in a segment; undecided where it does not say what the segment asks. */
export type Verdict = 'in' | 'out' | 'undecided'

/** One name that does not match is enough to be out, whatever else is not said. */
export function verdictOn(filters: Filters, names: Named): Verdict {
  let verdict: Verdict = 'in'
  for (const [field, filter] of Object.entries(filters)) {
    const name = names[field as FilterField]
    if (name === undefined) verdict = 'undecided'
    else if (!passes(filter, name)) return 'out'
  }
  return verdict
}

export const passes = ({ not, values }: Filter, name: string): boolean =>
  values.includes(name) !== not

/** Those filters that are on some fields. */
export function filtersOn(filters: Filters, fields: readonly FilterField[]): Filters {
  const some = Object.entries(filters).filter(([field]) => fields.includes(field as FilterField))
  return Object.fromEntries(some)
}

export const isEmpty = (filters: Filters): boolean => Object.keys(filters).length === 0
