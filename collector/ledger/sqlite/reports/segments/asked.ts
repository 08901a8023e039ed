import { FILTERS } from '../../../../../shared/wire/filters.ts'
import { BEYOND_ROLLUPS, type Dimension } from '../../../../../shared/wire/roi.ts'
import type { Named } from '../../../../roi/rows.ts'
import type { RoiReportQuery } from '../../../ledger.ts'

/** The dimensions that an answer depends on, by its rows or by its filters. */
export function askedOf({ by, filters = {}, salesChannels }: Asked) {
  const fields: Dimension[] = FILTERS.filter((field) => filters[field])
  return new Set<Dimension>([...by, ...fields, ...(salesChannels ? SALES : [])])
}

type Asked = Pick<RoiReportQuery, 'by' | 'filters' | 'salesChannels'>

const SALES = ['sales_channel'] as const

export const isBeyondRollups = (query: Asked): boolean => {
  const asked = askedOf(query)
  return BEYOND_ROLLUPS.some((name) => asked.has(name))
}

/** So many names of a dimension are told apart: pages and items that are made up must not fill the memory. */
const NAMES_MAX = 5000

/** What the names that come after are called. */
export const OTHER = '(other)'

/** No name has a control character. */
const MISSING = '\u0001'

/** Keeps of names those that rows are by, each dimension's within its bound. */
export class RowNames {
  readonly #by: readonly Dimension[]
  readonly #known = new Map<Dimension, Set<string>>()

  constructor(by: readonly Dimension[]) {
    const beyond: readonly Dimension[] = BEYOND_ROLLUPS
    this.#by = by.filter((name) => beyond.includes(name))
  }

  of(names: Named): Named {
    const kept: Named = {}
    for (const dimension of this.#by) {
      const name = names[dimension]
      if (name !== undefined) kept[dimension] = this.#bounded(dimension, name)
    }
    return kept
  }

  /** Tells what `of` gave from all else that it gives. */
  keyOf(kept: Named): string {
    return this.#by.map((dimension) => kept[dimension] ?? MISSING).join('\0')
  }

  #bounded(dimension: Dimension, name: string): string {
    const known = this.#known.get(dimension) ?? new Set()
    this.#known.set(dimension, known)
    if (known.has(name)) return name
    if (known.size >= NAMES_MAX) return OTHER
    known.add(name)
    return name
  }
}
