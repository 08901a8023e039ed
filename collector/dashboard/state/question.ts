import { asked, type Period } from './period.ts'

/** Filters that reports understand, with the words of the page. */
export const FILTER_TITLES = {
  channel: 'Channel',
  source: 'Source',
  medium: 'Medium',
  campaign: 'Campaign',
  stage: 'Stage',
  country: 'Country',
  device: 'Device',
} as const

export type FilterName = keyof typeof FILTER_TITLES

export const FILTER_NAMES = Object.keys(FILTER_TITLES) as FilterName[]

/** Parameters of a report, as its address has them. */
export type Query = Readonly<Record<string, string | undefined>>

type Params = Readonly<Record<string, string>>

/** Those filters that the address has. */
export const filtersOf = (params: Params): Partial<Record<FilterName, string>> =>
  Object.fromEntries(FILTER_NAMES.flatMap((name) => (params[name] ? [[name, params[name]]] : [])))

/** What every report of a period is asked; models, basis, goal and filters only where they were chosen. */
export const reportQuery = (params: Params, period: Period): Query => ({
  site: params['site'],
  ...asked(period),
  model: params['model'],
  basis: params['basis'],
  goal: params['goal'],
  value: params['value'],
  ...filtersOf(params),
})

/** Only some of them, for a report that does not know the others. */
export function only(query: Query, names: readonly string[]): Query {
  return Object.fromEntries(Object.entries(query).filter(([name]) => names.includes(name)))
}

/**
 * A value as a filter writes it: a comma would stand between two, and a first `!` mean all others.
 * '' is written `(none)`.
 */
export const filterValue = (value: string): string =>
  value === '' ? '(none)' : value.replaceAll(',', '\\,').replace(/^!/, '\\!')
