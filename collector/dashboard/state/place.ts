import { VIEWS, type ViewId } from './views.ts'

/** What the address says: which page, and all that was asked of it. Whoever has the address sees the same. */
export interface Place {
  view: ViewId
  /** By name; one that is absent is as it is by default. */
  params: Readonly<Record<string, string>>
}

/** Changes of parameters; undefined takes one away. */
export type Changes = Readonly<Record<string, string | undefined>>

/** An unknown path is the overview. */
export function placeOf({ pathname, search }: Pick<URL, 'pathname' | 'search'>): Place {
  const path = pathname.replace(/(?<=.)\/+$/, '')
  const view = VIEWS.find((one) => one.path === path)?.id ?? 'overview'
  return { view, params: Object.fromEntries(new URLSearchParams(search)) }
}

/** The address of a place: its parameters by name, so that one place has one address. */
export function hrefOf({ view, params }: Place): string {
  const path = VIEWS.find(({ id }) => id === view)?.path ?? '/'
  const text = new URLSearchParams(
    Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ).toString()
  return text === '' ? path : `${path}?${text}`
}

export function changed(place: Place, changes: Changes): Place {
  const params = Object.entries({ ...place.params, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  return { ...place, params: Object.fromEntries(params) }
}

/** Parameters that every page understands, and that go with the reader from one to the next. */
const COMMON = [
  ...['site', 'period', 'from', 'to', 'compare', 'model', 'basis', 'goal', 'value'],
  ...['channel', 'source', 'medium', 'campaign', 'stage', 'country', 'device'],
]

/** Another page with the same period, model and filters; what only the last one understood is left behind. */
export function toView(place: Place, view: ViewId): Place {
  const kept = Object.entries(place.params).filter(([name]) => COMMON.includes(name))
  return { view, params: Object.fromEntries(kept) }
}
