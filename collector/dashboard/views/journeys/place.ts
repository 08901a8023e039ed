import type { PathKind, PathSort } from '../../../../shared/wire/paths.ts'
import type { Width } from './flow.ts'

// What this page alone has in its address.

type Params = Readonly<Record<string, string>>

/** What is looked at: paths in their order, combinations whatever the order, or single journeys. */
export const TABS = {
  paths: 'Paths',
  sets: 'Combinations',
  journeys: 'Single journeys',
} as const

export type Tab = keyof typeof TABS

export const KINDS: Record<PathKind, string> = { channel: 'Channels', campaign: 'Campaigns' }

export const WIDTHS: Record<Width, string> = { journeys: 'By journeys', value: 'By value' }

/** What paths are ranked by: the columns of the API. */
export const SORTS: readonly PathSort[] = [
  ...['journeys', 'conversion_rate', 'conversions', 'value', 'cost', 'profit', 'roi'],
] as PathSort[]

function oneOf<Name extends string>(
  names: Readonly<Record<Name, unknown>>,
  name: string | undefined,
  standard: Name,
): Name {
  return name !== undefined && Object.hasOwn(names, name) ? (name as Name) : standard
}

/** A link to one journey needs to say nothing else. */
export const tabOf = ({ tab, journey }: Params): Tab =>
  oneOf(TABS, tab, journey === undefined ? 'paths' : 'journeys')

export const kindOf = ({ of }: Params): PathKind => oneOf(KINDS, of, 'channel')

export const widthOf = ({ width }: Params): Width => oneOf(WIDTHS, width, 'journeys')

export const sortOf = ({ sort }: Params): PathSort => SORTS.find((name) => name === sort) ?? 'value'

/** The first path that is shown, from 0. */
export const startOf = ({ at }: Params): number =>
  at !== undefined && /^\d{1,9}$/.test(at) ? Number(at) : 0

/** What paths are filtered by: a node of the flow, or the link from it to the next. */
export interface Through {
  node: string
  onto?: string | undefined
}

export const throughOf = ({ through, onto }: Params): Through | undefined =>
  through === undefined ? undefined : { node: through, onto }
